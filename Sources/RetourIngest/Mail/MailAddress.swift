import RetourEvents

/// Mail addresses in bytes (RFC 5321 section 4.1.2, RFC 6531), found leniently.
enum MailAddress {
  /// The longest address that is taken for one, in bytes.
  ///
  /// RFC 5321 allows 254; list managers and address rewriting go beyond.
  static let maximumLength = 512

  /// Whether a byte may stand in an unquoted local part.
  @inline(__always)
  static func isLocalByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...0xFF:
      true
    default:
      switch byte {
      case UInt8(ascii: "!"), UInt8(ascii: "#")...UInt8(ascii: "'"), UInt8(ascii: "*"),
        UInt8(ascii: "+"), UInt8(ascii: "-")...UInt8(ascii: "/"), UInt8(ascii: "="),
        UInt8(ascii: "?"), UInt8(ascii: "^")...UInt8(ascii: "`"),
        UInt8(ascii: "{")...UInt8(ascii: "~"):
        true
      default: false
      }
    }
  }

  @inline(__always)
  static func isDomainByte(_ byte: UInt8) -> Bool {
    byte.isAlphanumeric || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
      || byte == UInt8(ascii: "_") || byte >= 0x80
  }

  /// Makes an address of exactly these bytes, or nil where they are none.
  static func parse(_ bytes: Bytes) -> EmailAddress? {
    guard let found = first(in: bytes), found.range == bytes.startIndex..<bytes.endIndex else {
      return nil
    }
    return found.address
  }

  /// Makes an address of a whole field that is known to hold one, such as Final-Recipient: angle
  /// brackets, comments and a final dot are dropped, and a local part without a domain is kept.
  static func parseField(_ bytes: Bytes) -> EmailAddress? {
    var text = bytes.trimmed
    if let open = text.lastIndex(of: UInt8(ascii: "<")),
      let close = text[open...].firstIndex(of: UInt8(ascii: ">"))
    {
      text = text[(open + 1)..<close].trimmed
    }
    text = text.strippingQuotes
    if let whole = whole(text) { return whole }
    if let found = first(in: text) { return found.address }
    let word = text.prefix { !$0.isWhiteSpace && $0 != UInt8(ascii: "(") }
    let bare = word.filter { isLocalByte($0) }
    guard !word.isEmpty, bare.count == word.count, word.count <= maximumLength else { return nil }
    return EmailAddress(text: word.text, domain: nil)
  }

  /// The address that a text is from its first byte to its last, a comment or a final dot apart: marks
  /// that lead up to an address in prose belong to the local part here.
  private static func whole(_ text: Bytes) -> EmailAddress? {
    guard let first = text.first, isLead(first) else { return nil }
    let local = text.prefix(while: isLocalByte)
    guard local.endIndex < text.endIndex, text[local.endIndex] == UInt8(ascii: "@"),
      !addressTypes.contains(where: { local.hasPrefix(ignoringCase: $0) }),
      let high = domainEnd(text, at: local.endIndex), high - text.startIndex <= maximumLength,
      let domain = DomainNames.parse(text[(local.endIndex + 1)..<high])
    else { return nil }
    let rest = text[high...].drop { $0 == UInt8(ascii: ".") || $0.isBlank }
    guard rest.isEmpty || rest.first == UInt8(ascii: "(") else { return nil }
    return EmailAddress(text: "\(local.text)@\(domain.name)", domain: domain)
  }

  /// Whether an `@` stands in quotes that are a local part: a quote opens before it, and the one that
  /// closes it is followed by another `@`.
  private static func isQuoted(_ bytes: Bytes, at: Int, notBefore: Int) -> Bool {
    var close = at + 1
    let end = min(bytes.endIndex, at + 64)
    while close < end, bytes[close] != UInt8(ascii: "\"") {
      if bytes[close] == .lineFeed { return false }
      close += bytes[close] == UInt8(ascii: "\\") ? 2 : 1
    }
    guard close + 1 < end, bytes[close + 1] == UInt8(ascii: "@") else { return false }
    var open = at - 1
    while open >= notBefore, bytes[open] != .lineFeed, at - open < 64 {
      if bytes[open] == UInt8(ascii: "\""),
        open == notBefore || bytes[open - 1] != UInt8(ascii: "\\")
      {
        return open == notBefore || !isLocalByte(bytes[open - 1])
      }
      open -= 1
    }
    return false
  }

  /// The first address at or after `start`.
  static func first(in bytes: Bytes, from start: Int? = nil)
    -> (address: EmailAddress, range: Range<Int>)?
  {
    var search = start ?? bytes.startIndex
    while let at = bytes.place(of: UInt8(ascii: "@"), from: search) {
      search = at + 1
      if isQuoted(bytes, at: at, notBefore: start ?? bytes.startIndex) { continue }
      guard let low = localStart(bytes, at: at, notBefore: start ?? bytes.startIndex),
        let high = domainEnd(bytes, at: at), high - low <= maximumLength
      else { continue }
      let domainBytes = bytes[(at + 1)..<high]
      if domainBytes.first == UInt8(ascii: "[") {
        return (EmailAddress(text: bytes[low..<high].text, domain: nil), low..<high)
      }
      guard let domain = DomainNames.parse(domainBytes) else { continue }
      let isAsWritten = domainBytes.equals(domain.name)
      let text =
        isAsWritten ? bytes[low..<high].text : "\(bytes[low..<at].text)@\(domain.name)"
      return (EmailAddress(text: text, domain: domain), low..<high)
    }
    return nil
  }

  /// All addresses, in order.
  static func all(in bytes: Bytes, limit: Int = 10_000) -> [(
    address: EmailAddress, range: Range<Int>
  )] {
    var result: [(address: EmailAddress, range: Range<Int>)] = []
    var index = bytes.startIndex
    while result.count < limit, let found = first(in: bytes, from: index) {
      if result.isEmpty { result.reserveCapacity(4) }
      result.append(found)
      index = found.range.upperBound
    }
    return result
  }

  private static let addressTypes: [StaticString] = ["smtp=", "rfc-822=", "rfc822="]

  private static func localStart(_ bytes: Bytes, at: Int, notBefore: Int) -> Int? {
    guard at > notBefore else { return nil }
    if bytes[at - 1] == UInt8(ascii: "\"") {
      // A quoted local part: back to the quote that opens it.
      var index = at - 2
      while index >= notBefore {
        if bytes[index] == UInt8(ascii: "\""),
          index == notBefore || bytes[index - 1] != UInt8(ascii: "\\")
        {
          return index + 2 < at ? index : nil
        }
        if bytes[index] == .lineFeed || at - index > maximumLength { return nil }
        index -= 1
      }
      return nil
    }
    var low = at
    while low > notBefore, isLocalByte(bytes[low - 1]) {
      low -= 1
      // Longer than any address: none, and not worth looking for its beginning.
      if at - low > maximumLength { return nil }
    }
    // Punctuation that leads up to an address doesn't belong to it.
    // An encoded word as a local part begins with `=?`.
    while low < at, isLead(bytes[low]),
      !(bytes[low] == UInt8(ascii: "=") && bytes[low + 1] == UInt8(ascii: "?"))
    {
      low += 1
    }
    // `DDA:SMTP=kim@...` of an X.400 address (RFC 2156 section 4.1) names the address behind it.
    for type in addressTypes where bytes[low..<at].hasPrefix(ignoringCase: type) {
      low += type.utf8CodeUnitCount
    }
    // `smtp;kim@...` splits at the semicolon by itself; `mailto:` ends with a colon likewise.
    return low < at ? low : nil
  }

  /// Whether a byte is punctuation that leads up to an address.
  private static func isLead(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "'"), UInt8(ascii: "`"), UInt8(ascii: "="), UInt8(ascii: "/"),
      UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "|"),
      UInt8(ascii: "&"), UInt8(ascii: "?"), UInt8(ascii: "!"):
      true
    default: false
    }
  }

  private static func domainEnd(_ bytes: Bytes, at: Int) -> Int? {
    var high = at + 1
    guard high < bytes.endIndex else { return nil }
    if bytes[high] == UInt8(ascii: "[") {
      guard let close = bytes[high...].prefix(60).firstIndex(of: UInt8(ascii: "]")),
        close > high + 1,
        bytes[(high + 1)..<close].allSatisfy({
          $0.isAlphanumeric || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ":")
        })
      else { return nil }
      return close + 1
    }
    while high < bytes.endIndex, isDomainByte(bytes[high]) {
      high += 1
      if high - at > maximumLength { return nil }
    }
    while high > at + 1, !bytes[high - 1].isAlphanumeric, bytes[high - 1] < 0x80 { high -= 1 }
    guard high > at + 1, bytes[at + 1] != UInt8(ascii: "."), bytes[at + 1] != UInt8(ascii: "-")
    else { return nil }
    return high
  }
}

extension ArraySlice<UInt8> {
  /// The slice without a pair of quotes around it, unless it is a quoted local part.
  fileprivate var strippingQuotes: Bytes {
    guard count > 2, let first, first == last,
      first == UInt8(ascii: "\"") || first == UInt8(ascii: "'")
    else { return self }
    return dropFirst().dropLast()
  }
}
