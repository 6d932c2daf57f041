import RetourEvents

/// Reads an input that has to be read in order, some messages at a time: compressed files,
/// standard input, mailboxes with `Content-Length`, single messages.
///
/// One unit at a time uses it (``LargeFile/isSequential``), which is why it may be handed between
/// threads.
final class StreamReader: @unchecked Sendable {
  /// Bytes that one batch stands for.
  private static let budget: Int64 = 4 << 20

  private let identity: FileIdentity
  private let limits: Limits
  private let input: InputBytes
  /// The input as it is understood, where that takes a transform.
  private var unpacked: InputBytes?
  private var start: Int64
  /// Where the last batch ended, and how many in a row took nothing.
  private var last: Int64 = -1
  private var vainBatches = 0
  private var state = State.unread
  /// Whether a trace has had a record.
  private var hasRows = false
  /// What was taken of a trace for the batch.
  private var taken: Taken?

  private enum State {
    case unread
    case mailbox(MailboxScanner, next: Int64, isResumable: Bool)
    case trace(TraceReading)
    case xml(XMLCutter, TraceReading)
    case log(LogBlocks, LogReading)
    case events(any EvidenceReading)
    case done
  }

  /// What was taken of a trace and is still to be understood.
  private enum Taken: Sendable {
    case rows(TakenRows)
    /// The reading is nobody else's.
    case stretch(XMLStretch, TakenReading)
    case block(LogBlock, LogReading)
    case events(LogTaken)
  }

  private let logs: LogRole
  /// The input, where it is a log that is left for later.
  private var found: LogInput?

  init(
    _ identity: FileIdentity,
    _ input: InputBytes,
    from start: Int64,
    limits: Limits,
    _ logs: LogRole
  ) {
    self.identity = identity
    self.logs = logs
    self.limits = limits
    self.input = input
    self.start = start
  }

  /// Takes the input of the next batch.
  ///
  /// After the last one it is empty and the last again.
  func read() -> MailReading {
    var batch = MailBatch(source: identity)
    taken = nil
    do {
      try readOn(&batch)
      try checkProgress(batch)
    } catch {
      fail(error, &batch)
      state = .done
    }
    if let found {
      self.found = nil
      return MailReading { MailYield(found: found) }
    }
    if case .done = state {
      batch.isLast = true
      // What came before the damage was read like all else.
      if let damage = input.damage ?? unpacked?.damage {
        fail(damage, &batch)
        unpacked = nil
      }
    }
    if case .block(let block, let reading) = taken {
      return MailReading(understanding: {
        block.understand(isJSON: reading.isJSON)
        return .joins(MailUnit(reading: { reading.join(block) }))
      })
    }
    return MailReading { [batch, taken] in Self.finish(batch, taken) }
  }

  /// Understands what was taken.
  private static func finish(_ batch: MailBatch, _ taken: Taken?) -> MailYield {
    switch taken {
    case nil, .block: return MailYield([batch])
    case .events(let events):
      var batch = batch
      events.finish(into: &batch)
      return MailYield([batch])
    case .stretch(let stretch, let reading):
      var batch = batch
      (batch.nextOffset, batch.bytes) = (stretch.end, stretch.end - stretch.start)
      return reading.finish(batch, at: stretch.start) { try $0.read(stretch, into: &$1) }
    case .rows(let rows):
      var piece = batch
      guard rows.finish(into: &piece) else { return MailYield([piece]) }
      piece.isLast = false
      return MailYield(
        [piece],
        rest: MailUnit(yielding: { finish(batch.withoutContent, taken) })
      )
    }
  }

  /// The byte, after decompression, up to which the input was read.
  private var place: Int64? {
    switch state {
    case .mailbox(_, let next, _): next
    case .trace(let reading): reading.offset
    case .xml(let cutter, _): cutter.offset
    case .log(let blocks, _): blocks.offset
    case .events(let reading): reading.offset
    case .unread, .done: nil
    }
  }

  /// Holds that each batch takes something of the input: two in a row that take nothing would be
  /// followed by more of them for ever.
  private func checkProgress(_ batch: MailBatch) throws {
    guard let place else { return }
    var tookNothing = place <= last && batch.tally.messages == 0
    if case .rows(let rows) = taken, !rows.isEmpty { tookNothing = false }
    if case .events(let events) = taken, !events.deliveries.isEmpty { tookNothing = false }
    vainBatches = tookNothing ? vainBatches + 1 : 0
    last = place
    guard vainBatches < 2 else { throw ReadError.noProgress("the reader of this input") }
  }

