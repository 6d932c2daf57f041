import Foundation

/// A folder into which files are written whole: under another name first, then renamed.
struct OutputFolder {
  /// The folder's path.
  let path: String

  /// Creates the folder where it isn't there; only its owner can enter a new one.
  ///
  /// - Throws: ``Failure`` of status 73.
  init(path: String) throws {
    self.path = path
    do {
      try FileManager.default.createDirectory(
        atPath: path,
        withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700]
      )
    } catch {
      throw Failure(status: .cannotCreate, message: "\(path): can't be created; \(error.reason)")
    }
  }

  /// Writes a file.
  func write(_ name: String, _ bytes: [UInt8]) throws {
    try OutputFile.write("\(path)/\(name)", bytes)
  }
}

/// A file that is there whole or not at all.
enum OutputFile {
  /// Writes a file that only its owner can read, unless another mode is given.
  ///
  /// - Throws: ``Failure`` of status 73.
  static func write(_ path: String, _ bytes: [UInt8], mode: Int = 0o600) throws {
    try stream(path, mode: mode) { try $0(bytes) }
  }

  /// Writes a file piece by piece.
  ///
  /// - Parameters:
  ///   - path: of the file.
  ///   - mode: its permissions.
  ///   - body: gets a function that appends.
  /// - Throws: ``Failure`` of status 73, and what `body` throws; then nothing is left.
  static func stream(
    _ path: String,
    mode: Int = 0o600,
    _ body: ((_ bytes: [UInt8]) throws -> Void) throws -> Void
  ) throws {
    let temporary = "\(path).part"
    let files = FileManager.default
    guard
      files.createFile(
        atPath: temporary,
        contents: nil,
        attributes: [.posixPermissions: mode]
      ), let handle = FileHandle(forWritingAtPath: temporary)
    else {
      throw Failure(
        status: .cannotCreate,
        message: "\(path): can't be created; is the folder there and writable?"
      )
    }
    do {
      try body { bytes in
        do {
          try handle.write(contentsOf: Data(bytes))
        } catch {
          throw Failure(status: .inputOutput, message: "\(path): \(error.reason)")
        }
      }
      try handle.close()
      guard FileSystem.rename(temporary, over: path) else {
        throw Failure(status: .cannotCreate, message: "\(path): can't be replaced")
      }
    } catch {
      try? files.removeItem(atPath: temporary)
      throw error
    }
  }
}
