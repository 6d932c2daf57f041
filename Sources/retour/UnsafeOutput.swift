import Glibc

/// Data for other programs. Nothing else goes to standard output.
enum StandardOutput {
  /// Writes all bytes.
  ///
  /// A reader that went away (`| head`) ends the program quietly with 0.
  ///
  /// - Throws: ``Failure`` where the disk is full or writing fails.
  static func write(_ bytes: [UInt8]) throws {
    guard let code = writeAll(bytes, to: 1) else { return }
    if code == EPIPE { exit(0) }
    throw Failure(
      status: code == ENOSPC ? .tryLater : .inputOutput,
      message: "standard output: \(unsafe String(cString: strerror(code)))")
  }

  /// Writes a line.
  static func write(line: String) throws { try write(Array("\(line)\n".utf8)) }
}

/// Messages for people and logs.
enum StandardError {
  /// Writes a line; control characters in it are made visible, because texts may come from mail.
  static func write(_ line: String) {
    var bytes: [UInt8] = []
    for byte in line.utf8 {
      if byte < 0x20 && byte != UInt8(ascii: "\n") || byte == 0x7F {
        bytes.append(UInt8(ascii: "?"))
      } else {
        bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\n"))
    _ = writeAll(bytes, to: 2)
  }
}

/// Writes all bytes; the `errno` where that fails. Contract: the pointer lives for one call.
private func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
  var done = 0
  while done < bytes.count {
    let count = unsafe bytes.withUnsafeBytes { buffer in
      unsafe Glibc.write(descriptor, buffer.baseAddress.map { unsafe $0 + done }, buffer.count - done)
    }
    if count < 0 {
      if errno == EINTR { continue }
      return errno
    }
    done += count
  }
  return nil
}
