import Classifier
import Events

extension Letter {
  /// The letter as plain text in lines of at most 76 columns, for a mail or a terminal.
  ///
  /// - Returns: UTF-8 with line feeds.
  public func plainText() -> [UInt8] { Array(plainLines().map { $0 + "\n" }.joined().utf8) }

  private func plainLines() -> [String] {
    var text = PlainLines()
    text.heading(title, underline: "=")
    text.paragraph(summary.joined(separator: " "))
    for fact in facts { text.line("\(fact.name): \(fact.value)") }
    guard totals.failures > 0 else { return text.lines }
    text.heading(language(.whatToFix))
    if theirs.isEmpty { text.paragraph(language(.nothingToFix)) }
    for (index, cause) in theirs.enumerated() { step(index + 1, cause, &text) }
    if !ours.isEmpty {
      text.heading(language(.notYours))
      for cause in ours {
        text.paragraph(
          "\(meaning(cause.reason)) (\(count(cause))) \(language(.thisOneIsOurs))",
          first: "* "
        )
      }
    }
    text.heading(language(.causeTable))
    for cause in causes {
      text.paragraph(
        "\(meaning(cause.reason)) (\(language(cause.side.phraseForOwner)))",
        first: "* "
      )
      for answer in cause.answers.prefix(40) { text.paragraph(line(answer), first: "  - ") }
    }
    text.heading(language(.evidence))
    text.paragraph(language(.evidenceNote))
    for cause in causes where !cause.evidence.isEmpty {
      text.paragraph(meaning(cause.reason), gap: true)
      for evidence in cause.evidence { put(evidence, &text) }
    }
    addresses(&text)
    text.heading(language(.howWeCounted))
    for note in countingNotes { text.paragraph(note, first: "* ") }
    text.heading(language(.removedTitle))
    text.paragraph(removedNote)
    return text.lines
  }

  private func step(_ number: Int, _ cause: Cause, _ text: inout PlainLines) {
    let words = Remedy.of(cause.reason, in: language)
    text.paragraph("\(meaning(cause.reason)) (\(count(cause)))", first: "\(number). ", gap: true)
    let indent = "   "
    if cause.side == .unknown { text.paragraph(language(.maybeYours), first: indent) }
    text.paragraph("\(language(.check)): \(words.owner)", first: indent)
    if let status = cause.answers.compactMap(\.status).first,
      let meaning = StatusMeaning.of(status)
    {
      text.paragraph("\(language(.standardSays)): \(status), \(meaning)", first: indent)
    }
    let server = cause.evidence.compactMap(\.server).first?.text
    if let probe = cause.reason.probe(domain: domain.name, server: server) {
      text.paragraph("\(language(.verifyWith)): \(probe)", first: indent)
    }
    if let link = cause.evidence.compactMap(\.link).first {
      text.paragraph("\(language(.linkInReport)): \(link.text)", first: indent)
    }
  }

  private func line(_ answer: Answer) -> String {
    let code = [answer.replyCode.map { "\($0)" }, answer.status].compactMap(\.self)
      .joined(separator: " ")
    var span = [answer.firstAt, answer.lastAt].compactMap(\.self).map { language.moment($0) }
    if span.count == 2, span[0] == span[1] { span.removeLast() }
    return [
      code, language(answer.phase?.phrase ?? .stageUnknown),
      language(answer.failures, .oneFailure, .failures),
      language(answer.recipients, .oneAddress, .addresses), span.joined(separator: " – "),
    ].filter { !$0.isEmpty }.joined(separator: ", ")
  }

  private func put(_ evidence: Evidence, _ text: inout PlainLines) {
    let stage = evidence.phase.map { language($0.phrase) }
    let head = [evidence.at, evidence.serverText, stage, evidence.reply].compactMap(\.self)
      .filter { !$0.isEmpty }
    text.paragraph(head.joined(separator: "  "), first: "  ")
    text.paragraph(evidence.text.map { "\"\($0.text)\"" } ?? language(.notStated), first: "    ")
    let facts = evidence.facts(language).map {
      $0.name.isEmpty ? $0.value : "\($0.name): \($0.value)"
    }
    text.paragraph(facts.joined(separator: "; "), first: "    ")
    text.blank()
  }

  private func addresses(_ text: inout PlainLines) {
    text.heading(language(.addressesConcerned))
    if let note = addressesNote { text.paragraph(note) }
    guard options.showsRecipients else { return }
    for recipient in recipients {
      text.paragraph(
        "\(recipient.address.text) (\(language.number(recipient.failures)))",
        first: "  "
      )
    }
    let more = totals.recipients - recipients.count
    if more > 0 {
      text.paragraph(language(.moreAddresses, ["n": language.number(more)]), first: "  ")
    }
  }
}

/// Lines of text, filled up to a width.
struct PlainLines {
  /// A width at which quoted-printable doesn't have to cut ASCII.
  static let width = 74

  private(set) var lines: [String] = []

  /// A heading with a line under it.
  mutating func heading(_ text: String, underline: Character = "-") {
    if !lines.isEmpty { blank() }
    fill(text, first: "")
    let width = min(VisibleText.width(text), Self.width)
    lines.append(String(repeating: underline, count: width))
    blank()
  }

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
