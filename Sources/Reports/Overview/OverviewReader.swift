import Aggregator
import Events

/// Reads an overview out of a database.
public struct OverviewReader: Sendable {
  /// How many days an overview shows where nothing is asked for.
  static let standardDays = 30

  /// How many domains, causes, changes and rows of the heat table a page shows.
  private static let limits = (domains: 100, causes: 120, changes: 60, heat: 15)

  /// Questions of which every row is read, with their limits: two lists of about the same length in
  /// time, the walk over the cells belongs to the second.
  private static let lists: [[(name: String, limit: Int64?)]] = [
    [("remote-hosts", 50), ("overview-stages", nil), ("overview-days", nil), ("last-run", nil)],
    [
      ("senders-hit", 50), ("unknown-texts", 20), ("data-quality", nil), ("rejects", 20),
      ("overview-volume", nil),
    ],
  ]

  /// Questions that a page shows; what they answer is gathered by ``OverviewCells``.
  private static let gathered: [(name: String, limit: Int64?)] = [
    ("overview-totals", nil), ("overview-domains", Int64(limits.domains)),
    ("overview-causes", Int64(limits.causes)), ("overview-changes", Int64(limits.changes)),
    ("overview-heat", Int64(limits.heat)),
  ]

  /// KiB of the database that each of two connections keeps in memory: the walks read it once.
  private static let cache = 8_000

  private let path: String
  private let period: LetterReader.Period

  /// Creates a reader for one period; without any the last 30 days of the data are shown.
  public init(path: String, _ period: LetterReader.Period) {
    self.path = path
    self.period = period
  }

  /// Reads everything; two connections work side by side.
  public func overview(_ options: Overview.Options) async throws -> Overview {
    let reader = try StoreReader(path: path, cache: Self.cache)
    let days = try days(reader)
    let values = Self.values(days)
    let first = Task.detached { try Self.answers(reader, values, Self.lists[0]) }
    let second = try StoreReader(path: path, cache: Self.cache)
    let cells = try Self.cells(second, values)
    let rest = try Self.answers(second, values, Self.lists[1])
    let shown = try (Self.lists.joined() + Self.gathered).map { question in
      let query = try NamedQuery.letter(question.name)
      return (query.name, query.shown(with: Self.fitting(query, values, question.limit)))
    }
    return Overview(
      options: options,
      timeZone: reader.timeZone,
      days: days,
      cells: cells,
      limits: Self.limits,
      answers: try await first.value.merging(rest) { first, _ in first },
      questions: Dictionary(shown, uniquingKeysWith: { first, _ in first })
    )
  }

  private static func cells(
    _ reader: StoreReader,
    _ values: [String: Value]
  ) throws -> OverviewCells {
    var cells = OverviewCells()
    try reader.forEach(.letter("overview-cells"), values) { cells.add($0) }
    cells.finish()
    return cells
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

  private func days(_ reader: StoreReader) throws -> (first: String, last: String)? {
    let newest =
      try period.until.flatMap { CalendarDays.day($0, plus: -1) }
      ?? reader.run(.letter("newest-day")).answers.first?.text("day")
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
