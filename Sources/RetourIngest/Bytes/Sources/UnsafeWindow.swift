import Glibc

/// Something that yields bytes in order.
protocol ByteSource: AnyObject {
  /// Fills the front of `buffer` and returns how much; 0 means the end.
  ///
  /// - Throws: ``ReadError`` where the system or the compression fails.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int
}

/// A sliding view of a byte source.
///
/// Memory: one allocation of `headroom` bytes before a page-aligned area of `stride` bytes. Reads
/// go to the aligned area (an unaligned destination costs 2.6 times the CPU time); what a reader
/// still needs of the bytes before is moved to end right in front of it. Positions are indices into
/// the allocation; `offset(of:)` turns one into an offset of the source.
///
/// Contract: positions handed to the methods lie in `start...end`; a refill invalidates all
/// positions but the one it returns. The pointer never leaves this file.
@safe
final class UnsafeWindow {
  /// Bytes read at a time, 1 MiB.
  static let stride = 1 << 20

  private let source: any ByteSource
  private var memory: UnsafeMutablePointer<UInt8>
  private var headroom: Int
  /// The first position that holds a byte of the source.
  private(set) var start: Int
  /// One beyond the last.
  private(set) var end: Int
  /// Whether the source has ended.
  private(set) var isAtEnd = false
  /// The offset in the source of the byte at `start`.
  private var startOffset: Int64
  private let translatesCarriageReturns: Bool
  /// The offset up to which whole strides are read; beyond it only the end of a message is wanted.
  private let wantedEnd: Int64

  /// Creates a window over a source whose next byte is at `offset`.
  ///
  /// - Parameters:
  ///   - source: where the bytes come from.
  ///   - offset: of its next byte.
  ///   - wantedEnd: the offset beyond which little is expected to be needed.
  ///   - translatesCarriageReturns: whether each CR becomes a LF, for files whose lines end with a
  ///     CR alone.
  init(
    _ source: any ByteSource,
    offset: Int64,
    wantedEnd: Int64 = .max,
    translatesCarriageReturns: Bool = false
  ) {
    self.source = source
    self.wantedEnd = wantedEnd
    self.translatesCarriageReturns = translatesCarriageReturns
    headroom = 1 << 16
    unsafe memory = Self.allocate(headroom + Self.stride)
    start = headroom
    end = headroom
    startOffset = offset
  }

  deinit { unsafe free(memory) }

  private static func allocate(_ size: Int) -> UnsafeMutablePointer<UInt8> {
    var pointer: UnsafeMutableRawPointer?
    guard unsafe posix_memalign(&pointer, 4096, size) == 0, let pointer = unsafe pointer else {
      fatalError("out of memory: \(size) bytes for a read window")
    }
    return unsafe pointer.bindMemory(to: UInt8.self, capacity: size)
  }

  /// The offset in the source of a position.
  @inline(__always)
  func offset(of position: Int) -> Int64 { startOffset + Int64(position - start) }

  /// Reads on, keeps the bytes from `position`, and returns where `position` is now.
  ///
  /// At the end of the source nothing changes but `isAtEnd`.
  func refill(keepingFrom position: Int) throws -> Int {
    let kept = end - position
    if kept > headroom {
      let larger = max(headroom * 2, (kept + 4095) & ~4095)
      let moved = unsafe Self.allocate(larger + Self.stride)
      unsafe memcpy(moved + (larger - kept), memory + position, kept)
      unsafe free(memory)
      unsafe memory = moved
      headroom = larger
    } else {
      unsafe memmove(memory + (headroom - kept), memory + position, kept)
    }
    startOffset = offset(of: position)
    start = headroom - kept
    end = headroom
    let count = try unsafe source.read(
      into: UnsafeMutableRawBufferPointer(start: memory + headroom, count: nextStride)
    )
    if translatesCarriageReturns {
      for index in headroom..<headroom + count where unsafe memory[index] == .carriageReturn {
        unsafe memory[index] = .lineFeed
      }
    }
    end += count
    isAtEnd = count == 0
    return start
  }

  /// How much the next read asks for.
  ///
  /// Whole strides end on a page of the source, so that all reads but the first go from the start
  /// of a page to the start of a page: a source a few bytes before the end of a page costs five
  /// times the time, because the processor takes its loads for those of the stores just made.
  private var nextStride: Int {
    let place = offset(of: end)
    let wanted = wantedEnd.subtractingReportingOverflow(place).partialValue
    return wanted >= Int64(Self.stride)
      ? Self.stride - Int(place & 4095) : max(1 << 16, Int(max(wanted, 0)))
  }

  /// The byte at a position.
  @inline(__always)
  func byte(at position: Int) -> UInt8 { unsafe memory[position] }

  /// The first line feed in `low..<end`.
  @inline(__always)
  func lineFeed(from low: Int) -> Int? {
    unsafe UnsafeSearch.first(.lineFeed, in: memory, from: low, to: end)
  }

  /// The first line feed in `low..<high`; `high` is at most `end`.
  @inline(__always)
  func lineFeed(from low: Int, to high: Int) -> Int? {
    unsafe UnsafeSearch.first(.lineFeed, in: memory, from: low, to: high)
  }

  /// The first line after `low` that begins with `From `: the position of its `F`.
  ///
  /// - Parameters:
  ///   - low: where the search begins.
  ///   - isWide: whether 32-byte vectors are used.
  /// - Returns: nil where none begins.
  func fromLine(from low: Int, isWide: Bool = UnsafeSearch.hasAVX2) -> Int? {
    unsafe UnsafeSearch.firstFromLine(in: memory, from: low, to: end, isWide: isWide)
  }

  /// Calls `body` with the bytes of a range of positions.
  @inline(__always)
  func withSpan<R>(_ range: Range<Int>, _ body: (Span<UInt8>) -> R) -> R {
    let span = unsafe Span(
      _unsafeStart: UnsafePointer(memory + range.lowerBound),
      count: range.count
    )
    return body(span)
  }

  /// A copy of the bytes of a range of positions.
  func copy(_ range: Range<Int>) -> [UInt8] {
    unsafe Array(UnsafeBufferPointer(start: memory + range.lowerBound, count: range.count))
  }
}
