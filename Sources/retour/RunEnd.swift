import RetourCore

extension RunReport {
  /// What is said where there was something to read and nothing of it could be.
  private static let nothingRead =
    "nothing of the input could be read; with --max-rejects N that is allowed N times"

  /// Writes what is to be written, and says how the run ended.
  func finish(_ options: InputOptions, missesNamedInput: Bool) throws {
    for line in complaints { StandardError.write(line: "retour: \(line)") }
    if !options.quiet {
      for line in counts.notes.lines { StandardError.write(line: "retour: \(line)") }
    }
    if !options.quiet { StandardError.write(lines: summary) }
    if missesNamedInput { throw ExitStatus.noInput.code }
    guard let limit = options.maxRejects else {
      guard counts.isNothingRead else { return }
      StandardError.write(line: "retour: \(Self.nothingRead)")
      throw ExitStatus.noInput.code
    }
    if counts.rejects > limit {
      StandardError.write(
        line: "retour: \(counts.rejects) rejects are more than --max-rejects \(limit) allows"
      )
      throw ExitStatus.badData.code
    }
  }
}
