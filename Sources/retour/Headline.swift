import RetourEvents
import RetourReports
import RetourStore

/// The first lines of an answer on a terminal: the period, what it is compared with, and the sums.
struct Headline {
  private let reader: StoreReader
  private let values: [String: Value]
  private let comparison: Comparison?

  init(_ values: [String: Value], _ comparison: Comparison?, _ reader: StoreReader) {
    self.reader = reader
    self.values = values
    self.comparison = comparison
  }

  /// Two lines of plain text and an empty one.
  ///
  /// - Throws: ``StoreError``.
  func text() throws -> String {
    let language = Language.english
    var first = "all days"
    let known = try reader.plausibleDays()
    if let since = values.text("since") ?? known?.first {
      let last = values.text("until").map { reader.dayBefore($0) } ?? known?.last ?? since
      first = language.period(since, max(since, last))
    }
    first += ", \(reader.timeZone); "
    if let comparison, let from = comparison.before.text("since"),
      let until = comparison.before.text("until")
    {
      first += "change against \(language.period(from, reader.dayBefore(until)))"
    } else {
      first += "nothing earlier to compare with"
    }
    return "\(first)\n\(try sums(language))\n\n"
  }

  private func sums(_ language: Language) throws -> String {
    var period = values.filter { ["since", "until", "domain"].contains($0.key) }
    let now = try row("domain-summary", period)
    guard let comparison else { return words(now, nil, language) }
    period["since"] = comparison.before["since"]
    period["until"] = comparison.before["until"]
    return words(now, try row("domain-summary", period), language)
  }

  private func row(_ name: String, _ values: [String: Value]) throws -> AnswerRow? {
    try reader.run(.required(name), values).answers.first
  }

  private func words(_ now: AnswerRow?, _ before: AnswerRow?, _ language: Language) -> String {
    let failures = now?.count("failures") ?? 0
    var text = "\(language.number(failures)) failed"
    if let before {
      let change = failures - before.count("failures")
      text += " (\(change > 0 ? "+" : "")\(language.number(change)))"
    }
    text += "."
    let traced = now?.count("traced") ?? 0
    guard traced > 0 else {
      return text + " No traces were read, so there are counts and no rates."
    }
    let failed = now?.count("traced_failures") ?? 0
    guard let rate = language.rate(failed, of: traced) else {
      return text + " \(failed) of \(traced) traced failed: too few for a rate."
    }
    text += " \(rate) of \(language.number(traced)) traced failed"
    if let before, before.count("traced") > 0,
      let earlier = language.rate(before.count("traced_failures"), of: before.count("traced"))
    {
      text += "; it was \(earlier)"
    }
    return text + "."
  }
}
