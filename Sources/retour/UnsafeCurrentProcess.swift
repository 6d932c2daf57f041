import Glibc
import RetourEvents

/// What the system gives this process, and its end.
///
/// The C calls get strings that live for the call alone.
enum CurrentProcess {
  /// Opens standard input, output and error on `/dev/null` where they are closed, so that no file
  /// of ours becomes one of them.
  static func fillStandardStreams() {
    while true {
      let descriptor = unsafe open("/dev/null", O_RDWR)
      guard 0...2 ~= descriptor else {
        if descriptor > 2 { close(descriptor) }
        return
      }
    }
  }

  /// The arguments of the command line without the program's name, so that the bytes of each can be had
  /// again (``InputPath/argument(_:)``).
  ///
  /// Swift's own have lost those that aren't UTF-8.
  static var arguments: [String] {
    (1..<max(1, Int(CommandLine.argc))).compactMap { index in
      guard let argument = unsafe CommandLine.unsafeArgv[index] else { return nil }
      let count = unsafe strlen(argument)
      return unsafe argument.withMemoryRebound(to: UInt8.self, capacity: count) { bytes in
        unsafe InputPath.argument(UnsafeBufferPointer(start: bytes, count: count))
      }
    }
  }

  /// Ends the process at once, without a word.
  static func exitNow(_ status: Int32) -> Never { _exit(status) }
}
