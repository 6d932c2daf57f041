import RetourEvents

/// Cuts a plain CSV export into byte ranges that are read side by side.
///
/// A range ends where a record begins: at the first line behind its nominal end that splits into as
/// many fields as the header has, with a date in the column of the dates, and before which the range
/// has an even number of quotes, so that it isn't inside a quoted field. Where no such line is near,
/// the range is read to find its true end, and the columns in force there. So the ranges follow from
/// the file alone, and they give what reading in one go gives.
struct CSVCutter: Sendable {
  /// How far behind its nominal end a range's true end is looked for.
  private static let search = 1 << 14
  /// Bytes that one range covers, 256 KiB: about 650 rows, whose reports take a megabyte.
  private static let range: Int64 = 1 << 18
  /// Bytes of a range most of whose rows are packed, 1 MiB.
  private static let packedRange: Int64 = 1 << 20
  /// Bytes of a range that is only counted, 2 MiB: it holds nothing but the bytes.
  private static let countedRange: Int64 = 1 << 21
  /// How far before its beginning a range looks for records that its first ones may repeat.
  private static let context: Int64 = 1 << 14

  private let identity: FileIdentity
  private let file: TraceFile
  private let clock: TraceClock
  private let options: TraceOptions
  private var position: Int64 = 0
  private var layout: CSVLayout?

  /// Creates a cutter for an export whose dates are understood.
  ///
  /// - Returns: nil for tracking logs, whose columns may change anywhere, and for other encodings.
  init?(_ identity: FileIdentity, _ file: TraceFile, _ clock: TraceClock, _ options: TraceOptions) {
    guard file.container == .csv, file.encoding != .utf16(isBigEndian: false),
      file.encoding != .utf16(isBigEndian: true)
    else { return nil }
    self.identity = identity
    self.file = file
    self.clock = clock
    self.options = options
  }

  /// The next range as a unit, and whether it is the last.
  mutating func next() throws -> (unit: MailUnit, isLast: Bool) {
    let low = position
    let before = layout
    let nominal =
      low
      + (options.countsOnly
        ? Self.countedRange : options.packsQuiet ? Self.packedRange : Self.range)
    var high = Int64.max
    var bytes: [UInt8]?
    if nominal < identity.size, let end = try end(of: low, before, near: nominal) {
      (high, layout) = (end.offset, end.layout)
      // Counting is so quick that reading the range twice would show.
      if options.countsOnly { bytes = end.bytes }
    }
    position = min(high, identity.size)
    let isLast = high == .max
    let unit = MailUnit(yielding: { [identity, file, clock, options, high, bytes] in
      let reading = TakenReading(TraceReading(file, clock, options, path: identity.path))
      var batch = MailBatch(source: identity)
      batch.isLast = isLast
      return reading.finish(batch, at: low) { reading, batch in
        try reading.read(identity, from: low, to: high, before, Self.context, bytes, into: &batch)
      }
    })
    return (unit, isLast)
  }

  private func end(
    of low: Int64,
    _ layout: CSVLayout?,
    near nominal: Int64
  ) throws -> (offset: Int64, layout: CSVLayout?, bytes: [UInt8]?)? {
    let source = try FileBytes(path: identity.path)
    if let layout {
      let length = Int(nominal - low)
      let range = try source.bytes(at: low, count: length + Self.search)
      if range.count > length, let start = layout.firstRecord(in: range, from: length),
        !range.isOddCount(of: UInt8(ascii: "\""), before: start)
      {
        return (low + Int64(start), layout, range)
      }
    }
    let records = CSVRecords(
      InputBytes(try FileBytes(path: identity.path, at: low)),
      offset: low,
      end: nominal,
      layout: layout,
      mapping: options.columns
    )
    while true {
      if case .end = try records.next() { break }
    }
    return records.offset >= identity.size ? nil : (records.offset, records.layout, nil)
  }
}

extension CSVLayout {
  /// Where in a stretch of a file the first line begins that is a record, if one is complete.
  ///
  /// The stretch may begin anywhere, also inside a quoted field.
  func firstRecord(in sample: [UInt8], from start: Int = 0) -> Int? {
    let split = CSVFields()
    guard let time = wanted.first(where: { $0.field == .time || $0.field == .localTime }) else {
      return nil
    }
    var index = start
    while let lineFeed = sample[index...].place(of: .lineFeed, from: index) {
      index = lineFeed + 1
      guard index < sample.count,
        case .record(_, columns.count) = split.split(
          sample,
          from: index,
          delimiter: delimiter,
          isAtEnd: false
        )
      else { continue }
      let field = split[time.column]
      if TraceDate(sample[Int(field.low)..<Int(field.high)]) != nil { return index }
    }
    return nil
  }
}
