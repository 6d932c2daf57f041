public import RetourEvents

/// The data of one record.
public enum RecordData: Hashable, Sendable, CustomStringConvertible {
  /// Of A or AAAA.
  case address(NetworkAddress)
  /// Of NS, CNAME or PTR.
  case name(DNSName)
  /// Of MX: a server and its preference, the lowest first.
  case exchange(preference: UInt16, host: DNSName)
  /// Of TXT: its strings joined without anything between them (RFC 7208 3.3).
  case text([UInt8])
  /// Of SOA: the first server and the mailbox of the zone.
  case authority(primary: DNSName, mailbox: DNSName)
  /// Of TLSA.
  case association(TLSAssociation)

  /// Reads record data as it is on the wire, names without compression; nil where it isn't what the
  /// type has, or something is left over.
  ///
  /// - Parameters:
  ///   - bytes: the data, all of it.
  ///   - type: of the record.
  public init?(wire bytes: ArraySlice<UInt8>, type: RecordType) {
    var rest = bytes
    switch type {
    case .a, .aaaa:
      guard rest.count == (type == .a ? 4 : 16), let address = NetworkAddress(bytes: rest) else {
        return nil
      }
      self = .address(address)
      return
    case .ns, .cname, .ptr:
      guard let name = DNSName(wire: &rest) else { return nil }
      self = .name(name)
    case .mx:
      guard rest.count >= 3, let high = rest.popFirst(), let low = rest.popFirst(),
        let host = DNSName(wire: &rest)
      else { return nil }
      self = .exchange(preference: UInt16(high) << 8 | UInt16(low), host: host)
    case .txt:
      guard !rest.isEmpty else { return nil }
      var text: [UInt8] = []
      while let length = rest.popFirst() {
        guard rest.count >= Int(length) else { return nil }
        text += rest.prefix(Int(length))
        rest = rest.dropFirst(Int(length))
      }
      self = .text(text)
    case .soa:
      guard let primary = DNSName(wire: &rest), let mailbox = DNSName(wire: &rest), rest.count == 20
      else { return nil }
      self = .authority(primary: primary, mailbox: mailbox)
      return
    case .tlsa:
      guard rest.count >= 4 else { return nil }
      let head = Array(rest.prefix(3))
      self = .association(
        TLSAssociation(
          usage: head[0],
          selector: head[1],
          matching: head[2],
          data: Array(rest.dropFirst(3))
        )
      )
      return
    }
    guard rest.isEmpty else { return nil }
  }

  /// Bytes that the data takes, about.
  var size: Int {
    switch self {
    case .address: 16
    case .name(let name), .exchange(_, let name): name.text.utf8.count + 3
    case .text(let text): text.count
    case .authority(let primary, let mailbox):
      primary.text.utf8.count + mailbox.text.utf8.count + 20
    case .association(let association): association.data.count + 3
    }
  }

  /// By what records of one answer are put in order: preferences first, then the text.
  var order: (UInt16, String) {
    if case .exchange(let preference, let host) = self { return (preference, host.text) }
    return (0, description)
  }

  /// The data as in a zone file, with at most 400 bytes of a text; what isn't printable is escaped.
  public var description: String {
    switch self {
    case .address(let address): address.description
    case .name(let name): name.text
    case .exchange(let preference, let host): "\(preference) \(host)"
    case .text(let text): PrintableBytes.text(text)
    case .authority(let primary, let mailbox): "\(primary) \(mailbox)"
    case .association(let association): association.description
    }
  }
}

/// What a zone says about the certificate of a server (RFC 6698 2.1).
public struct TLSAssociation: Hashable, Sendable, CustomStringConvertible {
  /// 2 for an authority, 3 for the server's own key; mail uses no others (RFC 7672 3.1).
  public let usage: UInt8
  /// 0 for the whole certificate, 1 for its key.
  public let selector: UInt8
  /// 0 for the bytes themselves, 1 for SHA-256, 2 for SHA-512.
  public let matching: UInt8
  /// The bytes or their hash.
  public let data: [UInt8]

  /// Creates one.
  public init(usage: UInt8, selector: UInt8, matching: UInt8, data: [UInt8]) {
    self.usage = usage
    self.selector = selector
    self.matching = matching
    self.data = data
  }

  /// Whether a mail server can make use of it (RFC 7672 3.1, RFC 7671 10.2).
  public var isUsable: Bool {
    guard usage == 2 || usage == 3, selector <= 1 else { return false }
    return switch matching {
    case 0: !data.isEmpty
    case 1: data.count == 32
    case 2: data.count == 64
    default: false
    }
  }

  /// As in a zone file, for example `3 1 1 0b9f...`.
  public var description: String {
    let digits = data.prefix(64).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    return "\(usage) \(selector) \(matching) \(digits)"
  }
}
