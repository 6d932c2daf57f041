import Aggregator
import Events

/// Reads an overview out of a database.
public struct OverviewReader: Sendable {
  /// How many days an overview shows where nothing is asked for.
  static let standardDays = 30

  /// Questions and how many rows of each are read.
  private static let questions: [(name: String, limit: Int64?)] = [
    ("overview-domains", 100), ("overview-causes", 120), ("remote-hosts", 50),
    ("overview-stages", nil), ("overview-totals", nil), ("overview-changes", 60),
    ("overview-days", nil), ("overview-heat", 15), ("senders-hit", 50), ("unknown-texts", 20),
    ("data-quality", nil), ("rejects", 20), ("last-run", nil),
  ]

  private let path: String
  private let period: LetterReader.Period

  /// Creates a reader for one period; without any the last 30 days of the data are shown.
  public init(path: String, _ period: LetterReader.Period) {
    self.path = path
    self.period = period
  }

  /// Reads everything; two connections work side by side.
  public func overview(_ options: Overview.Options) async throws -> Overview {
    let reader = try StoreReader(path: path)
    let days = try days(reader)
    let values = Self.values(days)
    let odd = Task.detached { try Self.answers(reader, values, 0) }
    let second = try StoreReader(path: path)
    let even = Task.detached { try Self.answers(second, values, 1) }
    let answers = try await odd.value.merging(try await even.value) { first, _ in first }
    return Overview(
      options: options,
      timeZone: reader.timeZone,
      days: days,
      answers: answers,
      questions: Dictionary(
        try Self.questions.map { question in
          let query = try NamedQuery.letter(question.name)
          return (query.name, query.shown(with: Self.fitting(query, values, question.limit)))
        },
        uniquingKeysWith: { first, _ in first }
      )
    )
  }

  /// Every second question, so that the dear ones are shared out.
  private static func answers(
    _ reader: StoreReader,
    _ values: [String: Value],
    _ turn: Int
  ) throws -> [String: [AnswerRow]] {
    var answers: [String: [AnswerRow]] = [:]
    for (index, question) in questions.enumerated() where index % 2 == turn {
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
