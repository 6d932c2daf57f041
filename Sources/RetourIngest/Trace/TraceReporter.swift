import RetourEvents

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
    case .detail: try detail(row)
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
    return try recipients(row[.recipient], row).map {
      TraceOutcome(recipient: $0, kind: kind, text: row[.detail])
    }
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

  private func detail(_ row: TraceRow) throws(RowProblem) -> [TraceOutcome] {
    guard let outcome = TraceOutcomes.detail(row) else { return [] }
    let cell = row[.recipient]
    return try (cell.isEmpty ? [cell] : recipients(cell, row)).map {
      TraceOutcome(recipient: $0, kind: outcome.kind, text: outcome.text)
    }
  }

  private func tracking(_ row: TraceRow) throws(RowProblem) -> [TraceOutcome] {
    guard let kind = TrackingEvent.kind(row) else { return [] }
    let field = row[.recipient]
    guard !field.isEmpty else { return [] }
    try refuseLostArray(field, row)
    let recipients = try recipients(field, row)
    var status = row[.recipientStatus]
    if status.hasPrefix(ignoringCase: "system.string[]") { status = [] }
    let texts = StatusList.split(status, recipients: recipients.count)
    return recipients.indices.map { index in
      TraceOutcome(recipient: recipients[index], kind: kind, text: texts[index])
    }
  }

  /// The addresses of a cell, one each.
  private func recipients(_ cell: Bytes, _ row: TraceRow) throws(RowProblem) -> [Bytes] {
    if let recipients = TraceAddress.split(cell) { return recipients }
    throw RowProblem(
      problem: .badRow,
      detail: "'\(cell.prefix(80).text)' holds several addresses that can't be told apart; "
        + "separate them with semicolons",
      offset: row.offset
    )
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
    if form == .tracking { report.reportingMTA = Self.writer(of: row) }
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

  /// The server that logged a tracking event: the client of a session that it opened, else the
  /// server itself.
  private static func writer(of row: TraceRow) -> String? {
    if let client = TraceAddress.host(row[.clientHost]) { return client }
    return row[.source].equals(ignoringCase: "smtp") ? nil : TraceAddress.host(row[.serverHost])
  }

  /// The other server, as the columns name it.
  private func addServer(to report: inout DeliveryReport, _ row: TraceRow) {
    if ServerMention.isAddress(row[.toIP]) { report.remoteIP = row[.toIP].text }
    if form == .detail { addTarget(row[.detail], to: &report) }
    guard form == .tracking, row[.source].equals(ignoringCase: "smtp") else { return }
    if ServerMention.isAddress(row[.serverIP]) { report.remoteIP = row[.serverIP].text }
    report.remoteHost = TraceAddress.host(row[.serverHost])
  }

  /// `Message sent to mx.example.net at 192.0.2.7 using TLS1.2`.
  private func addTarget(_ detail: Bytes, to report: inout DeliveryReport) {
    guard let place = detail.firstIndex(ofIgnoringCase: " sent to ") else { return }
    let words = detail[(place + 9)...].split(separator: .space, maxSplits: 3)
    guard words.count >= 3, words[1].equals(ignoringCase: "at"), ServerMention.isAddress(words[2])
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
    var server = ServerMention(
      host: TraceAddress.host(reason.host),
      address: ServerMention.isAddress(reason.address) ? reason.address.text : nil
    )
    if server.host == nil, server.address == nil {
      guard let named = facts.server else { return }
      server = named
    }
    server.complete(from: said)
    // Where the words don't give the address, the row's own column may.
    if server.address == nil { server.address = report.remoteIP }
    report.take(server)
  }
}
