import RetourEvents

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

  /// The addresses of a cell, those in quotes apart.
  ///
  /// Semicolons separate them; where a cell has more than one `@`, so do commas, bars and white
  /// space, and the braces of a PowerShell list go.
  ///
  /// - Returns: nil where an address would have more than one `@` outside of quotes.
  static func split(_ field: Bytes) -> [Bytes]? {
    guard isSeveral(field) else {
      let one = field.contains(UInt8(ascii: ";")) ? parts(field) { $0 == UInt8(ascii: ";") } : nil
      return one ?? [field]
    }
    var list = field.trimmed
    if list.first == UInt8(ascii: "{"), list.last == UInt8(ascii: "}") {
      list = list.dropFirst().dropLast()
    }
    let found = parts(list) { $0.isWhiteSpace || ";,|".utf8.contains($0) }.map(unmarked)
    return found.contains(where: isSeveral) ? nil : found
  }

  /// Whether a field has more than one `@` outside of quotes.
  private static func isSeveral(_ field: Bytes) -> Bool {
    var (isQuoted, count) = (false, 0)
    for byte in field {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if byte == UInt8(ascii: "@"), !isQuoted { count += 1 }
    }
    return count > 1
  }

  private static func parts(_ field: Bytes, at isSeparator: (UInt8) -> Bool) -> [Bytes] {
    var parts: [Bytes] = []
    var start = field.startIndex
    var isQuoted = false
    for index in field.indices {
      if field[index] == UInt8(ascii: "\"") { isQuoted.toggle() }
      if !isQuoted, isSeparator(field[index]) {
        parts.append(field[start..<index].trimmed)
        start = index + 1
      }
    }
    parts.append(field[start...].trimmed)
    return parts.filter { !$0.isEmpty }
  }

  /// An address without the quotes that a list puts around each of its items.
  private static func unmarked(_ item: Bytes) -> Bytes {
    guard item.count > 2, let first = item.first, first == item.last,
      first == UInt8(ascii: "'") || first == UInt8(ascii: "\"")
    else { return item }
    return item.dropFirst().dropLast()
  }

  /// A host name in lower case; nil where the field is none.
  static func host(_ field: Bytes) -> String? {
    guard !field.isEmpty, field.count <= 253, field.first != UInt8(ascii: "[") else { return nil }
    return DomainNames.parse(field)?.name
  }
}
