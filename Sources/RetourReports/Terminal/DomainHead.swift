public import RetourEvents
package import RetourStore

/// What a terminal shows first about a domain: its failures, how many that is of what was sent, whose
/// move it is, whether it goes on, and its days.
///
///       failed      93 (+80), 78 of them given up after retries
///       rate        20.0%: 82 of 409 traced; 11 more that no trace shows
///       whose move  owner 78, people 15
///       still?      yes: 36 in the last 7 days, the last on 28 Nov 2026
///
///       30 Oct 2026 ▁▃▁▁     ▁▆█  ▄▇█▇▇ ▃█▇▅▇▆▃ 28 Nov 2026  at most 8 a day
public struct DomainHead: Sendable {
  /// How many days the line of days has at most, and so how many of the newest it has to be given.
  public static let most = 60

  private let now: DomainSummaryRow
  private let before: DomainSummaryRow?
  private let moves: [WhoseMove: Int]
  private let failures: [String: Int]
  private let span: (first: String, last: String)?

  /// Takes answers about the domain.
  ///
  /// - Parameters:
  ///   - now: of `domain-summary`, for the period.
  ///   - before: the same for the period before; nil where nothing is compared.
  ///   - causes: of `causes-by-domain`.
  ///   - days: of `trend-by-day`.
  ///   - span: the first and the last day of the period, `YYYY-MM-DD`; nil where there are no days.
  package init(
    _ now: DomainSummaryRow,
    before: DomainSummaryRow?,
    causes: [CausesByDomainRow],
    days: [TrendByDayRow],
    span: (first: String, last: String)?
  ) {
    self.now = now
    self.before = before
    self.span = span
    var moves: [WhoseMove: Int] = [:]
    for row in causes {
      let move = WhoseMove.of(row.reason ?? .noDiagnosis, row.side ?? .unknown)
      moves[move, default: 0] += row.failures
    }
    self.moves = moves
    failures = Dictionary(days.map { ($0.day, $0.failures) }, uniquingKeysWith: +)
  }

  /// The lines, each with a line feed, on a terminal that is so many columns wide.
  public func text(_ language: Language, width: Int) -> String {
    let lines: [(TerminalPhrase, String?)] = [
      (.failed, failed(language)), (.rate, rate(language)), (.whoseMove, move(language)),
      (.still, still(language)),
    ]
    let longest = lines.map { language.terminal($0.0).count }.max() ?? 0
    var text = ""
    for case (let phrase, let words?) in lines {
      let name = language.terminal(phrase)
      let start = "  " + name + String(repeating: " ", count: longest + 2 - name.count)
      text += VisibleText.cut(start + words, to: width) + "\n"
    }
    if let course = course(language, width: width) { text += "\n  \(course)\n" }
    return text
  }

  private func failed(_ language: Language) -> String {
    var words = language.number(now.failures)
    if let before {
      let change = now.failures - before.failures
      words += " (\(change > 0 ? "+" : "")\(language.number(change)))"
    }
    guard now.expired > 0 else { return words }
    return "\(words), \(language.terminal(.givenUp, ["n": language.number(now.expired)]))"
  }

  private func rate(_ language: Language) -> String? {
    let (traced, failed) = (now.traced ?? 0, now.tracedFailures ?? 0)
    guard traced > 0 else { return nil }
    let counts = language.terminal(
      .ofTraced,
      ["n": language.number(failed), "traced": language.number(traced)]
    )
    let rate = language.rate(failed, of: traced).map { "\($0): \(counts)" }
    let others = now.failures - failed
    return (rate ?? "\(counts): \(language.terminal(.tooFew))")
      + (others > 0 ? "; \(language.terminal(.untraced, ["n": language.number(others)]))" : "")
  }

  private func move(_ language: Language) -> String? {
    let known = [WhoseMove.you, .owner, .people, .unknown].filter { moves[$0] ?? 0 > 0 }
      .sorted { moves[$0] ?? 0 > moves[$1] ?? 0 }
    guard !known.isEmpty else { return nil }
    return known.map { "\(language.terminal($0)) \(language.number(moves[$0] ?? 0))" }
      .joined(separator: ", ")
  }

  private func still(_ language: Language) -> String? {
    guard let span, let last = now.lastDay else { return nil }
    let since = CalendarDays.day(span.last, plus: -6) ?? span.last
    let recent = failures.filter { $0.key >= since && $0.key <= span.last }
      .reduce(0) { $0 + $1.value }
    guard recent > 0 else {
      return language.terminal(
        .stillNo,
        ["day": language.day(last), "end": language.day(span.last)]
      )
    }
    return language.terminal(
      .stillYes,
      ["n": language.number(recent), "day": language.day(last)]
    )
  }

  /// A column for each day; days without a failure are blank.
  private func course(_ language: Language, width: Int) -> String? {
    guard let span, let most = failures.values.max(), most > 0 else { return nil }
    let ends = (language.day(span.first), language.day(span.last))
    let note = language.terminal(.most, ["n": language.number(most)])
    let room = width - ends.0.count - ends.1.count - note.count - 6
    guard room >= 7 else { return nil }
    let days = CalendarDays.all(from: span.first, to: span.last).suffix(min(Self.most, room))
    guard days.count > 1, let first = days.first else { return nil }
    let steps = Array("▁▂▃▄▅▆▇█")
    let columns = days.map { day -> Character in
      let count = failures[day] ?? 0
      return count == 0 ? " " : steps[(count * 8 - 1) / most]
    }
    return "\(language.day(first)) \(String(columns)) \(ends.1)  \(note)"
  }
}
