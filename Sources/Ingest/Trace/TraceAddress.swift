import Events

/// Addresses and host names as the columns of exports hold them: one value, already apart.
enum TraceAddress {
  /// The address of a field; nil for an empty one and for the null sender `<>`.
  ///
  /// Split at the last `@`, because quoted local parts may hold one.
  static func parse(_ field: Bytes) -> EmailAddress? {
    var text = field.trimmed
    if text.first == UInt8(ascii: "<"), text.last == UInt8(ascii: ">") {
      text = text.dropFirst().dropLast().trimmed
    }
    guard !text.isEmpty, text.count <= 998 else { return nil }
    guard let at = text.lastIndex(of: UInt8(ascii: "@")) else {
      return EmailAddress(text: Charset.utf8(text, charset: nil).text, domain: nil)
    }
    let local = Charset.utf8(text[..<at], charset: nil)
    let name = Charset.utf8(text[(at + 1)...], charset: nil)
    guard let domain = DomainNames.parse(name) else {
      return EmailAddress(text: "\(local.text)@\(name.text)", domain: nil)
    }
    return EmailAddress(text: "\(local.text)@\(domain.name)", domain: domain)
  }

  /// Whether an address has lost characters: PowerShell 5.1 writes `?` for those outside ASCII.
  static func hasLostCharacters(_ field: Bytes) -> Bool {
    guard let at = field.lastIndex(of: UInt8(ascii: "@")) else { return false }
    return field[at...].contains(UInt8(ascii: "?"))
  }

  /// The addresses of a list that semicolons separate, those in quotes apart.
  static func split(_ field: Bytes) -> [Bytes] {
    guard field.contains(UInt8(ascii: ";")) else { return [field] }
    var parts: [Bytes] = []
    var start = field.startIndex
    var isQuoted = false
    for index in field.indices {
      if field[index] == UInt8(ascii: "\"") { isQuoted.toggle() }
      if field[index] == UInt8(ascii: ";"), !isQuoted {
        parts.append(field[start..<index].trimmed)
        start = index + 1
      }
    }
    parts.append(field[start...].trimmed)
    return parts.filter { !$0.isEmpty }
  }

  /// A host name in lower case; nil where the field is none.
  static func host(_ field: Bytes) -> String? {
    guard !field.isEmpty, field.count <= 253, field.first != UInt8(ascii: "[") else { return nil }
    return DomainNames.parse(field)?.name
  }
}
