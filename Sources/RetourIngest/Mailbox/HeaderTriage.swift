/// The quick look that every message gets, which asks whether it may be a report.
///
/// Most mail is none, so this decides on the header block alone, in place, without allocating.
/// A wrong yes costs the time of a full read, a wrong no loses a report; so every signal that
/// `knowledge` of the layouts names counts by itself.
enum HeaderTriage {
  /// Whether a header block may belong to a report.
  ///
  /// - Parameter header: the fields, from the first byte to the blank line; an envelope line may
  ///   stand before them.
  /// - Returns: false only where no signal is there.
  static func mayBeReport(_ header: Span<UInt8>) -> Bool {
    var index = 0
    let end = header.count
    while index < end {
      let lineEnd = UnsafeSearch.first(.lineFeed, in: header, from: index) ?? end
      if lineEnd - index > 4, isSignal(header, index, lineEnd) { return true }
      index = lineEnd + 1
    }
    return false
  }

  /// Judges one line by its first letter, so that most lines cost one comparison.
  @inline(__always)
  private static func isSignal(_ header: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    switch header[start].lowercased {
    case UInt8(ascii: "a"):
      guard let value = after("auto-submitted:", header, start, end) else { return false }
      return !isNo(header, value, continued(header, end))
    case UInt8(ascii: "c"):
      guard let value = after("content-type:", header, start, end) else { return false }
      return contains("report", header, value, continued(header, end))
        || contains("delivery-status", header, value, continued(header, end))
    case UInt8(ascii: "f"):
      if header[start + 4] == .space { return isEnvelopeOfReport(header, start, end) }
      guard let value = after("from:", header, start, end) else { return false }
      let last = continued(header, end)
      return contains("<>", header, value, last)
        || Vocabulary.senders.groups(in: header.extracting(value..<last)) != 0
    case UInt8(ascii: "p"):
      guard let value = after("precedence:", header, start, end) else { return false }
      return contains("auto", header, value, continued(header, end))
    case UInt8(ascii: "r"):
      guard let value = after("return-path:", header, start, end) else { return false }
      let last = continued(header, end)
      return contains("<>", header, value, last) || contains("< >", header, value, last)
        || contains("mailer-daemon", header, value, last)
        || contains("postmaster", header, value, last)
    case UInt8(ascii: "s"):
      guard let value = after("subject:", header, start, end) else { return false }
      return isSubjectOfReport(header, value, continued(header, end))
    case UInt8(ascii: "x"):
      return after("x-failed-recipients:", header, start, end) != nil
        || after("x-ms-exchange-message-is-ndr:", header, start, end) != nil
        || after("x-ms-journal-report:", header, start, end) != nil
        || after("x-autoreply:", header, start, end) != nil
        || after("x-autorespond:", header, start, end) != nil
        || after("x-autoresponse:", header, start, end) != nil
        || after("x-amz-sns-message-id:", header, start, end) != nil
    default:
      return false
    }
  }

  /// The end of the last line that continues the one that ends at `end`.
  private static func continued(_ header: Span<UInt8>, _ end: Int) -> Int {
    var last = end
    while last + 1 < header.count, header[last + 1].isBlank {
      last = UnsafeSearch.first(.lineFeed, in: header, from: last + 1) ?? header.count
    }
    return last
  }

  private static func isSubjectOfReport(_ header: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    if Vocabulary.subjects.groups(in: header.extracting(start..<end)) != 0 { return true }
    guard contains("=?", header, start, end) else { return false }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(end - start)
    for index in start..<end { bytes.append(header[index]) }
    return Vocabulary.subjects.groups(in: EncodedWords.decode(bytes[...])) != 0
  }

  private static func isEnvelopeOfReport(_ header: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    guard start == 0 else { return false }
    return contains("mailer-daemon", header, 5, end) || contains("<>", header, 5, end)
      || contains("postmaster@", header, 5, end)
  }

  private static func isNo(_ header: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    var index = start
    while index < end, header[index].isBlank { index += 1 }
    return index + 1 < end && header[index].lowercased == UInt8(ascii: "n")
      && header[index + 1].lowercased == UInt8(ascii: "o")
  }

  /// Where the value begins if the line's field has this name.
  @inline(__always)
  private static func after(
    _ name: StaticString,
    _ header: Span<UInt8>,
    _ start: Int,
    _ end: Int
  ) -> Int? {
    let length = name.utf8CodeUnitCount
    guard end - start >= length else { return nil }
    return name.withUTF8Buffer { name in
      for offset in 0..<length where unsafe header[start + offset].lowercased != name[offset] {
        return nil
      }
      return start + length
    }
  }

  private static func contains(
    _ text: StaticString,
    _ header: Span<UInt8>,
    _ start: Int,
    _ end: Int
  ) -> Bool {
    let length = text.utf8CodeUnitCount
    guard end - start >= length else { return false }
    return text.withUTF8Buffer { text in
      for place in start...(end - length) {
        var offset = 0
        while unsafe offset < length && header[place + offset].lowercased == text[offset] {
          offset += 1
        }
        if offset == length { return true }
      }
      return false
    }
  }
}
