import Foundation
import RetourEvents
import RetourIngest
import RetourStore

/// What a run says when it ends.
package struct RunReport {
  package let counts: RunCounts
  let eventsNew: Int
  let duplicates: Int
  let late: Int
  private let seconds: Double

  /// Takes the numbers of a run.
  ///
  /// - Parameters:
  ///   - counts: its books.
  ///   - eventsNew: what wasn't known.
  ///   - duplicates: what was.
  ///   - late: reports for days that were pruned.
  ///   - seconds: how long it took.
  package init(counts: RunCounts, eventsNew: Int, duplicates: Int, late: Int, seconds: Double) {
    self.counts = counts
    self.eventsNew = eventsNew
    self.duplicates = duplicates
    self.late = late
    self.seconds = seconds
  }

  /// The ten numbers, always the same, in two lines.
  package var summary: String {
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
  package var complaints: [String] {
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
}
