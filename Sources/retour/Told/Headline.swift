import RetourCore
import RetourEvents
import RetourReports
import RetourStore

/// The first lines of an answer on a terminal: the period, what it is compared with, and the sums.
struct Headline {
  /// The sums of the period.
  let now: DomainSummaryRow?
  /// Those of the period that it is compared with.
  let before: DomainSummaryRow?
  /// The first and the last day, `YYYY-MM-DD`; nil where there are none.
  let span: (first: String, last: String)?
  /// The period and what it is compared with, in words.
  let period: String
  /// Two lines of plain text and an empty one.
  let text: String

  /// Reads the sums.
  ///
  /// - Throws: ``StoreError``.
  init(
    _ values: [String: Value],
    _ comparison: Comparison?,
    _ reader: StoreReader,
    _ language: Language
  ) throws {
    var first = language.terminal(.allDays)
    let known = try reader.plausibleDays()
    if let since = values.text("since") ?? known?.first {
      let last = values.text("until").map { reader.dayBefore($0) } ?? known?.last ?? since
      first = language.period(since, max(since, last))
      span = (since, max(since, last))
    } else {
      span = nil
    }
    first += ", \(reader.timeZone); "
    if let comparison, let from = comparison.before.text("since"),
      let until = comparison.before.text("until")
    {
      let period = language.period(from, reader.dayBefore(until))
      first += language.terminal(.changeAgainst, ["period": period])
    } else {
      first += language.terminal(.nothingEarlier)
    }
    self.period = first
    var period = values.filter { ["since", "until", "domain"].contains($0.key) }
    now = try reader.first(of: DomainSummaryRow.self, period)
    if let comparison {
      period["since"] = comparison.before["since"]
      period["until"] = comparison.before["until"]
      before = try reader.first(of: DomainSummaryRow.self, period)
    } else {
      before = nil
    }
    text = "\(first)\n\(Self.words(now, before, language))\n\n"
  }

  private static func words(
    _ now: DomainSummaryRow?,
    _ before: DomainSummaryRow?,
    _ language: Language
  ) -> String {
    let failures = now?.failures ?? 0
    var text = language.terminal(.failures, ["n": language.number(failures)])
    if let before {
      let change = failures - before.failures
      text += " (\(change > 0 ? "+" : "")\(language.number(change)))"
    }
    text += "."
    let traced = now?.traced ?? 0
    guard traced > 0 else { return "\(text) \(language.terminal(.noTraces))" }
    let failed = now?.tracedFailures ?? 0
    guard let rate = language.rate(failed, of: traced) else {
      let few = language.terminal(.fewTraced, ["n": "\(failed)", "traced": "\(traced)"])
      return "\(text) \(few)"
    }
    let sent = language.number(traced)
    text += " " + language.terminal(.rateOfTraced, ["rate": rate, "traced": sent])
    if let before, let traced = before.traced, traced > 0,
      let earlier = language.rate(before.tracedFailures ?? 0, of: traced)
    {
      text += "; " + language.terminal(.rateBefore, ["rate": earlier])
    }
    return text + "."
  }
}
