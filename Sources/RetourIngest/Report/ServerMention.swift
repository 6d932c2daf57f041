import RetourEvents

/// One server as a text names it: `name[ip]:port`, `name (ip)`, `name`, `ip`, `[ip]`.
///
/// Name and address belong together only where they stand in one mention.
struct ServerMention: Equatable {
  /// The name, in lower case.
  var host: String?
  /// The address, without brackets.
  var address: String?
  var port: Int?

  /// Reads a mention at the front of a text; nil where none stands there.
  ///
  /// With `searchesComment` the address may stand anywhere in the brackets behind the name, as in
  /// `mx.example.net. (the server, 192.0.2.7)`.
  init?(at text: Bytes, searchesComment: Bool = false) {
    let start = text.drop(while: Self.opens).startIndex
    var end = start
    while end < text.endIndex,
      MailAddress.isDomainByte(text[end]) || text[end] == UInt8(ascii: ":")
    {
      end += 1
    }
    // A colon behind the address is the sentence's; two are the address's.
    while end > start, !text[end - 1].isAlphanumeric, !text[start..<end].hasSuffix("::") {
      end -= 1
    }
    if let own = Self.address(text[start..<end]) {
      (address, port) = own
      if port == nil { port = Self.port(behind: text[end...]) }
      return
    }
    while end > start, !text[end - 1].isAlphanumeric { end -= 1 }
    let name = text[start..<end].prefix { $0 != UInt8(ascii: ":") }
    guard name.contains(UInt8(ascii: ".")), name.contains(where: \.isLetter),
      let domain = DomainNames.parse(name)
    else { return nil }
    host = domain.name
    if let found = Self.bracketed(text[name.endIndex...], searchesComment) {
      (address, port) = found
    }
  }

  /// Adds what another text says of the same server: its address behind its name, or its name
  /// before its address.
  mutating func complete(from text: Bytes) {
    if address == nil, let host {
      let name = Array(host.utf8)
      var search = text.startIndex
      while let place = Self.place(of: name, in: text, from: search) {
        search = place + name.count
        guard Self.isWhole(place..<search, in: text),
          let found = Self.bracketed(text[search...], false)
        else { continue }
        (address, port) = found
        return
      }
    } else if host == nil, let address {
      let digits = Array(address.utf8)
      var search = text.startIndex
      while let place = Self.place(of: digits, in: text, from: search) {
        search = place + digits.count
        guard place > text.startIndex, "[(".utf8.contains(text[place - 1]),
          search < text.endIndex, "]):".utf8.contains(text[search])
        else { continue }
        let before = text[..<(place - 1)].trimmed
        let name = Bytes(before.reversed().prefix(while: MailAddress.isDomainByte).reversed())
        guard name.contains(UInt8(ascii: ".")), name.contains(where: \.isLetter),
          let domain = DomainNames.parse(name)
        else { continue }
        self.host = domain.name
        return
      }
    }
  }

  /// The address in the brackets behind a name, or in Exchange's next item.
  private static func bracketed(
    _ text: Bytes,
    _ searchesComment: Bool
  ) -> (address: String, port: Int?)? {
    let rest = text.drop(while: Self.standsBetween)
    if rest.hasPrefix(ignoringCase: "[lastattemptedip=") {
      return address(rest.dropFirst(17).prefix { $0 != UInt8(ascii: "]") })
    }
    guard let open = rest.first, open == UInt8(ascii: "[") || open == UInt8(ascii: "("),
      let close = rest.firstIndex(where: { $0 == UInt8(ascii: "]") || $0 == UInt8(ascii: ")") })
    else { return nil }
    let words = rest[(rest.startIndex + 1)..<close].split(whereSeparator: Self.separates)
    for word in searchesComment ? words[...] : words.prefix(1) {
      guard let (address, port) = address(word) else { continue }
      return (address, port ?? self.port(behind: rest[(close + 1)...]))
    }
    return nil
  }

  /// Whether a byte may stand before a name: `<`, quotes, brackets.
  private static func opens(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "<"), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "["),
      UInt8(ascii: "("):
      true
    default: false
    }
  }

  /// Whether a byte may stand between a name and the bracket behind it.
  private static func standsBetween(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "."), UInt8(ascii: ">"), UInt8(ascii: "'"), UInt8(ascii: "\""),
      UInt8(ascii: "]"):
      true
    default: byte.isBlank
    }
  }

  /// Whether a byte separates the words in brackets.
  private static func separates(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "["), UInt8(ascii: "("), UInt8(ascii: ","), UInt8(ascii: ";"),
      UInt8(ascii: "|"):
      true
    default: byte.isWhiteSpace
    }
  }

  private static func port(behind text: Bytes) -> Int? {
    guard text.first == UInt8(ascii: ":") else { return nil }
    return text.dropFirst().prefix(5).prefix(while: \.isDigit).number
  }

  /// An address that a server can have, with the port behind a colon, if there is one.
  static func address(_ word: Bytes) -> (address: String, port: Int?)? {
    place(of: word).map { ($0.text.text, $0.port) }
  }

  /// The same as a number, without the port.
  static func network(_ word: some ByteText) -> NetworkAddress? { place(of: word)?.network }

  private static func place<Text: ByteText>(
    of word: Text
  ) -> (network: NetworkAddress, text: Text, port: Int?)? {
    let text = word.hasPrefix(ignoringCase: "ipv6:") ? word.dropFirst(5) : word
    if let network = whole(text) { return (network, text, nil) }
    guard let colon = text.lastIndex(of: UInt8(ascii: ":")), let network = whole(text[..<colon]),
      !text[..<colon].contains(UInt8(ascii: ":")), let port = text[(colon + 1)...].number
    else { return nil }
    return (network, text[..<colon], port)
  }

  /// Whether the bytes are an IPv4 or IPv6 address in full, and not the unspecified one.
  ///
  /// A time of day (`10:15:23`) and a version of three parts are none.
  static func isAddress(_ bytes: some ByteText) -> Bool {
    whole(bytes.hasPrefix(ignoringCase: "ipv6:") ? bytes.dropFirst(5) : bytes) != nil
  }

  private static func whole(_ text: some ByteText) -> NetworkAddress? {
    guard 2...45 ~= text.count, let network = text.withBytes({ NetworkAddress(ascii: $0) }),
      !network.isUnspecified
    else { return nil }
    return network
  }

  /// Where bytes in lower case stand in a text in any case.
  private static func place(of name: [UInt8], in text: Bytes, from start: Int) -> Int? {
    guard let first = name.first, text.endIndex - name.count >= start else { return nil }
    for place in start...(text.endIndex - name.count) where text[place].lowercased == first {
      if zip(text[place...], name).allSatisfy({ $0.lowercased == $1 }) { return place }
    }
    return nil
  }

  private static func isWhole(_ range: Range<Int>, in text: Bytes) -> Bool {
    range.lowerBound == text.startIndex
      || !MailAddress.isDomainByte(text[range.lowerBound - 1])
        && text[range.lowerBound - 1] != UInt8(ascii: "@")
  }
}

extension ServerMention {
  /// Takes a mention whose parts are known.
  init(host: String? = nil, address: String?) {
    self.host = host
    self.address = address
  }
}

extension DeliveryReport {
  /// Takes a mention as the other server.
  mutating func take(_ server: ServerMention?) {
    remoteHost = server?.host
    remoteIP = server?.address
    remotePort = server?.port
  }
}
