import ArgumentParser
import RetourClassifier
import RetourCore
import RetourEvents
import RetourReports
import RetourStore

/// `track`: what became of one mail, and all that tells it.
struct Track: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what became of one mail: attempts, traces, bounces, why, and what to do.",
    discussion: """
      WHAT is a Message-ID, an address, a queue id or the id of an event. Of an
      address the newest mail is shown. All evidence has its file and byte.

      Examples:
        retour track '<20261129.4711@contoso.com>'
        retour track kim@fabrikam.com --limit 20
        retour track 4F10000001 --format json
      """
  )

  /// The most reports that are shown.
  private static let most = 10_000

  @Argument(help: "A Message-ID, an address, a queue id, or the id of an event.")
  var what: String

  @Option(help: "How many reports are shown at most.")
  var limit = 200

  @Option(
    help: "table, csv, tsv, json or ndjson, a row for each report; text where it isn't given."
  )
  var format: TableFormat?

  @OptionGroup var database: DatabasePath
  @OptionGroup var languages: LanguageOptions

  func validate() throws {
    if what.isEmpty || what.utf8.count > 1_000 {
      throw ValidationError("Name a Message-ID, an address, a queue id or an event.")
    }
    if !(1...Self.most ~= limit) {
      throw ValidationError("--limit takes a number from 1 to \(Self.most).")
    }
  }

  func run() throws {
    try reportingErrors {
      let reader = try StoreReader(path: database.path)
      let events = try reader.track(what, limit: limit)
      guard !events.isEmpty else {
        throw Failure(
          .noInput,
          message: "\(reader.path): nothing is known of '\(VisibleText.cleaned(what))'"
        )
      }
      if let format {
        try StandardOutput.write(format.bytes(of: Self.table(events), style: .terminal))
      } else {
        let text = TrackText(events, in: languages.language).text
        try StandardOutput.write(Array(text.utf8))
      }
      if events.count == limit {
        StandardError.write(lines: "retour: only the first \(limit) reports; --limit shows more")
      }
    }
  }

  private static func table(_ events: [StoreReader.TrackedEvent]) -> ResultTable {
    ResultTable(
      names: [
        "delivery_id", "outcome", "outcome_reason", "expired", "side", "event_id", "origin", "kind",
        "occurred_at", "message_id", "queue_id", "sender", "recipient", "remote_host", "remote_ip",
        "status", "reply_code", "attempts", "retried_for_s", "text", "source_path", "record",
        "offset",
      ],
      rows: events.map(row)
    )
  }

  private static func row(_ event: StoreReader.TrackedEvent) -> [Value] {
    func text(_ text: String?) -> Value { text.map { .text($0) } ?? .null }
    func number(_ number: Int?) -> Value { number.map { .integer(Int64($0)) } ?? .null }
    let report = event.report
    return [
      .text(event.delivery), .text(event.outcome), text(event.reason),
      .integer(event.isExpired ? 1 : 0), text(event.side), .text(report.eventID.description),
      .text(report.origin.rawValue), .text(report.kind.rawValue),
      text(report.occurredAt?.description), text(report.messageID), text(report.queueID),
      text(report.sender?.text), text(report.recipient?.text), text(report.remoteHost),
      text(report.remoteIP), text(report.status?.description),
      number(report.reply.map { Int($0.code) }), number(report.attempts),
      number(report.retriedFor.map { Int($0) }), text(report.diagnosticText(limit: 4_096)),
      .text(report.position.path.shown), number(report.position.record),
      .integer(report.position.offset),
    ]
  }
}

/// What became of mail, in plain text.
struct TrackText {
  private var lines: [String] = []
  private let language: Language

  /// The text.
  var text: String { lines.map { $0 + "\n" }.joined() }

  /// Tells of the reports, those of one delivery together.
  init(_ events: [StoreReader.TrackedEvent], in language: Language) {
    self.language = language
    var rest = events[...]
    while let first = rest.first {
      let delivery = rest.prefix { $0.delivery == first.delivery }
      rest = rest.dropFirst(delivery.count)
      add(Array(delivery), first)
    }
  }

  private mutating func add(
    _ events: [StoreReader.TrackedEvent],
    _ first: StoreReader.TrackedEvent
  ) {
    let reports = events.map(\.report)
    let message = reports.lazy.compactMap(\.messageID).first ?? "(no Message-ID)"
    let recipient = reports.lazy.compactMap(\.recipient?.text).first ?? "(no recipient named)"
    var outcome = [first.outcome, first.reason].compactMap(\.self).joined(separator: ", ")
    if first.isExpired { outcome += ", given up after retries" }
    if let side = first.side { outcome += " (\(side))" }
    line(0, "\(message) to \(recipient): \(outcome)")
    if let sender = reports.lazy.compactMap(\.sender?.text).first { line(2, "from \(sender)") }
    if let came = reports.compactMap(\.arrivedAt).min() {
      line(2, "\(came)  came into the queue")
    }
    for report in reports { add(report) }
    if let reason = first.reason.flatMap({ Reason(rawValue: $0) }) {
      let remedy = Remedy.of(reason, in: language)
      line(2, "means: \(remedy.meaning)")
      if !remedy.administrator.isEmpty { line(2, "to do: \(remedy.administrator)") }
    }
    lines.append("")
  }

  private mutating func add(_ report: DeliveryReport) {
    let when = report.occurredAt?.description ?? "(no date)           "
    let witness =
      switch report.origin {
      case .mail: "report"
      case .trace: "trace"
      case .log: "log"
      }
    let codes = [report.reply.map { "\($0.code)" }, report.status?.description].compactMap(\.self)
    let server = [report.remoteHost, report.remoteIP.map { "[\($0)]" }].compactMap(\.self)
    var words = "\(when)  \(witness): \(report.kind.rawValue)"
    if !codes.isEmpty { words += " \(codes.joined(separator: " "))" }
    if !server.isEmpty { words += ", \(server.joined(separator: " "))" }
    line(2, words)
    for text in report.diagnostics { line(4, text) }
    for text in report.lastErrors { line(4, "before: \(text)") }
    if report.diagnostics.isEmpty, report.lastErrors.isEmpty, let text = report.humanText {
      line(4, text)
    }
    let tried = [
      report.attempts.map { $0 == 1 ? "1 attempt" : "\($0) attempts" },
      report.retriedFor.map { "\($0) seconds" },
    ].compactMap(\.self)
    if !tried.isEmpty { line(4, "tried: \(tried.joined(separator: ", "))") }
    let by = [report.reportingMTA.map { "by \($0)" }, report.queueID.map { "queue id \($0)" }]
    let place = report.position
    line(
      4,
      (by.compactMap(\.self)
        + [
          "\(place.path.shown), \(report.origin == .log ? "line" : "message") \(place.record), "
            + "byte \(place.offset)"
        ]).joined(separator: ", ")
    )
  }

  private mutating func line(_ depth: Int, _ words: String) {
    lines.append(
      String(repeating: " ", count: depth) + VisibleText.cleaned(String(words.prefix(2_000)))
    )
  }
}
