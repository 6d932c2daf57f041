import RetourStore

/// The period of the same length before the one that is asked for.
///
/// A period without an end goes to the last day that the database has, so that as many days with
/// data are compared with each other as there are.
struct Comparison {
  /// More lines than any list of domains or senders has.
  private static let everything: Int64 = 1 << 40

  /// The values of a question's parameters for the period before.
  let before: [String: Value]
  /// What is compared with what, for people.
  let words: String

  /// Fails where the period has no beginning, or nothing lies in it.
  init?(_ values: [String: Value], _ reader: StoreReader) throws {
    guard let since = values.text("since") else { return nil }
    let known = try reader.plausibleDays().map { reader.dayAfter($0.last) }
    guard let until = values.text("until") ?? known,
      let start = reader.period(before: since, until)
    else { return nil }
    words =
      "change: \(since) to \(reader.dayBefore(until)) against \(start) to "
      + reader.dayBefore(since)
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
  ///   - keys: the columns that name a line. Of `remote_host` and `remote_ip` the second counts
  ///     only where the first isn't known: else it is any of the server's addresses, and may be
  ///     another one before.
  mutating func addChanges(against before: ResultTable, keys: [String]) {
    func key(_ row: AnswerRow) -> [String?] {
      let isNamed = keys.contains("remote_host") && row.text("remote_host") != nil
      return keys.map { isNamed && $0 == "remote_ip" ? nil : row.text($0) }
    }
    var counts: [[String?]: Int] = [:]
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
