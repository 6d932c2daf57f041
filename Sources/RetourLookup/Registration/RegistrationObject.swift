import Foundation

/// What is read of an answer of RDAP.
struct RegistrationObject: Decodable {
  /// Something that happened, or will (RFC 9083 4.5).
  struct Event: Decodable {
    var eventAction: String?
    var eventDate: String?
  }

  var objectClassName: String?
  var status: [String]?
  var events: [Event]?

  /// Reads JSON; nil for what is none.
  init?(_ json: [UInt8]) {
    guard let object = try? JSONDecoder().decode(Self.self, from: Data(json)) else { return nil }
    self = object
  }
}

/// Which directory knows the domains below a name (RFC 9224 4).
public struct RegistrationServices: Sendable {
  private struct Document: Decodable {
    var services: [[[String]]]
  }

  private var bases: [String: String] = [:]

  /// Reads IANA's file, `https://data.iana.org/rdap/dns.json`; nil for anything else.
  public init?(_ json: [UInt8]) {
    guard let document = try? JSONDecoder().decode(Document.self, from: Data(json)) else {
      return nil
    }
    for service in document.services where service.count >= 2 {
      guard let base = service[1].first(where: { $0.hasPrefix("https://") }) else { continue }
      for name in service[0] { bases[name.lowercased()] = base }
    }
  }

  /// The directory for the longest end of a name that has one; nil for none.
  public func base(for domain: String) -> String? {
    var rest = domain[...]
    while true {
      if let base = bases[String(rest)] { return base }
      guard let dot = rest.firstIndex(of: ".") else { return nil }
      rest = rest[rest.index(after: dot)...]
    }
  }
}
