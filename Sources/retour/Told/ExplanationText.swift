import RetourClassifier
import RetourEvents
import RetourIngest
import RetourReports

/// An explanation in plain text.
struct ExplanationText {
  private var lines: [String] = []

  /// The text, a line each.
  var text: String { lines.map { $0 + "\n" }.joined() }

  private let language: Language

  /// Explains one report; its remedy in the language given.
  ///
  /// - Parameters:
  ///   - report: what failed.
  ///   - explanation: how its verdict came about; nil for a kind of report without a cause.
  ///   - anatomy: how its message was read; nil where it no longer lies open.
  ///   - looked: what the last look at the records found; nil where nobody looked.
  ///   - language: of the remedy.
  init(
    _ report: DeliveryReport,
    _ explanation: Explanation?,
    _ anatomy: MessageAnatomy?,
    _ looked: LookupStory? = nil,
    in language: Language
  ) {
    self.language = language
    line(report.kind.rawValue, report.recipient?.text ?? "(no recipient named)")
    let position = report.position
    line("read at", "\(position.path), message \(position.record), byte \(position.offset)")
    line("message", report.messageID)
    line("status", report.status?.description)
    line("reply", report.reply.map { "\($0.code)" })
    line("stage", report.phase?.rawValue)
    let server = [report.remoteHost, report.remoteIP.map { "[\($0)]" }].compactMap(\.self)
    line("server", server.isEmpty ? nil : server.joined(separator: " "))
    line("reported by", report.reportingMTA)
    line("when", report.occurredAt?.description)
    line("tried for", report.retriedFor.map { language.spelledDuration(Int($0)) })
    line("attempts", report.attempts.map { language.number($0) })
    if let anatomy { add(anatomy, of: report) }
    if let explanation { add(explanation) }
    if let looked { for entry in looked.lines { line(entry.name, entry.words) } }
    lines.append("")
  }

  private mutating func add(_ anatomy: MessageAnatomy, of report: DeliveryReport) {
    for (index, part) in anatomy.parts.prefix(20).enumerated() {
      let details = [part.charset, part.encoding, "\(part.size) bytes"].compactMap(\.self)
      line("part \(index + 1)", "\(part.type), \(details.joined(separator: ", "))")
    }
    line("read as", anatomy.layout.rawValue)
    let sources = anatomy.sources(of: report).map { "\($0.fact) from \($0.source)" }
    line("taken", sources.joined(separator: "; "))
  }

  private mutating func add(_ explanation: Explanation) {
    let verdict = explanation.verdict
    let remedy = Remedy.of(verdict.reason, in: language)
    let certainty =
      switch verdict.evidence {
      case .text, .vendorCode: ""
      case .status, .reply: ", by code only"
      case .none: ", nothing to go by"
      default: ", probably"
      }
    line("cause", "\(verdict.cause.rawValue) / \(verdict.reason.rawValue)\(certainty)")
    line("means", remedy.meaning)
    if verdict.expired { line("expired", "the message was given up after retries") }
    line(
      "side",
      explanation.side.isEmpty
        ? verdict.side.rawValue : "\(verdict.side.rawValue): \(explanation.side)"
    )
    line("who acts", verdict.actors.name)
    line("evidence", verdict.evidence.rawValue)
    for (index, layer) in explanation.layers.enumerated() { line("layer \(index + 1)", layer) }
    line(
      "decided by",
      explanation.rule.map { "\($0.id) (\($0.group); \($0.source))" } ?? verdict.rule
    )
    line("matched", explanation.matchedText)
    line("outer text says", explanation.wrapperCause?.rawValue)
    line("block list", verdict.blockList)
    line("refused", verdict.refusedAddress)
    for lost in explanation.lost.prefix(12) {
      line("not", "\(lost.rule) (\(lost.reason.rawValue)): \(lost.why)")
    }
    line("administrator", remedy.administrator)
    line("owner", remedy.owner)
    line("sender", remedy.sender)
  }

  private mutating func line(_ name: String, _ value: String?) {
    guard let value, !value.isEmpty else { return }
    let padding = String(repeating: " ", count: max(1, 15 - name.count))
    lines.append("\(name)\(padding)\(VisibleText.cleaned(value))")
  }
}
