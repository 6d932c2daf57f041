import CShims
import Glibc
import RetourEvents

/// Why an input could not be read.
public struct ReadError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kind of trouble.
  public let problem: Problem
  /// What the system or the library says.
  public let detail: String

  /// The kinds of trouble.
  public enum Problem: Hashable, Sendable {
    /// The system refuses to open or read.
    case system(Int32)
    /// It isn't a regular file.
    case notAFile
    /// Compressed data are damaged or end too early.
    case damagedCompression
    /// Bytes that aren't compressed stand behind compressed data, which are whole.
    case strayBytes
    /// More bytes than the cap come out of compressed data.
    case expandedTooLarge
    /// It has fewer bytes than were expected.
    case tooShort
    /// It is a link that isn't followed.
    case notFollowed
    /// A reader didn't get on: a fault of the program.
    case noProgress
  }

  /// Whether the file isn't there.
  var isMissing: Bool { problem == .system(ENOENT) }

  /// What a reader that takes nothing of its input becomes, instead of going on for ever.
  static func noProgress(_ reader: String) -> ReadError {
    ReadError(
      problem: .noProgress,
      detail: "\(reader) doesn't get on here, which is a fault of the program; please report it"
    )
  }

  /// What the system or the library says.
  public var description: String { detail }

  static func system(_ code: Int32, _ call: String) -> ReadError {
    ReadError(problem: .system(code), detail: "\(call): \(unsafe String(cString: strerror(code)))")
  }
}

/// An open regular file, read by position or in order.
///
/// Closed when the last reference goes.
final class FileBytes: ByteSource {
  private let descriptor: Int32
  private let closes: Bool
  /// Where the next ordered read begins.
  private var position: Int64
  private let isSeekable: Bool
  /// What the system knows the file by; nil for a descriptor that was open already.
  let number: (device: UInt64, inode: UInt64)?
  /// Its size when it was opened.
  private let sizeAtOpening: Int64
  /// A file from this size on is worth a word to the system that it is read in order.
  private static let largeSize: Int64 = 1 << 20

  /// Opens a file for reading.
  ///
  /// - Parameters:
  ///   - path: of the file.
  ///   - position: where ordered reading begins.
  ///   - followsLinks: whether the last part of the path may be a symbolic link.
  /// - Throws: ``ReadError``; also for anything that isn't a regular file, without reading it.
  init(path: InputPath, at position: Int64 = 0, followsLinks: Bool = true) throws {
    descriptor = unsafe path.withCString { unsafe retour_open_read($0, followsLinks) }
    guard descriptor >= 0 else {
      if !followsLinks, errno == ELOOP {
        throw ReadError(problem: .notFollowed, detail: "a link was put in its place")
      }
      throw errno == ENXIO
        ? ReadError(problem: .notAFile, detail: "not a regular file")
        : ReadError.system(errno, "open")
    }
    closes = true
    isSeekable = true
    self.position = position
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw ReadError.system(errno, "fstat") }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw ReadError(problem: .notAFile, detail: "not a regular file")
    }
    number = (UInt64(status.st_dev), UInt64(status.st_ino))
    sizeAtOpening = Int64(status.st_size)
    if sizeAtOpening >= Self.largeSize {
      _ = posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
    }
  }

  /// Opens a file that was found, and no other that was put in its place since.
  ///
  /// - Throws: ``ReadError``.
  convenience init(_ file: FileIdentity) throws {
    try self.init(path: file.path)
    guard let number, number == (file.device, file.inode) else {
      throw ReadError(problem: .tooShort, detail: "another file was put in its place")
    }
  }

  /// Wraps a descriptor that is already open, such as standard input, and doesn't close it.
  init(descriptor: Int32) {
    self.descriptor = descriptor
    closes = false
    number = nil
    sizeAtOpening = 0
    isSeekable = false
    position = 0
  }

  deinit { if closes { close(descriptor) } }

  /// Fills the buffer, also where a pipe gives little at a time: readers move what they keep with every
  /// piece, so that many small ones would cost more than their bytes.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    var filled = 0
    while filled < buffer.count {
      let count =
        unsafe isSeekable
        ? pread(descriptor, buffer.baseAddress, buffer.count, off_t(position))
        : Glibc.read(
          descriptor,
          buffer.baseAddress.map { unsafe $0 + filled },
          buffer.count - filled
        )
      if count >= 0 {
        position += Int64(count)
        filled += count
        if isSeekable || count == 0 { break }
      } else if errno != EINTR {
        throw ReadError.system(errno, "read")
      }
    }
    return filled
  }

  /// Reads up to `count` bytes at `offset`; fewer at the end of the file.
  func bytes(at offset: Int64, count: Int) throws -> [UInt8] {
    // An array without room is one for all threads, whose count would be written.
    guard count > 0 else { return [] }
    var failure: ReadError?
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let wanted = count - filled
        let got = unsafe pread(
          descriptor,
          buffer.baseAddress.map { unsafe $0 + filled },
          wanted,
          off_t(offset + Int64(filled))
        )
        if got < 0 {
          if errno == EINTR { continue }
          failure = ReadError.system(errno, "read")
          break
        }
        filled += got
        // Less than was wanted is the end of the file, unless the file should go on there; some
        // file systems don't know the size before and say 0.
        let isAtEnd = sizeAtOpening > 0 && offset + Int64(filled) >= sizeAtOpening
        if got == 0 || got < wanted && isAtEnd { break }
      }
    }
    if let failure { throw failure }
    return bytes
  }

  /// The file's size now.
  var size: Int64 {
    var status = stat()
    return unsafe fstat(descriptor, &status) == 0 ? Int64(status.st_size) : 0
  }
}

extension InputPath {
  /// Calls `body` with the path for the system.
  ///
  /// Contract: the pointer lives for the call.
  func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
    var bytes = bytes.map { CChar(bitPattern: $0) }
    bytes.append(0)
    return unsafe body(bytes)
  }
}
