import Glibc

/// Some children of the root of an export in XML, as a document of its own.
struct XMLStretch: Sendable {
  /// The beginning of the export with the root's tag, the children, and the root's end.
  let document: [UInt8]
  /// What is to be added to an index of the document to get the offset in the export, for children.
  let base: Int64
  /// Where the children begin that belong to the stretch.
  ///
  /// Those before belong to the one before it too: the first records may repeat theirs.
  let start: Int64
  /// One beyond the last child.
  let end: Int64
}

/// Cuts an export in XML between children of the root, so that the stretches can be read side by side.
///
/// How: only tags are told apart, and how deep they are nested. That is exact as long as each `<` is
/// that of a tag and each tag ends at the first `>` behind it. So the cutting stops before a child that
/// has a comment, a CDATA section, a processing instruction, an apostrophe or a single quotation mark
/// inside a tag; at the root's end; and where a child is larger than ``PlainXML/childLimit``. What
/// isn't well-formed is found by those who read the stretches. Memory: a stretch, and a child.
///
/// Contract for the unsafe parts: positions lie inside the buffer whose pointer lives for one call.
@safe
final class XMLCutter {
  /// Bytes of the stretch before that a stretch has too, 16 KiB.
  static let context = 1 << 14

  private let source: any ByteSource
  private let stretch: Int
  private var buffer: [UInt8] = []
  private var bufferOffset: Int64 = 0
  private var isAtEnd = false
  /// The beginning of the export with the root's tag; empty where it isn't plain.
  private var head: Bytes = []
  private var rootEnd: [UInt8] = []
  private var hasStarted = false
  private var isStopped = false
  /// Where the context of the next stretch begins, and where the stretch does.
  private var contextStart = 0
  private var position = 0

  /// Creates a cutter.
  ///
  /// - Parameters:
  ///   - source: a document.
  ///   - stretch: bytes that a stretch has at least, but for the last one.
  init(_ source: any ByteSource, stretch: Int) {
    self.source = source
    self.stretch = stretch
  }

  /// The byte of the source up to which stretches were cut.
  var offset: Int64 { bufferOffset + Int64(position) }

  /// The next stretch; nil where the rest has to be read in one go.
  ///
  /// - Throws: ``ReadError`` where the source can't be read.
  func next() throws -> XMLStretch? {
    if !hasStarted { try start() }
    guard !isStopped else { return nil }
    var start = position
    var nextContext = position
    while position - start < stretch {
      switch child() {
      case .end(let end):
        if end - nextContext > Self.context { nextContext = position }
        position = end
        continue
      case .incomplete where !isAtEnd && buffer.count - position <= PlainXML.childLimit:
        start -= contextStart
        nextContext -= contextStart
        try refill()
        continue
      case .incomplete, .stop:
        isStopped = true
      }
      break
    }
    guard position > start else { return nil }
    defer { contextStart = nextContext }
    return XMLStretch(
      document: Array(head) + buffer[contextStart..<position] + rootEnd,
      base: bufferOffset + Int64(contextStart - head.count),
      start: bufferOffset + Int64(start),
      end: offset
    )
  }

  /// What is left: a document with what the last stretch had at its end, what is to be added to an
  /// index of it to get an offset, and the offset where the rest begins.
  var rest: (document: any ByteSource, base: Int64, start: Int64) {
    guard !head.isEmpty else { return (JoinedBytes(buffer[...], source), 0, 0) }
    return (
      JoinedBytes((head + buffer[contextStart...])[...], source),
      bufferOffset + Int64(contextStart - head.count), offset
    )
  }

  private func refill() throws {
    let (bytes, got) = try source.appending(to: buffer[contextStart...], count: 1 << 20)
    bufferOffset += Int64(contextStart)
    position -= contextStart
    contextStart = 0
    buffer = bytes
    isAtEnd = got == 0
  }

  private func start() throws {
    hasStarted = true
    while buffer.count < 4_096, !isAtEnd { try refill() }
    guard let root = PlainXML.root(in: buffer) else {
      isStopped = true
      return
    }
    head = buffer[root.head]
    rootEnd = Array("</".utf8) + buffer[root.name] + ">".utf8
    // What is wrong with it is said once, when the rest is read, and not for each stretch.
    if case .reject = try ParsedXML(MemoryBytes(head + rootEnd)).next() { isStopped = true }
    position = root.head.upperBound
    contextStart = position
  }

  // MARK: Children

  private enum Child {
    case end(Int)
    case incomplete
    case stop
  }

  /// Finds the end of the child at the position.
  private func child() -> Child {
    unsafe buffer.withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return .incomplete }
      return unsafe Self.child(base, from: position, to: bytes.count)
    }
  }

  private static func child(_ base: UnsafePointer<UInt8>, from low: Int, to high: Int) -> Child {
    var index = low
    while unsafe index < high && base[index].isWhiteSpace { index += 1 }
    guard index < high else { return .incomplete }
    guard unsafe base[index] == UInt8(ascii: "<") else { return .stop }
    var depth = 0
    while true {
      let end = unsafe UnsafeSearch.first(UInt8(ascii: ">"), in: base, from: index + 1, to: high)
      guard index + 2 < high, let close = end else { return .incomplete }
      let second = unsafe base[index + 1]
      if second == UInt8(ascii: "/") {
        depth -= 1
        guard depth >= 0 else { return .stop }
      } else {
        guard second.isLetter, unsafe isWhole(base, index, close) else { return .stop }
        if unsafe base[close - 1] != UInt8(ascii: "/") { depth += 1 }
      }
      index = close + 1
      if depth == 0 { return .end(index) }
      guard
        let next = unsafe UnsafeSearch.first(UInt8(ascii: "<"), in: base, from: index, to: high)
      else { return .incomplete }
      index = next
    }
  }

  /// Whether a `>` ends the tag that begins before it, because it isn't inside quotation marks.
  private static func isWhole(_ base: UnsafePointer<UInt8>, _ low: Int, _ high: Int) -> Bool {
    var isQuoted = false
    for index in low..<high {
      let byte = unsafe base[index]
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if byte == UInt8(ascii: "'") { return false }
    }
    return !isQuoted
  }
}
