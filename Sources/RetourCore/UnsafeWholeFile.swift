package import Foundation
import Glibc
import RetourEvents

/// A file that is read whole, with an end to how large it may be.
///
/// Contract: the C call gets an array that lives for the call alone; whoever reads closes.
package enum WholeFile {
  /// Bytes of a configuration, a file of rules or a table of services, at most.
  package static let textLimit = 16 << 20
  /// Bytes of a list of inputs, at most.
  package static let listLimit = 512 << 20

  /// Reads a whole file that an argument or the configuration names; also a pipe.
  ///
  /// - Throws: `POSIXError`, `EFBIG` for a file of more than `limit` bytes, or what reading throws.
  package static func contents(of path: String, limit: Int = textLimit) throws -> Data {
    let name = InputPath(path).bytes.map { CChar(bitPattern: $0) } + [0]
    let descriptor = unsafe open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    return try contents(of: file, limit: limit)
  }

  /// Reads an open file to its end.
  ///
  /// - Throws: `POSIXError` `EFBIG` for more than `limit` bytes, or what reading throws.
  package static func contents(of file: FileHandle, limit: Int) throws -> Data {
    var content = Data()
    while let piece = try file.read(upToCount: 1 << 20), !piece.isEmpty {
      content += piece
      guard content.count <= limit else { throw POSIXError(.EFBIG) }
    }
    return content
  }

  /// Reads a whole file of text.
  ///
  /// - Throws: as ``contents(of:limit:)``; `POSIXError` `EILSEQ` for what isn't UTF-8.
  package static func text(of path: String) throws -> String {
    guard let text = String(validating: try contents(of: path), as: UTF8.self) else {
      throw POSIXError(.EILSEQ)
    }
    return text
  }
}
