import Glibc

/// The lines of the process's standard input, as they come.
///
/// The bytes are only written by `read` inside the call, up to the count it returns.
struct StandardInputLines {
  private static let stride = 1 << 16

  private var buffer: [UInt8] = []
  private var position = 0
  private var isAtEnd = false

  /// The next line.
  ///
  /// - Parameter waiting: is called before a read that may have to wait for whoever writes.
  /// - Returns: the line without its end, LF or CRLF; nil at the end of the input.
  /// - Throws: ``Failure`` where reading fails, and what `waiting` throws.
  mutating func next(waiting: () throws -> Void) throws -> ArraySlice<UInt8>? {
    var searched = position
    while true {
      if let feed = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        defer { position = feed + 1 }
        let isReturn = feed > position && buffer[feed - 1] == UInt8(ascii: "\r")
        return buffer[position..<(isReturn ? feed - 1 : feed)]
      }
      if isAtEnd {
        defer { position = buffer.count }
        return position < buffer.count ? buffer[position...] : nil
      }
      try waiting()
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
        status: .inputOutput,
        message: "standard input: \(unsafe String(cString: strerror(failure)))"
      )
    }
  }
}
