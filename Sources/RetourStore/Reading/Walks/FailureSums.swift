import GRDB
import RetourEvents

/// What is gathered on the way over the failures of a period.
package struct FailureSums: Sendable {
  private struct HostKey: Hashable {
    /// The server's number; 0 where only its address is known.
    let host: Int64
    let domain: Int64?
    /// The address where there is no name, else -1.
    let address: Int32
    /// The place of the cause's line, else -1.
    let line: Int32
  }

  private struct HostSum {
    var failures = 0
    var address: Int?
    var lastDay: UInt32 = 0
  }

  private struct StageKey: Hashable {
    let phase: Int64
    let time: Time
  }

  /// How long after the message came in it failed.
  private enum Time: String, Sendable {
    case atOnce = "at-once"
    case hour, day, days, longer, expired
    case unknown = ""

    init(_ seconds: Int64?, isExpired: Bool) {
      switch seconds {
      case let seconds? where seconds < 60: self = .atOnce
      case let seconds? where seconds < 3600: self = .hour
      case let seconds? where seconds < 86_400: self = .day
      case let seconds? where seconds < 5 * 86_400: self = .days
      case _?: self = .longer
      case nil: self = isExpired ? .expired : .unknown
      }
    }
  }

  private struct StageSum {
    var failures = 0
    var nameless = 0
  }

  private struct SenderSum {
    var failures = 0
    var ours = 0
    var recipients = 0
    var domains = 0
    var lastDay: UInt32 = 0
  }

  private struct ExpiredKey: Hashable {
    let reason: Int64
    let domain: Int64?
  }

  private struct ExpiredSum {
    var failures = 0
    var lastAt: Int64?
    var event: Identity?

    mutating func add(_ failures: Int, _ lastAt: Int64?, _ event: Identity?) {
      self.failures += failures
      if let lastAt { self.lastAt = max(self.lastAt ?? lastAt, lastAt) }
      if let event { self.event = min(self.event ?? event, event) }
    }
  }

  /// So many events with unknown texts are too many to name them.
  private static let mostUnknown = 100_000

  private let reasons: [Int64: (name: String, line: Int32)]
  private let lines: [String]
  private let phases: [Int64: String]
  private let ours: Int64

  private var hostPlaces: [HostKey: Int] = [:]
  private var hosts: [HostSum] = []
  private var addresses = Texts()
  private var stages: [StageKey: StageSum] = [:]
  private var senders = Texts()
  /// By the place of their sender in ``senders``, behind one for failures without any.
  private var sums = [SenderSum()]
  private var recipients = PairSet(limit: 1_500_000)
  /// Domains whose numbers lie close together share a place.
  private var domains = PairSet(limit: 800_000, hasBits: true)
  private var expired: [ExpiredKey: ExpiredSum] = [:]
  private var tracedAlone = 0
  /// Events with texts that no rule knows; one more than ``mostUnknown`` where there are more.
  private var unknown: [Int64] = []

  init(_ db: Database) throws {
    var reasons: [Int64: (name: String, line: Int32)] = [:]
    var lines: [String] = []
    for row in try Row.fetchAll(db, sql: "SELECT id, name, cause_line FROM reason ORDER BY id") {
      let (id, name): (Int64, String) = (try row.value("id"), try row.value("name"))
      let line: String = try row.value("cause_line")
      let place = lines.firstIndex(of: line) ?? lines.count
      if place == lines.count { lines.append(line) }
      reasons[id] = (name, Int32(place))
    }
    self.reasons = reasons
    self.lines = lines
    var phases: [Int64: String] = [:]
    for row in try Row.fetchAll(db, sql: "SELECT id, name FROM phase") {
      // With its type: as the optional of a dictionary NULL would be no name instead of damage.
      let (id, name): (Int64, String) = (try row.value("id"), try row.value("name"))
      phases[id] = name
    }
    self.phases = phases
    ours = try Int64.fetchOne(db, sql: "SELECT id FROM side WHERE name = 'ours'") ?? -1
  }

  // MARK: On the way

  mutating func add(_ row: BulkStatement) {
    if row.integer(18) == 1, unknown.count <= Self.mostUnknown { unknown.append(row.integer(17)) }
    guard row.integer(16) == 1 else { return }
    let domain = row.optional(0)
    let day = row.day(1)
    let reason = row.optional(2)
    let isExpired = reason != nil && row.integer(4) == 1
    if row.integer(6) == 1, row.integer(7) == 1 { tracedAlone += 1 }
    addHost(row, domain, day, reason)
    let stage = StageKey(
      phase: row.integer(13),
      time: Time(row.optional(12), isExpired: isExpired)
    )
    add(1, nameless: row.integer(14) == 1 ? 1 : 0, to: stage)
    addSender(row, domain, day)
    if isExpired, let reason {
      let event = row.identity(9)
      expired[ExpiredKey(reason: reason, domain: domain), default: ExpiredSum()]
        .add(1, row.optional(8), event == Identity(high: 0, low: 0) ? nil : event)
    }
  }

  private mutating func add(_ failures: Int, nameless: Int, to stage: StageKey) {
    stages[stage, default: StageSum()].failures += failures
    if nameless > 0 { stages[stage, default: StageSum()].nameless += nameless }
  }

  private mutating func addSender(_ row: BulkStatement, _ domain: Int64?, _ day: UInt32) {
    let hash = row.hash(10)
    let sender = hash.map { senders.place(of: $0) { row.text(10) } + 1 } ?? 0
    if sender == sums.count { sums.append(SenderSum()) }
    sums[sender].failures += 1
    if row.optional(3) == ours { sums[sender].ours += 1 }
    sums[sender].lastDay = max(sums[sender].lastDay, day)
    let owner = UInt32(truncatingIfNeeded: sender)
    if let recipient = row.hash(15) {
      sums[sender].recipients += recipients.insert(PairSet.key(hash ?? 0, recipient), owner)
    }
    if let domain {
      sums[sender].domains += domains.insert(
        PairSet.key(hash ?? 0, Int(domain >> 6)),
        owner,
        bits: 1 << UInt64(truncatingIfNeeded: domain & 63)
      )
    }
  }

  private mutating func addHost(
    _ row: BulkStatement,
    _ domain: Int64?,
    _ day: UInt32,
    _ reason: Int64?
  ) {
    let host = row.integer(5)
    let address = addresses.place(of: 11, in: row)
    guard host != 0 || address != nil else { return }
    let key = HostKey(
      host: host,
      domain: domain,
      address: host == 0 ? Int32(truncatingIfNeeded: address ?? -1) : -1,
      line: reason.flatMap { reasons[$0]?.line } ?? -1
    )
    add(HostSum(failures: 1, address: address, lastDay: day), to: key)
  }

  private mutating func add(_ sum: HostSum, to key: HostKey) {
    guard let place = hostPlaces[key] else {
      hostPlaces[key] = hosts.count
      hosts.append(sum)
      return
    }
    hosts[place].failures += sum.failures
    hosts[place].lastDay = max(hosts[place].lastDay, sum.lastDay)
    guard let address = sum.address, address != hosts[place].address else { return }
    if hosts[place].address.map({ precedes(addresses[$0], addresses[address]) }) ?? true {
      hosts[place].address = address
    }
  }

  // MARK: Of several connections

  /// Adds what another connection came past.
  package mutating func add(_ other: FailureSums) {
    addHosts(other)
    for (stage, sum) in other.stages { add(sum.failures, nameless: sum.nameless, to: stage) }
    addSenders(other)
    for (key, sum) in other.expired {
      expired[key, default: ExpiredSum()].add(sum.failures, sum.lastAt, sum.event)
    }
    tracedAlone += other.tracedAlone
    unknown += other.unknown
  }

  private mutating func addHosts(_ other: FailureSums) {
    let here = addresses.add(other.addresses)
    for (key, place) in other.hostPlaces {
      var sum = other.hosts[place]
      sum.address = sum.address.map { here[$0] }
      let own = HostKey(
        host: key.host,
        domain: key.domain,
        address: key.address < 0 ? -1 : Int32(truncatingIfNeeded: here[Int(key.address)]),
        line: key.line
      )
      add(sum, to: own)
    }
  }

  private mutating func addSenders(_ other: FailureSums) {
    let here = [0] + senders.add(other.senders).map { $0 + 1 }
    while sums.count <= senders.count { sums.append(SenderSum()) }
    for (sender, sum) in zip(here, other.sums) {
      sums[sender].failures += sum.failures
      sums[sender].ours += sum.ours
      sums[sender].lastDay = max(sums[sender].lastDay, sum.lastDay)
    }
    func owner(_ there: UInt32) -> UInt32 { UInt32(truncatingIfNeeded: here[Int(there)]) }
    recipients.add(other.recipients, owner: owner) { sums[Int($0)].recipients += $1 }
    domains.add(other.domains, owner: owner) { sums[Int($0)].domains += $1 }
  }

  // MARK: The answers

  func forEachHost(_ db: Database, _ body: (OverviewHostsRow) -> Void) throws {
    var domainNames = try NumberedNames(db, "domain")
    var hostNames = try NumberedNames(db, "host")
    for (key, place) in hostPlaces {
      let sum = hosts[place]
      body(
        OverviewHostsRow(
          remoteHost: try hostNames[key.host],
          address: key.address < 0 ? nil : addresses[Int(key.address)],
          cause: key.line < 0 ? nil : lines[Int(key.line)],
          domain: try domainNames[key.domain],
          failures: sum.failures,
          remoteIP: sum.address.map { addresses[$0] },
          lastDay: String(day: sum.lastDay)
        )
      )
    }
  }

  var stageRows: [OverviewStagesRow] {
    let rows = stages.map { key, sum in
      (phase: phases[key.phase] ?? "", time: key.time.rawValue, sum: sum)
    }
    return rows.sorted { ($0.phase, $0.time) < ($1.phase, $1.time) }.map { row in
      OverviewStagesRow(
        phase: SMTPPhase(rawValue: row.phase),
        time: row.time.isEmpty ? nil : row.time,
        failures: row.sum.failures,
        nameless: row.sum.nameless
      )
    }
  }

  /// Nil where there are too many recipients or domains to count the different ones.
  func senderRows(limit: Int) -> [SendersHitRow]? {
    guard !recipients.isFull, !domains.isFull else { return nil }
    let order = sums.indices.filter { sums[$0].failures > 0 }.sorted { left, right in
      guard sums[left].failures == sums[right].failures else {
        return sums[left].failures > sums[right].failures
      }
      return left == 0 || right != 0 && precedes(senders[left - 1], senders[right - 1])
    }
    return order.prefix(limit).map { place in
      SendersHitRow(
        sender: place == 0 ? nil : senders[place - 1],
        failures: sums[place].failures,
        recipients: sums[place].recipients,
        domains: sums[place].domains,
        ours: sums[place].ours,
        lastDay: String(day: sums[place].lastDay)
      )
    }
  }

  func expiredRows(_ db: Database, limit: Int) throws -> [ExpiredLastErrorRow] {
    var names = try NumberedNames(db, "domain")
    var rows: [(reason: String, line: String, domain: String?, sum: ExpiredSum)] = []
    for (key, sum) in expired {
      guard let reason = reasons[key.reason] else { continue }
      rows.append((reason.name, lines[Int(reason.line)], try names[key.domain], sum))
    }
    rows.sort { left, right in
      if left.sum.failures != right.sum.failures { return left.sum.failures > right.sum.failures }
      if left.domain != right.domain { return precedes(left.domain ?? "", right.domain ?? "") }
      return left.reason < right.reason
    }
    return try rows.prefix(limit).map { row in
      let lastAt = try String.fetchOne(
        db,
        sql: "SELECT strftime('%Y-%m-%dT%H:%M:%SZ', ?, 'unixepoch')",
        arguments: [row.sum.lastAt]
      )
      return ExpiredLastErrorRow(
        cause: row.line,
        reason: Reason(rawValue: row.reason),
        domain: row.domain,
        failures: row.sum.failures,
        lastAt: lastAt,
        eventID: row.sum.event?.description
      )
    }
  }

  var traceOnly: TraceOnlyRow { TraceOnlyRow(failures: tracedAlone) }

  /// The events with texts that no rule knows, as an array of JSON; nil for too many.
  var unknownTexts: String? {
    guard unknown.count <= Self.mostUnknown else { return nil }
    return "[\(unknown.map(String.init).joined(separator: ","))]"
  }
}

/// Whether a text comes before another where their bytes are compared, as SQLite does.
private func precedes(_ left: String, _ right: String) -> Bool {
  left.utf8.lexicographicallyPrecedes(right.utf8)
}

extension String {
  /// A day as ``BulkStatement/day(_:)`` gives it; nil for 0, which isn't known.
  init?(day: UInt32) {
    guard day > 0 else { return nil }
    let (year, month) = (Self.digits(day / 10_000, 4), Self.digits(day / 100 % 100, 2))
    self = "\(year)-\(month)-\(Self.digits(day % 100, 2))"
  }

  private static func digits(_ number: UInt32, _ count: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: Swift.max(0, count - text.count)) + text
  }
}
