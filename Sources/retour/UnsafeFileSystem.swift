import Foundation
import Glibc
import RetourEvents

/// Patterns in the paths of a configuration.
///
/// Contract: `glob_t` is filled by glob(3), read up to `gl_pathc`, and freed once, here.
enum InputPattern {
  /// Replaces patterns (`*`, `?`, `[...]`) by the paths they match, sorted; a path without a pattern,
  /// and a pattern that matches nothing, stays as it is.
  static func expand(_ paths: [String]) -> [InputPath] {
    paths.flatMap { path in
      guard path.contains(where: { "*?[".contains($0) }) else { return [InputPath(path)] }
      let found = matches(path)
      return found.isEmpty ? [InputPath(path)] : found
    }
  }

  private static func matches(_ pattern: String) -> [InputPath] {
    var found = unsafe glob_t()
    defer { unsafe globfree(&found) }
    guard unsafe glob(pattern, 0, nil, &found) == 0, let paths = unsafe found.gl_pathv else {
      return []
    }
    return unsafe (0..<Int(found.gl_pathc)).compactMap { index in
      unsafe paths[index].map { path in
        let count = unsafe strlen(path)
        return unsafe path.withMemoryRebound(to: UInt8.self, capacity: count) { bytes in
          unsafe InputPath(bytes: UnsafeBufferPointer(start: bytes, count: count))
        }
      }
    }
  }
}

/// What the system does to files in one step.
///
/// The C calls get strings that live for the call alone.
enum FileSystem {
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

  /// Bytes of a configuration, a file of rules or a table of services, at most.
  static let textLimit = 16 << 20
  /// Bytes of a list of inputs, at most.
  static let listLimit = 512 << 20

  /// Reads a whole file that an argument or the configuration names; also a pipe.
  ///
  /// - Throws: `POSIXError`, `EFBIG` for a file of more than `limit` bytes, or what reading throws.
  static func contents(of path: String, limit: Int = textLimit) throws -> Data {
    let name = InputPath(path).bytes.map { CChar(bitPattern: $0) } + [0]
    let descriptor = unsafe open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    return try contents(of: file, limit: limit)
  }

  /// Reads an open file to its end.
  ///
  /// - Throws: `POSIXError` `EFBIG` for more than `limit` bytes, or what reading throws.
  static func contents(of file: FileHandle, limit: Int) throws -> Data {
    var content = Data()
    while let piece = try file.read(upToCount: 1 << 20), !piece.isEmpty {
      content += piece
      guard content.count <= limit else { throw POSIXError(.EFBIG) }
    }
    return content
  }

  /// Reads a whole file of text.
  ///
  /// - Throws: as ``contents(of:)``; `POSIXError` `EILSEQ` for what isn't UTF-8.
  static func text(of path: String) throws -> String {
    guard let text = String(validating: try contents(of: path), as: UTF8.self) else {
      throw POSIXError(.EILSEQ)
    }
    return text
  }

  /// Ends the process at once, without a word.
  static func exitNow(_ status: Int32) -> Never { _exit(status) }
}