  /// Takes note of an error at the place that was reached.
  private func fail(_ error: any Error, _ batch: inout MailBatch) {
    var offset = batch.nextOffset
    switch state {
    case .mailbox(let scanner, _, _): offset = scanner.endOffset
    case .trace, .xml, .log, .events: offset = place ?? offset
    case .unread, .done: break
    }
    if case .rows(let rows) = taken {
      rows.fail(error, at: offset)
    } else {
      batch.add(error, at: offset)
    }
  }

  private func readOn(_ batch: inout MailBatch) throws {
    switch state {
    case .done:
      return
    case .unread:
      try begin(&batch)
    case .trace(let reading):
      let rows = TakenRows(reading.successor())
      taken = .rows(rows)
      let isMore = try reading.take(into: rows, &batch)
      hasRows = hasRows || !rows.isEmpty
      guard !isMore else { return }
      if !hasRows, reading.isJSON {
        batch.rejects.append(unknown("JSON without a record of a trace or of a known service"))
      }
      state = .done
    case .xml(let cutter, let reading):
      if let stretch = try cutter.next() {
        taken = .stretch(stretch, TakenReading(reading.successor()))
      } else {
        reading.open(restOf: cutter)
        state = .trace(reading)
        try readOn(&batch)
      }
    case .log(let blocks, let reading):
      let block = blocks.next()
      taken = .block(block, reading)
      guard block.isLast else { return }
      block.damage = input.damage ?? unpacked?.damage
      state = .done
    case .events(let reading):
      var events = LogTaken(countsOnly: limits.traces.countsOnly)
      defer { taken = .events(events) }
      if try !reading.take(into: &events, &batch) { state = .done }
    case .mailbox(var scanner, let next, let isResumable):
      batch.isResumable = isResumable
      batch.nextOffset = next
      // The scanner moves even where reading fails in the middle.
      defer {
        if case .mailbox = state {
          state = .mailbox(scanner, next: batch.nextOffset, isResumable: isResumable)
        }
      }
      let walk = MailboxWalk(path: identity.path, limits: limits)
      let after = try walk.goOn(
        &scanner,
        at: next,
        to: .max,
        for: Self.budget,
        into: &batch,
        tornBy: { [unpacked] in unpacked?.damage.flatMap { $0.tears ? $0 : nil } }
      )
      if after == nil, let damage = unpacked?.damage, batch.rejects.last?.detail == damage.detail {
        unpacked = nil
      }
      batch.nextOffset = after ?? scanner.endOffset
      batch.bytes = batch.nextOffset - next
      if after == nil { state = .done }
    }
  }

