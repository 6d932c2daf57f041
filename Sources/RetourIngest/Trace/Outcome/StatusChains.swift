/// The `recipient_status` of the historical summary: `a@b##Receive, Deliver;c@d##Receive, Fail`.
enum StatusChains {
  /// The recipients with their words; nil where a part has no `##`.
  ///
  /// An address may hold semicolons and hash signs in quotes, so a part ends at a semicolon that
  /// another `##` follows. Source: real records of Start-HistoricalSearch.
  static func parse(_ text: Bytes) -> [(address: Bytes, words: Bytes)]? {
    var parts: [(address: Bytes, words: Bytes)] = []
    var rest = text.trimmed
    while !rest.isEmpty {
      guard let mark = rest.firstIndex(ofIgnoringCase: "##") else { return nil }
      let words = rest[(mark + 2)...]
      let end = words.firstIndex { $0 == UInt8(ascii: ";") } ?? words.endIndex
      parts.append((rest[..<mark].trimmed, words[..<end].trimmed))
      rest = end < words.endIndex ? words[(end + 1)...].trimmed : []
    }
    return parts.isEmpty ? nil : parts
  }
}
