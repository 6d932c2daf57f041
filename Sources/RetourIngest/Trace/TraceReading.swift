import RetourEvents

/// Reads an export from its beginning to its end, a batch at a time.
final class TraceReading {
  /// How many records one batch has at most, and how many bytes of them.
  private static let budget = 1_024
  private static let byteBudget: Int64 = 1 << 20

  /// Packed deliveries after which a batch is given out.
  private static let quietLimit = 8_192
  /// After how many packed rows it is known how many there will be.
  private static let sample = 128

  /// How many records are read in the ordinary way before the quick one is tried again.
  private static let slowSteps = 16

  private let file: TraceFile
  private let path: InputPath
  private let clock: TraceClock
  private let options: TraceOptions
  private var records: (any TraceRecords)?
  /// What is being read in pieces, because it gives much.
  private var unfinished: (any TraceRecords)?
  /// Records before it belong to others, and are only looked at because the first ones may repeat
  /// them.
  private var start: Int64 = 0
  /// Where the range ends that is being read, until it is known how many rows it has.
  private var end: Int64?
  private var seam = PageOverlap()
  private var reporters: [TraceForm: TraceReporter] = [:]
  private var quiet: QuietRows
  private var form: (fields: TraceFieldSet, form: TraceForm)?
  private var lastTime: [UInt8] = []
  private var lastHour: Int64?

  init(_ file: TraceFile, _ clock: TraceClock, _ options: TraceOptions, path: InputPath) {
    self.file = file
    self.clock = clock
    self.options = options
    self.path = path
    quiet = QuietRows(clock: clock, of: path, options.known)
  }

  /// Whether the export is JSON, in which a record may be anything.
  var isJSON: Bool { file.container == .json }

  /// The byte up to which records were read.
  var offset: Int64 { records?.offset ?? 0 }

  /// Says what is read from now on.
  func open(_ source: any ByteSource) { records = file.records(of: source) }

  /// Says that what is read from now on is what a cutter has left.
  func open(restOf cutter: XMLCutter) {
    let rest = cutter.rest
    records = XMLRecords(rest.document, at: rest.base)
    start = rest.start
  }

  /// A cutter of a source, where its records can be read side by side.
  ///
  /// Objects that are only counted leave nothing behind; the reports of others take more than they.
  func cutter(of source: any ByteSource) -> XMLCutter? {
    guard file.container == .xml else { return nil }
    return XMLCutter(
      file.encoding.decoding(source),
      stretch: options.countsOnly ? 1 << 20 : 1 << 18
    )
  }

  /// Reads the records of a stretch; the batch is the last one where the export is damaged there.
  ///
  /// - Returns: whether there is more, for ``goOn(into:)``.
  func read(_ stretch: XMLStretch, into batch: inout MailBatch) throws -> Bool {
    start = stretch.start
    let records = XMLRecords(MemoryBytes(stretch.document), at: stretch.base)
    return try read(records, at: stretch.start, .max, into: &batch)
  }

  /// Reads on where many reports were given.
  ///
  /// - Returns: whether there is more.
  func goOn(into batch: inout MailBatch) throws -> Bool {
    guard let records = unfinished else { return false }
    unfinished = nil
    return try read(records, at: records.offset, .max, into: &batch)
  }

  /// Takes some records.
  ///
  /// - Returns: whether there may be more.
  func take(into taken: TakenRows, _ batch: inout MailBatch) throws -> Bool {
    guard let records else { return false }
    let start = records.offset
    defer {
      batch.nextOffset = records.offset
      batch.bytes = records.offset - start
    }
    for _ in 0..<Self.budget where records.offset - start < Self.byteBudget {
      switch try records.next() {
      case .row:
        let isRepeated = seam.isRepeated(records.row)
        if records.row.offset >= self.start { taken.append(records.row, isRepeated: isRepeated) }
      case .page: seam.beginPage()
      case .reject(let problem): if problem.offset >= self.start { taken.append(problem) }
      case .end: return false
      }
    }
    return true
  }

  /// A reading of the same export for the rows that were taken.
  func successor() -> TraceReading { TraceReading(file, clock, options, path: path) }

