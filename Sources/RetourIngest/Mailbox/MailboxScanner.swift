/// How the messages of a mailbox are told apart.
struct MailboxDialect: Hashable, Sendable {
  /// Whether `Content-Length` fields are believed where they lead to a boundary (mboxcl, mboxcl2).
  var usesContentLength = false
  /// Whether lines end with a CR alone.
  var usesCarriageReturns = false
}

/// What stands at one place of a mailbox.
enum ScannedMessage {
  /// A message that is no report. Nothing of it was kept.
  case ordinary
  /// A message that may be one: its bytes with the envelope line, and whether the cap cut it.
  case candidate([UInt8], isCut: Bool)
  /// A message whose header block is longer than the cap.
  case headerTooLarge
}

/// Walks over the messages of a mailbox or of a byte range of one.
///
/// A message belongs to the range in which its envelope line begins, and is read to its end even
/// where that lies beyond the range. So ranges can be worked side by side and give together exactly
/// what one walk over the whole file gives.
struct MailboxScanner {
  private let window: UnsafeWindow
  private let dialect: MailboxDialect
  private let limits: Limits
  /// Where the current message begins.
  private var message: Int
  /// Where the search for its end goes on.
  private var cursor: Int

  /// How many bytes before a line that begins with `From ` decide whether a blank line precedes it.
  static let context = 4
  /// How much of a line has to be seen to judge it.
  private static let lineSample = 512

  /// Creates a scanner.
  ///
  /// - Parameters:
  ///   - window: begins ``context`` bytes before the range, or at its start where that is 0.
  ///   - dialect: how messages are told apart.
  ///   - limits: the caps.
  init(_ window: UnsafeWindow, dialect: MailboxDialect, limits: Limits) {
    self.window = window
    self.dialect = dialect
    self.limits = limits
    message = window.start
    cursor = window.start
  }

  /// Finds the first message whose envelope line begins in `low..<high`.
  ///
  /// Nothing beyond `high` is searched: whatever lies there is others' to read.
  ///
  /// - Returns: its offset, or nil where none is.
  mutating func findFirst(from low: Int64, before high: Int64 = .max) throws -> Int64? {
    try fill(64)
    if low == 0, isFromLine(window.start) {
      message = window.start
      return 0
    }
    let start = window.start + max(0, Int(low - window.offset(of: window.start)) - 1)
    cursor = min(start, window.end)
    message = cursor
    guard let first = try nextBoundary(before: high) else { return nil }
    message = first
    return window.offset(of: first)
  }

  /// Reads the message that begins at the current place and moves to the next one.
  ///
  /// - Returns: what it is, and the offset of the next message, or nil at the end of the source.
  mutating func readMessage() throws -> (message: ScannedMessage, next: Int64?) {
    guard let bodyStart = try findBody() else {
      cursor = max(message, cursor - 1)
      let next = try nextBoundary()
      return (.headerTooLarge, advance(to: next))
    }
    let isCandidate = window.withSpan(message..<bodyStart) { HeaderTriage.mayBeReport($0) }
    if dialect.usesContentLength, let next = try boundaryByLength(bodyStart: bodyStart) {
      let content: ScannedMessage =
        isCandidate ? .candidate(window.copy(message..<next.end), isCut: false) : .ordinary
      return (content, advance(to: next.boundary))
    }
    guard isCandidate else {
      let next = try nextBoundary()
      return (.ordinary, advance(to: next))
    }
    switch try boundaryOfKeptMessage() {
    case .found(let next):
      let content = window.copy(message..<(next ?? window.end))
      return (.candidate(content, isCut: false), advance(to: next))
    case .tooLong:
      let content = window.copy(message..<(message + limits.message))
      let next = try nextBoundary()
      return (.candidate(content, isCut: true), advance(to: next))
    }
  }

  private mutating func advance(to next: Int?) -> Int64? {
    guard let next else { return nil }
    message = next
    cursor = next
    return window.offset(of: next)
  }

  /// The offset of the end of what was read.
  var endOffset: Int64 { window.offset(of: window.end) }

