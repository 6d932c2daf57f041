import RetourEvents

/// Which of several addresses that stand for one recipient a report is about.
enum RecipientChoice {
  /// Whether a final recipient is an alias of the one who really failed, and not the same name at a
  /// host below the domain.
  static func isAlias(_ final: EmailAddress?, of real: EmailAddress?) -> Bool {
    guard let final, let real, let own = real.domain, own.name.contains("."),
      final.key != real.key
    else { return false }
    guard let domain = final.domain, own.isEqualOrBelow(domain) else { return true }
    return final.key.prefix { $0 != "@" } != real.key.prefix { $0 != "@" }
  }

  /// The final recipient, unless it is a path, a pipe, an X.400 address or a name inside a server
  /// while another address of the same recipient is stated.
  static func better(
    _ final: EmailAddress?,
    _ written: EmailAddress?,
    _ derived: EmailAddress?
  ) -> EmailAddress? {
    func isReal(_ address: EmailAddress?) -> Bool {
      address?.domain?.name.utf8.contains(UInt8(ascii: ".")) ?? false
    }
    if isReal(final) { return final }
    return isReal(written) ? written : isReal(derived) ? derived : final ?? written
  }

  /// That of some addresses which begins as a name without a domain does, else the name's own.
  static func written(_ address: EmailAddress, _ all: [EmailAddress]) -> EmailAddress {
    guard !all.isEmpty, let at = address.text.lastIndex(of: "@") else { return address }
    return all.first { $0.text.hasPrefix(address.text[...at]) } ?? address
  }
}
