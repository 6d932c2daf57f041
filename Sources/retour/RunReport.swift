import Foundation
import RetourCore
import RetourEvents
import RetourIngest
import RetourStore

/// What a run says on standard error when it ends.
struct RunReport {
  let counts: RunCounts
  let eventsNew: Int
  let duplicates: Int
  /// Reports for days that were pruned.
  let late: Int
  let seconds: Double

  /// The ten numbers, always the same, in two lines.
  var summary: String {
    let tally = counts.tally
    return """
      files: \(counts.files.new) new, \(counts.files.unchanged) unchanged, \
      \(counts.files.failed) failed; messages: \(tally.messages), \(tally.notReports) no reports
      events: \(eventsNew) new, \(duplicates) duplicate, \(lateWords)\(counts.unknown) unknown; \
      rejects: \(counts.rejects); \(String(format: "%.2f", seconds)) s
      """
  }

  private var lateWords: String { late > 0 ? "\(late) late, " : "" }

  /// One line for each of the first rejects, and how many more there are.
  var complaints: [String] {
    var numbers = LineNumbers()
    var lines = counts.firstRejects.map { reject in
      let position = reject.position
      // People look for rows of exports by line, for messages by byte.
      let line = reject.problem.isAboutRows ? numbers.line(at: position) : nil
      return "\(position.path) @ \(line.map { "line \($0), " } ?? "")byte \(position.offset): "
        + reject.problem.rawValue + (reject.detail.isEmpty ? "" : ": \(reject.detail)")
    }
    if counts.rejects > lines.count {
      lines.append("... and \(counts.rejects - lines.count) more that could not be read")
    }
    return lines
  }

  /// What is said where there was something to read and nothing of it could be.
  static let nothingRead =
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
