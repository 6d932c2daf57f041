import GRDB
import RetourEvents

extension StoreReader {
  /// The questions that ``failureAnswers(since:until:senders:expired:host:)`` answers.
  public static let failureQuestions = [
    "overview-hosts", "overview-stages", "senders-hit", "expired-last-error", "trace-only",
  ]

  /// Answers five questions about the failures of a period in one walk over them.
  ///
  /// Asked one by one, each of them walks over all failures and joins a dozen tables. Here the two
  /// large tables are read in the order in which they stand, numbers are gathered, and names are
  /// looked up once each. A test holds the answers to those of the questions.
  ///
  /// - Parameters:
  ///   - since: the first day; nil: from the beginning.
  ///   - until: the day after the last one; nil: to the end.
  ///   - senders: how many rows of `senders-hit`.
  ///   - expired: how many rows of `expired-last-error`.
  ///   - host: gets the rows of `overview-hosts`, in no order.
  /// - Returns: the other answers by the names of their questions; without `senders-hit` where there
  ///   are too many different recipients to count them in memory.
  /// - Throws: ``StoreError``.
  public func failureAnswers(
    since: String?,
    until: String?,
    senders: Int,
    expired: Int,
    host: (AnswerRow) -> Void
  ) throws(StoreError) -> [String: ResultTable] {
    try checkWhole(for: "v1_delivery")
    return try read { db in
      var walk = try FailureWalk(db)
      try walk.walk(db, since: since, until: until)
      try walk.forEachHost(db, host)
      return [
        "overview-stages": walk.stageTable,
        "senders-hit": walk.senderTable(limit: senders),
        "expired-last-error": try walk.expiredTable(db, limit: expired),
        "trace-only": walk.traceTable,
      ].compactMapValues(\.self)
    }
  }
}

/// What is gathered on the way over the failures of a period.
private struct FailureWalk {
  private struct HostKey: Hashable {
    /// The server's number; 0 where only its address is known.
    let host: Int64
    /// The address where there is no name, else -1.
    let address: Int
    let cause: String?
    let domain: Int64?
  }

  private struct HostSum {
    var failures = 0
    var address: Int?
    var lastDay = ""
  }

  private struct StageKey: Hashable {
    let phase: Int64
    let time: String?
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
    var lastDay = ""
  }

  private struct ExpiredKey: Hashable {
    let reason: Int64
    let domain: Int64?
  }

  private struct ExpiredSum {
    var failures = 0
    var lastAt: Int64?
    var event: Identity?
  }

  private let reasons: [Int64: (name: String, line: String)]
  private let phases: [Int64: String]
  private let ours: Int64

  private var hosts: [HostKey: HostSum] = [:]
  private var addresses = Texts()
  private var stages: [StageKey: StageSum] = [:]
  private var senders = Texts()
  /// By the place of their sender in ``senders``, behind one for failures without any.
  private var sums = [SenderSum()]
  private var recipients = NumberSet()
  private var domains = NumberSet()
  private var expired: [ExpiredKey: ExpiredSum] = [:]
  private var tracedAlone = 0

