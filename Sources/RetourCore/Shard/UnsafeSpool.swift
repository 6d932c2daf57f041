import Glibc
import RetourEvents
import RetourIngest

/// A file without a name that keeps what standard input gave until it is known to be whole.
///
/// Contract: `descriptor` is open as long as the object lives; the C calls get arrays that live for the
/// call alone.
final class Spool: Sendable {
  private let descriptor: Int32

  /// A path that leads to it in this process.
  var path: InputPath { InputPath("/proc/self/fd/\(descriptor)") }

  private init(in folder: String) throws {
    var name = "\(folder)/.retour-merge-XXXXXX".utf8.map { CChar(bitPattern: $0) } + [0]
    descriptor = unsafe name.withUnsafeMutableBufferPointer {
      guard let base = $0.baseAddress else { return -1 }
      let descriptor = unsafe mkstemp(base)
      if descriptor >= 0 { _ = unsafe unlink(base) }
      return descriptor
    }
    guard descriptor >= 0 else { throw Self.failure(folder) }
  }

  deinit { close(descriptor) }

  /// Reads standard input to its end.
  ///
  /// - Parameters:
  ///   - folder: where the file is made.
  ///   - check: throws where the work is to end.
  /// - Returns: what keeps it.
  /// - Throws: ``Failure`` where there is no room, `ReadError`, and what `check` throws.
  static func ofStandardInput(in folder: String, _ check: () throws -> Void) throws -> Spool {
    let spool = try Spool(in: folder)
    let chunks = try LineChunks(path: "-")
    while let chunk = try chunks.next(limit: ShardLine.limit) {
      try check()
      try unsafe chunk.withUnsafeBytes { bytes in
        var written = 0
        while written < bytes.count {
          let count = unsafe Glibc.write(
            spool.descriptor,
            bytes.baseAddress?.advanced(by: written),
            bytes.count - written
          )
          if count >= 0 {
            written += count
          } else if errno != EINTR {
            throw failure(folder)
          }
        }
      }
    }
    return spool
  }

  private static func failure(_ folder: String) -> Failure {
    let code = errno
    return Failure(
      code == ENOSPC ? .tryLater : .cannotCreate,
      message: "\(folder): standard input can't be kept there; "
        + (unsafe String(cString: strerror(code))),
      remedy: "Write the shard into a file, and name that."
    )
  }
}
