import RetourEvents
import RetourStore

extension Overview {
  /// How many wordings of unknown texts a page shows.
  private static let wordings = 20

  /// Makes an overview of what the database answered.
  init(
    options: Options,
    timeZone: String,
    days: (first: String, last: String)?,
    cells gathered: OverviewCells,
    hosts gatheredHosts: HostGather,
    examples: [CauseKey: Example],
    answers: [String: [AnswerRow]],
    domainDays: [String: [AnswerRow]],
    questions: [String: String]
  ) {
    func rows(_ name: String) -> [AnswerRow] { answers[name] ?? [] }
    let limits = OverviewReader.limits
    self.options = options
    self.timeZone = timeZone
    self.days = days
    self.questions = questions
    now = gathered.now
    before = gathered.before.failures > 0 ? gathered.before : nil
    let days = rows("overview-days")
    known = KnownDays(days)
    dayCounts = days.filter { $0.count("failures") > 0 }.map { row in
      Letter.DayCount(
        day: row.text("day") ?? "",
        reason: row.name("reason") ?? .noDiagnosis,
        failures: row.count("failures")
      )
    }
    dayMoves = days.filter { $0.count("failures") > 0 }.map { row in
      DayMove(
        day: row.text("day") ?? "",
        move: .of(row.name("reason") ?? .noDiagnosis, row.name("side") ?? .unknown),
        failures: row.count("failures")
      )
    }
    dayTotals = Day.all(of: days)
    shares = gathered.allShares
    moves = gathered.moves
    expired = rows("expired-last-error").filter { $0.text("reason") != "domain-expired" }
      .map { row in
        Expired(
          reason: row.name("reason") ?? .noDiagnosis,
          domain: row.text("domain"),
          failures: row.count("failures"),
          lastAt: row.text("last_at")
        )
      }
    let volume = Volume(dayTotals)
    self.volume = volume
    volumeBefore = rows("overview-volume").first.flatMap { row in
      row.count("traced") > 0
        ? Volume(sent: row.count("traced"), failures: row.count("traced_failures")) : nil
    }
    stages = rows("overview-stages").map { row in
      Stage(
        phase: row.name("phase"),
        time: row.name("time"),
        failures: row.count("failures"),
        nameless: row.count("nameless")
      )
    }
    var quality = Quality(
      checks: rows("data-quality"),
      rejects: rows("rejects"),
      inputs: rows("input-ages"),
      run: rows("last-run").first
    )
    quality.nameless = stages.reduce(0) { $0 + $1.nameless }
    if volume != nil {
      quality.traceOnly = rows("trace-only").first?.count("failures")
      quality.withoutTrace = dayTotals.filter { $0.sent > 0 }
        .reduce(0) { $0 + $1.failures - $1.tracedFailures }
    }
    self.quality = quality
    let operatorOf = gatheredHosts.mainOperators()
    domains = gathered.topDomains(limits.domains).map { domain in
      var domain = domain
      domain.host = domain.name.flatMap { operatorOf[$0] }
      for row in domain.name.flatMap({ domainDays[$0] }) ?? [] {
        domain.course[row.text("day") ?? ""] = row.count("failures")
        domain.traced += row.count("traced")
        domain.tracedFailures += row.count("traced_failures")
      }
      return domain
    }
    causes = gathered.topCauses(limits.causes)
    self.examples = examples
    changes = gathered.changes(limits.changes)
    cells = gathered.heat(limits.heat)
    hosts = gatheredHosts.topHosts(limits.hosts).map(Host.init)
    operators = gatheredHosts.topOperators(limits.operators).map(Operator.init)
    operatorCount = gatheredHosts.operators.count
    senders = rows("senders-hit").map(Sender.init)
    blocks = rows("blocks").map(Block.init)
    earlierBlocks = Set(
      rows(OverviewReader.earlierBlocks).map {
        BlockKey(list: $0.text("list"), address: $0.text("address"))
      }
    )
    peaks = rows("overview-peaks").map(Peak.init)
    unknown = Array(UnknownWording.group(rows("unknown-texts")).prefix(Self.wordings))
    textless = rows("unknown-texts").filter { $0.text("text") == nil }
      .reduce(0) { $0 + $1.count("events") }
  }
}

