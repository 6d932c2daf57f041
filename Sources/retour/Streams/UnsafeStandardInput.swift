import Glibc
import RetourCore

/// The lines of the process's standard input, as they come.
///
/// The bytes are only written by `read` inside the call, up to the count it returns.
///
/// Memory: a line of at most ``limit`` bytes; what is longer is passed over and told.
struct StandardInputLines {
  /// The longest line, in bytes.
  static let limit = 1 << 18
  private static let stride = 1 << 16

  /// A line.
  enum Line {
    case text(ArraySlice<UInt8>)
    /// It is longer than ``limit``, and nothing of it is kept.
    case tooLong
  }

  private var buffer: [UInt8] = []
  private var position = 0
  private var isAtEnd = false

  /// The next line.
  ///
  /// - Parameter waiting: is called before a read that may have to wait for whoever writes.
  /// - Returns: the line without its end, LF or CRLF; nil at the end of the input.
  /// - Throws: ``Failure`` where reading fails, and what `waiting` throws.
  mutating func next(waiting: () throws -> Void) throws -> Line? {
    var searched = position
    var isTooLong = false
    while true {
      if let feed = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        defer { position = feed + 1 }
        let isReturn = feed > position && buffer[feed - 1] == UInt8(ascii: "\r")
        let line = buffer[position..<(isReturn ? feed - 1 : feed)]
        return isTooLong || line.count > Self.limit ? .tooLong : .text(line)
      }
      if isAtEnd {
        defer { position = buffer.count }
        if isTooLong { return .tooLong }
        return position < buffer.count ? .text(buffer[position...]) : nil
      }
      try waiting()
      if buffer.count - position > Self.limit {
        isTooLong = true
        position = buffer.count
      }
      searched = buffer.count - position
      try refill()
    }
  }

  private mutating func refill() throws {
    let kept = buffer[position...]
    var failure: Int32?
    let room = kept.count + Self.stride
    buffer = unsafe [UInt8](unsafeUninitializedCapacity: room) { memory, count in
      unsafe kept.withUnsafeBytes { kept in
        unsafe UnsafeMutableRawBufferPointer(memory).copyMemory(from: kept)
      }
      count = kept.count
      while true {
        let got = unsafe Glibc.read(0, memory.baseAddress.map { unsafe $0 + count }, Self.stride)
        if got >= 0 {
          count += got
          return
        }
        if errno != EINTR {
          failure = errno
          return
        }
      }
    }
    isAtEnd = buffer.count == kept.count
    position = 0
    // A closed standard input is an empty one.
    if let failure, failure != EBADF {
      throw Failure(
        .inputOutput,
        message: "standard input: \(unsafe String(cString: strerror(failure)))"
      )
    }
  }
}
