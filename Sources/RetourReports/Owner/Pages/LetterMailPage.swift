import RetourEvents

extension Letter {
  /// The letter as a page of 600 pixels for mail programs and browsers; one sheet of A4.
  ///
  /// - Parameter attachment: the file with all failures, where one goes with it.
  /// - Returns: UTF-8.
  public func html(_ attachment: Attachment? = nil) -> [UInt8] {
    MailPage.document(title: heading, language: language) { html in
      guard totals.failures > 0 else {
        html.mailParagraph { $0.put(language(.noFailures)) }
        return
      }
      head(&html)
      html.mailParagraph { $0.put(language.letter(.greeting)) }
      html.mailParagraph { $0.put(story) }
      if let words = lookupWords { html.mailParagraph { $0.put(words) } }
      askedPart(&html)
      evidencePart(&html)
      checkPart(&html)
      end(attachment, &html)
    }
  }

  private func head(_ html: inout HTML) {
    let soft = "\(HTML.smallText);\(HTML.softText)"
    html.layout(width: "100%") { html in
      html.element("tr") { html in
        html.element("td", ["class": "soft", "style": soft]) { html in
          html.put(
            options.organisation.map { language.letter(.office, ["organisation": $0]) } ?? ""
          )
        }
        html.element("td", ["class": "soft", "align": "right", "style": soft]) { html in
          html.put("\(language.letter(.reference)) ")
          html.element("span", ["style": "word-break:break-word"], text: reference)
        }
      }
    }
    html.element(
      "h1",
      ["style": "margin:12px 0 12px;font-size:21px;line-height:27px;font-weight:bold"]
    ) { $0.foreign(heading) }
    html.newline()
  }

  private func askedPart(_ html: inout HTML) {
    let asked = asked
    guard !asked.isEmpty else { return }
    html.mailHeading(language.letter(.askHeading))
    html.layout(width: "100%") { html in
      for (index, request) in asked.enumerated() {
        html.element("tr") { html in
          html.element(
            "td",
            ["width": "26", "valign": "top", "style": "\(HTML.bodyText);font-weight:bold"],
            text: "\(index + 1)."
          )
          html.element("td", ["valign": "top", "style": "padding:0 0 8px;\(HTML.bodyText)"]) {
            html in
            html.element("b", text: request.ask)
            html.put("\(request.tail) ")
            html.element(
              "span",
              ["class": "soft", "style": "\(HTML.softText);white-space:nowrap"],
              text: request.count
            )
          }
        }
        html.newline()
      }
    }
  }

  private func evidencePart(_ html: inout HTML) {
    let heads = evidenceHeads
    guard subject != .ours, !heads.isEmpty else { return }
    html.mailHeading(language.letter(.sawHeading))
    let cell =
      "padding:4px 10px 4px 0;vertical-align:top;border-bottom:1px solid #d5dbe1;\(HTML.smallText);"
      + "word-break:break-word"
    let width = 80 / heads.count
    html.element(
      "table",
      [
        "aria-label": language.letter(.sawHeading), "width": "100%", "cellpadding": "0",
        "cellspacing": "0", "border": "0",
        "style": "border-collapse:collapse;table-layout:fixed",
      ]
    ) { html in
      func name(_ text: String, _ html: inout HTML) {
        html.element(
          "th",
          [
            "scope": "row", "align": "left", "class": "b soft",
            "style": "\(cell);font-weight:normal;\(HTML.softText);width:20%",
          ],
          text: text
        )
      }
      html.element("tr") { html in
        name(language.letter(.server), &html)
        for head in heads {
          html.element(
            "th",
            ["scope": "col", "align": "left", "class": "b", "style": "\(cell);width:\(width)%"]
          ) { html in
            for (index, line) in head.enumerated() {
              if index > 0 { html.void("br") }
              html.foreign(line)
            }
          }
        }
      }
      html.newline()
      for row in evidenceRows {
        html.element("tr") { html in
          name(row.name, &html)
          for value in row.values {
            html.element("td", ["class": "b", "style": cell]) { put(value, &$0) }
          }
        }
        html.newline()
      }
    }
    html.newline()
  }

  private func put(_ value: EvidenceRow.Value?, _ html: inout HTML) {
    guard let value else { return html.put("–") }
    html.put(value.lead)
    guard let code = value.code else { return }
    if !value.lead.isEmpty { html.void("br") }
    html.mailCode(code)
    if !value.tail.isEmpty { html.put(" \(value.tail)") }
  }

  private func checkPart(_ html: inout HTML) {
    let checks = checks
    guard !checks.isEmpty, subject != .ours else { return }
    html.mailHeading(language.letter(.checkHeading))
    html.layout(width: "100%") { html in
      for check in checks {
        html.element("tr") { html in
          html.element("td", ["style": "padding:2px 0;\(HTML.smallText)"]) { html in
            if check.command.isEmpty {
              html.put(check.expectation)
            } else {
              html.mailCode(check.command, isBoxed: true)
              html.put(" ")
              html.mailSoft(check.expectation)
            }
          }
        }
        html.newline()
      }
    }
  }

  private func end(_ attachment: Attachment?, _ html: inout HTML) {
    html.mailHeading(language.letter(.reachHeading))
    html.mailParagraph { $0.put(reaching.sentences.joined(separator: " ")) }
    html.mailParagraph { $0.put(remarks(attachment).joined(separator: " ")) }
    if subject != .ours { html.mailParagraph { $0.put(language.letter(.thanks)) } }
    html.mailParagraph { html in
      html.put(language.letter(.regards))
      for (index, line) in signatureLines.enumerated() {
        html.void("br")
        if index == 0 { html.element("b", text: line) } else { html.put(line) }
      }
    }
    html.element(
      "p",
      [
        "class": "soft",
        "style": "margin:14px 0 0;font-size:12px;line-height:17px;\(HTML.softText)",
      ],
      text: smallPrint
    )
    html.newline()
  }
}
