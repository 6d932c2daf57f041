public import RetourEvents

/// What a registry's directory answered.
public enum RegistrationAnswer: Hashable, Sendable {
  /// An object of JSON (RFC 9083).
  case found([UInt8])
  /// The domain isn't registered (404).
  case notFound
  /// Nothing that says anything: in words.
  case failed(String)
}

/// Whoever knows until when domains are registered (RDAP, RFC 9082).
public protocol RegistrationDirectory: Sendable {
  /// Asks for a registrable domain.
  func answer(_ domain: DomainName) async -> RegistrationAnswer
}

/// A domain as a registry describes it (RFC 9083 5.3).
struct Registration: Hashable, Sendable {
  /// The most bytes of an answer.
  static let maximumBytes = 1 << 20

  /// When the registration ends; nil where the registry doesn't say.
  var expires: Timestamp?
  /// The registry's words for its state (RFC 8056), in lower case.
  var status: Set<String> = []

  /// Reads an answer; nil for what describes no domain.
  init?(_ json: [UInt8]) {
    guard json.count <= Self.maximumBytes, let object = RegistrationObject(json),
      object.objectClassName?.lowercased() == "domain"
    else { return nil }
    status = Set((object.status ?? []).prefix(50).map { $0.lowercased() })
    let end = (object.events ?? []).first { $0.eventAction?.lowercased() == "expiration" }
    expires = end?.eventDate.flatMap(Self.moment)
  }

  /// States in which the name is taken out of the zone, although it is registered (RFC 5731 2.3).
  var isOnHold: Bool { !status.isDisjoint(with: ["client hold", "server hold"]) }

  /// States after the end of a registration (RFC 3915 3).
  var isLapsed: Bool {
    !status.isDisjoint(with: ["redemption period", "pending restore", "pending delete"])
  }

  /// A registry that has renewed by itself, for which the owner hasn't paid yet (RFC 3915 3).
  var isInGrace: Bool { status.contains("auto renew period") }

  /// A moment of RFC 3339; fractions of seconds are passed over.
  private static func moment(_ text: String) -> Timestamp? {
    let parts = text.prefix(19).split { !$0.isNumber }.compactMap { Int($0) }
    guard parts.count == 6 || parts.count == 3 else { return nil }
    let hours = parts.count == 6 ? Array(parts[3...]) : [0, 0, 0]
    var offset = 0
    let rest = text.dropFirst(19).drop { $0 == "." || $0.isNumber }
    if let sign = rest.first, sign == "+" || sign == "-" {
      let zone = rest.dropFirst().split(separator: ":").compactMap { Int($0) }
      guard zone.count == 2 else { return nil }
      offset = (zone[0] * 3_600 + zone[1] * 60) * (sign == "-" ? -1 : 1)
    }
    return Timestamp(
      year: parts[0],
      month: parts[1],
      day: parts[2],
      hour: hours[0],
      minute: hours[1],
      second: hours[2],
      offset: offset
    )
  }
}
