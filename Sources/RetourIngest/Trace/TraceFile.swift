import RetourEvents

/// An export of a message trace as its content shows it.
struct TraceFile: Hashable, Sendable {
  /// How the records are written.
  enum Container: Hashable, Sendable {
    /// CSV or a tracking log.
    case csv
    case xml
    case json
  }

  let container: Container
  let encoding: TextEncoding
  let columns: [String: TraceField]

  /// How many bytes are looked at to tell the order of day and month, where the first ones don't.
  private static let clockSample = 2 << 20

  /// Judges the first bytes of an input; nil where it is no trace.
  init?(_ sample: Bytes, columns: [String: TraceField]) {
    guard Self.mayBeTrace(sample) else { return nil }
    encoding = TextEncoding(sample)
    self.columns = columns
    let decoded = encoding.decoded(Array(sample))
    let text = SingleMessage.skippingLead(decoded[...])
    guard let first = text.first else { return nil }
    if text.hasPrefix(ignoringCase: "#< clixml") {
      container = .xml
    } else if first == UInt8(ascii: "<") {
      let roots: [StaticString] = ["<objs", "<objects", "<feed"]
      guard roots.contains(where: { text.contains(ignoringCase: $0) }) else { return nil }
      container = .xml
    } else if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
      let names: [StaticString] = ["\"recipientaddress\"", "\"messagetraceid\"", "\"recipients\""]
      guard names.contains(where: { text.contains(ignoringCase: $0) }) else { return nil }
      container = .json
    } else {
      guard Self.hasHeader(text, columns) else { return nil }
      container = .csv
    }
  }

  /// Whether a closer look is worth its cost, which ordinary mail shouldn't pay: the first line has a
  /// delimiter before any colon, or the first byte is one that mail doesn't begin with.
  static func mayBeTrace(_ sample: Bytes) -> Bool {
    if sample.prefix(64).contains(0) { return true }
    let text = SingleMessage.skippingLead(sample)
    guard let first = text.first else { return false }
    if "<{[#\"".utf8.contains(first) || text.hasPrefix(ignoringCase: "sep=") { return true }
    let head = text.prefix(4_096)
    for (index, byte) in zip(head.indices, head) {
      switch byte {
      case UInt8(ascii: ","), UInt8(ascii: ";"), .tab: return true
      case .lineFeed, .carriageReturn: return false
      // A header may hold an offset, as in `Date (UTC+00:00)`.
      case UInt8(ascii: ":") where index + 1 < head.endIndex && !head[index + 1].isDigit:
        return false
      default: continue
      }
    }
    return false
  }

  /// Whether one of the first lines that say something is a header.
  private static func hasHeader(_ text: Bytes, _ columns: [String: TraceField]) -> Bool {
    var rest = text
    for _ in 0..<64 {
      rest = rest.drop { $0.isWhiteSpace }
      if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
      let end = rest.firstIndex { $0 == .lineFeed || $0 == .carriageReturn } ?? rest.endIndex
      let line = rest[..<end]
      rest = rest[end...]
      if line.isEmpty { return false }
      if CSVLayout(fields: line) != nil { return true }
      if CSVLayout.isComment(line) || line.hasPrefix(ignoringCase: "sep=") { continue }
      return CSVLayout(header: line, mapping: columns) != nil
    }
    return false
  }

  /// A reader of the records of a source.
  func records(of source: any ByteSource) -> any TraceRecords {
    let text = container == .csv && encoding == .windows1252 ? source : encoding.decoding(source)
    return switch container {
    case .csv: CSVRecords(text, mapping: columns)
    case .xml: XMLRecords(text)
    case .json: JSONRecords(text)
    }
  }

  /// Finds out how the dates are written, without taking anything out of the source.
  ///
  /// - Throws: ``ReadError``, or ``RowProblem`` where dates could be read in two ways.
  func clock(of source: PeekableSource, options: TraceOptions) throws -> TraceClock {
    var evidence = ClockEvidence(options)
    for size in [InputFormat.sampleSize, Self.clockSample] {
      evidence = ClockEvidence(options)
      let records = records(of: MemoryBytes(try source.peek(size)))
      var count = 0
      reading: while count < 20_000 {
        switch try records.next() {
        case .row:
          evidence.add(records.row)
          count += 1
        case .page, .reject: continue
        case .end: break reading
        }
      }
      if evidence.isSettled { break }
    }
    return try evidence.clock()
  }
}

extension RowProblem {
  /// The reject that names it.
  func reject(path: InputPath, record: Int) -> Reject {
    Reject(
      position: Position(path: path, record: record, offset: offset),
      problem: problem,
      detail: detail,
      losesMessage: losesRecord
    )
  }
}
