/// The key that a message says it is signed with (RFC 6376 3.5), from its `DKIM-Signature:`, for
/// example `d=contoso.com; s=selector1`.
public struct SigningKey: Hashable, Sendable, CustomStringConvertible {
  /// The most keys of one message that are read.
  public static let limit = 8

  /// The domain that signs.
  public let domain: DomainName
  /// Which of the domain's keys, in lower case.
  public let selector: String

  /// Creates a key, or nothing where the selector is no name.
  public init?(domain: DomainName, selector: String) {
    guard Self.isSelector(selector) else { return nil }
    self.domain = domain
    self.selector = selector.lowercased()
  }

  /// The name of the key's record: `selector1._domainkey.contoso.com` (RFC 6376 3.6.2.1).
  public var description: String { "\(selector)\(Self.middle)\(domain.name)" }

  /// The key of a record's name; nil for other names.
  public init?(record name: String) {
    guard let middle = name.firstRange(of: Self.middle),
      let domain = DomainName(ascii: name[middle.upperBound...])
    else { return nil }
    self.init(domain: domain, selector: String(name[..<middle.lowerBound]))
  }

  /// Whether a text can be a selector: labels of letters, digits, hyphens and underscores.
  public static func isSelector(_ text: String) -> Bool {
    (1...200).contains(text.utf8.count)
      && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
        1...63 ~= label.utf8.count
          && label.utf8.allSatisfy { byte in
            48...57 ~= byte || 97...122 ~= byte | 0x20 || byte == 45 || byte == 95
          }
      }
  }

  private static let middle = "._domainkey."
}
