import Aggregator

/// The period of the same length before the one that is asked for.
struct Comparison {
  /// More lines than any list of domains or senders has.
  private static let everything: Int64 = 1 << 40

  /// The values of a question's parameters for the period before.
  let before: [String: Value]

  /// Fails where the period has no beginning; without an end it ends today.
  init?(_ values: [String: Value], _ reader: StoreReader) throws {
    guard let since = values.text("since") else { return nil }
    let until = try values.text("until") ?? reader.dayAfter(reader.day("today"))
    guard let start = reader.period(before: since, until) else { return nil }
    var before = values
    before["since"] = .text(start)
    before["until"] = .text(since)
    before["limit"] = .integer(Self.everything)
    self.before = before
  }
}

extension ResultTable {
  /// Puts a column `change` behind `failures`: how many more or fewer than before.
  ///
  /// - Parameters:
  ///   - before: the answer to the same question for the period before.
  ///   - keys: the columns that name a line.
  mutating func addChanges(against before: ResultTable, keys: [String]) {
    func key(_ row: AnswerRow) -> [String] { keys.map { row.text($0) ?? "" } }
    var counts: [[String]: Int] = [:]
    for row in before.answers { counts[key(row), default: 0] += row.count("failures") }
    guard let place = columns.firstIndex(where: { $0.name == "failures" }) else { return }
    let changes = answers.map { row in
      let change = row.count("failures") - (counts[key(row)] ?? 0)
      return change > 0 ? "+\(change)" : "\(change)"
    }
    columns.insert(Column(name: "change", kind: .number), at: place + 1)
    for (index, change) in changes.enumerated() {
      rows[index].insert(.text(change), at: place + 1)
    }
  }
}