  // MARK: Header block

  /// The place after the header block's blank line, or the place where the block ends without one;
  /// nil where it is longer than the cap.
  ///
  /// Sets `cursor` to the line end from which to search on.
  private mutating func findBody() throws -> Int? {
    cursor = message
    while true {
      guard let lineFeed = window.lineFeed(from: cursor) else {
        if window.isAtEnd {
          cursor = max(message, window.end - 1)
          return window.end
        }
        if window.end - message > limits.header { return nil }
        try refill(keeping: message)
        continue
      }
      let length = lineFeed - cursor
      let first = window.byte(at: cursor)
      if first == .lineFeed || first == .carriageReturn && lineFeed == cursor + 1 {
        cursor = lineFeed
        return lineFeed + 1
      }
      if first == UInt8(ascii: "F"), cursor > message, isFromLine(cursor),
        try isBoundary(keeps: true)
      {
        // A message without a body, and without the blank line either.
        let body = cursor
        cursor -= 1
        return body
      }
      cursor += length + 1
      if cursor - message > limits.header { return nil }
    }
  }

  // MARK: The end of a message

  private enum KeptEnd {
    case found(Int?)
    case tooLong
  }

  /// Searches the end of a message all of whose bytes are kept, up to the cap.
  private mutating func boundaryOfKeptMessage() throws -> KeptEnd {
    while true {
      if let place = window.fromLine(from: cursor) {
        cursor = place
        if try isBoundary(keeps: true) {
          if cursor - message <= limits.message { return .found(cursor) }
          cursor -= 1
          return .tooLong
        }
        continue
      }
      if window.isAtEnd { return window.end - message > limits.message ? .tooLong : .found(nil) }
      if window.end - message > limits.message { return .tooLong }
      cursor = max(cursor, window.end - 5)
      try refill(keeping: message)
    }
  }

  /// Searches the next boundary and lets go of the bytes before it; nil where none begins before the
  /// offset `high`.
  private mutating func nextBoundary(before high: Int64 = .max) throws -> Int? {
    while true {
      if let place = window.fromLine(from: cursor) {
        cursor = place
        if window.offset(of: place) >= high { return nil }
        if try isBoundary(keeps: false) { return cursor }
        continue
      }
      if window.isAtEnd || window.offset(of: window.end) - 5 >= high { return nil }
      cursor = max(cursor, window.end - 5)
      try refill(keeping: max(window.start, cursor - Self.context))
    }
  }

  /// The boundary to which `Content-Length` leads, where it does lead to one.
  private mutating func boundaryByLength(
    bodyStart: Int
  ) throws -> (end: Int, boundary: Int?)? {
    guard let length = contentLength(message..<bodyStart), length <= limits.message else {
      return nil
    }
    let headerLength = bodyStart - message
    while window.end - message < headerLength + length + 8, !window.isAtEnd {
      try refill(keeping: message)
    }
    let end = message + headerLength + length
    guard end <= window.end else { return nil }
    var place = end
    while place < window.end, place < end + 4,
      window.byte(at: place) == .lineFeed || window.byte(at: place) == .carriageReturn
    {
      place += 1
    }
    if place == window.end, window.isAtEnd { return (end, nil) }
    guard window.end - place >= 5, isFromLine(place), place > end || isAfterLineEnd(place) else {
      return nil
    }
    return (end, place)
  }

  private func isAfterLineEnd(_ place: Int) -> Bool { window.byte(at: place - 1) == .lineFeed }

  private func contentLength(_ header: Range<Int>) -> Int? {
    let name: StaticString = "content-length:"
    var line = header.lowerBound
    while line < header.upperBound, let end = window.lineFeed(from: line) {
      if window.byte(at: line).lowercased == UInt8(ascii: "c"), end < header.upperBound {
        let bytes = window.copy(line..<end)[...]
        if bytes.hasPrefix(ignoringCase: name) {
          return bytes.dropFirst(name.utf8CodeUnitCount).trimmed.number
        }
      }
      line = end + 1
    }
    return nil
  }

  // MARK: Boundaries

