/// A list of answers, one for each recipient, as tracking forms have it in one field.
///
/// Answers hold separators of their own (`550 4.4.7 QUEUE.Expired; message expired`), so a list is
/// cut where a new answer begins, and only into as many as there are recipients.
enum StatusList {
  /// How surely an answer begins at a place.
  private struct Start {
    let place: Int
    /// Whether it has more than a bare reply code: an enhanced status, or Exchange's `[{LED=`.
    let isFull: Bool
    /// What stands before it: a separator, a separator and blanks, or blanks alone.
    let lead: Lead
  }

  private enum Lead: Int {
    case separator
    case loose
    case blank
  }

  /// The answers of a list, one for each recipient.
  ///
  /// - Returns: as many as there are recipients. One answer alone is that of all; all are empty
  ///   where the list can't be cut into as many.
  static func split(_ field: Bytes, recipients: Int) -> [Bytes] {
    let text = unbraced(field)
    guard recipients > 1 else { return [unquoted(text)] }
    if text.isEmpty { return Array(repeating: [], count: recipients) }
    let starts = starts(in: text)
    let ways: [(Start) -> Bool] = [
      { $0.isFull && $0.lead == .separator }, { $0.isFull && $0.lead != .blank },
      { $0.lead == .separator }, { $0.lead != .blank }, \.isFull,
    ]
    for way in ways {
      let found = starts.filter(way)
      if found.count == recipients, !text[..<found[0].place].contains(where: \.isAlphanumeric) {
        return cut(text, at: found.map(\.place))
      }
    }
    let parts = separated(text)
    if parts.count == recipients, starts.count < recipients,
      starts.count != 1 || parts.contains(where: \.isEmpty)
    {
      return parts
    }
    let isOne = starts.filter { $0.lead != .blank }.count <= 1
    return Array(repeating: isOne ? unquoted(text) : [], count: recipients)
  }

  /// Every place outside of brackets at which an answer may begin.
  private static func starts(in text: Bytes) -> [Start] {
    var starts: [Start] = []
    var isInside = false
    var lead: Lead? = .separator
    var index = text.startIndex
    while index < text.endIndex {
      let byte = text[index]
      if !isInside, let lead, let isFull = answer(in: text, at: index) {
        starts.append(Start(place: index, isFull: isFull, lead: lead))
      }
      if byte == UInt8(ascii: "["), TraceReason.key(in: text, at: index + 1) != nil {
        isInside = true
      } else if byte == UInt8(ascii: "}"), index + 1 < text.endIndex,
        text[index + 1] == UInt8(ascii: "]")
      {
        isInside = false
      }
      if ";,|".utf8.contains(byte) {
        lead = .separator
      } else if byte.isWhiteSpace {
        lead = lead == nil || lead == .blank ? .blank : .loose
      } else if !"'\"".utf8.contains(byte) {
        lead = nil
      }
      index += 1
    }
    return starts
  }

  /// Whether an answer begins at a place, and more than a bare code of it; nil where none does.
  private static func answer(in text: Bytes, at place: Int) -> Bool? {
    if text[place] == UInt8(ascii: "["), TraceReason.key(in: text, at: place + 1) != nil {
      return true
    }
    guard [UInt8(ascii: "2"), UInt8(ascii: "4"), UInt8(ascii: "5")].contains(text[place]) else {
      return nil
    }
    if DiagnosticFacts.status(text, at: place) != nil {
      // One that belongs to the reply code before it begins nothing.
      let before = text[..<place].suffix(4)
      let isOfReply =
        before.count == 4 && before.last.map { $0.isBlank || $0 == UInt8(ascii: "-") } == true
        && before.prefix(3).allSatisfy(\.isDigit)
      return isOfReply ? nil : true
    }
    guard DiagnosticFacts.reply(text, at: place) != nil else { return nil }
    let behind = min(place + 4, text.endIndex)
    return behind < text.endIndex && DiagnosticFacts.status(text, at: behind) != nil
  }

  private static func cut(_ text: Bytes, at places: [Int]) -> [Bytes] {
    places.indices.map { index in
      let end = index + 1 < places.count ? places[index + 1] : text.endIndex
      var item = text[places[index]..<end].trimmed
      if index + 1 < places.count {
        // The quote that opens the next item, and the separator.
        while let last = item.last, last.isWhiteSpace || ";,|'\"".utf8.contains(last) {
          item = item.dropLast()
        }
      }
      return unquoted(item)
    }
  }

  /// The parts between semicolons outside of brackets.
  private static func separated(_ text: Bytes) -> [Bytes] {
    var parts: [Bytes] = []
    var start = text.startIndex
    var isInside = false
    for index in text.indices {
      let next = index + 1 < text.endIndex ? text[index + 1] : 0
      switch text[index] {
      case UInt8(ascii: "[") where next == UInt8(ascii: "{"): isInside = true
      case UInt8(ascii: "}") where next == UInt8(ascii: "]"): isInside = false
      case UInt8(ascii: ";") where !isInside:
        parts.append(unquoted(text[start..<index]))
        start = index + 1
      default: break
      }
    }
    parts.append(unquoted(text[start...]))
    return parts
  }

  /// A list without the braces that PowerShell prints around it.
  private static func unbraced(_ text: Bytes) -> Bytes {
    guard text.first == UInt8(ascii: "{"), text.last == UInt8(ascii: "}"),
      TraceReason.key(in: text, at: text.startIndex) == nil
    else { return text }
    return text.dropFirst().dropLast().trimmed
  }

  private static func unquoted(_ item: Bytes) -> Bytes {
    var item = item.trimmed
    if let first = item.first, first == UInt8(ascii: "'") || first == UInt8(ascii: "\""),
      item.count > 1, item.last == first || item.dropFirst().first?.isDigit == true
    {
      item = item.dropFirst()
      if item.last == first { item = item.dropLast() }
    } else if let last = item.last, last == UInt8(ascii: "'"),
      item.count(where: { $0 == last }) == 1
    {
      item = item.dropLast()
    }
    return item
  }
}