  /// Reads the records that begin in a byte range of a plain CSV export.
  ///
  /// Those of the last stretch before it are looked at too, because the first ones may repeat them.
  ///
  /// - Returns: whether there is more, for ``goOn(into:)``.
  func read(
    _ identity: FileIdentity,
    from low: Int64,
    to high: Int64,
    _ layout: CSVLayout?,
    _ context: Int64,
    _ bytes: [UInt8]?,
    into batch: inout MailBatch
  ) throws -> Bool {
    if low > 0, let layout { try lookBack(identity, low, layout, context) }
    let records = CSVRecords(
      InputBytes(try FileBytes(path: identity.path, at: low)),
      offset: low,
      end: high,
      layout: layout,
      mapping: options.columns
    )
    if options.countsOnly {
      // The header stands in the first range only.
      if layout == nil, try !read(records, at: low, Self.slowSteps, into: &batch) { return false }
      if let layout = records.layout, var counting = SummaryCounting(layout) {
        let end = min(high, identity.size)
        let start = records.offset
        let known = start == low ? bytes : nil
        let buffer =
          try known
          ?? FileBytes(path: identity.path).bytes(at: start, count: Int(end - start))
        let isLast = end >= identity.size
        try count(buffer, from: start, to: end, isLast, layout, &counting, into: &batch)
        batch.bytes = end - low
        return false
      }
    }
    end = min(high, identity.size)
    return try read(records, at: low, .max, into: &batch)
  }

  /// Counts the rows of a byte range: the quick way, and the ordinary one where that doesn't do.
  ///
  /// The bytes begin at `low` and may go beyond `high`.
  private func count(
    _ buffer: [UInt8],
    from low: Int64,
    to high: Int64,
    _ isLast: Bool,
    _ layout: CSVLayout,
    _ counting: inout SummaryCounting,
    into batch: inout MailBatch
  ) throws {
    let end = min(Int(high - low), buffer.count)
    var coverage = TraceCoverage()
    var seam = seam
    var index = 0
    // Where the quick way gets nowhere, it is tried less and less.
    var steps = Self.slowSteps
    while index < end {
      let before = (counting.rows, counting.deliveries)
      index = counting.count(
        buffer,
        from: index,
        to: end,
        isAtEnd: isLast,
        &seam
      ) { time in
        if let moment = try? clock.moment(time, isLocal: false, offset: low) {
          coverage.add(moment)
        }
      }
      let (rows, deliveries) = (counting.rows - before.0, counting.deliveries - before.1)
      batch.tally.messages += rows
      batch.tally.withReports += deliveries
      batch.tally.reports += deliveries
      batch.tally.notReports += rows - deliveries
      guard index < end else { break }
      self.seam = seam
      let start = low + Int64(index)
      let records = CSVRecords(
        MemoryBytes(buffer[index..<end]),
        offset: start,
        layout: layout,
        mapping: options.columns
      )
      steps = rows < steps ? min(steps * 2, 1 << 20) : Self.slowSteps
      var hasMore = try read(records, at: start, steps, into: &batch)
      while hasMore, records.isDamaged {
        hasMore = try read(records, at: start, Self.slowSteps, into: &batch)
      }
      if hasMore, records.layout?.header != layout.header {
        hasMore = try read(records, at: start, .max, into: &batch)
      }
      seam = self.seam
      index = hasMore ? Int(records.offset - low) : end
    }
    batch.counts.add(counting.table)
    batch.counts.add(counting.unusual)
    coverage.add(batch.coverage ?? TraceCoverage())
    batch.coverage = coverage
    batch.nextOffset = high
  }

  private func lookBack(
    _ identity: FileIdentity,
    _ low: Int64,
    _ layout: CSVLayout,
    _ context: Int64
  ) throws {
    let start = max(0, low - context)
    let source = try FileBytes(path: identity.path)
    let sample = try source.bytes(at: start, count: Int(low - start))
    guard let first = layout.firstRecord(in: sample) else { return }
    let records = CSVRecords(
      MemoryBytes(sample[first...]),
      layout: layout,
      mapping: options.columns
    )
    while true {
      switch try records.next() {
      case .row: _ = seam.isRepeated(records.row)
      case .page: seam.beginPage()
      case .reject: continue
      case .end: return
      }
    }
  }

