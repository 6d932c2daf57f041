/// Reads the lines of a log from a source, one after the other.
///
/// Memory: one buffer of ``stride`` bytes and the longest line, at most ``limit`` bytes.
struct LogLines {
  /// The longest line that is read, in bytes; rsyslog's default is 8 KiB, and a journal's record with
  /// its fields has some more.
  static let limit = 1 << 16
  private static let stride = 1 << 18

  /// What came next.
  enum Step {
    /// A line without its end, and the byte of the source at which it begins.
    case line(Bytes, offset: Int64)
    /// A line longer than ``limit``, which was passed over.
    case tooLong(offset: Int64)
    /// The end.
    case end
  }

  private let source: any ByteSource
  private var buffer: [UInt8] = []
  private var position = 0
  /// The byte of the source at which the buffer begins.
  private var start: Int64 = 0
  private var hasEnded = false
  /// Whether the last line had no end: it may be half written.
  private(set) var isLastOpen = false

  /// Begins at a byte of the source, up to which the caller has read it.
  init(_ source: any ByteSource, from start: Int64 = 0) {
    self.source = source
    self.start = start
  }

  /// The byte of the source up to which lines were read.
  var offset: Int64 { start + Int64(position) }

  /// Reads on to the next line.
  ///
  /// - Throws: ``ReadError`` where the source can't be read.
  mutating func next() throws -> Step {
    while true {
      if let end = buffer[...].place(of: .lineFeed, from: position) {
        defer { position = end + 1 }
        guard end - position <= Self.limit else { return .tooLong(offset: offset) }
        return .line(Self.bare(buffer[position..<end]), offset: offset)
      }
      if buffer.count - position > Self.limit { return try passOver() }
      guard try refill() else { break }
    }
    guard position < buffer.count else { return .end }
    isLastOpen = true
    defer { position = buffer.count }
    guard buffer.count - position <= Self.limit else { return .tooLong(offset: offset) }
    return .line(Self.bare(buffer[position...]), offset: offset)
  }

  /// A line without the carriage return at its end and the zeros that a crash leaves before it.
  private static func bare(_ line: Bytes) -> Bytes {
    var line = line
    if line.last == .carriageReturn { line.removeLast() }
    if line.first == 0 { line = line.drop { $0 == 0 } }
    return line
  }

  private mutating func passOver() throws -> Step {
    let place = offset
    while true {
      if let end = buffer[...].place(of: .lineFeed, from: position) {
        position = end + 1
        return .tooLong(offset: place)
      }
      position = buffer.count
      guard try refill() else { return .tooLong(offset: place) }
    }
  }

  private mutating func refill() throws -> Bool {
    guard !hasEnded else { return false }
    start += Int64(position)
    let kept = buffer[position...]
    let (bytes, got) = try source.appending(to: kept, count: Self.stride)
    buffer = bytes
    position = 0
    hasEnded = got == 0
    return got > 0
  }
}
