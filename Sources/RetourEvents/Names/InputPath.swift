/// The path of a file or folder as the system has it: bytes, in no encoding in particular.
///
/// It is kept in the form in which it is shown and stored, from which the bytes can be had again: text
/// in UTF-8 stands as it is, a backslash as `\\`, line feed, carriage return and tab as `\n`, `\r` and
/// `\t`, and every byte of anything else (bytes that aren't UTF-8, control characters, characters that
/// nobody sees or that turn the direction of reading) as `\xHH`. `printf %b` of bash or coreutils gives
/// the name back. Two paths are equal where their bytes are.
public struct InputPath: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
  /// The path for people and tables: one line without anything that steers a terminal.
  public let shown: String

  /// Bytes are compared: as texts, names that are written with other characters for the same letter would
  /// be equal.
  public static func == (left: InputPath, right: InputPath) -> Bool {
    left.shown.utf8.elementsEqual(right.shown.utf8)
  }

  /// Hashes the bytes.
  public func hash(into hasher: inout Hasher) {
    for byte in shown.utf8 { hasher.combine(byte) }
  }

  /// Takes bytes as the system gives them.
  public init(bytes: some Collection<UInt8>) { shown = Self.escaped(bytes) }

  /// Takes an argument of the command line, as ``argument(_:)`` has made it, or any other text.
  public init(_ text: String) { shown = Self.escaped(Self.bytes(ofArgument: text)) }

  /// Takes a path as it was shown or stored.
  public init(shown: String) { self.init(bytes: Self.unescaped(shown)) }

  /// Takes a path that is written in the program.
  public init(stringLiteral text: String) { self.init(text) }

  /// The bytes for the system.
  public var bytes: [UInt8] { Self.unescaped(shown) }

  /// ``shown``.
  public var description: String { shown }

  /// Whether it stands for standard input.
  public var isStandardInput: Bool { shown == "-" }

  /// The path of an entry of this folder.
  public func appending(_ name: InputPath) -> InputPath {
    InputPath(joined: shown.utf8.last == UInt8(ascii: "/") ? shown : "\(shown)/", name.shown)
  }

  /// Whether the path lies below another; both have to be real paths.
  public func isBelow(_ folder: InputPath) -> Bool {
    self == folder || folder.shown == "/" || shown.utf8.starts(with: "\(folder.shown)/".utf8)
  }

  private init(joined front: String, _ back: String) { shown = front + back }

  // MARK: Escapes

  private static func escaped(_ bytes: some Collection<UInt8>) -> String {
    if bytes.allSatisfy({ 0x20..<0x7F ~= $0 && $0 != UInt8(ascii: "\\") }) {
      return String(decoding: bytes, as: UTF8.self)
    }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + 16)
    var index = bytes.startIndex
    while index < bytes.endIndex {
      let rest = bytes[index...].prefix(4)
      guard let scalar = first(of: rest), !scalar.isInvisible else {
        let length = first(of: rest).map { UTF8.width($0) } ?? 1
        for byte in rest.prefix(length) { result += escape(byte) }
        index = bytes.index(index, offsetBy: length)
        continue
      }
      let width = UTF8.width(scalar)
      if scalar == "\\" { result.append(UInt8(ascii: "\\")) }
      result += rest.prefix(width)
      index = bytes.index(index, offsetBy: width)
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static func escape(_ byte: UInt8) -> [UInt8] {
    switch byte {
    case UInt8(ascii: "\n"): return Array(#"\n"#.utf8)
    case UInt8(ascii: "\r"): return Array(#"\r"#.utf8)
    case UInt8(ascii: "\t"): return Array(#"\t"#.utf8)
    default:
      let digits = Array("0123456789abcdef".utf8)
      return Array(#"\x"#.utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
  }

  /// The character that well-formed UTF-8 begins with; nil where it begins with something else.
  private static func first(of bytes: some Collection<UInt8>) -> Unicode.Scalar? {
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    if case .scalarValue(let scalar) = decoder.decode(&iterator) { return scalar }
    return nil
  }

  private static func unescaped(_ text: String) -> [UInt8] {
    guard text.utf8.contains(UInt8(ascii: "\\")) else { return Array(text.utf8) }
    let text = Array(text.utf8)
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var index = 0
    while index < text.count {
      guard text[index] == UInt8(ascii: "\\"), index + 1 < text.count else {
        result.append(text[index])
        index += 1
        continue
      }
      var length = 2
      switch text[index + 1] {
      case UInt8(ascii: "n"): result.append(UInt8(ascii: "\n"))
      case UInt8(ascii: "r"): result.append(UInt8(ascii: "\r"))
      case UInt8(ascii: "t"): result.append(UInt8(ascii: "\t"))
      case UInt8(ascii: "\\"): result.append(UInt8(ascii: "\\"))
      default:
        if text[index + 1] == UInt8(ascii: "x"), index + 3 < text.count,
          let high = digit(text[index + 2]), let low = digit(text[index + 3])
        {
          result.append(high << 4 | low)
          length = 4
        } else {
          result.append(text[index])
          length = 1
        }
      }
      index += length
    }
    return result
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - 48
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - 87
    default: nil
    }
  }

  // MARK: Arguments

  /// The last 128 characters of Unicode, which are for private use, stand in arguments for bytes that
  /// aren't UTF-8.
  private static let stand: ClosedRange<UInt32> = 0x10FF80...0x10FFFF

  /// The text for an argument of the command line, from which ``init(_:)`` has its bytes again.
  ///
  /// Texts are all that the parser of arguments knows. Bytes that aren't UTF-8 become characters for
  /// private use, each byte one; so do the bytes of such a character itself.
  public static func argument(_ bytes: some Collection<UInt8>) -> String {
    if bytes.allSatisfy({ $0 < 0x80 }) { return String(decoding: bytes, as: UTF8.self) }
    var result = ""
    var index = bytes.startIndex
    while index < bytes.endIndex {
      if let scalar = first(of: bytes[index...].prefix(4)), !stand.contains(scalar.value) {
        result.unicodeScalars.append(scalar)
        index = bytes.index(index, offsetBy: UTF8.width(scalar))
      } else {
        let value = stand.lowerBound + UInt32(bytes[index] & 0x7F)
        result.unicodeScalars.append(Unicode.Scalar(value) ?? "\u{FFFD}")
        index = bytes.index(after: index)
      }
    }
    return result
  }

  /// The byte that a character in an argument stands for; nil where it stands for itself.
  public static func standIn(_ scalar: Unicode.Scalar) -> UInt8? {
    stand.contains(scalar.value) ? UInt8(truncatingIfNeeded: scalar.value) | 0x80 : nil
  }

  /// Whether an argument was UTF-8 before ``argument(_:)`` made it a text: the names of databases and
  /// outputs have to be.
  public static func wasText(_ argument: String) -> Bool {
    !argument.unicodeScalars.contains { stand.contains($0.value) }
  }

  private static func bytes(ofArgument text: String) -> [UInt8] {
    guard !wasText(text) else { return Array(text.utf8) }
    var bytes: [UInt8] = []
    for scalar in text.unicodeScalars {
      if stand.contains(scalar.value) {
        bytes.append(UInt8(truncatingIfNeeded: scalar.value) | 0x80)
      } else {
        bytes += UTF8.encode(scalar).map { Array($0) } ?? []
      }
    }
    return bytes
  }
}

extension Unicode.Scalar {
  /// Whether a character steers a terminal, turns the direction of reading, or isn't seen at all:
  /// what has to be made visible wherever a foreign name or text is shown.
  public var isInvisible: Bool {
    if value < 0x7F { return value < 0x20 }
    if value < 0xAD { return value < 0xA0 }
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate,
      .unassigned:
      return true
    default: return properties.isDefaultIgnorableCodePoint
    }
  }
}
