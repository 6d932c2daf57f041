import RetourEvents

/// What happened on certain days, told beside the chart of days.
extension Overview {
  /// A day on which a domain had at least a tenth of the period's failures for a reason.
  struct Peak: Sendable {
    let day: String
    let domain: String
    let reason: Reason
    let side: Side
    let failures: Int
    /// Those of the whole period.
    let total: Int
  }

  /// One list and one address of ours.
  struct BlockKey: Hashable, Sendable {
    let list: String?
    let address: String?
  }

  /// Something that began on a day, and ended on one or goes on.
  struct Event: Sendable {
    let first: String
    /// The last day; nil where it goes on.
    let last: String?
    /// What happened, in one or two sentences.
    let words: String
    /// How many failures it explains, by which it is chosen.
    let failures: Int
  }

  /// Fewer days to compare with than this don't tell what is usual.
  static let usualDays = 7
  /// How many events a chart bears.
  static let eventLimit = 3
  /// Events with fewer failures than this are noise.
  private static let eventFailures = 20
  /// How many times as many as on the other days are exceptional.
  private static let peakFactor = 5

  /// The most telling events, in the order of their days.
  ///
  /// An event is a peak, a list that took up an address of ours, or a cause that began and goes on.
  /// All are computed from failures that were counted; a month-by-month chart has none.
  var events: [Event] {
    let days = knownDays
    guard days.count > Self.usualDays, !isByMonth else { return [] }
    let blocks = newBlocks(days)
    let peaks = peaks(days).filter { peak in
      peak.side != .ours || !blocks.contains { $0.reason == peak.reason }
    }
    let starts = starts(days).filter { start in
      !peaks.contains { $0.reason == start.reason && !$0.domains.isDisjoint(with: start.domains) }
        && (start.side != .ours || !blocks.contains { $0.reason == start.reason })
    }
    let all = blocks.map(\.event) + peaks.map { event($0) } + starts.map(\.event)
    let order = all.sorted {
      ($1.failures, $0.first, $0.words) < ($0.failures, $1.first, $1.words)
    }
    return order.prefix(Self.eventLimit).sorted { ($0.first, $0.words) < ($1.first, $1.words) }
  }

  /// Whether the chart has months instead of days.
  private var isByMonth: Bool {
    days.map { ColumnChart.isByMonth(from: $0.first, to: $0.last) } ?? false
  }

  /// The days of the period of which anything is known.
  private var knownDays: [String] {
    days.map { CalendarDays.all(from: $0.first, to: $0.last).filter { known.contains($0) } } ?? []
  }

  /// Whether what happened last on a day still goes on: nothing says that it ended.
  private func goesOn(_ last: String?) -> Bool {
    guard let last, let end = days?.last, let near = CalendarDays.day(end, plus: -2) else {
      return false
    }
    return last >= near
  }

  // MARK: Lists

  /// What took up an address of ours, with the reason that it gives.
  private func newBlocks(_ days: [String]) -> [(reason: Reason, event: Event)] {
    blocks.compactMap { block in
      guard let list = block.list, let first = block.firstDay, let last = block.lastDay,
        block.failures >= Self.smallestSample,
        days.count(where: { $0 < first }) >= Self.usualDays,
        !earlierBlocks.contains(BlockKey(list: list, address: block.address))
      else { return nil }
      let goesOn = goesOn(last)
      let words = language.overview(
        goesOn ? .eventBlock : .eventBlockOver,
        [
          "when": goesOn ? language.day(first) : language.period(first, last), "list": list,
          "address": block.address ?? language.overview(.eventAddress),
          "n": language.number(block.failures),
        ]
      )
      return (
        block.reason,
        Event(first: first, last: goesOn ? nil : last, words: words, failures: block.failures)
      )
    }
  }

  // MARK: Peaks

  /// Days that follow each other, on which far more than usual failed for one reason.
  private struct Run {
    let reason: Reason
    let side: Side
    var first: String
    var last: String
    var counts: [String: Int]
    /// Failures by domain.
    var byDomain: [String: Int]

    var failures: Int { counts.values.reduce(0, +) }
    var domains: Set<String> { Set(byDomain.keys) }
  }

  private func peaks(_ days: [String]) -> [Run] {
    let places = Dictionary(days.enumerated().map { ($1, $0) }) { first, _ in first }
    let pairs = Dictionary(grouping: peaks) {
      Share(domain: $0.domain, reason: $0.reason, side: $0.side).key
    }
    var found: [Run] = []
    for (_, some) in pairs.sorted(by: { $0.key < $1.key }) {
      found += runs(some.sorted { $0.day < $1.day }, places)
    }
    return merged(found).filter { run in
      // What isn't a fifth of its day can't be seen in the chart.
      let highest = run.counts.max { ($0.value, $1.key) < ($1.value, $0.key) }
      let day = dayTotals.first { $0.day == highest?.key }
      return run.failures >= Self.eventFailures && (highest?.value ?? 0) * 5 >= day?.failures ?? 0
    }
  }