  private func read(
    _ records: any TraceRecords,
    at start: Int64,
    _ budget: Int,
    into batch: inout MailBatch
  ) throws -> Bool {
    batch.coverage = batch.coverage ?? TraceCoverage()
    defer {
      settle(into: &batch)
      batch.nextOffset = records.offset
      batch.bytes = records.offset - start
    }
    for _ in 0..<budget {
      if batch.quiet.count == Self.sample, let end, records.offset > start {
        // Else the lists grow by doubling, and most of them has room for half as many again.
        let share = Double(end - records.offset) / Double(records.offset - start)
        batch.quiet.reserve(times: min(share * 1.05, 64))
        self.end = nil
      }
      if batch.reports.count >= FolderReader.batchLimit || batch.quiet.count >= Self.quietLimit {
        unfinished = records
        return true
      }
      switch try records.next() {
      case .row:
        let row = records.row
        let isRepeated = seam.isRepeated(row)
        if row.offset >= self.start { add(row, isRepeated: isRepeated, into: &batch) }
      case .page: seam.beginPage()
      case .reject(let problem): if problem.offset >= self.start { reject(problem, into: &batch) }
      case .end: return false
      }
    }
    return true
  }

  /// Has to follow the last row of a batch.
  func settle(into batch: inout MailBatch) { quiet.settle(into: &batch.quiet) }

  /// Takes in a row: its reports, or their counts; ``settle(into:)`` has to follow.
  func add(_ row: TraceRow, isRepeated: Bool, into batch: inout MailBatch) {
    if options.countsOnly, form(of: row) == .summary,
      count(row, isRepeated, into: &batch)
    {
      return
    }
    take(row, isRepeated, into: &batch)
    guard options.countsOnly else { return }
    for report in batch.reports { batch.counts.add(report) }
    batch.reports.removeAll(keepingCapacity: true)
  }

  /// Counts a row of a summary without making a report; false where its words need a closer look.
  private func count(_ row: TraceRow, _ isRepeated: Bool, into batch: inout MailBatch) -> Bool {
    guard let kind = SummaryCounting.kind(of: row[.status]) else { return false }
    if !isRepeated, kind >= 0, !batch.counts.add(row[.recipient], kind) { return false }
    batch.lastOffset = row.offset
    batch.tallyBeforeLast = batch.tally
    let isDelivery = kind >= 0 && !isRepeated
    batch.tally.messages += 1
    batch.tally.withReports += isDelivery ? 1 : 0
    batch.tally.reports += isDelivery ? 1 : 0
    batch.tally.notReports += isDelivery ? 0 : 1
    if !isRepeated { cover(row, &batch) }
    return true
  }

  /// Notes the hour of a row; rows of one minute mostly follow each other.
  private func cover(_ row: TraceRow, _ batch: inout MailBatch) {
    let text = row.present.has(.time) ? row[.time] : row[.localTime]
    guard !text.prefix(14).elementsEqual(lastTime) else { return }
    lastTime = Array(text.prefix(14))
    if let moment = try? clock.moment(of: row) { batch.coverage?.add(moment) }
  }

  private func take(_ row: TraceRow, _ isRepeated: Bool, into batch: inout MailBatch) {
    guard let form = form(of: row) else { return }
    batch.lastOffset = row.offset
    batch.tallyBeforeLast = batch.tally
    guard !isRepeated else {
      batch.tally.messages += 1
      batch.tally.notReports += 1
      return
    }
    let record = batch.tally.messages
    if options.packsQuiet, !batch.isFolder, form == .summary,
      let moment = quiet.add(row, record: record, to: &batch.quiet)
    {
      batch.addQuiet()
      if moment.seconds / 3_600 != lastHour {
        lastHour = moment.seconds / 3_600
        batch.coverage?.add(moment)
      }
      return
    }
    do {
      var reports = try reporter(form).read(row)
      for index in reports.indices { reports[index].position.record = record }
      noteLostCharacters(row, reports, record, &batch)
      batch.add(MessageOutcome(reports: consume reports))
      cover(row, &batch)
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
    // By their numbers, because a report has many texts to copy.
    let isLost =
      reports.indices.contains { reports[$0].domain == nil }
      && TraceAddress.hasLostCharacters(row[.recipient])
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

  /// Takes in what could not be read.
  func reject(_ problem: RowProblem, into batch: inout MailBatch) {
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
