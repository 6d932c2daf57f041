import Glibc

/// A stretch of the bytes of a log that belongs to a block (``LogBlock``).
///
/// It is handed on for every word of every line, so it holds nothing: copying one is copying 16 bytes.
///
/// Contract: the ``UnsafeTexts`` that it is of live longer. All places are of the memory that it is of,
/// like those of a slice, and each is checked.
@safe
struct UnsafeText: ByteText {
  private let base: UnsafePointer<UInt8>
  private let low: UInt32
  private let high: UInt32

  /// No bytes, of no memory.
  static var empty: UnsafeText {
    unsafe UnsafeText(UnsafePointer(bitPattern: 1).unsafelyUnwrapped, 0, 0)
  }

  @inline(__always)
  fileprivate init(_ base: UnsafePointer<UInt8>, _ low: Int, _ high: Int) {
    unsafe self.base = base
    self.low = UInt32(truncatingIfNeeded: low)
    self.high = UInt32(truncatingIfNeeded: high)
  }

  @inline(__always) var startIndex: Int { Int(low) }
  @inline(__always) var endIndex: Int { Int(high) }
  @inline(__always) var count: Int { Int(high) - Int(low) }
  @inline(__always) var isEmpty: Bool { low == high }
  @inline(__always) var indices: Range<Int> { startIndex..<endIndex }

  @inline(__always)
  subscript(index: Int) -> UInt8 {
    precondition(index >= startIndex && index < endIndex)
    return unsafe base[index]
  }

  @inline(__always)
  subscript(range: Range<Int>) -> UnsafeText {
    precondition(range.lowerBound >= startIndex && range.upperBound <= endIndex)
    return unsafe UnsafeText(base, range.lowerBound, range.upperBound)
  }

  @inline(__always)
  func place(of byte: UInt8, from start: Int, to end: Int) -> Int? {
    guard start < end else { return nil }
    precondition(start >= startIndex && end <= endIndex)
    return unsafe UnsafeSearch.first(byte, in: base, from: start, to: end)
  }

  @inline(__always)
  func withBytes<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
    unsafe body(Span(_unsafeStart: base + startIndex, count: count))
  }

  func withContiguousStorageIfAvailable<Result>(
    _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
  ) rethrows -> Result? {
    unsafe try body(UnsafeBufferPointer(start: base + startIndex, count: count))
  }

  /// The bytes, as an array that holds them.
  var bytes: [UInt8] {
    guard !isEmpty else { return [] }
    return unsafe Array(UnsafeBufferPointer(start: base + startIndex, count: count))
  }

  /// Whether the bytes of another text stand at a place.
  @inline(__always)
  func starts(with other: UnsafeText, at place: Int) -> Bool {
    guard place >= startIndex, endIndex - place >= other.count else { return false }
    return unsafe memcmp(base + place, other.base + other.startIndex, other.count) == 0
  }

  /// Whether the bytes are those of an array.
  @inline(__always)
  func equals(_ bytes: [UInt8]) -> Bool {
    guard count == bytes.count else { return false }
    return unsafe bytes.withUnsafeBufferPointer { bytes in
      unsafe bytes.baseAddress.map { unsafe memcmp(base + startIndex, $0, bytes.count) == 0 }
        ?? true
    }
  }

  /// A hash of the bytes and of what was hashed before.
  @inline(__always)
  func hash(after seed: UInt64) -> UInt64 {
    var hash = seed
    unsafe UnsafeFastHash.mix(UnsafeRawPointer(base + startIndex), count, into: &hash)
    return hash
  }
}

/// Values that belong to a block, as a text of it does.
///
/// Contract: that of ``UnsafeText``.
@safe
struct UnsafeList<Element: BitwiseCopyable>: RandomAccessCollection {
  private let base: UnsafePointer<Element>
  let endIndex: Int

  fileprivate init(_ base: UnsafePointer<Element>, count: Int) {
    unsafe self.base = base
    endIndex = count
  }

  var startIndex: Int { 0 }

  @inline(__always)
  subscript(index: Int) -> Element {
    precondition(index >= 0 && index < endIndex)
    return unsafe base[index]
  }
}

