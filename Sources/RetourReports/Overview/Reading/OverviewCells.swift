import RetourEvents
import RetourStore

/// Totals, domains, causes and changes of an overview, gathered from the rows of `overview-cells`.
///
/// Each of them has a question of its own, which is slower and is what a page shows; a test holds
/// the two to each other.
struct OverviewCells {
  private(set) var now = Overview.Totals()
  private(set) var before = Overview.Totals()
  private var domains: [String?: DomainSum] = [:]
  /// Domains with failures, those with most first.
  private var ranked: [String?] = []
  private var causes: [Overview.CauseKey: CauseSum] = [:]
  /// Failures by domain, reason and side.
  private var shares: [ShareKey: Overview.Share] = [:]
  /// Failures by who has to act.
  private(set) var moves = Overview.Moves()
  /// A domain for each cause at which an example of it is quickly found.
  private(set) var exampleDomains: [Overview.CauseKey: String] = [:]

  private struct ShareKey: Hashable {
    let domain: String?
    let cause: Overview.CauseKey
  }

  struct DomainSum {
    var failures = 0
    var before = 0
    var sides: [Side: Int] = [:]
    var moves: [WhoseMove: Int] = [:]
    var reasons: [Reason?: ReasonSum] = [:]
    var causes: [Overview.CauseKey: Int] = [:]
    var firstDay: String?
    var lastDay: String?
  }

  struct ReasonSum {
    var failures = 0
    var before = 0
    var firstDay: String?
  }

  struct CauseSum {
    var failures = 0
    var before = 0
    var domains = 0
    var lastDomain: String??
  }

  /// Adds one row; rows of a domain follow each other.
  mutating func add(_ row: OverviewCellsRow) {
    let (domain, failures, earlier) = (row.domain, row.failures, row.before)
    let (reason, side) = (row.reason, row.side ?? .unknown)
    let isExpired = row.expired == 1
    now.add(failures, reason, side, isExpired)
    before.add(earlier, reason, side, isExpired)
    let cause = Overview.CauseKey(reason: reason ?? .noDiagnosis, side: side)
    domains[domain, default: DomainSum()].add(row, side)
    let move = WhoseMove.of(cause.reason, side)
    moves.now[move, default: 0] += failures
    moves.before[move, default: 0] += earlier
    domains[domain, default: DomainSum()].moves[move, default: 0] += failures
    shares[
      ShareKey(domain: domain, cause: cause),
      default: Overview.Share(domain: domain, reason: cause.reason, side: side)
    ].add(row)
    causes[cause, default: CauseSum()].add(failures, earlier, domain)
    if domain != nil, failures > 0 {
      domains[domain, default: DomainSum()].causes[cause, default: 0] += failures
    }
  }

  /// Ends the walk: domains can be counted.
  mutating func finish() {
    now.domains = domains.count { $0.key != nil && $0.value.failures > 0 }
    before.domains = domains.count { $0.key != nil && $0.value.before > 0 }
    ranked = domains.compactMap { $0.value.failures > 0 ? ($0.key, $0.value.failures) : nil }
      .sorted { ($1.1, $0.0 ?? "") < ($0.1, $1.0 ?? "") }.map(\.0)
    findExampleDomains()
  }

  /// Where at least a fifth of a domain's failures have a cause, the index over domains leads to
  /// one of them at once; among such domains the one with most is typical.
  private mutating func findExampleDomains() {
    var best: [Overview.CauseKey: (share: Double, failures: Int, domain: String)] = [:]
    for case (let domain?, let sum) in domains where sum.failures > 0 {
      for (cause, failures) in sum.causes {
        let share = min(Double(failures) / Double(sum.failures), 0.2)
        let candidate = (share, failures, domain)
        guard let known = best[cause] else {
          best[cause] = candidate
          continue
        }
        // The name decides between equals, so that the same data give the same page.
        if (share, failures, known.domain) > (known.share, known.failures, domain) {
          best[cause] = candidate
        }
      }
    }
    exampleDomains = best.mapValues(\.domain)
  }

  /// Failures by domain, reason and side, in a fixed order.
  var allShares: [Overview.Share] {
    shares.values.sorted { left, right in
      if left.failures != right.failures { return left.failures > right.failures }
      return (left.domain ?? "", left.reason.rawValue, left.side.rawValue)
        < (right.domain ?? "", right.reason.rawValue, right.side.rawValue)
    }
  }