  private func begin(_ batch: inout MailBatch) throws {
    let head = PeekableSource(input)
    let front = try head.peek(16)[...]
    let compression = Compression(front)
    var isPlain = compression.isNone
    var expanded = head
    if !isPlain {
      let unpacked = InputBytes(try compression.expanding(head, limit: limits.expanded))
      self.unpacked = unpacked
      expanded = PeekableSource(unpacked)
    }
    var sample = try expanded.peek(InputFormat.sampleSize)
    var format = detect(sample)
    var isWide = false
    if case .unknown = format, case let encoding = TextEncoding(sample[...]), encoding.isWide {
      isWide = true
      // Mail that a program has saved as text: its offsets are those of the same text in UTF-8.
      expanded = PeekableSource(encoding.decoding(expanded))
      isPlain = false
      sample = try expanded.peek(InputFormat.sampleSize)
      format = detect(sample)
    }
    // A log that is left for later was told of when it was found.
    if !logs.isSequel {
      limits.recognised?(
        InputRecognition(identity.path, format, compression, isWide: isWide, from: start)
      )
    }
    switch format {
    case .empty:
      state = .done
    case .unknown(let what):
      batch.rejects.append(unknown(what))
      state = .done
    case .message(let usesCarriageReturns):
      batch.isResumable = isPlain && !identity.path.isStandardInput
      try readMessage(expanded, usesCarriageReturns, &batch)
      state = .done
    case .trace(let file):
      do {
        let clock = try file.clock(of: expanded, options: limits.traces)
        let reading = TraceReading(file, clock, limits.traces, path: identity.path)
        if let cutter = reading.cutter(of: expanded) {
          state = .xml(cutter, reading)
        } else {
          reading.open(expanded)
          state = .trace(reading)
        }
        try readOn(&batch)
      } catch let problem as RowProblem {
        batch.rejects.append(problem.reject(path: identity.path, record: 0))
        state = .done
      }
    case .log(let file):
      let calendar = calendar(of: file, isPlain: isPlain, front: front)
      try begin(file.start(calendar) ?? .max, file.key, &batch) { [identity, limits] sequel in
        var sequel = sequel
        if let known = sequel.known {
          if known.holds(identity, limits) {
            try expanded.skip(known.offset)
          } else {
            sequel.known = nil
          }
        }
        let isKnown = sequel.known != nil
        return .log(
          LogBlocks(expanded, from: sequel.known?.offset ?? 0, skipsFirst: isKnown),
          LogReading(
            file,
            calendar,
            of: identity,
            countsOnly: limits.traces.countsOnly,
            sequel
          )
        )
      }
    case .service(let file):
      try begin(.max, nil, &batch) {
        .events(ServiceReading(expanded, file, limits, path: identity.path, $0))
      }
    case .mailbox(let dialect):
      let source: any ByteSource = expanded
      if start > 0 { try expanded.skip(start - Int64(MailboxScanner.context)) }
      let window = UnsafeWindow(
        source,
        offset: max(0, start - Int64(MailboxScanner.context)),
        translatesCarriageReturns: dialect.usesCarriageReturns
      )
      var scanner = MailboxScanner(window, dialect: dialect, limits: limits)
      guard let first = try scanner.findFirst(from: start) else {
        state = .done
        return
      }
      if start == 0, first > 0 {
        batch.rejects.append(
          Reject(
            position: Position(path: identity.path, record: 0, offset: 0),
            problem: .garbage,
            detail: "\(first) bytes before the first message",
            losesMessage: false
          )
        )
      }
      state = .mailbox(scanner, next: first, isResumable: isPlain && !identity.path.isStandardInput)
      try readOn(&batch)
    }
  }

  private func unknown(_ what: String) -> Reject {
    Reject(
      position: Position(path: identity.path, record: 0, offset: 0),
      problem: .unknownFormat,
      detail: what,
      losesMessage: false
    )
  }

  private func detect(_ sample: [UInt8]) -> InputFormat {
    InputFormat.detect(
      sample[...],
      columns: limits.traces.columns,
      services: limits.allServices
    )
  }

  /// Begins to read a log, or the events of a service, whose first line is of a moment; where it is one of
  /// several it is left for later.
  private func begin(
    _ start: Int64,
    _ key: UInt64?,
    _ batch: inout MailBatch,
    _ reading: (LogSequel) throws -> State
  ) throws {
    var sequel = LogSequel(memory: LogMemory(), goesOn: false)
    switch logs {
    case .gathered:
      found = LogInput(identity, start: start, key: key)
      state = .done
      return
    case .sequel(let known): sequel = known
    case .alone: break
    }
    state = try reading(sequel)
    try readOn(&batch)
  }

  /// How the times of a log are read: those of a pipe up to now.
  private func calendar(of file: LogFile, isPlain: Bool, front: Bytes) -> LogCalendar {
    let isPipe = identity.path.isStandardInput
    return file.calendar(
      isPlain && !isPipe ? LogYears.dates(of: identity) : [],
      changed: isPipe ? FileSystem.now : LogYears.changed(identity, head: front),
      limits.traces
    )
  }

  private func readMessage(
    _ source: PeekableSource,
    _ usesCarriageReturns: Bool,
    _ batch: inout MailBatch
  ) throws {
    let (content, isCut) = try source.rest(limit: limits.message)
    if let damage = unpacked?.damage, damage.tears {
      unpacked = nil
      throw damage
    }
    batch.lastOffset = 0
    batch.nextOffset = Int64(content.count)
    batch.bytes = Int64(content.count)
    batch.add(
      MessageReader(limits).read(
        content,
        path: identity.path,
        usesCarriageReturns: usesCarriageReturns,
        isCut: isCut
      )
    )
  }
}
