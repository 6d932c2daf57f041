import RetourStore

/// One file that a command writes; `-` is standard output.
enum Output {
  /// Refuses, before any work is done, what couldn't be written at its end.
  static func check(_ path: String, sparing kept: OutputGuard) throws {
    if path != "-" { try OutputFile.check(path, sparing: kept) }
  }

  /// Writes a file, or to standard output.
  static func write(
    _ path: String,
    _ bytes: [UInt8],
    mode: UInt32 = 0o600,
    sparing kept: OutputGuard
  ) throws {
    guard path != "-" else { return try StandardOutput.write(bytes) }
    try OutputFile.write(path, bytes, mode: mode, sparing: kept)
  }
}
