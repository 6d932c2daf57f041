import ArgumentParser
import Classifier
import Events
import Ingest

/// Shows how a verdict came about.
struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show for each report of a file why it failed, by which rule, and what to do.",
    discussion: """
      Examples:
        retour explain bounce.eml
        retour explain --text '550 5.7.64 TenantAttribution; Relay Access Denied'
      """
  )

  @Argument(
    help: "A message, or a mailbox; - reads standard input.",
    completion: .file()
  )
  var file: String?

  @Option(help: "Explain this text instead of a file.")
  var text: String?

  @OptionGroup var settings: SettingsOptions

  func validate() throws {
    if (file == nil) == (text == nil) { throw ValidationError("Name a file, or give a --text.") }
  }

  func run() throws {
    try reportingErrors {
      let classifier = Classifier(own: try settings.load().own)
      if let text {
        let report = try ClassifyLine(text).input.report
        try show([report], classifier)
        return
      }
      var plan = InputPlan([file ?? "-"], limits: Limits(), ledger: nil)
      var found = 0
      while let next = try plan.next() {
        var isLast = false
        for batch in next.unit.run() {
          found += batch.reports.count
          try show(batch.reports, classifier)
          isLast = isLast || batch.isLast
        }
        if isLast { plan.end(next.stream) }
      }
      if let failure = plan.failures.first {
        throw Failure(
          status: .noInput,
          message: "\(failure.position.path): \(failure.detail)"
        )
      }
      if found == 0 {
        throw Failure(
          status: .badData,
          message: "\(file ?? "-"): no report in it; only bounces and the like can be explained"
        )
      }
    }
  }

  private func show(_ reports: [DeliveryReport], _ classifier: Classifier) throws {
    for report in reports {
      let explanation = report.kind.hasCause ? classifier.explain(report) : nil
      try StandardOutput.write(Array(ExplanationText(report, explanation).text.utf8))
    }
  }
}
