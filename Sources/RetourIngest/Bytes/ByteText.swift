/// Bytes of an input in which words are looked for: a slice of an array, or a stretch of a log's block.
///
/// What both share is written once, and compiled for each.
protocol ByteText: RandomAccessCollection
where Element == UInt8, Index == Int, Indices == Range<Int>, SubSequence == Self {
  /// The first place of `byte` at or after `start` and before `end`, which is at most `endIndex`.
  func place(of byte: UInt8, from start: Int, to end: Int) -> Int?
  /// Calls `body` with the bytes.
  func withBytes<Result>(_ body: (Span<UInt8>) -> Result) -> Result
}

extension ArraySlice: ByteText where Element == UInt8 {
  func withBytes<Result>(_ body: (Span<UInt8>) -> Result) -> Result { body(span) }
}

extension Span<UInt8> {
  /// The part of a range that white space at its ends isn't.
  @inline(__always)
  func trimmed(_ range: Range<Int>) -> Range<Int> {
    var (low, high) = (range.lowerBound, range.upperBound)
    while low < high, self[low].isWhiteSpace { low += 1 }
    while high > low, self[high - 1].isWhiteSpace { high -= 1 }
    return low..<high
  }
}

extension ByteText {
  /// The first place of `byte` at or after `start`.
  @inline(__always)
  func place(of byte: UInt8, from start: Int) -> Int? { place(of: byte, from: start, to: endIndex) }

  /// The slice without white space at its ends.
  var trimmed: Self { self[trimmed(indices)] }

  /// The part of a range that white space at its ends isn't.
  func trimmed(_ range: Range<Int>) -> Range<Int> {
    let start = startIndex
    return withBytes { bytes in
      let found = bytes.trimmed(range.lowerBound - start..<range.upperBound - start)
      return found.lowerBound + start..<found.upperBound + start
    }
  }

  /// The number that the slice spells, or nil where it isn't one to nine digits.
  var number: Int? {
    guard 1...9 ~= count else { return nil }
    var value = 0
    for index in startIndex..<endIndex {
      let byte = self[index]
      guard byte.isDigit else { return nil }
      value = value * 10 + Int(byte &- 48)
    }
    return value
  }

  /// The bytes as text; invalid UTF-8 is replaced.
  var text: String { String(decoding: self, as: UTF8.self) }

  /// Whether the slice begins with `prefix`, an ASCII text in lower case, in any case.
  func hasPrefix(ignoringCase prefix: StaticString) -> Bool {
    count >= prefix.utf8CodeUnitCount && matches(prefix, at: startIndex)
  }

  /// Whether the slice is `text`, an ASCII text in lower case, in any case.
  func equals(ignoringCase text: StaticString) -> Bool {
    count == text.utf8CodeUnitCount && matches(text, at: startIndex)
  }

  /// Whether `text`, an ASCII text in lower case, stands at a place in any case.
  ///
  /// - Precondition: as many bytes as `text` has follow `start`.
  @inline(__always)
  func matches(_ text: StaticString, at start: Int) -> Bool {
    text.withUTF8Buffer { text in
      for offset in 0..<text.count where unsafe self[start + offset].lowercased != text[offset] {
        return false
      }
      return true
    }
  }

  /// The first place of an ASCII text, in its case.
  func place(of text: StaticString) -> Int? {
    let length = text.utf8CodeUnitCount
    guard count >= length, length > 0 else { return nil }
    let first = text.withUTF8Buffer { unsafe $0[0] }
    var search = startIndex
    let end = endIndex - length + 1
    while let place = place(of: first, from: search, to: end) {
      if starts(text, at: place) { return place }
      search = place + 1
    }
    return nil
  }

  /// The slice without the byte order mark of UTF-8, which editors and shells put before a text.
  var withoutByteOrderMark: Self {
    guard first == 0xEF, starts(with: [0xEF, 0xBB, 0xBF]) else { return self }
    return dropFirst(3)
  }

  /// Whether an ASCII text stands at a place, in its case.
  @inline(__always)
  func starts(_ text: StaticString, at place: Int) -> Bool {
    guard place >= startIndex, endIndex - place >= text.utf8CodeUnitCount else { return false }
    return text.withUTF8Buffer { text in
      for offset in 0..<text.count where unsafe self[place + offset] != text[offset] {
        return false
      }
      return true
    }
  }

  /// Whether the slice begins with an ASCII text, in its case.
  @inline(__always)
  func begins(_ text: StaticString) -> Bool { starts(text, at: startIndex) }

  /// Behind the quoted local part with which an address begins; its start where it has none.
  ///
  /// In quotes may stand whatever a stranger likes, also what looks like the rest of the line.
  func endOfQuoted(from start: Int) -> Int {
    guard start < endIndex, self[start] == UInt8(ascii: "\"") else { return start }
    var index = start + 1
    while index < endIndex {
      if self[index] == UInt8(ascii: "\\") {
        index += 1
      } else if self[index] == UInt8(ascii: "\"") {
        return index + 1
      }
      index += 1
    }
    return start
  }

  /// The last place of an ASCII text, in its case.
  func lastPlace(of text: StaticString) -> Int? {
    guard text.utf8CodeUnitCount > 0 else { return nil }
    let first = text.withUTF8Buffer { unsafe $0[0] }
    var place = endIndex - text.utf8CodeUnitCount
    while place >= startIndex {
      if self[place] == first, starts(text, at: place) { return place }
      place -= 1
    }
    return nil
  }
}
