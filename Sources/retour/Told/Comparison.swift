import RetourCore
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
  /// - Returns: the changes, line by line.
  @discardableResult
  mutating func addChanges(against before: ResultTable, keys: [String]) -> [Int] {
    var counts: [[String?]: Int] = [:]
    for line in before.lines(keys) { counts[line.key, default: 0] += line.failures }
    guard let place = columns.firstIndex(where: { $0.name == "failures" }) else { return [] }
    let changes = lines(keys).map { $0.failures - (counts[$0.key] ?? 0) }
    columns.insert(Column(name: "change", kind: .number), at: place + 1)
    for (index, change) in changes.enumerated() {
      rows[index].insert(.text(change > 0 ? "+\(change)" : "\(change)"), at: place + 1)
    }
    return changes
  }

  /// What names each line, and its failures.
  private func lines(_ keys: [String]) -> [(key: [String?], failures: Int)] {
    func place(_ name: String) -> Int? { columns.firstIndex { $0.name == name } }
    let places = keys.map(place)
    let host = keys.contains("remote_host") ? place("remote_host") : nil
    let failures = place("failures")
    return rows.map { row in
      func text(_ place: Int?) -> String? {
        if let place, case .text(let text) = row[place] { text } else { nil }
      }
      let isNamed = text(host) != nil
      let key = zip(keys, places).map { isNamed && $0 == "remote_ip" ? nil : text($1) }
      guard let failures, case .integer(let count) = row[failures] else { return (key, 0) }
      return (key, Int(count))
    }
  }
}
