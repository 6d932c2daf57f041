import RetourEvents

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
  /// Lines that are read.
  static let lineLimit = 100_000
  /// Whether the text is longer, so that recipients may be missing.
  let isCut: Bool
  /// What follows the mark of the original message; empty where none was found.
  let original: Bytes

  /// Reads a text in UTF-8.
  init(_ text: Bytes) {
    let read = text.prefix(Self.limit)
    var all: [Range<Int>] = []
    all.reserveCapacity(read.count / 40 + 1)
    var ranges = read.lineRanges
    while all.count < Self.lineLimit, let line = ranges.next() { all.append(line) }
    let hasMore = text.count > Self.limit || ranges.next() != nil
    var lines: [Line] = []
    lines.reserveCapacity(all.count)
    var originalStart = text.endIndex
    var search = PhraseAutomaton.Search()
    for number in all.indices {
      let line = all[number]
      let trimmed = read.trimmed(line)
      guard !trimmed.isEmpty else {
        lines.append(Line(text: [], indent: 0))
        continue
      }
      let before = search
      Vocabulary.texts.take(line: read[trimmed], into: &search)
      let mayMark = trimmed.count < 200 && search.lately.has(Vocabulary.TextGroup.original)
      if let skip = Self.beginsOriginal(read, all, number, trimmed, mayMark: mayMark) {
        search = before
        let next = number + skip
        originalStart = next < all.count ? all[next].lowerBound : text.endIndex
        break
      }
      lines.append(Line(text: read[trimmed], indent: trimmed.lowerBound - line.lowerBound))
    }
    isCut = hasMore && lines.count == all.count
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
  ///   - text: all of it.
  ///   - lines: where its lines stand.
  ///   - number: that of the line.
  ///   - line: where it stands without white space at its ends, not empty.
  ///   - mayMark: whether words stand in it, or end in it, that announce the original message.
  /// - Returns: the number of lines to pass over; nil where it doesn't begin here.
  private static func beginsOriginal(
    _ text: Bytes,
    _ lines: [Range<Int>],
    _ number: Int,
    _ line: Range<Int>,
    mayMark: Bool
  ) -> Int? {
    if isHeaderBlock(text, lines, number) { return 0 }
    guard mayMark else { return nil }
    let line = text[line]
    guard Vocabulary.markers.occurs(in: line) else { return nil }
    // The header may begin after blank lines and rulers.
    var next = number + 1
    while next < lines.count, next <= number + 6 {
      let isRuler = text[text.trimmed(lines[next])].allSatisfy(Self.isDrawn)
      if !isRuler {
        if isHeaderBlock(text, lines, next)
          || HeaderFields.nameEnd(text, from: lines[next].lowerBound, to: lines[next].upperBound)
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
  private static func isHeaderBlock(
    _ text: Bytes,
    _ lines: [Range<Int>],
    _ number: Int
  ) -> Bool {
    let first = lines[number]
    guard !first.isEmpty, !text[first.lowerBound].isBlank,
      HeaderFields.nameEnd(text, from: first.lowerBound, to: first.upperBound) != nil
    else { return false }
    if text[first].hasPrefix(ignoringCase: "received: ")
      || text[first].hasPrefix(ignoringCase: "return-path: ")
    {
      return true
    }
    var fields = 0
    var hasTransport = false
    for line in lines[number..<min(lines.count, number + 16)] {
      guard !line.isEmpty else { break }
      if text[line.lowerBound].isBlank { continue }
      guard HeaderFields.nameEnd(text, from: line.lowerBound, to: line.upperBound) != nil else {
        break
      }
      fields += 1
      hasTransport =
        hasTransport || transportFields.contains { text[line].hasPrefix(ignoringCase: $0) }
    }
    return fields >= 3 && hasTransport
  }

  /// The notice as one line, at most `limit` bytes, without the lines of some numbers.
  func summary(limit: Int, without leftOut: Set<Int> = []) -> String {
    var result: [UInt8] = []
    let isLate = phrases.has(Vocabulary.TextGroup.delay)
    for (number, line) in lines.enumerated()
    where !line.text.isEmpty && !leftOut.contains(number) {
      // That a message is still tried is no reason.
      if isLate, Vocabulary.texts.groups(in: line.text).has(Vocabulary.TextGroup.delay) { continue }
      if !result.isEmpty { result.append(.space) }
      line.text.squeeze(into: &result)
      if result.count >= limit { break }
    }
    return String(decoding: result.prefix(limit), as: UTF8.self)
  }

  /// A reply of which a report has the first line only (`550-5.7.26 text`), with the lines that follow
  /// in the notice's transcript; any other text as it is.
  func completed(_ text: Bytes) -> Bytes {
    guard let start = RecipientBlocks.replyStart(text), start + 4 < text.endIndex,
      text[start + 3] == UInt8(ascii: "-")
    else { return text }
    let code = text[start..<(start + 3)]
    // The whole of a reply ends with a line that has a blank behind its code.
    let end = (code + [.space])[...]
    var first = text[start...].squeezed()
    while let last = first.last, ")>\"'".utf8.contains(last) { first.removeLast() }
    func said(_ number: Int) -> Bytes { lines[number].text.drop { "<>| ".utf8.contains($0) } }
    guard
      let place = lines.indices.first(where: { number in
        let line = said(number)
        return line.count == first.count && line.elementsEqual(first)
      })
    else { return text }
    var result = Array(text[..<start]) + first
    for number in lines.indices.dropFirst(place + 1).prefix(60) {
      let line = said(number)
      guard line.starts(with: code), line.count > 3,
        line[line.startIndex + 3] == UInt8(ascii: "-") || line.starts(with: end)
      else { break }
      result.append(.space)
      line.squeeze(into: &result)
      if line.starts(with: end) { break }
    }
    return result[...]
  }

  /// The groups of ``Vocabulary/texts`` that occur, also broken over lines.
  let phrases: UInt64
}