extension Overview.Volume {
  /// Nil where no trace shows anything.
  init?(_ days: [Overview.Day]) {
    let sent = days.reduce(0) { $0 + $1.sent }
    guard sent > 0 else { return nil }
    self.sent = sent
    failures = days.reduce(0) { $0 + $1.tracedFailures }
    delivered = days.reduce(0) { $0 + $1.tracedDelivered }
    open = days.reduce(0) { $0 + $1.tracedOpen }
  }
}

extension Overview.Day {
  /// Adds rows of `overview-days`, which are ordered by day, up to days.
  fileprivate static func all(of rows: [AnswerRow]) -> [Overview.Day] {
    var days: [Overview.Day] = []
    for row in rows {
      let name = row.text("day") ?? ""
      if days.last?.day != name { days.append(Overview.Day(day: name)) }
      days[days.count - 1].add(row)
    }
    return days
  }

  private mutating func add(_ row: AnswerRow) {
    let count = row.count("failures")
    failures += count
    ours += row.count("ours")
    expired += row.count("expired")
    sent += row.count("sent")
    tracedFailures += row.count("traced_failures")
    tracedDelivered += row.count("traced_delivered")
    tracedOpen += row.count("traced_open")
    guard count > 0 else { return }
    let reason: Reason = row.name("reason") ?? .noDiagnosis
    if reason.permanence == .hard { hard += count }
    if reason == .domainExpired { lapsed += count }
    if reason.cause == .unknown { unknown += count }
  }
}

extension Overview.Host {
  fileprivate init(_ host: HostGather.Host, _ sum: HostGather.Sum) {
    name = host.name
    address = sum.address
    failures = sum.failures
    domains = sum.domains.count
    cause = sum.mainCause?.cause
    lastDay = sum.lastDay ?? ""
  }
}

extension Overview.Operator {
  fileprivate init(_ name: String, _ sum: HostGather.Sum) {
    self.name = name
    failures = sum.failures
    domains = sum.domains.count
    hosts = sum.hosts.count
    cause = sum.mainCause?.cause
    mainFailures = sum.mainCause?.failures ?? 0
    lastDay = sum.lastDay ?? ""
  }
}

extension Overview.Block {
  fileprivate init(_ row: AnswerRow) {
    list = row.text("list")
    address = row.text("address")
    reason = row.name("reason") ?? .ipReputation
    failures = row.count("failures")
    domains = row.count("domains")
    firstDay = row.text("first_day")
    lastDay = row.text("last_day")
  }
}

extension Overview.Peak {
  fileprivate init(_ row: AnswerRow) {
    day = row.text("day") ?? ""
    domain = row.text("domain") ?? ""
    reason = row.name("reason") ?? .noDiagnosis
    side = row.name("side") ?? .unknown
    failures = row.count("failures")
    total = row.count("total")
  }
}

extension Overview.Sender {
  fileprivate init(_ row: AnswerRow) {
    address = row.text("sender")
    failures = row.count("failures")
    recipients = row.count("recipients")
    domains = row.count("domains")
    ours = row.count("ours")
  }
}

extension Overview.Quality {
  fileprivate init(
    checks: [AnswerRow],
    rejects rows: [AnswerRow],
    inputs: [AnswerRow],
    run row: AnswerRow?
  ) {
    for check in checks { counts[check.text("check") ?? ""] = check.count("found") }
    rejects = rows.map { row in
      Overview.Reject(
        problem: row.text("problem") ?? "",
        count: row.count("rejects"),
        path: row.text("source_path") ?? "",
        offset: row.count("offset"),
        detail: row.text("detail") ?? ""
      )
    }
    self.inputs = inputs.map { row in
      Overview.Input(
        path: row.text("path") ?? "",
        modifiedAt: row.text("modified_at") ?? "",
        messages: row.count("messages"),
        reports: row.count("reports"),
        rejected: row.count("rejected")
      )
    }
    run = row?.integer("run").map { Int($0) }
    catalogue = row?.text("catalogue_version")
    finishedAt = row?.text("finished_at")
  }
}
