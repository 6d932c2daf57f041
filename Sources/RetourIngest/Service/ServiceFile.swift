import RetourEvents

/// A file of the events of mail services, as its first bytes show it.
struct ServiceFile: Sendable {
  /// Whether its records are rows of CSV; else they are objects of JSON.
  let isCSV: Bool

  /// How many objects are looked at.
  private static let patience = 200

  /// Judges the first bytes of an input; nil where no known service writes so.
  init?(_ sample: Bytes, _ forms: [ServiceForm]) {
    let text = SingleMessage.skippingLead(sample)
    guard let first = text.first else { return nil }
    if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
      guard Self.hasEvents(text, ServiceMapper(forms: forms)) else { return nil }
      isCSV = false
    } else {
      guard let header = CSVPieces.header(text.prefix(1 << 14)),
        forms.contains(where: { $0.holds(header: header) })
      else { return nil }
      isCSV = true
    }
  }

  private static func hasEvents(_ text: Bytes, _ mapper: ServiceMapper) -> Bool {
    var pieces = JSONPieces(MemoryBytes(text))
    for _ in 0..<patience {
      guard let piece = try? pieces.next() else { return false }
      if let tree = JSONTree(piece.object), !mapper.events(in: tree, limit: 1).isEmpty {
        return true
      }
    }
    return false
  }
}

extension ServiceFile: Hashable {}

/// Reads the events of a service from the beginning of a file to its end, a batch at a time.
///
/// Records are events; what they tell of one message and recipient is put together as that of a log is.
final class ServiceReading: EvidenceReading {
  private static let budget: Int64 = 4 << 20
  private static let chunk = 250

  private let path: InputPath
  private let mapper: ServiceMapper
  private let sequel: LogSequel
  private var calendar: LogCalendar
  private var records: Records
  /// The number of the next record.
  private var record = 0
  private var counted = 0
  private var isUnderstood = false
  private var hasEnded = false

  private enum Records {
    case json(JSONPieces)
    case csv(CSVPieces)
  }

  init(
    _ source: any ByteSource,
    _ file: ServiceFile,
    _ limits: Limits,
    path: InputPath,
    _ sequel: LogSequel
  ) {
    self.path = path
    self.sequel = sequel
    mapper = ServiceMapper(forms: limits.allServices)
    calendar = LogCalendar(year: 1970, offset: limits.traces.offset)
    records = file.isCSV ? .csv(CSVPieces(source)) : .json(JSONPieces(source))
  }

  var offset: Int64 {
    switch records {
    case .json(let pieces): pieces.offset
    case .csv(let pieces): pieces.offset
    }
  }

  func take(into taken: inout LogTaken, _ batch: inout MailBatch) throws -> Bool {
    let start = offset
    taken.linesBefore = counted
    defer {
      batch.nextOffset = offset
      batch.bytes = offset - start
      batch.tally.messages = record - counted
      batch.tally.notReports =
        batch.tally.messages - batch.tally.withReports - batch.tally.rejected
      batch.tally.reports = taken.deliveries.count
      batch.tallyBeforeLast = batch.tally
      counted = record
    }
    while !hasEnded, offset - start < Self.budget,
      taken.deliveries.count < FolderReader.batchLimit
    {
      try step(&taken, &batch)
    }
    guard hasEnded else { return true }
    guard isUnderstood else {
      batch.rejects.append(
        reject(.unknownFormat, "no record is of a service that is known; see `retour formats`", 0)
      )
      return false
    }
    let end = Position(path: path, record: record - counted, offset: offset)
    if let reject = sequel.memory.events.givenUp(at: end) { batch.rejects.append(reject) }
    guard !sequel.goesOn else { return false }
    guard taken.deliveries.isEmpty else { return true }
    let isMore = sequel.memory.giveOut(Self.chunk, into: &taken.deliveries)
    if let reject = sequel.memory.unreadable(at: end) { batch.rejects.append(reject) }
    return isMore
  }

  private func step(_ taken: inout LogTaken, _ batch: inout MailBatch) throws {
    switch records {
    case .json(var pieces):
      let piece = try pieces.next()
      records = .json(pieces)
      guard let piece else {
        hasEnded = true
        if pieces.isHopeless {
          let words = "brackets are nested too deep or not closed; it was not read further"
          batch.rejects.append(reject(.damagedJSON, words, pieces.offset))
        } else if pieces.isCut {
          let words = "the JSON ends before its brackets are closed; what lies before was read"
          batch.rejects.append(reject(.cutRow, words, pieces.offset))
        }
        return
      }
      guard let tree = JSONTree(piece.object) else {
        lose(reject(.damagedJSON, "an object breaks the grammar of JSON", piece.offset), &batch)
        return
      }
      take(mapper.events(in: tree), piece.offset, &taken, &batch)
    case .csv(var pieces):
      let step = try pieces.next()
      records = .csv(pieces)
      switch step {
      case .record(let row, let offset):
        let form = mapper.forms.first { $0.holds(row) }
        take(form.map { [.init(form: $0, record: row)] } ?? [], offset, &taken, &batch)
      case .bad(let words, let offset, let isTooLong):
        lose(reject(isTooLong ? .rowTooLarge : .badRow, words, offset), &batch)
      case .end: hasEnded = true
      }
    }
  }

  private func take(
    _ events: [ServiceMapper.Event],
    _ offset: Int64,
    _ taken: inout LogTaken,
    _ batch: inout MailBatch
  ) {
    for event in events {
      let place = LogPlace(path: path, line: record, offset: offset)
      isUnderstood = true
      let isTold = mapper.facts(event, &calendar) { fact, host, time in
        sequel.memory.events.take(
          fact,
          of: host,
          at: time,
          repeats: 0,
          place,
          into: &taken.deliveries
        )
      }
      if isTold { batch.tally.withReports += 1 }
      record += 1
    }
    if events.isEmpty { record += 1 }
    batch.lastOffset = offset
  }

  private func lose(_ reject: Reject, _ batch: inout MailBatch) {
    var reject = reject
    reject.losesMessage = true
    batch.rejects.append(reject)
    batch.tally.rejected += 1
    batch.lastOffset = reject.position.offset
    record += 1
  }

  private func reject(_ problem: Reject.Problem, _ words: String, _ offset: Int64) -> Reject {
    Reject(
      position: Position(path: path, record: record - counted, offset: offset),
      problem: problem,
      detail: words,
      losesMessage: false
    )
  }
}
