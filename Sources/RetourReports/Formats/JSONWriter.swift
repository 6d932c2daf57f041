import RetourEvents

/// Writes JSON (RFC 8259) to the end of a buffer.
///
/// It puts the commas; that objects and arrays are closed is up to the caller. Output is UTF-8;
/// bytes that aren't become U+FFFD. Characters that steer a terminal, turn the direction of reading or
/// aren't seen are escaped, so that a line is safe to show on a terminal.
public struct JSONWriter: Sendable {
  /// What has been written; the caller may take it out and leave an empty one.
  public var bytes: [UInt8]
  private var needsComma = false

  /// Creates a writer with room for some bytes.
  public init(reserving capacity: Int = 0) {
    bytes = []
    bytes.reserveCapacity(capacity)
  }

  /// `{`.
  public mutating func beginObject() { open(UInt8(ascii: "{")) }

  /// `}`.
  public mutating func endObject() { close(UInt8(ascii: "}")) }

  /// `[`.
  public mutating func beginArray() { open(UInt8(ascii: "[")) }

  /// `]`.
  public mutating func endArray() { close(UInt8(ascii: "]")) }

  /// A name in an object that needs no escaping, such as a field name of this program.
  public mutating func key(_ name: StaticString) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    name.withUTF8Buffer { unsafe bytes.append(contentsOf: $0) }
    bytes.append(UInt8(ascii: "\""))
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  /// A name in an object.
  public mutating func key(_ name: String) {
    separate()
    quote(name)
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  /// A text.
  public mutating func string(_ text: String) {
    separate()
    quote(text)
    needsComma = true
  }

  /// A text, or null.
  public mutating func string(_ text: String?) {
    if let text { string(text) } else { null() }
  }

  /// A text given as bytes that ought to be UTF-8.
  public mutating func string(utf8 text: some Sequence<UInt8>) {
    string(String(decoding: Array(text), as: UTF8.self))
  }

  /// A whole number.
  public mutating func integer(_ value: Int64) {
    separate()
    var rest = value.magnitude
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    let start = bytes.count
    repeat {
      bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
      rest /= 10
    } while rest > 0
    bytes[start...].reverse()
    needsComma = true
  }

  /// A whole number, or null.
  public mutating func integer(_ value: Int64?) {
    if let value { integer(value) } else { null() }
  }

  /// A number with a fraction; null where it is none.
  public mutating func real(_ value: Double) {
    guard value.isFinite else {
      null()
      return
    }
    separate()
    bytes.append(contentsOf: "\(value)".utf8)
    needsComma = true
  }

  /// True or false.
  public mutating func bool(_ value: Bool) {
    separate()
    bytes.append(contentsOf: (value ? "true" : "false").utf8)
    needsComma = true
  }

  /// True, false or null.
  public mutating func bool(_ value: Bool?) {
    if let value { bool(value) } else { null() }
  }

  /// Null.
  public mutating func null() {
    separate()
    bytes.append(contentsOf: "null".utf8)
    needsComma = true
  }

  /// The end of a line: what follows is a JSON text of its own.
  public mutating func newline() {
    bytes.append(UInt8(ascii: "\n"))
    needsComma = false
  }

  // MARK: Parts

  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
  }

  private mutating func open(_ bracket: UInt8) {
    separate()
    bytes.append(bracket)
    needsComma = false
  }

  private mutating func close(_ bracket: UInt8) {
    bytes.append(bracket)
    needsComma = true
  }

  /// Most texts need no escape: they are looked through once and copied in one piece.
  private mutating func quote(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    var text = text
    text.withUTF8 { utf8 in
      if unsafe utf8.allSatisfy({ Self.isPlain($0) }) {
        unsafe bytes.append(contentsOf: utf8)
      } else {
        unsafe escape(utf8.span)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Whether a byte stands for itself and can't begin a character that has to be escaped.
  private static func isPlain(_ byte: UInt8) -> Bool {
    byte >= 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
  }

  private mutating func escape(_ text: Span<UInt8>) {
    var index = 0
    while index < text.count {
      let byte = text[index]
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(byte)
      case UInt8(ascii: "\n"): bytes.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "n")])
      case UInt8(ascii: "\t"): bytes.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "t")])
      case UInt8(ascii: "\r"): bytes.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "r")])
      case ..<0x20, 0x7F: unicode(UInt16(byte))
      case 0xC2...0xF4: index += character(text, index) - 1
      default: bytes.append(byte)
      }
      index += 1
    }
  }

  /// Writes the character beyond ASCII that begins at an index of well-formed text; returns its length.
  private mutating func character(_ text: Span<UInt8>, _ index: Int) -> Int {
    let lead = text[index]
    let length = min(lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4, text.count - index)
    var value = UInt32(lead) & (length == 2 ? 0x1F : length == 3 ? 0x0F : 0x07)
    for place in index + 1..<index + length { value = value << 6 | UInt32(text[place] & 0x3F) }
    if let scalar = Unicode.Scalar(value), scalar.isInvisible {
      for unit in UTF16.encode(scalar) ?? .init() { unicode(unit) }
    } else {
      for place in index..<index + length { bytes.append(text[place]) }
    }
    return length
  }

  private mutating func unicode(_ unit: UInt16) {
    bytes.append(contentsOf: "\\u".utf8)
    for shift in [12, 8, 4, 0] as [UInt16] {
      let digit = UInt8(truncatingIfNeeded: unit >> shift & 15)
      bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
    }
  }
}
