package import RetourEvents
import RetourReports
package import RetourStore

/// Holds numbers against thresholds.
package struct Checker {
  private let settings: CheckSettings
  private let inputs: [String]
  private let reader: StoreReader
  private let now: Timestamp

  /// Prepares to look at a database.
  ///
  /// - Parameters:
  ///   - settings: the thresholds.
  ///   - inputs: what the configuration names as inputs, with patterns replaced by what they match.
  ///   - reader: the database.
  ///   - now: until when days are counted.
  package init(settings: CheckSettings, inputs: [String], reader: StoreReader, now: Timestamp) {
    self.settings = settings
    self.inputs = inputs
    self.reader = reader
    self.now = now
  }

  /// All thresholds that were passed, the worst first, in a fixed order.
  package func alarms() throws -> [Alarm] { try findings().filter { $0.severity > .ok } }

  /// The period that is looked at: its first day, and the day after its last.
  ///
  /// A date that a stranger wrote doesn't count as lately.
  package func period() throws -> (since: String, until: String) {
    (try reader.day("\(settings.days - 1)d", now: now), try reader.plausibleEnd(now: now))
  }

  /// What was found for each threshold that is set, the worst first, in a fixed order; of those for
  /// single domains only what was passed.
  package func findings() throws -> [Alarm] {
    let (since, until) = try period()
    let values: [String: Value] = ["since": .text(since), "until": .text(until)]
    let totals = try reader.first(of: CheckTotalsRow.self, values)
    var alarms: [Alarm] = []
    if let totals { alarms += overall(totals) }
    for row in try reader.rows(of: CheckDomainsRow.self, values) {
      alarms += domain(row).filter { $0.severity > .ok }
    }
    if settings.blocks > 0 {
      let words = "no fault of our sending is refused by as many domains"
      alarms += try blocks(values).orFine(.senderBlock, "all", Double(settings.blocks), words)
    }
    if settings.newCauses > 0 {
      alarms += try newCauses(values, since: since, first: totals?.firstDay)
        .orFine(.newCause, "all", Double(settings.newCauses), "no reason is new to a domain")
    }
    if let days = settings.staleDays {
      let words = "all have changed since"
      alarms += try stale(days).orFine(.staleInput, "\(inputs.count) inputs", Double(days), words)
    }
    if settings.resolver > 0 { alarms += try suspects(values) }
    return alarms.enumerated().sorted {
      ($1.element.severity, $0.offset) < ($0.element.severity, $1.offset)
    }.map(\.element)
  }

  private var lately: String { "in \(settings.days) days" }

  private func overall(_ row: CheckTotalsRow) -> [Alarm] {
    let failures = row.failures
    var alarms = numbers(
      Counts(failures: failures, sent: row.sent, traced: row.tracedFailures),
      settings.overall,
      subject: "all",
      kinds: (.failures, .failureRate)
    )
    if let limit = settings.unknownRate, failures >= settings.minimum {
      let rate = Self.percent(row.unknown, of: failures)
      let words = "\(row.unknown) of \(failures) failures have no known cause, \(rate) %"
      alarms.append(Alarm(.unknownRate, "all", rate, over: limit, words))
    }
    return alarms
  }

  private func domain(_ row: CheckDomainsRow) -> [Alarm] {
    let own = DomainName(ascii: row.domain).flatMap { settings.domains[$0] }
    return numbers(
      Counts(failures: row.failures, sent: row.sent, traced: row.tracedFailures),
      own ?? settings.domain,
      subject: row.domain,
      kinds: (.domainFailures, .domainRate)
    )
  }

  /// What failed; how much traces show, and how much of that failed.
  private struct Counts {
    let failures: Int
    let sent: Int
    let traced: Int
  }

  private func numbers(
    _ counts: Counts,
    _ limits: CheckSettings.Limits,
    subject: String,
    kinds: (count: Alarm.Kind, rate: Alarm.Kind)
  ) -> [Alarm] {
    var alarms: [Alarm] = []
    if let limit = limits.failures {
      let words = "\(counts.failures) failures \(lately)"
      let failures = Double(counts.failures)
      alarms.append(Alarm(kinds.count, subject, failures, over: Double(limit), words))
    }
    if let limit = limits.rate, counts.sent >= settings.minimum {
      let rate = Self.percent(counts.traced, of: counts.sent)
      let words =
        "\(counts.traced) of \(counts.sent) traced deliveries failed \(lately), \(rate) %"
      alarms.append(Alarm(kinds.rate, subject, rate, over: limit, words))
    }
    return alarms
  }

  private func blocks(_ values: [String: Value]) throws -> [Alarm] {
    var values = values
    values["domains"] = .integer(Int64(settings.blocks))
    return try reader.rows(of: CheckBlocksRow.self, values).map { row in
      Alarm(
        kind: .senderBlock,
        severity: .critical,
        subject: row.reason?.rawValue ?? "",
        value: Double(row.domains),
        limit: Double(settings.blocks),
        words: "\(row.domains) domains refuse our mail for it, \(row.example ?? "") is one"
      )
    }
  }

  /// Reasons that are new to a domain; on the first days of a database everything would be.
  private func newCauses(
    _ values: [String: Value],
    since: String,
    first: String?
  ) throws -> [Alarm] {
    guard let first, first < since else { return [] }
    var values = values
    values["limit"] = .integer(1_000_000)
    return try reader.rows(of: NewestCausesRow.self, values).compactMap { row in
      guard row.failures >= settings.newCauses else { return nil }
      return Alarm(
        kind: .newCause,
        severity: .warning,
        subject: row.domain ?? "",
        value: Double(row.failures),
        limit: Double(settings.newCauses),
        words: "\(row.reason ?? "") is new there since \(row.firstDay)"
      )
    }
  }

  /// Days on which domains weren't found that are in order now: what they share is our resolver.
  private func suspects(_ values: [String: Value]) throws -> [Alarm] {
    try ResolverSuspect.all(reader, values, enough: settings.resolver).map { suspect in
      Alarm(
        kind: .ownResolver,
        severity: .critical,
        subject: suspect.day,
        value: Double(suspect.domains),
        limit: Double(settings.resolver),
        words: "\(suspect.domains) domains that have nothing to do with each other weren't found, "
          + "and are in order now (\(suspect.example) is one): look at your own resolver"
      )
    }
  }

  /// Inputs that nothing came from for days.
  private func stale(_ days: Int) throws -> [Alarm] {
    var newest: [String: String] = [:]
    try reader.forEach(CheckInputsRow.self) { row in
      for input in inputs where row.path == input || row.path.hasPrefix(Self.folder(input)) {
        newest[input] = max(newest[input] ?? "", row.modifiedAt)
      }
    }
    let bound = Timestamp(seconds: now.seconds - Int64(days) * 86_400).description
    return inputs.compactMap { input in
      guard let time = newest[input] else {
        return Alarm(
          kind: .staleInput,
          severity: .critical,
          subject: input,
          value: 0,
          limit: Double(days),
          words: "nothing was ever read from it"
        )
      }
      guard time < bound else { return nil }
      return Alarm(
        kind: .staleInput,
        severity: .warning,
        subject: input,
        value: Double(days),
        limit: Double(days),
        words: "it stopped growing: nothing has changed since \(time)"
      )
    }
  }

  private static func folder(_ path: String) -> String { path.hasSuffix("/") ? path : "\(path)/" }

  /// A share as a percentage with one decimal.
  static func percent(_ part: Int, of whole: Int) -> Double {
    (Double(part) * 1000 / Double(max(whole, 1))).rounded() / 10
  }
}

extension [Alarm] {
  /// Themselves, or that all is well where there are none.
  fileprivate func orFine(
    _ kind: Alarm.Kind,
    _ subject: String,
    _ limit: Double,
    _ words: String
  ) -> [Alarm] {
    guard isEmpty else { return self }
    return [
      Alarm(kind: kind, severity: .ok, subject: subject, value: 0, limit: limit, words: words)
    ]
  }
}
