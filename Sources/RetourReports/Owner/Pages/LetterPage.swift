import RetourClassifier
import RetourEvents

extension Letter {
  /// Everything that is known, as a page: what ``html(_:)`` says on one sheet, with every cause, every
  /// answer and a chart.
  ///
  /// - Parameter files: names of files that lie beside the page, to which it refers.
  /// - Returns: UTF-8.
  public func fullPage(files: [String] = []) -> [UInt8] {
    Page.document(
      title: title,
      language: language,
      header: { html in
        html.element("h1") { html in
          html.put("\(language(.letterTitlePlain)) ")
          html.foreign(domainTitle)
          html.put(", \(periodText)")
        }
        html.element("p", ["class": "lead"], text: summary.joined(separator: " "))
        html.element("dl", ["class": "facts"]) { html in
          for fact in facts {
            html.element("dt", text: fact.name)
            html.element("dd", text: fact.value)
          }
        }
      },
      main: { html in
        guard totals.failures > 0 else { return }
        steps(&html)
        oursSection(&html)
        chartSection(&html)
        causeTable(&html)
        evidenceSection(&html)
        addressSection(&html)
      },
      footer: { notes(files, &$0) }
    )
  }

  private func steps(_ html: inout HTML) {
    html.element("section", ["aria-labelledby": "fix"]) { html in
      html.element("h2", ["id": "fix"], text: language(.whatToFix))
      if let words = lookupWords { html.element("p", text: words) }
      guard !theirs.isEmpty else {
        html.element("p", text: language(.nothingToFix))
        return
      }
      html.element("ol", ["class": "steps"]) { html in
        for cause in theirs { step(cause, &html) }
      }
    }
    html.newline()
  }

  private func step(_ cause: Cause, _ html: inout HTML) {
    let words = Remedy.of(cause.reason, in: language)
    html.element("li") { html in
      html.element("strong", text: meaning(cause.reason))
      html.put(" (\(count(cause)))")
      if cause.side == .unknown {
        html.element("p", ["class": "soft"], text: language(.maybeYours))
      }
      html.element("p") { html in
        html.element("span", ["class": "soft"], text: "\(language(.check)): ")
        html.put(words.owner)
      }
      if let status = cause.answers.compactMap(\.status).first,
        let meaning = StatusMeaning.of(status)
      {
        html.element("p") { html in
          html.element("span", ["class": "soft"], text: "\(language(.standardSays)): ")
          html.element("span", ["lang": "en"], text: "\(status), \(meaning)")
        }
      }
      let server = cause.evidence.compactMap(\.server).first?.text
      if let probe = cause.reason.probe(domain: domain.name, server: server) {
        html.element("p") { html in
          html.element("span", ["class": "soft"], text: "\(language(.verifyWith)): ")
          html.element("code", text: probe)
        }
      }
      if let link = cause.evidence.compactMap(\.link).first {
        html.element("p") { html in
          html.element("span", ["class": "soft"], text: "\(language(.linkInReport)): ")
          html.foreign(link.text)
        }
      }
    }
    html.newline()
  }

  private func oursSection(_ html: inout HTML) {
    guard !ours.isEmpty else { return }
    html.element("section", ["aria-labelledby": "ours"]) { html in
      html.element("h2", ["id": "ours"], text: language(.notYours))
      for cause in ours {
        html.element("div", ["class": "case ours"]) { html in
          html.element("p") { html in
            html.element(
              "strong",
              text: meaning(cause.reason)
            )
            html.put(" (\(count(cause)))")
          }
          html.element("p", ["class": "soft"], text: language(.thisOneIsOurs))
        }
      }
    }
    html.newline()
  }

  private func chartSection(_ html: inout HTML) {
    html.element("section", ["aria-labelledby": "days"]) { html in
      html.element("h2", ["id": "days"], text: language(.chartTitle))
      if let chart {
        chart.put(into: &html)
      } else {
        html.element("p", ["class": "soft"], text: language(.noChart))
      }
    }
    html.newline()
  }

