import RetourEvents

/// Some lines of a log, and what they tell.
///
/// One thread at a time uses it, which is why it may be handed between threads. Facts are stretches of
/// its bytes, so they are done with before it goes.
final class LogBlock: @unchecked Sendable {
  /// The longest line that is read, in bytes; rsyslog's default is 8 KiB, and a journal's record with
  /// its fields has some more.
  static let lineLimit = 1 << 16

  /// What one line tells.
  struct Note {
    let fact: LogFact
    let host: LogHost
    let time: LogTime?
    let repeats: Int32
    /// The number of the line in the block, from 0.
    let line: Int32
    /// The byte of the block at which it begins.
    let offset: Int32
  }

  private let texts: UnsafeTexts
  private let text: UnsafeText
  /// The byte of the source at which it begins.
  let offset: Int64
  /// Bytes of the source before it that were passed over.
  private let before: Int64
  /// Whether the source ends with it.
  let isLast: Bool
  /// Why the source couldn't be read further.
  let failure: (any Error)?
  /// What is wrong with compressed data, once they have ended.
  var damage: ReadError?
  /// Whether a line follows that is longer than ``lineLimit``.
  private let endsTooLong: Bool
  private let skipsFirst: Bool

  /// What its lines tell, in their order.
  private(set) var notes: [Note] = []
  /// How many lines it has.
  private(set) var lines = 0
  /// Where lines stand that are longer than ``lineLimit``.
  private(set) var tooLong: [(line: Int, offset: Int64)] = []
  /// The last whole line: the byte of the source at which it begins, and its hash.
  private(set) var last: (offset: Int64, line: UInt64)?
  /// Whose the last line was that was understood; nil where none was.
  private(set) var server: LogServer?
  /// Whether more than one server may have written the first line that is understood.
  private var isUndecided = false

  init(
    _ texts: UnsafeTexts,
    _ text: UnsafeText,
    offset: Int64,
    before: Int64,
    isLast: Bool,
    endsTooLong: Bool,
    skipsFirst: Bool,
    failure: (any Error)?
  ) {
    self.texts = texts
    self.text = text
    self.offset = offset
    self.before = before
    self.isLast = isLast
    self.endsTooLong = endsTooLong
    self.skipsFirst = skipsFirst
    self.failure = failure
  }

  /// The byte of the source at which it ends.
  var end: Int64 { offset + Int64(text.count) }
  /// How many bytes of the source it stands for.
  var bytes: Int64 { before + Int64(text.count) }

  /// Whether its last line has no end: it may be half written.
  var isLastOpen: Bool {
    guard isLast, failure == nil, let last = text.last, last != .lineFeed else { return false }
    let start = text.lastIndex(of: .lineFeed).map { $0 + 1 } ?? text.startIndex
    return text.endIndex - start <= Self.lineLimit
  }

  /// The first line; nil where it is too long, or there is none.
  var firstLine: [UInt8]? {
    guard !text.isEmpty else { return nil }
    let end = text.firstIndex(of: .lineFeed) ?? text.endIndex
    guard end - text.startIndex <= Self.lineLimit else { return nil }
    return Array(Self.bare(text[text.startIndex..<end]))
  }

  /// Understands the lines, as far as that takes no knowledge of those before.
  ///
  /// A line is understood as the last server's that understood one, else as any. So the first such
  /// line of a block depends on the block before, unless only one server writes so.
  func understand(isJSON: Bool) { read(isJSON, after: nil) }

  /// Understands the lines behind one of a server, where that makes a difference.
  func decide(isJSON: Bool, after server: LogServer) {
    guard isUndecided else { return }
    (notes, lines, tooLong, last) = ([], 0, [], nil)
    read(isJSON, after: server)
  }

  private func read(_ isJSON: Bool, after start: LogServer?) {
    var server = start
    var prefixes = LogPrefixes()
    var lastLine: Range<Int>?
    let isLastOpen = isLastOpen
    var position = text.startIndex
    let (text, texts) = (text, texts)
    var (notes, lines) = ([Note](), 0)
    notes.reserveCapacity(text.count / 128 + 16)
    while position < text.endIndex {
      let (start, line) = (position, lines)
      let end = text.place(of: .lineFeed, from: position) ?? text.endIndex
      position = end + 1
      lines += 1
      if skipsFirst, line == 0 { continue }
      guard end - start <= Self.lineLimit else {
        tooLong.append((line, offset + Int64(start - text.startIndex)))
        continue
      }
      if end < text.endIndex || !isLastOpen { lastLine = start..<end }
      let bare = Self.bare(text[start..<end])
      guard let entry = isJSON ? LogEnvelope.line(bare, texts) : prefixes.line(bare) else {
        continue
      }
      if server == nil {
        let all = LogServer.all(of: entry, texts)
        guard all.count < 2 else {
          isUndecided = true
          return
        }
        server = all.first
      }
      guard var known = server, let fact = LogServer.fact(entry, texts, &known) else { continue }
      server = known
      notes.append(
        Note(
          fact: fact,
          host: prefixes.host(entry.host),
          time: entry.time,
          repeats: Int32(entry.repeats),
          line: Int32(line),
          offset: Int32(start - text.startIndex)
        )
      )
    }
    self.notes = notes
    self.server = notes.isEmpty ? nil : server
    if endsTooLong {
      if lines > 0 || !skipsFirst { tooLong.append((lines, end)) }
      lines += 1
    }
    self.lines = lines
    last = lastLine.map {
      (offset + Int64($0.lowerBound - text.startIndex), LogProgress.hash(Self.bare(text[$0])))
    }
  }

  /// A line without the carriage return at its end and the zeros that a crash leaves before it.
  private static func bare(_ line: UnsafeText) -> UnsafeText {
    var line = line
    if line.last == .carriageReturn { line = line.dropLast() }
    if line.first == 0 { line = line.drop { $0 == 0 } }
    return line.withoutByteOrderMark
  }
}

/// The host that wrote a line, and a hash of its name in lower case.
struct LogHost {
  let name: UnsafeText
  let hash: UInt64

  init(_ name: UnsafeText) {
    self.name = name
    hash = Self.hash(name)
  }

  /// The key of the message with an id, or of an attempt with a number, on this host.
  func key(_ id: UnsafeText) -> UInt64 { id.hash(after: hash) }

  /// The same for an id and a host that were kept.
  static func key(_ id: [UInt8], of host: [UInt8]) -> UInt64 {
    var hash = Self.hash(host)
    UnsafeFastHash.mix(id[...], into: &hash)
    return hash
  }

  private static func hash(_ name: some RandomAccessCollection<UInt8>) -> UInt64 {
    var hash = FNV1a()
    for byte in name { hash.mix(byte.lowercased) }
    return hash.value
  }
}
