import Glibc
import RetourEvents

/// A file without a name, for what has no room in memory; it is gone with the process.
///
/// It lies in the folder that `TMPDIR` names, else in `/tmp`, and nobody else may read it.
///
/// Contract: the descriptor is open as long as the object lives; the C calls get arrays that live for
/// the call alone, with their counts.
final class UnsafeSpillFile {
  /// Bytes that are gathered before they are written.
  private static let stride = 1 << 16

  let descriptor: Int32
  private var buffer: [UInt8] = []
  /// Bytes that were written.
  private var written: Int64 = 0

  /// Makes one; nil where the folder takes none.
  init?() {
    var name =
      (Self.folder.bytes + Array("/.retour-open-XXXXXX".utf8)).map { CChar(bitPattern: $0) } + [0]
    descriptor = unsafe name.withUnsafeMutableBufferPointer {
      guard let base = $0.baseAddress else { return -1 }
      let descriptor = unsafe mkstemp(base)
      guard descriptor >= 0 else { return -1 }
      _ = unsafe unlink(base)
      _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
      return descriptor
    }
    guard descriptor >= 0 else { return nil }
  }

  deinit { close(descriptor) }

  /// Where it is made.
  static var folder: InputPath {
    guard let folder = unsafe getenv("TMPDIR") else { return InputPath("/tmp") }
    return unsafe InputPath(
      bytes: UnsafeBufferPointer(start: folder, count: strlen(folder)).map { UInt8(bitPattern: $0) }
    )
  }

  /// How many bytes it has.
  var end: Int64 { written + Int64(buffer.count) }

  /// Adds bytes at the end; false where there is no room, and then nothing is added.
  func append(_ bytes: [UInt8]) -> Bool {
    if buffer.count + bytes.count > Self.stride, !flush() { return false }
    buffer += bytes
    return true
  }

  private func flush() -> Bool {
    var done = 0
    while done < buffer.count {
      let count = unsafe buffer.withUnsafeBytes { bytes in
        unsafe pwrite(
          descriptor,
          bytes.baseAddress.map { unsafe $0 + done },
          bytes.count - done,
          off_t(written + Int64(done))
        )
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      done += count
    }
    written += Int64(done)
    buffer.removeAll(keepingCapacity: true)
    return true
  }

  /// Up to `count` bytes from a place on; fewer at the end, and where they can't be read.
  func bytes(at offset: Int64, count: Int) -> [UInt8] {
    guard offset < written else {
      let start = min(Int(offset - written), buffer.count)
      return Array(buffer[start..<min(start + count, buffer.count)])
    }
    let wanted = Int(min(Int64(count), written - offset))
    return unsafe [UInt8](unsafeUninitializedCapacity: wanted) { bytes, filled in
      while filled < wanted {
        let got = unsafe pread(
          descriptor,
          bytes.baseAddress.map { unsafe $0 + filled },
          wanted - filled,
          off_t(offset + Int64(filled))
        )
        if got < 0, errno == EINTR { continue }
        guard got > 0 else { return }
        filled += got
      }
    }
  }
}