/// Memory for texts, which live as long as it does.
///
/// Contract: memory is written before a text of it is given out, and freed with the object. One thread
/// at a time uses it.
@safe
final class UnsafeTexts {
  /// Bytes that are asked of the system at a time, but for longer texts.
  private static let stride = 1 << 16

  private var pieces: [UnsafeMutablePointer<UInt8>] = unsafe []
  /// Where the last piece has room, and how much.
  private var used = 0
  private var size = 0
  private var firstSize = 0

  deinit { for index in unsafe pieces.indices { unsafe free(pieces[index]) } }

  private func piece(_ size: Int) -> UnsafeMutablePointer<UInt8> {
    var pointer: UnsafeMutableRawPointer?
    guard unsafe posix_memalign(&pointer, 4096, size) == 0, let pointer = unsafe pointer else {
      fatalError("out of memory: \(size) bytes for a log")
    }
    let piece = unsafe pointer.bindMemory(to: UInt8.self, capacity: size)
    if unsafe pieces.isEmpty { firstSize = size }
    unsafe pieces.append(piece)
    return unsafe piece
  }

  /// Does something with texts that end with it.
  static func use<Result>(_ body: (UnsafeTexts) throws -> Result) rethrows -> Result {
    let texts = UnsafeTexts()
    return try withExtendedLifetime(texts) { try body(texts) }
  }

  /// Ends all texts.
  func clear() {
    guard used > 0 else { return }
    for index in unsafe pieces.indices.dropFirst() { unsafe free(pieces[index]) }
    unsafe pieces.removeLast(pieces.count - 1)
    (used, size) = (0, firstSize)
  }

  /// Room for some bytes at a multiple of `step`: the piece that it is in, and where.
  private func room(_ count: Int, step: Int) -> (base: UnsafeMutablePointer<UInt8>, start: Int) {
    var start = (used + step - 1) & ~(step - 1)
    if size - start < count {
      size = Swift.max(count, Self.stride)
      _ = unsafe piece(size)
      start = 0
    }
    used = start + count
    return unsafe (pieces[pieces.count - 1], start)
  }

  /// A copy of bytes.
  func keep(_ bytes: some Collection<UInt8>) -> UnsafeText {
    let count = bytes.count
    guard count > 0 else { return .empty }
    let (base, start) = unsafe room(count, step: 1)
    let room = unsafe UnsafeMutableBufferPointer(start: base + start, count: count)
    _ = unsafe room.update(fromContentsOf: bytes)
    return unsafe UnsafeText(UnsafePointer(base), start, start + count)
  }

  /// A copy of values.
  func keep<Element: BitwiseCopyable>(list: some Collection<Element>) -> UnsafeList<Element> {
    let count = list.count
    let (base, start) = unsafe room(
      max(1, count) * MemoryLayout<Element>.stride,
      step: MemoryLayout<Element>.alignment
    )
    let values = unsafe UnsafeMutableRawPointer(base + start)
      .bindMemory(to: Element.self, capacity: max(1, count))
    var index = 0
    for value in list where index < count {
      unsafe (values + index).initialize(to: value)
      index += 1
    }
    return unsafe UnsafeList(UnsafePointer(values), count: count)
  }

  /// Bytes, and up to `count` of a source behind them, which are read into whole pages.
  ///
  /// - Returns: the text, and the error that the source ended with, if any; a text that is shorter than
  ///   the bytes and `count` is the last.
  func read(_ kept: [UInt8], _ count: Int, of source: any ByteSource)
    -> (text: UnsafeText, failure: (any Error)?)
  {
    let front = (kept.count + 4095) & ~4095
    let base = unsafe piece(front + count)
    (used, size) = (0, 0)
    unsafe kept.withUnsafeBufferPointer { kept in
      guard let bytes = kept.baseAddress else { return }
      unsafe memcpy(base + (front - kept.count), bytes, kept.count)
    }
    var (filled, failure): (Int, (any Error)?) = (0, nil)
    do {
      while filled < count {
        let got = try unsafe source.read(
          into: UnsafeMutableRawBufferPointer(start: base + front + filled, count: count - filled)
        )
        if got == 0 { break }
        filled += got
      }
    } catch { failure = error }
    let text = unsafe UnsafeText(UnsafePointer(base), front - kept.count, front + filled)
    return (text, failure)
  }
}
