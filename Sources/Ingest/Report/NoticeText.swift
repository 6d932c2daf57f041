import Events

/// The human-readable text of a report, cut where the original message begins.
struct NoticeText {
  /// A line with how far it is indented.
  struct Line {
    /// The line without white space at its ends.
    let text: Bytes
    /// Blanks before it.
    let indent: Int
  }

  /// The lines of the notice itself.
  private(set) var lines: [Line]
  /// Bytes that are read.
  static let limit = 1 << 20
  /// Whether the text is longer, so that recipients may be missing.
  let isCut: Bool
  /// What follows the mark of the original message; empty where none was found.
  let original: Bytes

  /// Reads a text in UTF-8.
  init(_ text: Bytes) {
    let all = text.prefix(Self.limit).lines()
    var lines: [Line] = []
    lines.reserveCapacity(all.count)
    var originalStart = text.endIndex
    var search = PhraseAutomaton.Search()
    for (number, line) in all.enumerated() {
      let trimmed = line.trimmed
      guard !trimmed.isEmpty else {
        lines.append(Line(text: trimmed, indent: 0))
        continue
      }
      let before = search
      Vocabulary.texts.take(line: trimmed, into: &search)
      let mayMark = trimmed.count < 200 && search.lately.has(Vocabulary.TextGroup.original)
      if let skip = Self.beginsOriginal(all, number, trimmed, mayMark: mayMark) {
        search = before
        let next = number + skip
        originalStart = next < all.count ? all[next].startIndex : text.endIndex
        break
      }
      lines.append(Line(text: trimmed, indent: trimmed.startIndex - line.startIndex))
    }
    isCut = text.count > Self.limit && lines.count == all.count
    self.lines = lines
    phrases = search.found & ~(1 << UInt64(Vocabulary.TextGroup.original))
    original = text[originalStart...].drop { $0.isWhiteSpace }
  }

  /// Fields that only the header of a message has, not the summary of one in a notice.
  private static let transportFields: [StaticString] = [
    "received:", "return-path:", "message-id:", "mime-version:", "x-received:", "dkim-signature:",
    "delivered-to:", "domainkey-signature:", "x-originating-ip:", "x-mailer:", "reply-to:",
    "content-type:",
  ]

  /// Looks whether the original message begins at a line.
  ///
  /// - Parameters:
  ///   - lines: all lines.
  ///   - number: that of the line.
  ///   - line: the line without white space at its ends, not empty.
  ///   - mayMark: whether words stand in it, or end in it, that announce the original message.
  /// - Returns: the number of lines to pass over; nil where it doesn't begin here.
  private static func beginsOriginal(
    _ lines: [Bytes],
    _ number: Int,
    _ line: Bytes,
    mayMark: Bool
  ) -> Int? {
    if isHeaderBlock(lines, number) { return 0 }
    guard mayMark, Vocabulary.markers.occurs(in: line) else { return nil }
    // The header may begin after blank lines and rulers.
    var next = number + 1
    while next < lines.count, next <= number + 6 {
      let following = lines[next].trimmed
      let isRuler = following.allSatisfy(Self.isDrawn)
      if !isRuler {
        if isHeaderBlock(lines, next)
          || HeaderFields.nameEnd(
            lines[next],
            from: lines[next].startIndex,
            to: lines[next].endIndex
          )
            != nil && isRule(line)
        {
          return next - number
        }
        break
      }
      next += 1
    }
    return isRule(line) ? 1 : nil
  }

  /// Whether a line is drawn as a separator, as in `--- Original message ---`.
  private static func isRule(_ line: Bytes) -> Bool {
    guard line.count >= 6 else { return false }
    return isDrawn(line[line.startIndex]) && line.count(where: isDrawn) >= 3
  }

  /// Whether lines are drawn with a byte.
  static func isDrawn(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "-") || byte == UInt8(ascii: "=") || byte == UInt8(ascii: "_")
      || byte == UInt8(ascii: "*") || byte == UInt8(ascii: "#")
  }

  /// Whether a run of header fields with transport fields among them begins at a line.
  private static func isHeaderBlock(_ lines: [Bytes], _ number: Int) -> Bool {
    let first = lines[number]
    guard let start = first.first, !start.isBlank,
      HeaderFields.nameEnd(first, from: first.startIndex, to: first.endIndex) != nil
    else { return false }
    if first.hasPrefix(ignoringCase: "received: ") || first.hasPrefix(ignoringCase: "return-path: ")
    {
      return true
    }
    var fields = 0
    var hasTransport = false
    for line in lines[number..<min(lines.count, number + 16)] {
      guard let byte = line.first else { break }
      if byte.isBlank { continue }
      guard HeaderFields.nameEnd(line, from: line.startIndex, to: line.endIndex) != nil else {
        break
      }
      fields += 1
      hasTransport = hasTransport || transportFields.contains { line.hasPrefix(ignoringCase: $0) }
    }
    return fields >= 3 && hasTransport
  }

  /// All of the notice as one line, at most `limit` bytes.
  func summary(limit: Int) -> String {
    var result: [UInt8] = []
    for line in lines where !line.text.isEmpty {
      if !result.isEmpty { result.append(.space) }
      line.text.squeeze(into: &result)
      if result.count >= limit { break }
    }
    return String(decoding: result.prefix(limit), as: UTF8.self)
  }

  /// The groups of ``Vocabulary/texts`` that occur, also broken over lines.
  let phrases: UInt64
}
