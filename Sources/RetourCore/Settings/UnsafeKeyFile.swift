import Glibc
import RetourStore

/// The file with the key of pseudonyms: 64 hexadecimal digits on one line, for its owner's eyes only.
///
/// Contract: the C calls get strings and arrays that live for the call alone; each descriptor is
/// closed where it was opened.
package enum KeyFile {
  private static let digits = Pseudonyms.keyLength * 2

  /// The key in a file; nil where there is no such file.
  ///
  /// - Throws: ``Failure`` where it can't be read, others can read it, or it isn't a key.
  static func read(_ path: String) throws -> [UInt8]? {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    if descriptor < 0, errno == ENOENT { return nil }
    guard descriptor >= 0 else { throw failure(path, "can't be read") }
    defer { close(descriptor) }
    var facts = stat()
    guard unsafe fstat(descriptor, &facts) == 0 else { throw failure(path, "can't be read") }
    guard facts.st_mode & S_IFMT == S_IFREG else {
      throw Failure(.configuration, message: "\(path): a key has to be a regular file")
    }
    guard facts.st_mode & 0o077 == 0 else {
      throw Failure(
        .configuration,
        message: "\(path): others can read or write this key; its mode is "
          + String(facts.st_mode & 0o777, radix: 8),
        remedy: "Take that away with: chmod 600 \(path)"
      )
    }
    var text = [UInt8](repeating: 0, count: digits + 2)
    let count = unsafe Glibc.read(descriptor, &text, text.count)
    guard count >= 0 else { throw failure(path, "can't be read") }
    guard let key = key(in: text[..<count]) else {
      throw Failure(
        .configuration,
        message: "\(path): a key is \(digits) hexadecimal digits on one line",
        remedy:
          "Bring back the one that the database was made with, or remove the file for a new one."
      )
    }
    return key
  }

  /// Makes a file with a new key, and brings it to the disk; where another process was faster, its
  /// key counts.
  ///
  /// - Throws: ``StoreError`` where the file can't be made.
  static func create(_ path: String) throws -> [UInt8] {
    let text = random().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    _ = try OutputFile.create(path, Array("\(text)\n".utf8))
    guard let key = try read(path) else {
      throw Failure(.cannotCreate, message: "\(path): somebody removed the new key")
    }
    return key
  }

  /// A new key.
  package static func random() -> [UInt8] {
    var random = SystemRandomNumberGenerator()
    return (0..<Pseudonyms.keyLength).map { _ in UInt8.random(in: .min ... .max, using: &random) }
  }

  private static func key(in text: ArraySlice<UInt8>) -> [UInt8]? {
    let line = text.last == UInt8(ascii: "\n") ? text.dropLast() : text
    guard line.count == digits, line.allSatisfy({ $0 != UInt8(ascii: "+") }) else { return nil }
    var key: [UInt8] = []
    for index in stride(from: line.startIndex, to: line.endIndex, by: 2) {
      let pair = String(decoding: line[index..<index + 2], as: UTF8.self)
      guard let byte = UInt8(pair, radix: 16) else { return nil }
      key.append(byte)
    }
    return key
  }

  private static func failure(
    _ path: String,
    _ what: String,
    _ category: Failure.Category = .inputOutput
  ) -> Failure {
    let code = errno
    let reason = unsafe String(cString: strerror(code))
    return Failure(
      code == EACCES || code == EPERM ? .noPermission : category,
      message: "\(path): \(what); \(reason)"
    )
  }
}
