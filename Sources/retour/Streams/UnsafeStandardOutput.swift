import ArgumentParser
import Glibc
import RetourCore
import RetourReports
import RetourStore

/// The process's standard output, past all buffers of the C library.
///
/// The bytes are only read during the call, and `write` gets a length that lies within them.
enum StandardOutput {
  /// Writes everything.
  ///
  /// - Throws: an exit code of 0 where nobody reads any more (`| head`), a ``Failure`` where the
  ///   disk is full or writing fails.
  static func write(_ bytes: [UInt8]) throws {
    signal(SIGPIPE, SIG_IGN)
    try unsafe bytes.withUnsafeBytes { bytes in
      var written = 0
      while written < bytes.count {
        let count = unsafe Glibc.write(
          1,
          bytes.baseAddress?.advanced(by: written),
          bytes.count - written
        )
        if count >= 0 {
          written += count
        } else if errno == EPIPE {
          throw ExitCode.success
        } else if errno != EINTR {
          let code = errno
          let reason = unsafe String(cString: strerror(code))
          throw Failure(
            code == ENOSPC ? .tryLater : .inputOutput,
            message: "standard output: \(reason)"
          )
        }
      }
    }
  }

  /// The width of the terminal in columns; nil where the output is none.
  static var width: Int? {
    var size = winsize()
    guard isatty(1) == 1, unsafe ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
      return nil
    }
    return Int(size.ws_col)
  }
}

/// The process's standard error: messages for people and logs.
enum StandardError {
  /// Whether it is a terminal that can take a line back.
  static var isTerminal: Bool {
    let kind = unsafe getenv("TERM").map { unsafe String(cString: $0) }
    return isatty(2) == 1 && kind != "dumb"
  }

  /// Writes a line over the one before, without an end.
  static func write(status: String) {
    let bytes = Array("\r\u{1B}[K\(status)".utf8)
    _ = unsafe Glibc.write(2, bytes, bytes.count)
  }

  /// Writes a line; where that fails there is nobody left to tell.
  ///
  /// Texts may come from mail and names of files, so all that isn't seen is shown as an escape, line ends
  /// too: nobody else can write a line of the log.
  static func write(line: String) {
    let bytes = Array("\(VisibleText.cleaned(line))\n".utf8)
    _ = unsafe Glibc.write(2, bytes, bytes.count)
  }

  /// Writes lines that this program made.
  static func write(lines: String) {
    for line in lines.split(separator: "\n", omittingEmptySubsequences: false) {
      write(line: String(line))
    }
  }

  /// Writes an error: what happened in one line, and what to do in another.
  static func write(_ error: StoreError, in step: String = "") {
    write(line: "retour: \(step)\(error.message)")
    if case let remedy = error.remedyHere, !remedy.isEmpty { write(line: remedy) }
  }

  /// Writes an error: what happened in one line, what to do in another; each further mistake in its own.
  static func write(_ error: Failure, in step: String = "") {
    for (index, line) in error.lines.enumerated() {
      write(line: index == 0 ? "retour: \(step)\(line)" : line)
    }
  }
}
