import MailText
import RetourEvents
public import RetourStore

/// A day on which many domains weren't found that are in order now.
///
/// They have nothing to do with each other, so what they have in common is the resolver that asked
/// for them: ours.
public struct ResolverSuspect: Hashable, Sendable {
  /// From how many domains on it is worth telling.
  public static let enough = 5

  /// The day, `YYYY-MM-DD`.
  public let day: String
  /// Registrable domains.
  public let domains: Int
  /// Their failures on that day.
  public let failures: Int
  /// One of the domains.
  public let example: String

  /// The days, the worst first.
  ///
  /// - Parameters:
  ///   - reader: the database; one that can't hold findings has none.
  ///   - values: the period, as the question `dns-suspect` takes it.
  ///   - enough: from how many domains on.
  /// - Returns: the days that have as many.
  /// - Throws: `StoreError`.
  public static func all(
    _ reader: StoreReader,
    _ values: [String: Value],
    enough: Int = Self.enough
  ) throws -> [ResolverSuspect] {
    // Without findings the question would walk over all failures for nothing.
    guard try reader.hasLookups,
      try reader.first(of: DNSFindingsRow.self, ["limit": .integer(1)]) != nil
    else { return [] }
    var days: [String: [DomainName: Int]] = [:]
    try reader.forEach(DNSSuspectRow.self, values) { row in
      guard let name = row.domain.flatMap({ DomainName(ascii: $0) }) else { return }
      let registered = UnsafePublicSuffix.registrableDomain(of: name)
      days[row.day, default: [:]][registered, default: 0] += row.failures
    }
    return days.filter { $0.value.count >= enough }
      .map { day, domains in
        ResolverSuspect(
          day: day,
          domains: domains.count,
          failures: domains.values.reduce(0, +),
          example: domains.keys.map(\.name).min() ?? ""
        )
      }
      .sorted { ($1.domains, $0.day) < ($0.domains, $1.day) }
  }
}
