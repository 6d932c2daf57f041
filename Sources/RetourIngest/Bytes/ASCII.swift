/// A stretch of bytes of a message that is being read.
typealias Bytes = ArraySlice<UInt8>

extension UInt8 {
  static let lineFeed = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
  static let space = UInt8(ascii: " ")
  static let tab = UInt8(ascii: "\t")

  /// The lower-case form of an ASCII letter; every other byte as it is.
  var lowercased: UInt8 { self &- 65 < 26 ? self | 0x20 : self }

  var isDigit: Bool { self &- 48 < 10 }
  var isLetter: Bool { (self | 0x20) &- 97 < 26 }
  var isAlphanumeric: Bool { isDigit || isLetter }
  /// Space or tab.
  var isBlank: Bool { self == .space || self == .tab }
  /// Space, tab, line feed or carriage return.
  var isWhiteSpace: Bool { isBlank || self == .lineFeed || self == .carriageReturn }

  /// The value of a hexadecimal digit, or nil.
  var hexValue: UInt8? {
    if isDigit { return self &- 48 }
    let letter = (self | 0x20) &- 97
    return letter < 6 ? letter &+ 10 : nil
  }
}

extension ArraySlice<UInt8> {
  /// Whether the slice is exactly the UTF-8 of a text.
  func equals(_ text: String) -> Bool {
    let (bytes, text) = (span, text.utf8.span)
    guard bytes.count == text.count else { return false }
    for index in bytes.indices where bytes[index] != text[index] { return false }
    return true
  }

  /// The first place at or after `start` where `text`, an ASCII text in lower case, stands in any
  /// case.
  func firstIndex(ofIgnoringCase text: StaticString, from start: Int? = nil) -> Int? {
    let length = text.utf8CodeUnitCount
    var index = start ?? startIndex
    guard length > 0, endIndex - index >= length else { return nil }
    let (first, second) = text.withUTF8Buffer { text in
      unsafe (text[0], length > 1 ? text[1] : nil)
    }
    let last = endIndex - length
    while index <= last {
      // What has one form only, the C library finds faster.
      let place =
        if first.isLetter, let second {
          place(ofIgnoringCase: first, second, from: index)
        } else if first.isLetter {
          self[index...].firstIndex { $0.lowercased == first }
        } else {
          place(of: first, from: index)
        }
      guard let place, place <= last else { return nil }
      if matches(text, at: place) { return place }
      index = place + 1
    }
    return nil
  }

  /// Whether `text`, an ASCII text in lower case, stands somewhere, in any case.
  func contains(ignoringCase text: StaticString) -> Bool {
    firstIndex(ofIgnoringCase: text) != nil
  }

  /// The bytes as text in lower case (ASCII letters only).
  var lowercasedText: String { String(decoding: map(\.lowercased), as: UTF8.self) }

  /// The lines; see ``LineRanges``.
  func lines() -> [Bytes] { lineRanges.map { self[$0] } }

  /// Where the lines stand.
  var lineRanges: LineRanges { LineRanges(self) }
}

/// Where the lines of a text stand: split at line feeds; a carriage return before one belongs to
/// neither line, and one that stands alone ends a line too.
///
/// The last line may lack its end.
struct LineRanges: Sequence, IteratorProtocol {
  private let text: Bytes
  private var start: Int
  /// Where the search for the next line feed ended.
  private var lineFeed: Int

  init(_ text: Bytes) {
    self.text = text
    start = text.startIndex
    lineFeed = text.startIndex - 1
  }

  mutating func next() -> Range<Int>? {
    guard start < text.endIndex else { return nil }
    if lineFeed < start { lineFeed = text.place(of: .lineFeed, from: start) ?? text.endIndex }
    var end = lineFeed
    if end > start, text[end - 1] == .carriageReturn { end -= 1 }
    let line: Range<Int>
    if let lone = text.place(of: .carriageReturn, from: start, to: end) {
      line = start..<lone
      start = lone + 1
    } else {
      line = start..<end
      start = lineFeed + 1
    }
    return line
  }
}
