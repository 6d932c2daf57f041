import RetourEvents

/// A column of a chart: a day or a month.
protocol ChartColumn {
  /// How people call it.
  var label: String { get }
  /// `2026-11-02`, or `2026-11` for a month.
  var key: String { get }
  /// Whether anything speaks of that day or month; otherwise nothing failed that is known of.
  var isKnown: Bool { get }
  /// Whether everything about it is zero.
  var isEmpty: Bool { get }
}

extension Array where Element: ChartColumn {
  /// The rows of a table of the columns: one each, but one for columns without data that follow each
  /// other, and one for those with nothing but zeros.
  var stretches: [Range<Int>] {
    var rows: [Range<Int>] = []
    for (index, column) in enumerated() {
      if let last = rows.last, column.isEmpty, self[last.lowerBound].isEmpty,
        self[last.lowerBound].isKnown == column.isKnown
      {
        rows[rows.count - 1] = last.lowerBound..<(index + 1)
      } else {
        rows.append(index..<(index + 1))
      }
    }
    return rows
  }

  /// Stretches of columns of which nothing is known.
  var gaps: [Range<Int>] { stretches.filter { !self[$0.lowerBound].isKnown } }

  /// The first and the last day or month of a stretch.
  func label(_ stretch: Range<Int>, _ language: Language) -> String {
    let (first, last) = (self[stretch.lowerBound], self[stretch.upperBound - 1])
    if stretch.count == 1 { return first.label }
    return first.key.utf8.count == 10
      ? language.period(first.key, last.key) : "\(first.label) – \(last.label)"
  }
}
