/// Something wrong in a rule file, with its place.
public struct RuleProblem: Error, Hashable, Sendable, CustomStringConvertible {
  /// The path of the file.
  public let file: String
  /// The line, from 1.
  public let line: Int
  /// The column, from 1.
  public let column: Int
  /// What is wrong and, where it is known, what was meant.
  public let message: String

  /// `file:line:column: message`.
  public var description: String { "\(file):\(line):\(column): \(message)" }
}

/// The candidate that needs the fewest edits to become `text`, if it is at most a third away.
func nearest(to text: String, among candidates: [String]) -> String? {
  let best = candidates.map { ($0, editDistance(text, $0)) }.min { $0.1 < $1.1 }
  guard let (candidate, distance) = best, distance <= max(1, text.utf8.count / 3) else {
    return nil
  }
  return candidate
}

/// Levenshtein's distance in bytes.
private func editDistance(_ left: String, _ right: String) -> Int {
  let right = Array(right.utf8)
  var row = Array(0...right.count)
  for (lineIndex, byte) in left.utf8.enumerated() {
    var diagonal = row[0]
    row[0] = lineIndex + 1
    for index in right.indices {
      let substituted = diagonal + (byte == right[index] ? 0 : 1)
      diagonal = row[index + 1]
      row[index + 1] = min(substituted, diagonal + 1, row[index] + 1)
    }
  }
  return row[right.count]
}
