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

  /// Questions that are asked while the failures are walked over, with their limits.
  private static let lists: [(name: String, limit: Int64?)] = [
    ("data-quality", nil), ("rejects", 20), ("input-ages", 10), ("last-run", nil),
  ]

  /// How many senders a page shows, how many domains with expired mail, and how many texts that no
  /// rule knows it groups.
  private static let (senders, expired, texts) = (50, 20, 1000)

  /// Who refuses our addresses.
  private static let blocks: (name: String, limit: Int64?) = ("blocks", 20)

  /// Under which name the answer to ``blocks`` for the period before is kept.
  static let earlierBlocks = "blocks before"

  /// Questions that a page shows; what they answer is gathered by ``OverviewCells``,
  /// ``HostGather`` and on the walks over days and failures.
  private static let gathered: [(name: String, limit: Int64?)] = [
    ("overview-totals", nil), ("overview-cells", nil), ("overview-domains", Int64(limits.domains)),
    ("overview-causes", Int64(limits.causes)), ("overview-changes", Int64(limits.changes)),
    ("overview-heat", Int64(limits.heat)), ("remote-hosts", Int64(limits.hosts)),
    ("overview-hosts", nil), ("overview-volume", nil), ("trace-only", nil),
    ("trace-disagreements", nil), ("overview-stages", nil), ("senders-hit", Int64(senders)),
    ("expired-last-error", Int64(expired)),
    ("unknown-texts", Int64(texts)), ("overview-days", nil), ("overview-peaks", nil),
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
    let days = try days(reader, options.now)
    let values = Self.values(days)
    let second = try StoreReader(path: path, cache: Self.cache)
    let stretches = FailureStretches()
    let walk = Task.detached { try Self.failures(second, stretches, values) }
    let (cells, dayAnswers) = try Self.cells(reader, values)
    var answers = try Self.answers(reader, values, Self.lists)
    answers.merge(dayAnswers.filter { $0.key != "overview-volume" }) { $1 }
    // A database that an older program wrote has no such view yet.
    if try reader.hasView("v1_block") {
      answers.merge(try Self.answers(reader, values, [Self.blocks])) { first, _ in first }
      answers[Self.earlierBlocks] = try Self.earlierBlocks(reader, values)
    }
    let examples = try Self.examples(reader, values, cells)
    if values["before"] != nil,
      answers["overview-days", default: []].contains(where: { $0.count("sent") > 0 })
    {
      answers["overview-volume"] = dayAnswers["overview-volume"]
    }
    let domainDays = try Self.domainDays(reader, values, cells)
    // What is left of the walk is shared out.
    var failures = try Self.failures(reader, stretches, values)
    failures.add(try await walk.value)
    let (hosts, rest) = try Self.failureAnswers(reader, values, failures)
    var shown = try (Self.lists + Self.gathered + [Self.blocks]).map { question in
      let query = try NamedQuery.letter(question.name)
      return (query.name, query.shown(with: Self.fitting(query, values, question.limit)))
    }
    if let first = domainDays.keys.min() {
      let query = try NamedQuery.letter("trend-by-day")
      var values = Self.fitting(query, values, nil)
      values["domain"] = .text(first)
      shown.append((query.name, query.shown(with: values)))
    }
    var overview = Overview(
      options: options,
      timeZone: reader.timeZone,
      days: days,
      cells: cells,
      hosts: hosts,
      examples: examples,
      answers: answers.merging(rest) { first, _ in first },
      domainDays: domainDays,
      questions: Dictionary(shown, uniquingKeysWith: { first, _ in first })
    )
    overview.relays = try reader.relays
    overview.lookups = try LookupNote.all(reader).filter { $0.outcome == .problem }
    overview.suspects = try ResolverSuspect.all(reader, values.filter { $0.key != "before" })
    return overview
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
    _ values: [String: Value],
    _ failures: FailureSums
  ) throws -> (hosts: HostGather, answers: [String: [AnswerRow]]) {
    var hosts = HostGather()
    var answers = try reader.answers(
      of: failures,
      senders: senders,
      expired: expired,
      texts: texts
    ) { hosts.add($0) }.mapValues(\.answers)
    // What were too many to keep is asked for.
    for (name, limit) in [("senders-hit", senders), ("unknown-texts", texts)]
    where answers[name] == nil {
      answers.merge(try Self.answers(reader, values, [(name, Int64(limit))])) { $1 }
    }
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
    let query = try NamedQuery.letter("cause-example")
    for cause in cells.topCauses(limits.causes) {
      let key = Overview.CauseKey(reason: cause.reason, side: cause.side)
      guard cause.failures > 0, let domain = cells.exampleDomains[key] else { continue }
      var values = fitting(query, values, nil)
      values["domain"] = .text(domain)
      values["reason"] = .text(cause.reason.rawValue)
      values["side"] = .text(cause.side.rawValue)
      let row = try reader.run(query, values).answers.first
      guard let text = row?.text("text") else { continue }
      examples[key] = Overview.Example(text: text, question: query.shown(with: values))
    }
    return examples
  }

  /// The days of each domain that is shown; the index over domains leads to them at once.
  private static func domainDays(
    _ reader: StoreReader,
    _ values: [String: Value],
    _ cells: OverviewCells
  ) throws -> [String: [AnswerRow]] {
    let query = try NamedQuery.letter("trend-by-day")
    var days: [String: [AnswerRow]] = [:]
    for name in cells.topDomains(limits.domains).compactMap(\.name) {
      var values = fitting(query, values, 400)
      values["domain"] = .text(name)
      days[name] = try reader.run(query, values).answers
    }
    return days
  }

  /// Who refused our addresses in the period before, so that it isn't taken for new.
  private static func earlierBlocks(
    _ reader: StoreReader,
    _ values: [String: Value]
  ) throws -> [AnswerRow] {
    guard let before = values["before"], let since = values["since"] else { return [] }
    let earlier: [String: Value] = ["since": before, "until": since, "limit": .integer(10_000)]
    return try reader.run(.letter(blocks.name), earlier).answers
  }

  /// What one walk over the days of all domains tells.
  private static func cells(
    _ reader: StoreReader,
    _ values: [String: Value]
  ) throws -> (cells: OverviewCells, answers: [String: [AnswerRow]]) {
    var cells = OverviewCells()
    let answers = try reader.dayAnswers(
      since: day("since", values),
      until: day("until", values),
      before: day("before", values)
    ) { cells.add($0) }.mapValues(\.answers)
    cells.finish()
    return (cells, answers)
  }

  private static func answers(
    _ reader: StoreReader,
    _ values: [String: Value],
    _ questions: [(name: String, limit: Int64?)]
  ) throws -> [String: [AnswerRow]] {
    var answers: [String: [AnswerRow]] = [:]
    for question in questions {
      let query = try NamedQuery.letter(question.name)
      answers[question.name] =
        try reader.run(query, fitting(query, values, question.limit)).answers
    }
    return answers
  }

  private static func fitting(
    _ query: NamedQuery,
    _ values: [String: Value],
    _ limit: Int64?
  ) -> [String: Value] {
    let names = Set(query.parameters.map(\.name))
    var fitting = values.filter { names.contains($0.key) }
    if let limit { fitting["limit"] = .integer(limit) }
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
