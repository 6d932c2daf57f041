/// The name of a domain: lower case, internationalised names as A-labels (RFC 5890), without the
/// final dot.
public struct DomainName: Hashable, Sendable, CustomStringConvertible {
  /// The name, 1 to 253 bytes of ASCII.
  public let name: String

  /// Creates a name from ASCII text; upper case becomes lower case and a final dot is dropped.
  ///
  /// - Returns: nil for anything that isn't one to 253 bytes of letters, digits, hyphens,
  ///   underscores and dots (underscores occur in practice). Internationalised names have to be
  ///   turned into A-labels before.
  @inlinable
  public init?(ascii text: some StringProtocol) { self.init(ascii: Array(text.utf8)[...]) }

  /// The same from bytes.
  public init?(ascii text: ArraySlice<UInt8>) {
    let text = text.last == UInt8(ascii: ".") ? text.dropLast() : text
    guard 1...253 ~= text.count, text.first != UInt8(ascii: ".") else { return nil }
    var hasUpperCase = false
    let bytes = text.span
    for index in bytes.indices {
      let byte = bytes[index]
      if byte &- 0x61 < 26 || byte &- 0x30 < 10 || byte == UInt8(ascii: ".") { continue }
      if byte &- 0x41 < 26 {
        hasUpperCase = true
      } else if byte != UInt8(ascii: "-"), byte != UInt8(ascii: "_") {
        return nil
      }
    }
    name =
      hasUpperCase
      ? String(decoding: text.map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }, as: UTF8.self)
      : String(decoding: text, as: UTF8.self)
  }

  /// The name.
  public var description: String { name }

  /// Whether this is `other` or a name below it.
  public func isEqualOrBelow(_ other: DomainName) -> Bool {
    let (name, upper) = (name.utf8.span, other.name.utf8.span)
    let below = name.count - upper.count
    guard below == 0 || below > 1 && name[below - 1] == UInt8(ascii: ".") else { return false }
    for index in upper.indices where name[below + index] != upper[index] { return false }
    return true
  }
}

/// A mail address as a report gives it.
public struct EmailAddress: Hashable, Sendable, CustomStringConvertible {
  /// The address: the local part as written (RFC 5321 makes it case-sensitive), the domain in lower
  /// case.
  ///
  /// Never empty, at most 998 bytes.
  public let text: String
  /// The domain, or nil where the address has none or an address literal.
  public let domain: DomainName?

  /// Creates an address from its parts, which the caller has checked.
  public init(text: String, domain: DomainName?) {
    self.text = text
    self.domain = domain
  }

  /// Creates an address from ASCII text, split at the last `@`.
  public init(_ text: String) {
    guard let at = text.lastIndex(of: "@") else {
      self.init(text: text, domain: nil)
      return
    }
    let domain = DomainName(ascii: text[text.index(after: at)...])
    self.init(text: domain.map { "\(text[...at])\($0.name)" } ?? text, domain: domain)
  }

  /// The address in lower case, by which addresses are compared.
  public var key: String {
    let bytes = text.utf8.span
    for index in bytes.indices where bytes[index] >= 0x80 || 0x41...0x5A ~= bytes[index] {
      return text.lowercased()
    }
    return text
  }

  /// The address.
  public var description: String { text }
}
