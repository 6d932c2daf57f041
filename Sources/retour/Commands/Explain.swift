import Aggregator
import ArgumentParser
import Classifier
import Events
import Ingest

/// Shows how a verdict came about.
struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show for each report why it failed, by which rule, and what to do.",
    discussion: """
      Examples:
        retour explain bounce.eml
        retour explain 0f3b5c1d2e4f60718293a4b5c6d7e8f9 --db retour.sqlite
        retour explain --text '550 5.7.64 TenantAttribution; Relay Access Denied'
      """
  )

  @Argument(
    help: "A message or a mailbox (- reads standard input), or the id of an event.",
    completion: .file()
  )
  var subject: String?

  @Option(help: "Explain this text instead.")
  var text: String?

  @Option(
    name: .customLong("db"),
    help: "The database that holds the event (default: retour.sqlite).",
    completion: .file()
  )
  var database: String?

  @OptionGroup var languages: LanguageOptions
  @OptionGroup var settings: SettingsOptions

  func validate() throws {
    if (subject == nil) == (text == nil) {
      throw ValidationError("Name a file or an event, or give a --text.")
    }
  }

  func run() throws {
    try reportingErrors {
      let settings = try self.settings.load()
      let classifier = try settings.classifier()
      if let text {
        let input = try ClassifyLine(text)
        try show([input.input.report], input.own.map(classifier.judging) ?? classifier)
      } else if let subject, let event = Identity(subject) {
        try explain(event, in: database ?? settings.database, classifier)
      } else {
        try explain(file: subject ?? "-", classifier)
      }
    }
  }

  private func explain(_ event: Identity, in path: String, _ classifier: Classifier) throws {
    guard let report = try StoreReader(path: path).report(event) else {
      throw Failure(status: .noInput, message: "\(path): there is no event \(event)")
    }
    try show([report], classifier)
  }

  private func explain(file: String, _ classifier: Classifier) throws {
    var plan = InputPlan(
      [InputPath(file)],
      limits: Limits(),
      ledger: nil,
      gathersLogs: false
    )
    var found = 0
    while let next = try plan.next() {
      var isLast = false
      for batch in next.unit.run() {
        found += batch.reports.count
        try show(batch.reports, classifier, anatomies: true)
        isLast = isLast || batch.isLast
      }
      if isLast { plan.end(next.stream) }
    }
    if let failure = plan.failures.first {
      let isLikeID =
        file.utf8.count >= 4 && file.allSatisfy { $0.isHexDigit }
        ? "\nThe id of an event has 32 hexadecimal digits; `retour query` and the reports show it."
        : ""
      throw Failure(
        status: .noInput,
        message: "\(failure.position.path): \(failure.detail)\(isLikeID)"
      )
    }
    if found == 0 {
      throw Failure(
        status: .badData,
        message: "\(InputPath(file)): no report in it; only bounces and the like can be explained"
      )
    }
  }

  /// Shows reports; with `anatomies` also how the messages were read that they came from.
  private func show(
    _ reports: [DeliveryReport],
    _ classifier: Classifier,
    anatomies: Bool = false
  ) throws {
    var anatomy: MessageAnatomy?
    var last: Position?
    for report in reports {
      if anatomies, report.origin == .log {
        anatomy = nil
      } else if anatomies, report.position != last {
        last = report.position
        anatomy = try MessageAnatomy.read(report.position)
      }
      let explanation = report.kind.hasCause ? classifier.explain(report) : nil
      let text = ExplanationText(report, explanation, anatomy, in: languages.language).text
      try StandardOutput.write(Array(text.utf8))
    }
  }
}