  init(_ db: Database) throws {
    var reasons: [Int64: (name: String, line: String)] = [:]
    for row in try Row.fetchAll(db, sql: "SELECT id, name, cause_line FROM reason") {
      let id: Int64 = try row.value("id")
      reasons[id] = (try row.value("name"), try row.value("cause_line"))
    }
    self.reasons = reasons
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

  /// Walks in the order of the tables: by an index over days every failure would be looked up.
  mutating func walk(_ db: Database, since: String?, until: String?) throws {
    let rows = try BulkStatement(
      db,
      """
      SELECT
        d.domain_id, d.day, d.reason_id, d.side_id, d.expired, d.host_id, d.reports, d.is_traced,
        d.occurred_at, e.event_id, e.sender, e.remote_ip, e.retried_for, e.phase_id,
        e.message_id IS NULL,
        coalesce(e.original_recipient, e.recipient,
          (SELECT min(a.recipient) FROM event AS a WHERE a.delivery_id = d.id))
      FROM delivery AS d NOT INDEXED
      LEFT JOIN event AS e ON e.id = d.decided_by
      WHERE d.kind_id IN (SELECT id FROM kind WHERE is_failure)
        AND (?1 IS NULL OR d.day >= ?1) AND (?2 IS NULL OR d.day <> '' AND d.day < ?2)
      """
    )
    rows.bind(since)
    rows.bind(until)
    while try rows.step() { add(rows) }
  }

  private mutating func add(_ row: BulkStatement) {
    let domain = row.optional(0)
    let day = row.text(1)
    let reason = row.optional(2)
    let isExpired = reason != nil && row.integer(4) == 1
    if row.integer(6) == 1, row.integer(7) == 1 { tracedAlone += 1 }
    addHost(row, domain, day, reason)

    let time: String? =
      switch row.optional(12) {
      case let seconds? where seconds < 60: "at-once"
      case let seconds? where seconds < 3600: "hour"
      case let seconds? where seconds < 86_400: "day"
      case let seconds? where seconds < 5 * 86_400: "days"
      case _?: "longer"
      case nil: isExpired ? "expired" : nil
      }
    let stage = StageKey(phase: row.integer(13), time: time)
    stages[stage, default: StageSum()].failures += 1
    if row.integer(14) == 1 { stages[stage]?.nameless += 1 }

    let sender = senders.place(of: 10, in: row).map { $0 + 1 } ?? 0
    if sender == sums.count { sums.append(SenderSum()) }
    sums[sender].failures += 1
    if row.optional(3) == ours { sums[sender].ours += 1 }
    if day > sums[sender].lastDay { sums[sender].lastDay = day }
    if let recipient = row.hash(15),
      recipients.insert(sender, UInt64(bitPattern: Int64(recipient)))
    {
      sums[sender].recipients += 1
    }
    if let domain, domains.insert(sender, UInt64(bitPattern: domain)) {
      sums[sender].domains += 1
    }

    if isExpired, let reason {
      var sum = expired[ExpiredKey(reason: reason, domain: domain)] ?? ExpiredSum()
      sum.failures += 1
      sum.lastAt = [sum.lastAt, row.optional(8)].compactMap(\.self).max()
      let event = row.identity(9)
      if event != Identity(high: 0, low: 0) { sum.event = min(sum.event ?? event, event) }
      expired[ExpiredKey(reason: reason, domain: domain)] = sum
    }
  }

  private mutating func addHost(
    _ row: BulkStatement,
    _ domain: Int64?,
    _ day: String,
    _ reason: Int64?
  ) {
    let host = row.integer(5)
    let address = addresses.place(of: 11, in: row)
    guard host != 0 || address != nil else { return }
    let key = HostKey(
      host: host,
      address: host == 0 ? address ?? -1 : -1,
      cause: reason.flatMap { reasons[$0]?.line },
      domain: domain
    )
    var sum = hosts[key] ?? HostSum()
    sum.failures += 1
    if let address, address != sum.address,
      sum.address.map({ precedes(addresses[$0], addresses[address]) }) ?? true
    {
      sum.address = address
    }
    if day > sum.lastDay { sum.lastDay = day }
    hosts[key] = sum
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
    for (key, sum) in hosts {
      let values: [Value] = [
        try hostNames[key.host], key.address < 0 ? .null : .text(addresses[key.address]),
        Value(key.cause), try domainNames[key.domain], .integer(Int64(sum.failures)),
        Value(sum.address.map { addresses[$0] }), Value(day: sum.lastDay),
      ]
      body(AnswerRow(places: places, values: values))
    }
  }

  var stageTable: ResultTable {
    let rows = stages.map { key, sum in
      (phase: phases[key.phase] ?? "", time: key.time ?? "", sum: sum)
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
      rows.append((reason.name, reason.line, try names[key.domain], sum))
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
}

/// Different texts, each with a number in the order in which they were met.
///
/// They are told apart by 64 bits of a hash whose seed is new in each process, so nobody can write
/// two texts that are taken for one.
private struct Texts {
  private var places: [Int: Int] = [:]
  private var texts: [String] = []

  subscript(place: Int) -> String { texts[place] }

  /// The number of the text in a column; nil for NULL.
  mutating func place(of column: Int32, in row: BulkStatement) -> Int? {
    guard let hash = row.hash(column) else { return nil }
    if let place = places[hash] { return place }
    texts.append(row.text(column))
    places[hash] = texts.count - 1
    return texts.count - 1
  }
}

/// Pairs of numbers, each counted once, in at most 16 MiB.
///
/// 63 bits of each are kept, mixed; that two of a million pairs have the same happens in one of ten
/// million databases.
private struct NumberSet {
  /// So many different ones are too many.
  private static let limit = 1_500_000

  /// A power of two of them; 0 is free.
  private var slots = [UInt64](repeating: 0, count: 1 << 10)
  private var count = 0
  /// Whether there were too many to keep.
  private(set) var isFull = false

  /// Keeps a pair; whether it is new.
  mutating func insert(_ left: Int, _ right: UInt64) -> Bool {
    guard !isFull else { return false }
    // Mixed as MurmurHash3 ends.
    var number = UInt64(left) &* 0x9E37_79B9_7F4A_7C15 ^ right
    number = (number ^ number >> 33) &* 0xFF51_AFD7_ED55_8CCD
    number = (number ^ number >> 33) &* 0xC4CE_B9FE_1A85_EC53
    number ^= number >> 33
    guard put(number | 1) else { return false }
    count += 1
    if count * 4 > slots.count * 3 { grow() }
    return true
  }

  private mutating func put(_ number: UInt64) -> Bool {
    var place = Int(truncatingIfNeeded: number >> 1) & (slots.count - 1)
    while slots[place] != 0 {
      if slots[place] == number { return false }
      place = (place + 1) & (slots.count - 1)
    }
    slots[place] = number
    return true
  }

  private mutating func grow() {
    guard count < Self.limit else {
      isFull = true
      slots = []
      return
    }
    let old = slots
    slots = [UInt64](repeating: 0, count: old.count * 2)
    for number in old where number != 0 { _ = put(number) }
  }
}

/// Names of a table, looked up by their numbers.
private struct NumberedNames {
  private let statement: BulkStatement
  private var known: [Int64: Value] = [:]

  init(_ db: Database, _ table: String) throws {
    statement = try BulkStatement(db, "SELECT name FROM \(table) WHERE id = ?")
  }

  subscript(number: Int64?) -> Value {
    mutating get throws {
      guard let number, number != 0 else { return .null }
      if let name = known[number] { return name }
      statement.bind(number)
      let name: Value = try statement.step() ? .text(statement.text(0)) : .null
      statement.reset()
      known[number] = name
      return name
    }
  }
}

/// Whether a text comes before another where their bytes are compared, as SQLite does.
private func precedes(_ left: String, _ right: String) -> Bool {
  left.utf8.lexicographicallyPrecedes(right.utf8)
}

extension Value {
  fileprivate init(_ text: String?) { self = text.map { .text($0) } ?? .null }

  /// A day; the empty one isn't known.
  fileprivate init(day: String) { self = day.isEmpty ? .null : .text(day) }

  /// The text; nothing for NULL.
  fileprivate var shown: String { if case .text(let text) = self { text } else { "" } }
}