  private func causeTable(_ html: inout HTML) {
    html.element("section", ["aria-labelledby": "causes"]) { html in
      html.element("h2", ["id": "causes"], text: language(.causeTable))
      let columns: [(Phrase, Bool)] = [
        (.cause, false), (.side, false), (.code, false), (.status, false), (.stage, false),
        (.count, true), (.recipients, true), (.first, false), (.last, false),
      ]
      html.table(
        caption: language(.causeTable),
        columns: columns.map { (language($0), $1) }
      ) { html in
        for cause in causes {
          for answer in cause.answers.prefix(40) { row(cause, answer, &html) }
        }
      }
    }
    html.newline()
  }

  private func row(_ cause: Cause, _ answer: Answer, _ html: inout HTML) {
    html.element("tr") { html in
      html.element(
        "th",
        ["scope": "row", "class": "t"],
        text: meaning(cause.reason)
      )
      html.element("td", text: language(cause.side.phraseForOwner))
      html.element("td", text: answer.replyCode.map { "\($0)" } ?? "–")
      html.element("td", text: answer.status ?? "–")
      html.element("td", text: language(answer.phase?.phrase ?? .stageUnknown))
      html.number(language.number(answer.failures))
      html.number(language.number(answer.recipients))
      html.element("td", ["class": "d"], text: answer.firstAt.map { language.moment($0) } ?? "–")
      html.element("td", ["class": "d"], text: answer.lastAt.map { language.moment($0) } ?? "–")
    }
    html.newline()
  }

  private func evidenceSection(_ html: inout HTML) {
    html.element("section", ["aria-labelledby": "evidence"]) { html in
      html.element("h2", ["id": "evidence"], text: language(.evidence))
      html.element("p", ["class": "soft small"], text: language(.evidenceNote))
      for cause in causes where !cause.evidence.isEmpty {
        html.element("h3", text: meaning(cause.reason))
        for evidence in cause.evidence { put(evidence, &html) }
      }
    }
    html.newline()
  }

  private func put(_ evidence: Evidence, _ html: inout HTML) {
    html.element("div", ["class": "case"]) { html in
      html.element("p") { html in
        let stage = evidence.phase.map { language($0.phrase) }
        let head = [evidence.at, evidence.serverText, stage, evidence.reply]
          .compactMap(\.self).filter { !$0.isEmpty }
        html.element("strong", text: head.joined(separator: " · "))
      }
      html.element("blockquote") { html in
        if let text = evidence.text {
          html.foreign(text.text)
        } else {
          html.put(language(.notStated))
        }
      }
      html.element("p", ["class": "soft"]) { html in
        for (index, fact) in evidence.facts(language).enumerated() {
          if index > 0 { html.put(" · ") }
          if !fact.name.isEmpty { html.put("\(fact.name): ") }
          html.foreign(fact.value)
        }
      }
    }
    html.newline()
  }

  private func addressSection(_ html: inout HTML) {
    html.element("section", ["aria-labelledby": "addresses"]) { html in
      html.element("h2", ["id": "addresses"], text: language(.addressesConcerned))
      if let note = addressesNote { html.element("p", text: note) }
      guard options.showsRecipients else { return }
      html.element("ul") { html in
        for recipient in recipients {
          html.element("li") { html in
            html.foreign(recipient.address.text)
            html.put(" (\(language.number(recipient.failures)))")
          }
        }
        let more = totals.recipients - recipients.count
        if more > 0 {
          html.element("li", text: language(.moreAddresses, ["n": language.number(more)]))
        }
      }
    }
    html.newline()
  }

  private func notes(_ files: [String], _ html: inout HTML) {
    html.element("h2", text: language(.howWeCounted))
    html.element("ul") { html in
      for note in countingNotes { html.element("li", text: note) }
    }
    html.element("h2", text: language(.removedTitle))
    html.element("p", text: removedNote)
    if !files.isEmpty {
      html.element("p") { html in
        html.put("\(language(.attachments)): ")
        for (index, file) in files.enumerated() {
          if index > 0 { html.put(", ") }
          html.link(file, file)
        }
      }
    }
    html.element(
      "p",
      text: language(.generatedBy, ["time": language.moment(options.now.description)])
    )
  }

  /// How often a cause occurred, with its expired part.
  func count(_ cause: Cause) -> String {
    var text = language(cause.failures, .oneFailure, .failures)
    if cause.expired > 0 {
      text += "; " + language(.expiredNote, ["n": language.number(cause.expired)])
    }
    return text
  }
}
