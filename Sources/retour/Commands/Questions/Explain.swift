import ArgumentParser
import RetourClassifier
import RetourCore
import RetourEvents
import RetourIngest
import RetourStore

/// Shows how a verdict came about.
struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show for each report why it failed, by which rule, and what to do.",
    discussion: """
      Examples:
        retour explain bounce.eml
        retour explain 0f3b5c1d2e4f60718293a4b5c6d7e8f9 --db retour.sqlite
        retour explain --text '550 5.7.64 TenantAttribution; Relay Access Denied'
        retour explain bounce.eml --format json
      """
  )

  @Argument(
    help: "A message or a mailbox (- reads standard input), or the id of an event.",
    completion: .file()
  )
  var subject: String?

  /// How explanations are written.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text
    case json
  }

  @Option(help: "How the explanation is written: text or json.")
  var format = Format.text

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
  @OptionGroup var judgement: JudgementOptions

  func validate() throws {
    if (subject == nil) == (text == nil) {
      throw ValidationError("Name a file or an event, or give a --text.")
    }
  }

  func run() throws {
    try reportingErrors {
      var data = format == .json ? ExplanationData() : nil
      let settings = try self.settings.load(judgement)
      let classifier = try settings.classifier()
      if let text {
        let input = try ClassifyLine(text)
        try show([input.input.report], input.own.map(classifier.judging) ?? classifier, &data)
      } else if let subject, let event = Identity(subject) {
        try explain(event, in: database ?? settings.database, classifier, &data)
      } else {
        try explain(file: subject ?? "-", classifier, &data)
      }
      if let bytes = data?.finish() { try StandardOutput.write(bytes) }
    }
  }

  private func explain(
    _ event: Identity,
    in path: String,
    _ classifier: Classifier,
    _ data: inout ExplanationData?
  ) throws {
    let reader = try StoreReader(path: path)
    guard let report = try reader.report(event) else {
      throw Failure(.noInput, message: "\(path): there is no event \(event)")
    }
    try show([report], classifier, &data, looked: try LookupStory(report, reader))
  }

  private func explain(
    file: String,
    _ classifier: Classifier,
    _ data: inout ExplanationData?
  ) throws {
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
        try show(batch.reports, classifier, &data, anatomies: data == nil)
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
        .noInput,
        message: "\(failure.position.path): \(failure.detail)\(isLikeID)"
      )
    }
    if found == 0 {
      throw Failure(
        .badData,
        message: "\(InputPath(file)): no report in it; only bounces and the like can be explained"
      )
    }
  }

  /// Shows reports; with `anatomies` also how the messages were read that they came from.
  private func show(
    _ reports: [DeliveryReport],
    _ classifier: Classifier,
    _ data: inout ExplanationData?,
    anatomies: Bool = false,
    looked: LookupStory? = nil
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
      guard data == nil else {
        data?.add(report, explanation, looked, in: languages.language)
        continue
      }
      let text = ExplanationText(report, explanation, anatomy, looked, in: languages.language).text
      try StandardOutput.write(Array(text.utf8))
    }
  }
}