  /// The domains that bounce most.
  func topDomains(_ limit: Int) -> [Overview.Domain] {
    ranked.prefix(limit).map { name in
      let sum = domains[name] ?? DomainSum()
      let main = sum.reasons.filter {
        $0.key?.cause ?? .unknown != .unknown && $0.value.failures > 0
      }
      .max {
        ($0.value.failures, $1.key?.rawValue ?? "") < ($1.value.failures, $0.key?.rawValue ?? "")
      }
      let (theirs, ours, both) = (sum.sides[.theirs], sum.sides[.ours], sum.sides[.both])
      return Overview.Domain(
        name: name,
        failures: sum.failures,
        before: sum.before,
        theirs: theirs ?? 0,
        ours: ours ?? 0,
        both: both ?? 0,
        sideUnknown: sum.sides[.unknown] ?? 0,
        move: WhoseMove.allCases.max { (sum.moves[$0] ?? 0) < (sum.moves[$1] ?? 0) } ?? .unknown,
        unknown: sum.reasons.filter { $0.key?.cause ?? .unknown == .unknown }
          .reduce(0) { $0 + $1.value.failures },
        reason: main?.key,
        firstDay: sum.firstDay,
        lastDay: sum.lastDay,
        reasons: Set(sum.reasons.filter { $0.value.failures > 0 }.map { $0.key ?? .noDiagnosis })
      )
    }
  }

  /// The reasons, the most frequent first.
  func topCauses(_ limit: Int) -> [Overview.Cause] {
    let order = causes.sorted { left, right in
      let (a, b) = (left.value, right.value)
      if (a.failures, a.before) != (b.failures, b.before) {
        return (a.failures, a.before) > (b.failures, b.before)
      }
      return (left.key.reason.rawValue, left.key.side.rawValue)
        < (right.key.reason.rawValue, right.key.side.rawValue)
    }
    return order.prefix(limit).map { key, sum in
      Overview.Cause(
        reason: key.reason,
        side: key.side,
        permanence: key.reason.permanence,
        failures: sum.failures,
        before: sum.before,
        domains: sum.domains
      )
    }
  }

  /// The largest changes of one reason at one domain.
  func changes(_ limit: Int) -> [Overview.Change] {
    var changes: [Overview.Change] = []
    for (domain, sum) in domains {
      guard let domain else { continue }
      for (reason, counts) in sum.reasons {
        guard let reason else { continue }
        changes.append(
          Overview.Change(
            domain: domain,
            reason: reason,
            permanence: reason.permanence,
            failures: counts.failures,
            before: counts.before,
            firstDay: counts.firstDay ?? ""
          )
        )
      }
      if changes.count > 50_000 { changes = Self.largest(changes, limit) }
    }
    return Self.largest(changes, limit)
  }

  /// The reasons of the domains that bounce most.
  func heat(_ limit: Int) -> [Overview.Cell] {
    topDomains(limit + 1).filter { $0.name != nil }.prefix(limit).flatMap { domain in
      (domains[domain.name]?.reasons ?? [:]).filter { $0.value.failures > 0 }
        .sorted {
          ($1.value.failures, $0.key?.rawValue ?? "") < ($0.value.failures, $1.key?.rawValue ?? "")
        }
        .map { reason, sum in
          Overview.Cell(
            domain: domain.name ?? "",
            reason: reason ?? .noDiagnosis,
            failures: sum.failures
          )
        }
    }
  }

  private static func largest(_ changes: [Overview.Change], _ limit: Int) -> [Overview.Change] {
    let order = changes.sorted { left, right in
      let sizes = (abs(left.failures - left.before), abs(right.failures - right.before))
      if sizes.0 != sizes.1 { return sizes.0 > sizes.1 }
      return (left.domain, left.reason.rawValue) < (right.domain, right.reason.rawValue)
    }
    return Array(order.prefix(limit))
  }
}

extension Overview.Totals {
  fileprivate mutating func add(
    _ count: Int,
    _ reason: Reason?,
    _ side: Side,
    _ isExpired: Bool
  ) {
    failures += count
    if reason?.permanence == .hard { hard += count }
    if side == .ours { ours += count }
    if reason == .domainExpired { lapsed += count } else if isExpired { expired += count }
    if reason?.cause ?? .unknown == .unknown { unknown += count }
  }
}

extension OverviewCells.DomainSum {
  fileprivate mutating func add(_ row: OverviewCellsRow, _ side: Side) {
    failures += row.failures
    before += row.before
    sides[side, default: 0] += row.failures
    firstDay = Self.first(firstDay, row.firstDay)
    if let day = row.lastDay { lastDay = max(lastDay ?? day, day) }
    var sum = reasons[row.reason] ?? OverviewCells.ReasonSum()
    sum.failures += row.failures
    sum.before += row.before
    sum.firstDay = Self.first(sum.firstDay, row.knownDay)
    reasons[row.reason] = sum
  }

  private static func first(_ left: String?, _ right: String?) -> String? {
    guard let left, let right else { return left ?? right }
    return min(left, right)
  }
}

extension Overview.Share {
  fileprivate mutating func add(_ row: OverviewCellsRow) {
    failures += row.failures
    before += row.before
    recent += row.recent
    firstDay = [firstDay, row.firstDay].compactMap(\.self).min()
    lastDay = [lastDay, row.lastDay].compactMap(\.self).max()
  }
}

extension OverviewCells.CauseSum {
  fileprivate mutating func add(_ count: Int, _ earlier: Int, _ domain: String?) {
    failures += count
    before += earlier
    guard count > 0, domain != nil, lastDomain != .some(domain) else { return }
    lastDomain = .some(domain)
    domains += 1
  }
}
