import RetourEvents
import RetourLookup
import RetourStore

/// Reads an overview out of a database.
public struct OverviewReader: Sendable {
  /// How many days an overview shows where nothing is asked for.
  static let standardDays = 30

  /// How many domains, causes, changes and rows of the heat table a page shows.
  static let limits = Overview.Limits(
    domains: 25,
    causes: 120,
    changes: 60,
    heat: 15,
    hosts: 50,
    operators: 30
  )

  /// How many senders a page shows, how many domains with expired mail, and how many texts that no
  /// rule knows it groups.
  private static let (senders, expired, texts) = (50, 20, 1000)

  /// How many kinds of what can't be read a page shows, how many archives that don't grow, and how
  /// many lists and servers that refuse our addresses.
  private static let (rejects, inputs, blocks) = (20, 10, 20)

  /// Questions that a page shows with their limits, whether they are asked or what they answer is
  /// gathered by ``OverviewCells``, ``HostGather`` and on the walks over days and failures.
  private static let shown: [(query: NamedQuery, limit: Int?)] = [
    (.dataQuality, nil), (.rejects, rejects), (.inputAges, inputs), (.lastRun, nil),
    (.overviewTotals, nil), (.overviewCells, nil), (.overviewDomains, limits.domains),
    (.overviewCauses, limits.causes), (.overviewChanges, limits.changes),
    (.overviewHeat, limits.heat), (.remoteHosts, limits.hosts), (.overviewHosts, nil),
    (.overviewVolume, nil), (.traceOnly, nil), (.traceDisagreements, nil),
    (.overviewStages, nil), (.sendersHit, senders), (.expiredLastError, expired),
    (.unknownTexts, texts), (.overviewDays, nil), (.overviewPeaks, nil), (.blocks, blocks),
  ]

  /// KiB of the database that each of two connections keeps in memory: the walks read it once.
  private static let cache = 2_500

  private let path: String
  private let period: LetterReader.Period

  /// Creates a reader for one period; without any the last 30 days of the data are shown.
  public init(path: String, _ period: LetterReader.Period) {
    self.path = path
    self.period = period
  }

  /// Reads everything; two connections work side by side.
  public func overview(_ options: Overview.Options) async throws -> Overview {
    // The one that finds the days looks whether the totals are whole; it is the one that asks for them.
    let reader = try StoreReader(path: path, cache: Self.cache)
    let span = try self.days(reader, options.now)
    let values = Self.values(span)
    let second = try StoreReader(path: path, cache: Self.cache)
    let stretches = FailureStretches()
    let walk = Task.detached { try Self.failures(second, stretches, values) }
    let (cells, days) = try Self.cells(reader, values)
    let quality = OverviewAnswers.Quality(
      checks: try Self.rows(of: DataQualityRow.self, reader, values),
      rejects: try Self.rows(of: RejectsRow.self, reader, values, limit: Self.rejects),
      inputs: try Self.rows(of: InputAgesRow.self, reader, values, limit: Self.inputs),
      run: try Self.rows(of: LastRunRow.self, reader, values).first
    )
    // A database that an older program wrote has no such view yet.
    let hasBlocks = try reader.hasView("v1_block")
    let blocks =
      hasBlocks ? try Self.rows(of: BlocksRow.self, reader, values, limit: Self.blocks) : []
    let earlierBlocks = hasBlocks ? try Self.earlierBlocks(reader, values) : []
    let examples = try Self.examples(reader, values, cells)
    let domainDays = try Self.domainDays(reader, values, cells)
    // What is left of the walk is shared out.
    var sums = try Self.failures(reader, stretches, values)
    sums.add(try await walk.value)
    let (hosts, failures) = try Self.failureAnswers(reader, sums)
    // What were too many to keep is asked for.
    let senders =
      try failures.senders
      ?? Self.rows(of: SendersHitRow.self, reader, values, limit: Self.senders)
    let texts =
      try failures.texts
      ?? Self.rows(of: UnknownTextsRow.self, reader, values, limit: Self.texts)
    var overview = Overview(
      options: options,
      timeZone: reader.timeZone,
      days: span,
      cells: cells,
      hosts: hosts,
      examples: examples,
      answers: OverviewAnswers(
        days: days,
        hasEarlier: values["before"] != nil,
        failures: failures,
        senders: senders,
        texts: texts,
        blocks: blocks,
        earlierBlocks: earlierBlocks,
        domainDays: domainDays,
        quality: quality
      ),
      questions: Self.questions(values, domain: domainDays.keys.min())
    )
    overview.relays = try reader.relays
    overview.lookups = try LookupNote.all(reader).filter { $0.outcome == .problem }
    overview.suspects = try ResolverSuspect.all(reader, values.filter { $0.key != "before" })
    return overview
  }

  /// The questions of a page with their values, by name; with the days of a domain if one has any.
  private static func questions(
    _ values: [String: Value],
    domain: String?
  ) -> [String: String] {
    var questions: [String: String] = [:]
    for (query, limit) in shown {
      questions[query.name] = query.shown(with: fitting(query, values, limit))
    }
    if let domain {
      var values = fitting(.trendByDay, values, nil)
      values["domain"] = .text(domain)
      questions[NamedQuery.trendByDay.name] = NamedQuery.trendByDay.shown(with: values)
    }
    return questions
  }

