import GRDB
import RetourEvents

/// What is gathered on the way over the failures of a period.
public struct FailureSums: Sendable {
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
  public mutating func add(_ other: FailureSums) {
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

  func forEachHost(_ db: Database, _ body: (AnswerRow) -> Void) throws {
    let columns = [
      "remote_host", "address", "cause", "domain", "failures", "remote_ip", "last_day",
    ]
    let places = Dictionary(
      columns.enumerated().map { ($1, $0) },
      uniquingKeysWith: { first, _ in first }
    )
    var domainNames = try NumberedNames(db, "domain")
    var hostNames = try NumberedNames(db, "host")
    for (key, place) in hostPlaces {
      let sum = hosts[place]
      let values: [Value] = [
        try hostNames[key.host],
        key.address < 0 ? .null : .text(addresses[Int(key.address)]),
        key.line < 0 ? .null : .text(lines[Int(key.line)]), try domainNames[key.domain],
        .integer(Int64(sum.failures)), Value(sum.address.map { addresses[$0] }),
        Value(day: sum.lastDay),
      ]
      body(AnswerRow(places: places, values: values))
    }
  }

  var stageTable: ResultTable {
    let rows = stages.map { key, sum in
      (phase: phases[key.phase] ?? "", time: key.time.rawValue, sum: sum)
    }
    return ResultTable(
      names: ["phase", "time", "failures", "nameless"],
      rows: rows.sorted { ($0.phase, $0.time) < ($1.phase, $1.time) }.map { row in
        [
          Value(row.phase.isEmpty ? nil : row.phase), Value(row.time.isEmpty ? nil : row.time),
          .integer(Int64(row.sum.failures)), .integer(Int64(row.sum.nameless)),
        ]
      }
    )
  }

  /// Nil where there are too many recipients or domains to count the different ones.
  func senderTable(limit: Int) -> ResultTable? {
    guard !recipients.isFull, !domains.isFull else { return nil }
    let order = sums.indices.filter { sums[$0].failures > 0 }.sorted { left, right in
      guard sums[left].failures == sums[right].failures else {
        return sums[left].failures > sums[right].failures
      }
      return left == 0 || right != 0 && precedes(senders[left - 1], senders[right - 1])
    }
    return ResultTable(
      names: ["sender", "failures", "recipients", "domains", "ours", "last_day"],
      rows: order.prefix(limit).map { place in
        [
          place == 0 ? .null : .text(senders[place - 1]), .integer(Int64(sums[place].failures)),
          .integer(Int64(sums[place].recipients)), .integer(Int64(sums[place].domains)),
          .integer(Int64(sums[place].ours)), Value(day: sums[place].lastDay),
        ]
      }
    )
  }

  func expiredTable(_ db: Database, limit: Int) throws -> ResultTable {
    var names = try NumberedNames(db, "domain")
    var rows: [(reason: String, line: String, domain: Value, sum: ExpiredSum)] = []
    for (key, sum) in expired {
      guard let reason = reasons[key.reason] else { continue }
      rows.append((reason.name, lines[Int(reason.line)], try names[key.domain], sum))
    }
    rows.sort { left, right in
      if left.sum.failures != right.sum.failures { return left.sum.failures > right.sum.failures }
      if left.domain != right.domain { return precedes(left.domain.shown, right.domain.shown) }
      return left.reason < right.reason
    }
    return ResultTable(
      names: ["cause", "reason", "domain", "failures", "last_at", "event_id"],
      rows: try rows.prefix(limit).map { row in
        let lastAt = try String.fetchOne(
          db,
          sql: "SELECT strftime('%Y-%m-%dT%H:%M:%SZ', ?, 'unixepoch')",
          arguments: [row.sum.lastAt]
        )
        return [
          .text(row.line), .text(row.reason), row.domain, .integer(Int64(row.sum.failures)),
          Value(lastAt), Value(row.sum.event?.description),
        ]
      }
    )
  }

  var traceTable: ResultTable {
    ResultTable(names: ["failures"], rows: [[.integer(Int64(tracedAlone))]])
  }

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

extension Value {
  init(_ text: String?) { self = text.map { .text($0) } ?? .null }

  /// A day as ``BulkStatement/day(_:)`` gives it; 0 isn't known.
  init(day: UInt32) {
    guard day > 0 else {
      self = .null
      return
    }
    func digits(_ number: UInt32, _ count: Int) -> String {
      let text = String(number)
      return String(repeating: "0", count: max(0, count - text.count)) + text
    }
    self = .text(
      "\(digits(day / 10_000, 4))-\(digits(day / 100 % 100, 2))-\(digits(day % 100, 2))"
    )
  }

  /// The text; nothing for NULL.
  fileprivate var shown: String { if case .text(let text) = self { text } else { "" } }
}
