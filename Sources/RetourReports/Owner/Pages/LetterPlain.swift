import RetourEvents

extension Letter {
  /// The letter as plain text in lines of at most 74 columns, for a mail or a terminal.
  ///
  /// - Parameter attachment: the file with all failures, where one goes with it.
  /// - Returns: UTF-8 with line feeds.
  public func plainText(_ attachment: Attachment? = nil) -> [UInt8] {
    Array(plainLines(attachment).map { $0 + "\n" }.joined().utf8)
  }

  private func plainLines(_ attachment: Attachment?) -> [String] {
    var text = PlainLines()
    guard totals.failures > 0 else {
      text.line(language(.noFailures))
      return text.lines
    }
    text.line(heading)
    text.line("\(language.letter(.reference)) \(reference)")
    text.blank()
    text.paragraph(language.letter(.greeting))
    text.paragraph(story)
    if let words = lookupWords { text.paragraph(words) }
    let asked = asked
    if !asked.isEmpty {
      text.title(language.letter(.askHeading))
      for (index, request) in asked.enumerated() {
        text.paragraph(
          "\(request.ask)\(request.tail) (\(request.count))",
          first: "\(index + 1). "
        )
      }
      text.title(language.letter(.sawHeading))
      evidence(&text)
    }
    let checks = checks
    if !checks.isEmpty {
      text.title(language.letter(.checkHeading))
      for check in checks {
        if check.command.isEmpty {
          text.line(check.expectation)
        } else {
          text.command(check.command)
          text.paragraph(check.expectation, first: "    ")
        }
      }
    }
    text.title(language.letter(.reachHeading))
    text.paragraph(reaching.sentences.joined(separator: " "))
    text.paragraph(remarks(attachment).joined(separator: " "))
    if subject != .ours { text.paragraph(language.letter(.thanks)) }
    text.line(language.letter(.regards))
    for line in signatureLines { text.line(line) }
    text.blank()
    text.signatureMark()
    text.paragraph(smallPrint)
    return text.lines
  }

  private func evidence(_ text: inout PlainLines) {
    let rows = evidenceRows
    let names = [language.letter(.server)] + rows.map(\.name)
    let width = min(24, names.map { VisibleText.width($0) }.max() ?? 0)
    func padded(_ name: String) -> String {
      name + String(repeating: " ", count: max(1, width + 2 - VisibleText.width(name)))
    }
    for (place, head) in evidenceHeads.enumerated() {
      text.blank()
      text.paragraph(head.joined(separator: " "), first: padded(names[0]))
      for row in rows {
        guard let value = row.values[place] else { continue }
        text.paragraph(value.text, first: padded(row.name))
      }
    }
  }
}

/// Lines of text, filled up to a width.
struct PlainLines {
  /// A width at which quoted-printable doesn't have to cut ASCII.
  static let width = 74

  private(set) var lines: [String] = []

  /// A heading in capitals.
  mutating func title(_ text: String) {
    if !lines.isEmpty { blank() }
    fill(text.uppercased(), first: "")
    blank()
  }

  /// A line for a shell; one that is too long goes on in the next, as a shell reads it.
  mutating func command(_ text: String) {
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty, line.count + word.count + 3 > Self.width {
        lines.append(line + " \\")
        line = "   "
      }
      line += line.isEmpty ? "\(word)" : " \(word)"
    }
    if !line.isEmpty { lines.append(line) }
  }

  /// The line that mail programs know as the beginning of small print (RFC 3676 section 4.3).
  mutating func signatureMark() { lines.append("-- ") }

  /// A paragraph; what follows its first line is indented by as much as `first` is wide.
  mutating func paragraph(_ text: String, first: String = "", gap: Bool = false) {
    if gap { blank() }
    fill(text, first: first)
    if first.isEmpty, !gap { blank() }
  }

  /// A line that others follow at once; what doesn't fit into it is indented.
  mutating func line(_ text: String) { fill(text, first: "", indent: "  ") }

  /// An empty line, never two.
  mutating func blank() {
    if lines.last?.isEmpty == false { lines.append("") }
  }

  private mutating func fill(_ text: String, first: String, indent: String? = nil) {
    let indent = indent ?? String(repeating: " ", count: first.count)
    var line = first
    var isEmpty = true
    for word in text.split(separator: " ") {
      var word = Substring(VisibleText.cleaned(String(word)))
      let room = Self.width - VisibleText.width(line) - (isEmpty ? 0 : 1)
      if VisibleText.width(String(word)) > room, !isEmpty {
        lines.append(line)
        line = indent
        isEmpty = true
      }
      // A word that no line holds is cut into pieces.
      while word.count > Self.width - indent.count {
        lines.append(line + word.prefix(Self.width - indent.count))
        word = word.dropFirst(Self.width - indent.count)
        line = indent
      }
      line += isEmpty ? "\(word)" : " \(word)"
      isEmpty = false
    }
    if !isEmpty { lines.append(line) }
  }
}
