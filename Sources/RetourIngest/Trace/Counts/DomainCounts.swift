public import RetourEvents

/// How many deliveries of each kind went to each domain.
///
/// Memory: an entry for each domain.
public struct DomainCounts: Sendable {
  private var named: [String: [ReportKind: Int]] = [:]
  /// Those of the quick way.
  private var table: DomainTable?

  /// Creates counts of nothing.
  public init() {}

  /// The counts by domain; an empty name stands for deliveries whose domain isn't known.
  public var domains: [String: [ReportKind: Int]] {
    guard let table else { return named }
    var all = self
    table.add(to: &all)
    return all.named
  }

  /// Counts a report.
  public mutating func add(_ report: DeliveryReport) {
    named[report.domain?.name ?? "", default: [:]][report.kind, default: 0] += 1
  }

  /// Adds the counts of another stretch.
  public mutating func add(_ other: DomainCounts) {
    if let added = other.table { add(added) }
    for (domain, kinds) in other.named {
      named[domain, default: [:]].merge(kinds, uniquingKeysWith: +)
    }
  }

  mutating func add(_ other: DomainTable) {
    if table == nil {
      table = other
    } else {
      table?.merge(other)
    }
  }

  /// Counts a delivery of a kind of ``DomainTable/kinds``; false where the address isn't plain.
  mutating func add(_ address: Bytes, _ kind: Int) -> Bool {
    guard let domain = UnsafeFastHash.domain(of: address),
      !address.dropLast(domain.name.count + 1).contains(UInt8(ascii: "@"))
    else { return false }
    if table == nil { table = DomainTable() }
    return table?.add(domain.hash, kind) { names in
      UnsafeFastHash.append(domain.name, to: &names)
    } ?? false
  }

  mutating func add(_ domain: String, _ kind: ReportKind, _ count: Int) {
    guard count > 0 else { return }
    named[domain, default: [:]][kind, default: 0] += count
  }
}

/// Which hours the rows of traces cover.
public struct TraceCoverage: Sendable {
  /// The hours with a row, counted from 1970.
  public private(set) var hours: Set<Int64> = []

  /// Creates the coverage of nothing.
  public init() {}

  mutating func add(_ moment: Timestamp) {
    // A century of hours: nothing that a file says makes it more.
    if hours.count < 876_600 { hours.insert(moment.seconds / 3_600) }
  }

  /// Adds that of another stretch.
  public mutating func add(_ other: TraceCoverage) { hours.formUnion(other.hours) }

  /// Stretches of at least `length` hours without a row between hours with rows, as the first and
  /// the last moment of the gap.
  public func gaps(of length: Int64) -> [(from: Timestamp, to: Timestamp)] {
    let sorted = hours.sorted()
    return zip(sorted, sorted.dropFirst()).compactMap { before, after in
      guard after - before > length else { return nil }
      return (Timestamp(seconds: (before + 1) * 3_600), Timestamp(seconds: after * 3_600))
    }
  }
}
