/// The types of records that are asked for; the raw value is the number on the wire.
public enum RecordType: UInt16, CaseIterable, Hashable, Sendable, CustomStringConvertible {
  /// An IPv4 address (RFC 1035 3.4.1).
  case a = 1
  /// A server of the zone (RFC 1035 3.3.11).
  case ns = 2
  /// The name for which this one is an alias (RFC 1035 3.3.1).
  case cname = 5
  /// The start of a zone (RFC 1035 3.3.13).
  case soa = 6
  /// The name of an address (RFC 1035 3.3.12).
  case ptr = 12
  /// A server that takes mail (RFC 1035 3.3.9).
  case mx = 15
  /// Text (RFC 1035 3.3.14), of which SPF, DKIM, DMARC, MTA-STS and TLS-RPT make use.
  case txt = 16
  /// An IPv6 address (RFC 3596 2.1).
  case aaaa = 28
  /// The key or certificate of a server (RFC 6698 2.1).
  case tlsa = 52

  /// The name in zone files, for example `MX`.
  public var description: String {
    switch self {
    case .a: "A"
    case .ns: "NS"
    case .cname: "CNAME"
    case .soa: "SOA"
    case .ptr: "PTR"
    case .mx: "MX"
    case .txt: "TXT"
    case .aaaa: "AAAA"
    case .tlsa: "TLSA"
    }
  }

  /// The type of a name; upper and lower case are the same.
  public init?(_ name: some StringProtocol) {
    let name = name.uppercased()
    guard let type = Self.allCases.first(where: { $0.description == name }) else { return nil }
    self = type
  }
}

/// What is asked.
public struct DNSQuestion: Hashable, Sendable, CustomStringConvertible {
  /// The name.
  public let name: DNSName
  /// The type of records.
  public let type: RecordType

  /// Creates a question.
  public init(_ name: DNSName, _ type: RecordType) {
    self.name = name
    self.type = type
  }

  /// Type and name, for example `MX contoso.com`.
  public var description: String { "\(type) \(name)" }
}
