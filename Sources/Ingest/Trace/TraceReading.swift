import Events

/// Reads an export from its beginning to its end, a batch at a time.
final class TraceReading {
  /// How many records one batch has at most.
  private static let budget = 4_096

  private let records: any TraceRecords
  private let path: String
  private let clock: TraceClock
  private var seam = PageSeam()
  private var reporters: [TraceForm: TraceReporter] = [:]
  private var form: (fields: TraceFieldSet, form: TraceForm)?

  init(_ file: TraceFile, _ source: any ByteSource, _ clock: TraceClock, path: String) {
    records = file.records(of: source)
    self.path = path
    self.clock = clock
  }

  /// The byte up to which records were read.
  var offset: Int64 { records.offset }

  /// Reads some records.
  ///
  /// - Returns: whether there may be more.
  func read(into batch: inout MailBatch) throws -> Bool {
    let start = records.offset
    defer {
      batch.nextOffset = records.offset
      batch.bytes = records.offset - start
    }
    for _ in 0..<Self.budget {
      switch try records.next() {
      case .row: take(records.row, into: &batch)
      case .page: seam.beginPage()
      case .reject(let problem): reject(problem, into: &batch)
      case .end: return false
      }
    }
    return true
  }

  private func take(_ row: TraceRow, into batch: inout MailBatch) {
    guard let form = form(of: row) else { return }
    batch.lastOffset = row.offset
    batch.tallyBeforeLast = batch.tally
    guard !seam.isRepeated(row) else {
      batch.tally.messages += 1
      batch.tally.notReports += 1
      return
    }
    let record = batch.tally.messages
    do {
      var reports = try reporter(form).read(row)
      for index in reports.indices { reports[index].position.record = record }
      batch.add(MessageOutcome(reports: reports))
      noteLostCharacters(row, reports, record, &batch)
    } catch {
      reject(error, into: &batch)
    }
  }

  private func noteLostCharacters(
    _ row: TraceRow,
    _ reports: [DeliveryReport],
    _ record: Int,
    _ batch: inout MailBatch
  ) {
    let isLost =
      reports.contains { $0.domain == nil } && TraceAddress.hasLostCharacters(row[.recipient])
    guard isLost else { return }
    let problem = RowProblem(
      problem: .charactersLost,
      detail: "characters of the recipient's domain were written as '?'; "
        + "export with -Encoding UTF8",
      offset: row.offset,
      losesRecord: false
    )
    batch.rejects.append(problem.reject(path: path, record: record))
  }

  private func reject(_ problem: RowProblem, into batch: inout MailBatch) {
    let reject = problem.reject(path: path, record: batch.tally.messages)
    if problem.losesRecord {
      batch.lastOffset = problem.offset
      batch.add(MessageOutcome(rejects: [reject]))
    } else {
      batch.rejects.append(reject)
    }
  }

  private func form(of row: TraceRow) -> TraceForm? {
    if let form, form.fields == row.present { return form.form }
    guard let found = TraceForm(row.present) else { return nil }
    form = (row.present, found)
    return found
  }

  private func reporter(_ form: TraceForm) -> TraceReporter {
    if let known = reporters[form] { return known }
    let reporter = TraceReporter(path: path, form: form, clock: clock)
    reporters[form] = reporter
    return reporter
  }
}
