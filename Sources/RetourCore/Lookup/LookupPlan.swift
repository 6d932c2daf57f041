package import RetourClassifier
package import RetourEvents
package import RetourLookup
package import RetourStore

/// Whom to look at: our own domains, and those that mail failed to for a reason of which the domain
/// name system can say something.
package struct LookupPlan {
  /// Looks without an answer within a day, after which a domain waits.
  private static let tries = 3

  /// The domains, the most important first.
  package private(set) var targets: [DNSTarget] = []
  /// What is ours, and what names may have been meant.
  private(set) var own = OwnNames()
  /// Failures of each destination.
  package private(set) var failures: [DNSName: Int] = [:]
  /// Domains that aren't asked for now, because what is known holds still.
  private(set) var resting = 0
  /// Destinations beyond the limit.
  private(set) var beyond = 0

  /// What the command line and the configuration say.
  package struct Wishes {
    /// Domains to look at and no others; empty for those of the database.
    package var domains: [DomainName] = []
    /// Our own domains; empty for those of the configuration, else those that send.
    package var own: [DomainName] = []
    package var selectors: [String] = []
    package var maximum = 500
    package var side = OwnSide.unknown
    package var period: [String: Value] = [:]

    /// Wishes for what is configured and known.
    package init() {}
  }

  /// Plans without a database: what is named.
  package init(_ wishes: Wishes) {
    note(wishes.side)
    for name in wishes.own { add(name, isOwn: true, wishes) }
    for name in wishes.domains {
      add(name, isOwn: wishes.side.domains.contains { name.isEqualOrBelow($0) }, wishes)
    }
    addConfiguredSources(wishes.side)
  }

  /// Plans by what a database has.
  ///
  /// - Throws: ``StoreError``.
  package init(_ wishes: Wishes, _ reader: StoreReader, now: Timestamp) throws {
    var wishes = wishes
    note(wishes.side)
    own.frequent = try reader.rows(of: DNSFrequentRow.self).compactMap { DNSName($0.domain) }
    let isNamed = !wishes.domains.isEmpty
    if wishes.own.isEmpty {
      wishes.own = try Self.own(wishes, reader)
        .filter { !isNamed || wishes.domains.contains($0) }
    }
    for name in wishes.own { add(name, isOwn: true, wishes) }
    for name in wishes.domains { add(name, isOwn: false, wishes) }
    if !isNamed {
      var values = wishes.period
      values["limit"] = .integer(100_000)
      var count = 0
      for row in try reader.rows(of: DNSDomainsRow.self, values) {
        guard let name = DomainName(ascii: row.domain) else { continue }
        count += 1
        guard count <= wishes.maximum else {
          beyond += 1
          continue
        }
        failures[DNSName(name)] = row.failures
        add(name, isOwn: false, wishes)
      }
      let still = try reader.restingLookups(
        of: targets.map(\.domain.text),
        now: now,
        tries: Self.tries
      )
      resting = still.count
      targets.removeAll { still.contains($0.domain.text) }
    }
    try addEvidence(wishes, reader)
    addConfiguredSources(wishes.side)
  }

  // MARK: Domains

  private mutating func note(_ side: OwnSide) {
    own.isOwnHost = { host in host.domain.map { side.owns(name: $0) } ?? false }
  }

  private mutating func add(_ name: DomainName, isOwn: Bool, _ wishes: Wishes) {
    let name = DNSName(name)
    guard !targets.contains(where: { $0.domain == name }) else { return }
    var target = DNSTarget(name, isOwn: isOwn)
    if isOwn { target.selectors = wishes.selectors }
    targets.append(target)
  }

  /// Our domains: those of the configuration, else those whose failures are ours.
  private static func own(_ wishes: Wishes, _ reader: StoreReader) throws -> [DomainName] {
    let configured = wishes.side.domains.filter { !$0.name.hasSuffix(".onmicrosoft.com") }
    guard configured.isEmpty else { return configured }
    return try reader.rows(of: DNSSendersRow.self, wishes.period)
      .compactMap { DomainName(ascii: $0.domain) }
  }

  // MARK: What is known of our own

  private mutating func addEvidence(_ wishes: Wishes, _ reader: StoreReader) throws {
    guard targets.contains(where: \.isOwn) else { return }
    var sources: [DNSName: [NetworkAddress: Int]] = [:]
    for row in try reader.rows(of: DNSSourcesRow.self, wishes.period) {
      guard let name = DNSName(row.domain) else { continue }
      let remote = row.remoteIP.flatMap { NetworkAddress($0) }
      for address in WrittenNetworkAddresses.all(in: row.text) where address != remote {
        sources[name, default: [:]][address, default: 0] += row.failures
      }
    }
    let online = Set(
      try reader.rows(of: DNSOnlineRow.self, wishes.period).compactMap { DNSName($0.domain) }
    )
    var selectors: [DNSName: [(selector: String, day: String)]] = [:]
    for row in try reader.rows(of: DNSSelectorsRow.self, wishes.period) {
      guard let name = row.domain.flatMap({ DNSName($0) }), let selector = row.selector,
        let day = row.lastDay
      else { continue }
      selectors[name, default: []].append((selector, day))
    }
    for index in targets.indices where targets[index].isOwn {
      let name = targets[index].domain
      targets[index].seenSelectors = selectors[name] ?? []
      targets[index].usesExchangeOnline = online.contains(name)
      targets[index].sources = (sources[name] ?? [:])
        .sorted { ($1.value, $0.key.description) < ($0.value, $1.key.description) }.prefix(50)
        .map { SendingSource($0.key, count: $0.value) }
    }
  }

  /// Single addresses that the configuration names as ours send too, where others can reach them.
  private mutating func addConfiguredSources(_ side: OwnSide) {
    let addresses = side.hosts.compactMap { host -> NetworkAddress? in
      if case .network(let network) = host { network.single } else { nil }
    }
    .filter { !$0.isPrivate && !$0.isLoopback }
    for index in targets.indices where targets[index].isOwn {
      let known = Set(targets[index].sources.map(\.address))
      targets[index].sources += addresses.filter { !known.contains($0) }
        .map { SendingSource($0, count: 0) }
    }
  }
}

/// Network addresses in the words of a server.
enum WrittenNetworkAddresses {
  /// Those that others can reach, each once and in order.
  ///
  /// Example: `192.0.2.222` in `550 5.7.23 [192.0.2.222] is not allowed to send for contoso.com`.
  static func all(in text: String) -> [NetworkAddress] {
    var found: [NetworkAddress] = []
    let words = text.split { character in
      !(character.isHexDigit || character == "." || character == ":")
    }
    for word in words {
      let trimmed = word.trimmingPrefix { ":.".contains($0) }
      let body = trimmed.last.map { ":.".contains($0) } == true ? trimmed.dropLast() : trimmed
      guard body.count(where: { $0 == "." }) == 3 || body.count(where: { $0 == ":" }) >= 2,
        let address = NetworkAddress(body), !found.contains(address), !address.isPrivate,
        !address.isLoopback, !address.isUnspecified
      else { continue }
      found.append(address)
    }
    return found
  }
}