  /// The exceptional runs among the days of one domain and reason.
  private func runs(_ peaks: [Peak], _ places: [String: Int]) -> [Run] {
    var runs: [[Peak]] = []
    for peak in peaks {
      guard let place = places[peak.day] else { continue }
      // Days of which nothing is known don't end a run.
      if let last = runs.last?.last, places[last.day] == place - 1 {
        runs[runs.count - 1].append(peak)
      } else {
        runs.append([peak])
      }
    }
    return runs.compactMap { run in
      let failures = run.reduce(0) { $0 + $1.failures }
      let others = places.count - run.count
      // What fails on more than a third of all days is no peak.
      guard let first = run.first, let last = run.last, others >= Self.usualDays,
        run.count * 2 <= others,
        failures * others >= Self.peakFactor * (first.total - failures) * run.count
      else { return nil }
      return Run(
        reason: first.reason,
        side: first.side,
        first: first.day,
        last: last.day,
        counts: Dictionary(run.map { ($0.day, $0.failures) }, uniquingKeysWith: +),
        byDomain: [first.domain: failures]
      )
    }
  }

  /// Runs for one reason at the same time are one event.
  private func merged(_ runs: [Run]) -> [Run] {
    var merged: [Run] = []
    for run in runs.sorted(by: { ($0.first, $0.last) < ($1.first, $1.last) }) {
      let place = merged.firstIndex {
        $0.reason == run.reason && $0.side == run.side && run.first <= $0.last
      }
      guard let place else {
        merged.append(run)
        continue
      }
      merged[place].last = max(merged[place].last, run.last)
      merged[place].counts.merge(run.counts, uniquingKeysWith: +)
      merged[place].byDomain.merge(run.byDomain, uniquingKeysWith: +)
    }
    return merged
  }

  private func event(_ run: Run) -> Event {
    let names = run.byDomain.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
    let operators = Set(names.map { name in domains.first { $0.name == name }?.host })
    var place = places(names)
    if names.count > 1, operators.count == 1, let host = operators.first ?? nil {
      place += language.overview(.eventHost, ["operator": host])
    }
    let words = language.overview(
      .eventPeak,
      [
        "when": language.period(run.first, run.last), "n": language.number(run.failures),
        "where": place, "reason": meaning(run.reason),
      ]
    )
    return Event(first: run.first, last: run.last, words: words, failures: run.failures)
  }

  /// Up to two domains by name, and how many more.
  private func places(_ names: [String]) -> String {
    guard names.count > 3 else { return language.list(names.map(shown)) }
    return language.overview(
      .eventMore,
      [
        "names": names.prefix(2).map(shown).joined(separator: ", "),
        "n": language.number(names.count - 2),
      ]
    )
  }

  // MARK: Beginnings

  /// A cause that wasn't there before and hasn't ended.
  private struct Start {
    let reason: Reason
    let side: Side
    let domains: Set<String>
    let event: Event
  }

  private func starts(_ days: [String]) -> [Start] {
    let ours = Dictionary(grouping: shares.filter { $0.move == .you }) { $0.reason.rawValue }
    let theirs = Dictionary(
      grouping: shares.filter { $0.move == .owner && $0.domain != nil }
    ) { $0.key }
    return (ours.sorted { $0.key < $1.key } + theirs.sorted { $0.key < $1.key })
      .compactMap { start($0.value, days) }
  }

  private func start(_ some: [Share], _ days: [String]) -> Start? {
    let failures = some.reduce(0) { $0 + $1.failures }
    guard let one = some.first, failures >= Self.eventFailures,
      some.allSatisfy({ $0.before == 0 }),
      let first = some.compactMap(\.firstDay).min(), goesOn(some.compactMap(\.lastDay).max())
    else { return nil }
    let earlier = days.count { $0 < first }
    // What began yesterday may be over.
    guard earlier >= Self.usualDays, days.count - earlier >= 3 else { return nil }
    let names = Set(some.compactMap(\.domain))
    let words = language.overview(
      .eventStart,
      [
        "when": language.day(first), "n": language.number(failures),
        "where": names.count > 3
          ? language.overview(.eventDomains, ["n": language.number(names.count)])
          : language.list(names.sorted().map(shown)),
        "days": language.number(earlier), "reason": meaning(one.reason),
      ]
    )
    return Start(
      reason: one.reason,
      side: one.side,
      domains: names,
      event: Event(first: first, last: nil, words: words, failures: failures)
    )
  }
}

extension Overview.Share {
  /// What tells shares apart, in an order of its own.
  fileprivate var key: String { "\(domain ?? "")\n\(reason.rawValue)\n\(side.rawValue)" }
}
