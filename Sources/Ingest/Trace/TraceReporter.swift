import Events

/// Makes reports of records.
struct TraceReporter {
  private let path: InputPath
  private let clock: TraceClock
  private let form: TraceForm

  init(path: InputPath, form: TraceForm, clock: TraceClock) {
    self.path = path
    self.form = form
    self.clock = clock
  }

  /// What a record gives: one report for each recipient that it tells the outcome of.
  ///
  /// - Throws: ``RowProblem`` where it can't be read.
  func read(_ row: TraceRow) throws(RowProblem) -> [DeliveryReport] {
    let outcomes = try outcomes(of: row)
    guard !outcomes.isEmpty else { return [] }
    guard outcomes.count <= DeliveryStatus.limit else {
      throw RowProblem(
        problem: .rowTooLarge,
        detail: "a record is about more than \(DeliveryStatus.limit) recipients",
        offset: row.offset
      )
    }
    let base = try base(row)
    var reports: [DeliveryReport] = []
    for outcome in outcomes { reports.append(report(outcome, base, row)) }
    return reports
  }

  // MARK: What happened

  private func outcomes(of row: TraceRow) throws(RowProblem) -> [TraceOutcome] {
    switch form {
    case .summary: try summary(row)
    case .chains: try chains(row)
    case .detail:
      TraceOutcomes.detail(row).map {
        [TraceOutcome(recipient: row[.recipient], kind: $0.kind, text: $0.text)]
      } ?? []
    case .tracking: try tracking(row)
    }
  }

  private func summary(_ row: TraceRow) throws(RowProblem) -> [TraceOutcome] {
    let kind: ReportKind?
    do {
      kind = try TraceOutcomes.kind(status: row[.status])
    } catch {
      throw unknown(row[.status], row)
    }
    guard let kind else { return [] }
    guard !row[.recipient].isEmpty else {
      throw RowProblem(problem: .badRow, detail: "no recipient", offset: row.offset)
    }
    try refuseLostArray(row[.recipient], row)
    return [TraceOutcome(recipient: row[.recipient], kind: kind, text: row[.detail])]
  }

  private func chains(_ row: TraceRow) throws(RowProblem) -> [TraceOutcome] {
    guard let parts = StatusChains.parse(row[.recipientStatus]) else {
      throw RowProblem(
        problem: .badRow,
        detail: "recipient_status has no '##' between address and status",
        offset: row.offset
      )
    }
    var outcomes: [TraceOutcome] = []
    for part in parts {
      do {
        guard let kind = try TraceOutcomes.kind(chain: part.words) else { continue }
        outcomes.append(TraceOutcome(recipient: part.address, kind: kind))
      } catch { throw unknown(part.words, row) }
    }
    return outcomes
  }

  private func tracking(_ row: TraceRow) throws(RowProblem) -> [TraceOutcome] {
    guard let kind = TrackingEvent.kind(row) else { return [] }
    let field = row[.recipient]
    guard !field.isEmpty else { return [] }
    try refuseLostArray(field, row)
    let recipients = TraceAddress.split(field)
    var status = row[.recipientStatus]
    if status.hasPrefix(ignoringCase: "system.string[]") { status = [] }
    let texts = TraceReason.split(status, recipients: recipients.count)
    return recipients.enumerated().map { index, recipient in
      let text = texts.count == 1 ? texts[0] : index < texts.count ? texts[index] : []
      return TraceOutcome(recipient: recipient, kind: kind, text: text)
    }
  }

  private func unknown(_ word: Bytes, _ row: TraceRow) -> RowProblem {
    RowProblem(
      problem: .badRow,
      detail: "the status '\(word.prefix(60).text)' is not known",
      offset: row.offset
    )
  }

  private func refuseLostArray(_ field: Bytes, _ row: TraceRow) throws(RowProblem) {
    guard field.hasPrefix(ignoringCase: "system.string[]") else { return }
    throw RowProblem(
      problem: .arraysLost,
      detail: "PowerShell wrote System.String[] in place of the recipients; join them before "
        + "Export-Csv: @{n='Recipients';e={$_.Recipients -join ';'}}",
      offset: row.offset
    )
  }

  // MARK: The report

  private func base(_ row: TraceRow) throws(RowProblem) -> DeliveryReport {
    let position = Position(path: path, record: 0, offset: row.offset)
    var report = DeliveryReport(kind: .delivered, position: position)
    report.origin = .trace
    report.messageID = OriginalMessage.messageID(row[.messageID])
    let network = row[.networkID]
    if network.count == 36 { report.networkMessageID = network.lowercasedText }
    report.sender = TraceAddress.parse(row[.sender])
    report.occurredAt = try clock.moment(of: row)
    if form == .summary || form == .chains { report.arrivedAt = report.occurredAt }
    if form == .tracking { report.reportingMTA = TraceAddress.host(row[.clientHost]) }
    return report
  }

  private func report(
    _ outcome: TraceOutcome,
    _ base: DeliveryReport,
    _ row: TraceRow
  ) -> DeliveryReport {
    var report = base
    report.kind = outcome.kind
    report.recipient = TraceAddress.parse(outcome.recipient)
    addServer(to: &report, row)
    if outcome.kind.hasCause {
      report.statedAction = outcome.kind
      addReason(outcome.text, to: &report)
    }
    report.eventID = ReportIdentity.trace(report)
    report.deliveryID = ReportIdentity.delivery(report)
    return report
  }

  /// The other server, as the columns name it.
  private func addServer(to report: inout DeliveryReport, _ row: TraceRow) {
    if DiagnosticFacts.isIP(row[.toIP]) { report.remoteIP = row[.toIP].text }
    if form == .detail { addTarget(row[.detail], to: &report) }
    guard form == .tracking, row[.source].equals(ignoringCase: "smtp") else { return }
    if DiagnosticFacts.isIP(row[.serverIP]) { report.remoteIP = row[.serverIP].text }
    report.remoteHost = TraceAddress.host(row[.serverHost])
  }

  /// `Message sent to mx.example.net at 192.0.2.7 using TLS1.2`.
  private func addTarget(_ detail: Bytes, to report: inout DeliveryReport) {
    guard let place = detail.firstIndex(ofIgnoringCase: " sent to ") else { return }
    let words = detail[(place + 9)...].split(separator: .space, maxSplits: 3)
    guard words.count >= 3, words[1].equals(ignoringCase: "at"), DiagnosticFacts.isIP(words[2])
    else { return }
    report.remoteHost = TraceAddress.host(words[0])
    report.remoteIP = words[2].text
  }

  private func addReason(_ text: Bytes, to report: inout DeliveryReport) {
    let reason = TraceReason(text)
    let said = reason.lastError.squeezed().prefix(8_192)
    guard !said.isEmpty else { return }
    let facts = DiagnosticFacts(said)
    report.diagnostics = [Charset.utf8(said, charset: nil).text]
    report.status = facts.status
    report.reply = facts.reply
    report.phase = facts.phase
    report.remoteHost = TraceAddress.host(reason.host) ?? facts.remoteHost ?? report.remoteHost
    if DiagnosticFacts.isIP(reason.address) {
      report.remoteIP = reason.address.text
    } else {
      report.remoteIP = facts.remoteIP ?? report.remoteIP
    }
    report.remotePort = facts.remotePort
  }
}
