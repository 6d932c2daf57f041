import RetourEvents
import RetourRules

/// The server that was tried last, by name and address.
struct Endpoint: Hashable, Sendable {
  var names: [DomainName] = []
  var addresses: [NetworkAddress] = []

  /// Adds what a reading names behind its anchors, for example `LastAttemptedServerName=`.
  mutating func add(_ reading: Reading, _ catalogue: Catalogue) {
    for hit in reading.hits where catalogue.anchorOfPhrase[Int(hit.phrase)] == .endpoint {
      add(Self.word(in: reading, at: Int(hit.end)))
    }
  }

  /// Adds a name, or an address with or without a port.
  mutating func add(_ text: String) {
    let host = Self.withoutPort(text)
    if let address = NetworkAddress(host) {
      addresses.append(address)
    } else if let name = DomainName(ascii: host), name.name.contains(".") {
      names.append(name)
    }
  }

  private static func word(in reading: Reading, at start: Int) -> String {
    var start = start
    let text = reading.text
    while start < text.count, text[start] == 0x20 || text[start] == UInt8(ascii: "[") { start += 1 }
    let end = text[start...].firstIndex { byte in
      switch byte {
      case 0x20, UInt8(ascii: "]"), UInt8(ascii: ")"), UInt8(ascii: ";"), UInt8(ascii: ","),
        UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "}"), UInt8(ascii: "["):
        true
      default: false
      }
    }
    return String(decoding: text[start..<(end ?? text.count)], as: UTF8.self)
  }

  /// Without `:25` behind a name or an IPv4 address, and without a final full stop.
  private static func withoutPort(_ text: String) -> String {
    var host = text.utf8[...]
    if let colon = host.lastIndex(of: UInt8(ascii: ":")),
      host.firstIndex(of: UInt8(ascii: ":")) == colon
    {
      host = host[..<colon]
    }
    if host.last == UInt8(ascii: ".") { host = host.dropLast() }
    return host.count == text.utf8.count ? text : String(Substring(host))
  }
}
