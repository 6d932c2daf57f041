/// Values of attributes that name people in directories: LDAP (RFC 4514), X.500, X.400, Notes.
public enum DirectoryName {
  /// Where values stand that name a person: `kim` in `/cn=kim`, `Kim Jones` in `CN=Kim Jones,OU=...`.
  ///
  /// - Parameters:
  ///   - text: what may hold them.
  ///   - places: whether organisations, units, domains and towns count as well.
  /// - Returns: their places, in order.
  public static func values(in text: [UInt8], withPlaces places: Bool = false) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var index = 0
    while index < text.count {
      guard text[index] == UInt8(ascii: "="), let value = value(in: text, at: index, places)
      else {
        index += 1
        continue
      }
      if !value.isEmpty { found.append(value) }
      index = value.upperBound
    }
    return found
  }

  /// The value behind an equals sign that a naming attribute stands before.
  private static func value(in text: [UInt8], at equals: Int, _ places: Bool) -> Range<Int>? {
    var low = equals
    while low > max(0, equals - 12), text[low - 1].isAlphanumeric { low -= 1 }
    let attribute = String(decoding: text[low..<equals].map(\.lowercased), as: UTF8.self)
    guard attributes.contains(attribute) || places && Self.places.contains(attribute) else {
      return nil
    }
    // Single letters name people only in a chain of attributes.
    if attribute.count < 2 {
      guard low > 0, "/;,".utf8.contains(text[low - 1]) else { return nil }
    }
    var start = equals + 1
    while start < text.count, start < equals + 4, text[start] == UInt8(ascii: " ") { start += 1 }
    let isPath = low > 0 && text[low - 1] == UInt8(ascii: "/") && attribute.count >= 2
    var end = start
    while end < text.count, end < start + 256, isValue(text[end], isPath: isPath) { end += 1 }
    if end == text.count || !",;/>\"')".utf8.contains(text[end]) {
      end = firstNames(in: text, start..<end)
    }
    while end > start, text[end - 1].isBlank || text[end - 1] == UInt8(ascii: ".") { end -= 1 }
    let value = text[start..<end].map(\.lowercased)
    return containers.contains(String(decoding: value, as: UTF8.self)) ? start..<start : start..<end
  }

  /// Where a value ends that nothing closes: the words behind the first one count if they begin
  /// with a capital.
  private static func firstNames(in text: [UInt8], _ value: Range<Int>) -> Int {
    var index = value.lowerBound
    while index < value.upperBound {
      let isNext = text[index].isBlank
      if isNext, index + 1 >= value.upperBound || !(0x41...0x5A ~= text[index + 1]) { break }
      index += 1
    }
    return index
  }

  private static func isValue(_ byte: UInt8, isPath: Bool) -> Bool {
    if byte == UInt8(ascii: " ") { return !isPath }
    return byte.isLocal && byte != UInt8(ascii: "/") && byte != UInt8(ascii: "=")
  }

  private static let attributes: Set = [
    "cn", "uid", "sn", "givenname", "displayname", "samaccountname", "mailnickname", "g", "s", "i",
    "gn", "surname", "commonname",
  ]

  private static let places: Set = ["o", "ou", "dc", "p", "a", "l", "st", "street", "company"]

  /// Containers of Exchange's directory, which name nobody.
  private static let containers: Set = [
    "recipients", "configuration", "users", "computers", "services", "servers",
    "microsoft exchange",
  ]
}
