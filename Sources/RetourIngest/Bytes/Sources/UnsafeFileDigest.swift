import CNettle
import Glibc

/// Checksums of files.
///
/// Contract: the context is a local value; libnettle keeps no pointer to it or to the buffer, which
/// has `count` bytes that were read. The descriptor is closed here.
public enum FileDigest {
  /// Why a file couldn't be read, in the system's words.
  public struct Failed: Error, CustomStringConvertible {
    /// The reason.
    public let description: String
  }

  /// The SHA-256 (FIPS 180-4) of a file in hexadecimal.
  ///
  /// - Throws: ``Failed``.
  public static func sha256(_ path: String) throws -> String {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure }
    defer { close(descriptor) }
    var context = sha256_ctx()
    unsafe nettle_sha256_init(&context)
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = unsafe read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw failure }
      if count == 0 { break }
      unsafe nettle_sha256_update(&context, count, buffer)
    }
    var digest = [UInt8](repeating: 0, count: 32)
    unsafe nettle_sha256_digest(&context, digest.count, &digest)
    return digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  private static var failure: Failed {
    let code = errno
    return Failed(description: unsafe String(cString: strerror(code)))
  }
}
