/// Kinds of bytes that addresses and names are made of.
extension UInt8 {
  /// A digit of ASCII.
  public var isDigit: Bool { 0x30...0x39 ~= self }

  /// A letter of ASCII.
  public var isASCIILetter: Bool { 0x61...0x7A ~= self | 0x20 }

  /// A letter or digit of ASCII.
  public var isAlphanumeric: Bool { isDigit || isASCIILetter }

  /// The value of a hexadecimal digit, 0 to 15; nil for other bytes.
  public var hexValue: UInt8? {
    switch self {
    case 0x30...0x39: self - 0x30
    case 0x41...0x46: self - 0x41 + 10
    case 0x61...0x66: self - 0x61 + 10
    default: nil
    }
  }

  /// The letter in lower case, if it is one of ASCII.
  public var lowercased: UInt8 { 0x41...0x5A ~= self ? self | 0x20 : self }

  /// Blanks, tabs and line ends.
  public var isBlank: Bool { self == 0x20 || 0x09...0x0D ~= self }

  /// Whether it goes on with a character that another byte begins (RFC 3629).
  public var isContinuation: Bool { 0x80...0xBF ~= self }

  /// Whether it is part of a letter outside ASCII; C2 and E2 lead to spaces and quotes.
  private var isForeign: Bool { self >= 0x80 && self != 0xC2 && self != 0xE2 }

  /// Letters, digits and underscores; letters outside ASCII too.
  public var isWord: Bool { isAlphanumeric || self == UInt8(ascii: "_") || isForeign }

  /// What names of people and mailboxes are made of.
  public var isPartOfName: Bool {
    switch self {
    case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "'"): true
    default: isWord
    }
  }

  /// What a host name is made of: letters, digits, hyphens, dots, underscores.
  public var isHost: Bool { isWord || self == UInt8(ascii: ".") || self == UInt8(ascii: "-") }

  /// What an unquoted local part is made of (RFC 5321 section 4.1.2, RFC 6531).
  public var isLocal: Bool {
    switch self {
    case UInt8(ascii: "!"), UInt8(ascii: "#")...UInt8(ascii: "'"), UInt8(ascii: "*"),
      UInt8(ascii: "+"), UInt8(ascii: "-")...UInt8(ascii: "/"), UInt8(ascii: "="),
      UInt8(ascii: "?"), UInt8(ascii: "^"), UInt8(ascii: "`"),
      UInt8(ascii: "{")...UInt8(ascii: "~"):
      true
    default: isWord
    }
  }
}
