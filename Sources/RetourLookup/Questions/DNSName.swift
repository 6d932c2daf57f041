public import RetourEvents

/// A name of the domain name system: any bytes in its labels, not only those of host names.
///
/// Written as in zone files (RFC 1035 5.1): lower case, labels joined by dots, without the final dot;
/// a dot inside a label, a backslash and whatever isn't printable is `\DDD`. So the text can be shown
/// anywhere, whatever a stranger's zone holds. Example: the seven bytes `a\x1b[31m` of a label give
/// `a\027[31m`.
public struct DNSName: Hashable, Sendable, CustomStringConvertible {
  /// The name as text; `.` for the root.
  public let text: String

  /// The root of all names.
  public static let root = DNSName(unchecked: ".")

  /// The most bytes of a name on the wire (RFC 1035 3.1).
  static let maximumBytes = 255
  /// The most bytes of a label (RFC 1035 3.1).
  static let maximumLabel = 63

  init(unchecked text: String) { self.text = text }

  /// The name of a domain.
  public init(_ domain: DomainName) { text = domain.name }

  /// Reads a name as written in a zone file; upper case becomes lower case.
  ///
  /// - Returns: nil for an empty name or label, labels of more than 63 bytes, names of more than 253,
  ///   and bytes that would have to be escaped.
  public init?(_ text: some StringProtocol) {
    if text == "." {
      self = .root
      return
    }
    let body = text.hasSuffix(".") ? text.dropLast() : text[...]
    guard 1...253 ~= body.utf8.count, body.utf8.allSatisfy({ 0x21...0x7E ~= $0 }) else {
      return nil
    }
    let labels = body.split(separator: ".", omittingEmptySubsequences: false)
    guard labels.allSatisfy({ 1...Self.maximumLabel ~= $0.utf8.count }) else { return nil }
    self.text = String(decoding: body.utf8.map(Self.lower), as: UTF8.self)
  }

  /// Reads a name without compression at the start of bytes, as libraries hand record data out.
  ///
  /// It is nil where the name doesn't end within the bytes, is longer than 255 bytes, or has a pointer
  /// (RFC 1035 4.1.4), which has no meaning outside of a message.
  ///
  /// - Parameter bytes: what follows the name is left over.
  init?(wire bytes: inout ArraySlice<UInt8>) {
    var (text, rest, total) = ("", bytes, 0)
    while let length = rest.popFirst() {
      total += Int(length) + 1
      guard total <= Self.maximumBytes else { return nil }
      if length == 0 {
        self.text = text.isEmpty ? "." : text
        bytes = rest
        return
      }
      guard length <= Self.maximumLabel, rest.count >= Int(length) else { return nil }
      if !text.isEmpty { text += "." }
      for byte in rest.prefix(Int(length)) { text += Self.escaped(Self.lower(byte)) }
      rest = rest.dropFirst(Int(length))
    }
    return nil
  }

  /// The text.
  public var description: String { text }

  /// Whether this is the root.
  public var isRoot: Bool { text == "." }

  /// The labels, the leftmost first; none for the root.
  public var labels: [Substring] { isRoot ? [] : text.split(separator: ".") }

  /// The name above; nil for the root.
  public var parent: DNSName? {
    guard !isRoot else { return nil }
    guard let dot = text.firstIndex(of: ".") else { return .root }
    return DNSName(unchecked: String(text[text.index(after: dot)...]))
  }

  /// The name with labels in front, for example `_25._tcp`; nil where that is too long for a name.
  public func below(_ labels: String) -> DNSName? {
    isRoot ? DNSName(labels) : DNSName("\(labels).\(text)")
  }

  /// Whether this is `other` or stands below it.
  public func isEqualOrBelow(_ other: DNSName) -> Bool {
    self == other || other.isRoot || text.hasSuffix(".\(other.text)")
  }

  /// The name as one of a domain or host; nil where it can't be that of one.
  public var domain: DomainName? { DomainName(ascii: text) }

  private static func lower(_ byte: UInt8) -> UInt8 { 0x41...0x5A ~= byte ? byte | 0x20 : byte }

  private static func escaped(_ byte: UInt8) -> String {
    guard 0x21...0x7E ~= byte, byte != UInt8(ascii: "."), byte != UInt8(ascii: "\\") else {
      return PrintableBytes.decimal(byte)
    }
    return String(UnicodeScalar(byte))
  }
}

/// Bytes of strangers' zones as text that can be shown anywhere.
enum PrintableBytes {
  /// The text, with `\DDD` for a backslash and whatever isn't printable ASCII; at most `limit` bytes
  /// of it, then `...`.
  static func text(_ bytes: some Collection<UInt8>, limit: Int = 400) -> String {
    var text = ""
    for byte in bytes.prefix(limit) {
      text += 0x20...0x7E ~= byte && byte != 0x5C ? String(UnicodeScalar(byte)) : decimal(byte)
    }
    return bytes.count > limit ? "\(text)..." : text
  }

  static func decimal(_ byte: UInt8) -> String {
    let digits = String(byte)
    return "\\" + String(repeating: "0", count: 3 - digits.count) + digits
  }
}
