import RetourEvents
import RetourStore

/// What the database answered to the questions of a page, besides the cells and servers.
struct OverviewAnswers {
  /// What is asked about the data themselves.
  struct Quality {
    let checks: [DataQualityRow]
    let rejects: [RejectsRow]
    let inputs: [InputAgesRow]
    let run: LastRunRow?
  }

  let days: DayAnswers
  /// Whether there is a period before.
  let hasEarlier: Bool
  let failures: FailureAnswers
  let senders: [SendersHitRow]
  let texts: [UnknownTextsRow]
  let blocks: [BlocksRow]
  /// Who refused our addresses in the period before.
  let earlierBlocks: [BlocksRow]
  /// The days of each domain that is shown.
  let domainDays: [String: [TrendByDayRow]]
  let quality: Quality
}

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
    answers: OverviewAnswers,
    questions: [String: String]
  ) {
    let limits = OverviewReader.limits
    self.options = options
    self.timeZone = timeZone
    self.days = days
    self.questions = questions
    now = gathered.now
    before = gathered.before.failures > 0 ? gathered.before : nil
    let days = answers.days.days
    known = KnownDays(days.map { ($0.day, $0.failures) })
    dayCounts = days.filter { $0.failures > 0 }.map { row in
      Letter.DayCount(
        day: row.day,
        reason: row.reason ?? .noDiagnosis,
        failures: row.failures
      )
    }
    dayMoves = days.filter { $0.failures > 0 }.map { row in
      DayMove(
        day: row.day,
        move: .of(row.reason ?? .noDiagnosis, row.side ?? .unknown),
        failures: row.failures
      )
    }
    dayTotals = Day.all(of: days)
    shares = gathered.allShares
    moves = gathered.moves
    expired = answers.failures.expired.filter { $0.reason != .domainExpired }
      .map { row in
        Expired(
          reason: row.reason ?? .noDiagnosis,
          domain: row.domain,
          failures: row.failures,
          lastAt: row.lastAt
        )
      }
    let volume = Volume(dayTotals)
    self.volume = volume
    volumeBefore =
      answers.hasEarlier && volume != nil ? Volume(answers.days.before) : nil
    stages = answers.failures.stages.map { row in
      Stage(
        phase: row.phase,
        time: row.time.flatMap(Time.init),
        failures: row.failures,
        nameless: row.nameless
      )
    }
    var quality = Quality(answers.quality)
    quality.nameless = stages.reduce(0) { $0 + $1.nameless }
    if volume != nil {
      quality.traceOnly = answers.failures.traceOnly.failures
      quality.withoutTrace = dayTotals.filter { $0.sent > 0 }
        .reduce(0) { $0 + $1.failures - $1.tracedFailures }
    }
    self.quality = quality
    let operatorOf = gatheredHosts.mainOperators()
    domains = gathered.topDomains(limits.domains).map { domain in
      var domain = domain
      domain.host = domain.name.flatMap { operatorOf[$0] }
      for row in domain.name.flatMap({ answers.domainDays[$0] }) ?? [] {
        domain.course[row.day] = row.failures
        domain.traced += row.traced ?? 0
        domain.tracedFailures += row.tracedFailures ?? 0
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
    senders = answers.senders.map(Sender.init)
    blocks = answers.blocks.map(Block.init)
    earlierBlocks = Set(
      answers.earlierBlocks.map { BlockKey(list: $0.list, address: $0.address) }
    )
    peaks = answers.days.peaks.map(Peak.init)
    unknown = Array(UnknownWording.group(answers.texts).prefix(Self.wordings))
    textless = answers.texts.filter { $0.text == nil }.reduce(0) { $0 + $1.events }
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

  /// Nil where no trace shows anything.
  fileprivate init?(_ row: OverviewVolumeRow) {
    guard let traced = row.traced, traced > 0 else { return nil }
    self.init(sent: traced, failures: row.tracedFailures ?? 0)
  }
}

extension Overview.Day {
  /// Adds rows of `overview-days`, which are ordered by day, up to days.
  fileprivate static func all(of rows: [OverviewDaysRow]) -> [Overview.Day] {
    var days: [Overview.Day] = []
    for row in rows {
      if days.last?.day != row.day { days.append(Overview.Day(day: row.day)) }
      days[days.count - 1].add(row)
    }
    return days
  }

  private mutating func add(_ row: OverviewDaysRow) {
    failures += row.failures
    ours += row.ours
    expired += row.expired
    sent += row.sent
    tracedFailures += row.tracedFailures
    tracedDelivered += row.tracedDelivered
    tracedOpen += row.tracedOpen
    guard row.failures > 0 else { return }
    let reason = row.reason ?? .noDiagnosis
    if reason.permanence == .hard { hard += row.failures }
    if reason == .domainExpired { lapsed += row.failures }
    if reason.cause == .unknown { unknown += row.failures }
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
  fileprivate init(_ row: BlocksRow) {
    list = row.list
    address = row.address
    reason = row.reason ?? .ipReputation
    failures = row.failures
    domains = row.domains
    firstDay = row.firstDay
    lastDay = row.lastDay
  }
}

extension Overview.Peak {
  fileprivate init(_ row: OverviewPeaksRow) {
    day = row.day
    domain = row.domain
    reason = row.reason ?? .noDiagnosis
    side = row.side ?? .unknown
    failures = row.failures
    total = row.total
  }
}

extension Overview.Sender {
  fileprivate init(_ row: SendersHitRow) {
    address = row.sender
    failures = row.failures
    recipients = row.recipients
    domains = row.domains
    ours = row.ours
  }
}

extension Overview.Quality {
  fileprivate init(_ answers: OverviewAnswers.Quality) {
    for row in answers.checks { counts[row.check] = row.found }
    rejects = answers.rejects.map { row in
      Overview.Reject(
        problem: row.problem,
        count: row.rejects,
        path: row.sourcePath,
        offset: row.offset,
        detail: row.detail ?? ""
      )
    }
    inputs = answers.inputs.map { row in
      Overview.Input(
        path: row.path,
        modifiedAt: row.modifiedAt,
        messages: row.messages,
        reports: row.reports,
        rejected: row.rejected
      )
    }
    run = answers.run?.run
    catalogue = answers.run?.catalogueVersion
    finishedAt = answers.run?.finishedAt
  }
}