  private func isFromLine(_ place: Int) -> Bool {
    guard place + 5 <= window.end else { return false }
    return window.byte(at: place) == UInt8(ascii: "F")
      && window.byte(at: place + 1) == UInt8(ascii: "r")
      && window.byte(at: place + 2) == UInt8(ascii: "o")
      && window.byte(at: place + 3) == UInt8(ascii: "m") && window.byte(at: place + 4) == .space
  }

  /// Whether the line at `cursor`, which begins with `From `, begins a message.
  ///
  /// It does if it is dated. Without a date it does after a blank line if the next line is a field
  /// that messages begin with; the line `From - ` does so without a blank line too, if another field
  /// follows that one. A quoted line (`>From `) never comes here.
  ///
  /// - Parameter keeps: whether the bytes from the current message on have to stay.
  /// - Returns: whether it does.
  /// - Throws: ``ReadError`` where more of the source is needed and can't be had.
  private mutating func isBoundary(keeps: Bool) throws -> Bool {
    while window.end - cursor < Self.lineSample * 2, !window.isAtEnd {
      try refill(keeping: keeps ? message : max(window.start, cursor - Self.context))
    }
    let place = cursor
    let sampleEnd = min(window.end, place + Self.lineSample)
    let lineEnd = window.lineFeed(from: place, to: sampleEnd) ?? sampleEnd
    if window.withSpan(place..<lineEnd, { EnvelopeLine.isDated($0) }) { return true }
    let isAfterBlank = isAfterBlankLine(place)
    guard lineEnd < sampleEnd, isAfterBlank || isBareSeparator(place..<lineEnd) else {
      return false
    }
    let next = window.copy(lineEnd + 1..<min(window.end, lineEnd + 1 + Self.lineSample))[...]
    guard Self.firstFields.contains(where: { next.hasPrefix(ignoringCase: $0) }) else {
      return false
    }
    return isAfterBlank || Self.goesOnAsHeader(next)
  }

  /// Whether a line is `From -` and nothing else, as Mozilla writes it where it has no date.
  private func isBareSeparator(_ line: Range<Int>) -> Bool {
    guard line.count > 5, window.byte(at: line.lowerBound + 5) == UInt8(ascii: "-") else {
      return false
    }
    return (line.lowerBound + 6..<line.upperBound).allSatisfy { window.byte(at: $0) <= .space }
  }

  /// Whether a field or a continuation, or the end of what was read, follows the first line.
  private static func goesOnAsHeader(_ text: Bytes) -> Bool {
    guard let end = text.firstIndex(of: .lineFeed), end + 1 < text.endIndex else { return true }
    let next = text[(end + 1)...]
    if next[next.startIndex].isBlank { return true }
    let line = next.prefix { $0 != .lineFeed }
    return HeaderFields.nameEnd(text, from: line.startIndex, to: line.endIndex) != nil
  }

  private func isAfterBlankLine(_ place: Int) -> Bool {
    guard place - 2 >= window.start, window.byte(at: place - 1) == .lineFeed else { return false }
    let before = window.byte(at: place - 2)
    if before == .lineFeed { return true }
    return before == .carriageReturn && place - 3 >= window.start
      && window.byte(at: place - 3) == .lineFeed
  }

  /// The fields with which the header of a stored message begins.
  private static let firstFields: [StaticString] = [
    "return-path:", "received:", "delivered-to:", "x-original-to:", "envelope-to:", "date:",
    "from:", "to:", "subject:", "message-id:", "mime-version:", "content-type:", "x-mozilla-",
    "x-account-key:", "x-uidl:", "status:", "x-gmail-labels:", "x-gm-thrid:", "dkim-signature:",
    "x-apparently-to:",
  ]

  // MARK: Reading on

  private mutating func fill(_ count: Int) throws {
    while window.end - window.start < count, !window.isAtEnd { try refill(keeping: window.start) }
  }

  private mutating func refill(keeping low: Int) throws {
    let shift = try window.refill(keepingFrom: low) - low
    message += shift
    cursor += shift
  }
}
