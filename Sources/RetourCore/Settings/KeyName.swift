/// The names of keys in a configuration.
package enum KeyName {
  /// What is said about a key that doesn't exist, with the nearest one.
  static func unknown(_ name: String, of keys: [String]) -> String {
    if let nearest = nearest(to: name, of: keys) {
      return "there is no key '\(name)'; did you mean '\(nearest)'?"
    }
    return "there is no key '\(name)'; keys are \(keys.joined(separator: ", "))"
  }

  /// The name that was probably meant; nil where none is near.
  package static func nearest(to name: String, of names: [String]) -> String? {
    let name = String(name.prefix(100))
    let nearest = names.min { distance(name, $0) < distance(name, $1) }
    return nearest.flatMap { distance(name, $0) <= 3 ? $0 : nil }
  }

  /// The edit distance of Levenshtein.
  private static func distance(_ left: String, _ right: String) -> Int {
    let right = Array(right)
    var row = Array(0...right.count)
    for (index, letter) in left.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for place in right.indices {
        let above = row[place + 1]
        row[place + 1] =
          min(above + 1, row[place] + 1, diagonal + (letter == right[place] ? 0 : 1))
        diagonal = above
      }
    }
    return row[right.count]
  }
}
