import RetourEvents
package import RetourStore

/// A folder into which files are written, each whole or not at all.
package struct OutputFolder: Sendable {
  private let path: String
  private let kept: OutputGuard

  /// Creates the folder where it isn't there; only its owner can enter a new one.
  ///
  /// - Parameters:
  ///   - path: the folder's.
  ///   - kept: what no file may be written over.
  /// - Throws: ``StoreError``, also where a file has its name.
  package init(path: String, sparing kept: OutputGuard) throws {
    try OutputFile.makeFolder(path)
    self.path = path
    self.kept = kept
  }

  /// Writes a file.
  func write(_ name: String, _ bytes: [UInt8]) throws {
    try OutputFile.write("\(path)/\(name)", bytes, sparing: kept)
  }

  /// Writes a file piece by piece.
  func stream(
    _ name: String,
    _ body: ((_ bytes: [UInt8]) throws -> Void) throws -> Void
  ) throws {
    try OutputFile.stream("\(path)/\(name)", sparing: kept, body)
  }
}

/// The names of letters' files.
enum LetterFile {
  /// The bytes that a name may have: Linux allows 255, and the type and a mark follow.
  private static let longest = 200

  /// The name for a domain and a type: the domain where nothing speaks against it.
  ///
  /// What can't stand in the name of a file, and the first letter of the name that the page with
  /// the list has, is written as `~` and two hexadecimal digits; no domain has a `~`, so no two
  /// share a name. Of a long name the end is replaced by its hash.
  static func name(_ domain: String, type: String) -> String {
    var name = ""
    for (place, byte) in domain.utf8.enumerated() {
      let isPlain =
        byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || 0x30...0x39 ~= byte
        || 0x61...0x7A ~= byte || byte == UInt8(ascii: ".") && place > 0
      let isTaken = place == 0 && domain == "index"
      name +=
        isPlain && !isTaken
        ? String(UnicodeScalar(byte)) : "~" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
    guard name.utf8.count > longest else { return "\(name).\(type)" }
    let hash = FNV1a(domain.utf8).value
    return "\(name.prefix(longest - 20))~~\(String(hash, radix: 16)).\(type)"
  }
}