  /// What one connection comes past on the walk over the failures.
  private static func failures(
    _ reader: StoreReader,
    _ stretches: FailureStretches,
    _ values: [String: Value]
  ) throws -> FailureSums {
    try reader.failureSums(
      of: stretches,
      since: day("since", values),
      until: day("until", values)
    )
  }

  /// Servers, and what else the walk over the failures tells.
  private static func failureAnswers(
    _ reader: StoreReader,
    _ sums: FailureSums
  ) throws -> (hosts: HostGather, answers: FailureAnswers) {
    var hosts = HostGather()
    let answers = try reader.answers(
      of: sums,
      senders: senders,
      expired: expired,
      texts: texts
    ) { hosts.add($0) }
    return (hosts, answers)
  }

  private static func day(_ name: String, _ values: [String: Value]) -> String? {
    if case .text(let day)? = values[name] { day } else { nil }
  }

  /// An answer of a server for each cause that is shown.
  ///
  /// Each is looked for at a domain where the cause is frequent, so that the index over domains
  /// leads to one quickly.
  private static func examples(
    _ reader: StoreReader,
    _ values: [String: Value],
    _ cells: OverviewCells
  ) throws -> [Overview.CauseKey: Overview.Example] {
    var examples: [Overview.CauseKey: Overview.Example] = [:]
    for cause in cells.topCauses(limits.causes) {
      let key = Overview.CauseKey(reason: cause.reason, side: cause.side)
      guard cause.failures > 0, let domain = cells.exampleDomains[key] else { continue }
      var values = fitting(.causeExample, values, nil)
      values["domain"] = .text(domain)
      values["reason"] = .text(cause.reason.rawValue)
      values["side"] = .text(cause.side.rawValue)
      guard let row = try reader.first(of: CauseExampleRow.self, values) else { continue }
      let question = NamedQuery.causeExample.shown(with: values)
      examples[key] = Overview.Example(text: row.text, question: question)
    }
    return examples
  }

  /// The days of each domain that is shown; the index over domains leads to them at once.
  private static func domainDays(
    _ reader: StoreReader,
    _ values: [String: Value],
    _ cells: OverviewCells
  ) throws -> [String: [TrendByDayRow]] {
    var days: [String: [TrendByDayRow]] = [:]
    for name in cells.topDomains(limits.domains).compactMap(\.name) {
      var values = fitting(.trendByDay, values, 400)
      values["domain"] = .text(name)
      days[name] = try reader.rows(of: TrendByDayRow.self, values)
    }
    return days
  }

  /// Who refused our addresses in the period before, so that it isn't taken for new.
  private static func earlierBlocks(
    _ reader: StoreReader,
    _ values: [String: Value]
  ) throws -> [BlocksRow] {
    guard let before = values["before"], let since = values["since"] else { return [] }
    let earlier: [String: Value] = ["since": before, "until": since, "limit": .integer(10_000)]
    return try reader.rows(of: BlocksRow.self, earlier)
  }

  /// What one walk over the days of all domains tells.
  private static func cells(
    _ reader: StoreReader,
    _ values: [String: Value]
  ) throws -> (cells: OverviewCells, answers: DayAnswers) {
    var cells = OverviewCells()
    let answers = try reader.dayAnswers(
      since: day("since", values),
      until: day("until", values),
      before: day("before", values)
    ) { cells.add($0) }
    cells.finish()
    return (cells, answers)
  }

  private static func rows<Answer: QueryRow>(
    of type: Answer.Type,
    _ reader: StoreReader,
    _ values: [String: Value],
    limit: Int? = nil
  ) throws -> [Answer] {
    try reader.rows(of: type, fitting(type.query, values, limit))
  }

  private static func fitting(
    _ query: NamedQuery,
    _ values: [String: Value],
    _ limit: Int?
  ) -> [String: Value] {
    let names = Set(query.parameters.map(\.name))
    var fitting = values.filter { names.contains($0.key) }
    if let limit { fitting["limit"] = .integer(Int64(limit)) }
    return fitting
  }

  /// The days of the page; one that pretends to be made later than now counts with its own time.
  private func days(
    _ reader: StoreReader,
    _ now: Timestamp
  ) throws -> (first: String, last: String)? {
    let end = try max(reader.plausibleEnd(), reader.plausibleEnd(now: now))
    let newest =
      try period.until.flatMap { CalendarDays.day($0, plus: -1) }
      ?? reader.newestFailure(until: end) ?? reader.newestFailure(until: nil)
    guard let newest else { return nil }
    let first = period.since ?? CalendarDays.day(newest, plus: 1 - Self.standardDays) ?? newest
    return (first, max(first, newest))
  }

  /// The period, and the one of the same length before it.
  private static func values(_ days: (first: String, last: String)?) -> [String: Value] {
    guard let days, let until = CalendarDays.day(days.last, plus: 1),
      let length = CalendarDays.count(from: days.first, until: until),
      let before = CalendarDays.day(days.first, plus: -length)
    else { return [:] }
    return ["since": .text(days.first), "until": .text(until), "before": .text(before)]
  }
}
