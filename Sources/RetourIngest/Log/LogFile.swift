import RetourEvents

/// A log of a mail server, or of a whole system, as its first bytes show it.
struct LogFile: Hashable, Sendable {
  /// Whether each line is a JSON object with the line in it.
  let isJSON: Bool
  /// The times without a year at the front of the first lines.
  private let dates: [LogDate]
  /// The first time.
  private let first: LogTime

  /// The hash of the first line, by which a log is known again.
  let key: UInt64

  /// How many lines may stand before the first with a time.
  private static let patience = 3

  /// Judges the first bytes of an input; nil where they aren't lines of a log.
  ///
  /// What servers wrote it is told by its lines, as they are read.
  init?(_ sample: Bytes) {
    let sample = sample.withoutByteOrderMark
    guard let line = (try? LogBlocks(MemoryBytes(sample)).firstLine()) ?? nil else { return nil }
    key = LogProgress.hash(line)
    let isJSON = LogEnvelope.begins(sample)
    self.isJSON = isJSON
    var (dates, first): ([LogDate], LogTime?) = ([], nil)
    var seen = 0
    for range in sample.lineRanges {
      guard first != nil || seen < Self.patience else { return nil }
      seen += 1
      guard let time = Self.time(sample[range], isJSON: isJSON) else { continue }
      first = first ?? time
      if case .local(let date) = time, date.year == nil { dates.append(date) }
    }
    guard let first else { return nil }
    self.first = first
    self.dates = dates
  }

  /// The time of a line.
  private static func time(_ line: Bytes, isJSON: Bool) -> LogTime? {
    UnsafeTexts.use { texts in
      if isJSON { return LogEnvelope.line(texts.keep(line), texts)?.time }
      guard let first = line.first,
        first.isAlphanumeric || first == UInt8(ascii: "<")
          || first == UInt8(ascii: "@")
      else { return nil }
      return LogPrefix.line(texts.keep(line)).time
    }
  }

  /// The calendar for the lines of a file that was `changed` last at a moment; `later` are times
  /// without a year that stand further back in it, in order.
  ///
  /// The year that the user states is that of the last line.
  func calendar(_ later: [LogDate], changed: Int64, _ options: TraceOptions) -> LogCalendar {
    let stated = options.year.flatMap { LogCalendar.day($0, 12, 30) }.map { $0 * 86_400 }
    let year = LogCalendar.firstYear(of: dates + later, before: stated ?? changed)
    return LogCalendar(year: year, offset: options.offset)
  }

  /// When the file begins, by its calendar.
  func start(_ calendar: LogCalendar) -> Int64? {
    var calendar = calendar
    return calendar.moment(first)
  }
}

/// Finds out what can be known about the years of a file's lines without reading it.
enum LogYears {
  /// How many places of a file are looked at, and how many bytes at each.
  private static let places = 64
  private static let sample = 4_096

  /// Times without a year from places all over a plain file, in order; from one to the next less than
  /// a year goes by, unless the server was idle for a year.
  static func dates(of file: FileIdentity) -> [LogDate] {
    guard file.size > Int64(InputFormat.sampleSize), let bytes = try? FileBytes(path: file.path)
    else {
      return []
    }
    var dates: [LogDate] = []
    for place in 1...places {
      let last = max(0, file.size - Int64(sample))
      let offset = last / Int64(places) * Int64(place)
      guard let sample = try? bytes.bytes(at: offset, count: sample),
        let end = sample.firstIndex(of: .lineFeed)
      else { continue }
      let found = sample[(end + 1)...].lineRanges.prefix(8).lazy.compactMap { range in
        UnsafeTexts.use { date(of: LogPrefix.line($0.keep(sample[range]))) }
      }.first
      if let found { dates.append(found) }
    }
    return dates
  }

  /// The date of a line, where it has no year.
  private static func date(of line: LogLine) -> LogDate? {
    guard case .local(let date) = line.time, date.year == nil else { return nil }
    return date
  }

  /// When a file was changed last, in seconds since 1970: what the header of a gzip member states of
  /// the file that was packed (RFC 1952 2.3.1), else the time of modification.
  static func changed(_ file: FileIdentity, head: Bytes) -> Int64 {
    if head.count >= 8, head.starts(with: [0x1F, 0x8B]) {
      var seconds: Int64 = 0
      for byte in head[(head.startIndex + 4)..<(head.startIndex + 8)].reversed() {
        seconds = seconds << 8 | Int64(byte)
      }
      if seconds > 0 { return seconds }
    }
    return file.modified / 1_000_000_000
  }
}
