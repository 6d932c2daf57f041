import Aggregator

/// A table for the terminal: a header, a line of dashes, aligned columns.
struct PlainTable {
  /// The gap between two columns.
  private static let gap = 2
  /// What a column is never made narrower than.
  private static let narrowest = 8

  private let header: [String]
  private let rows: [[String]]
  private let kinds: [ResultTable.Kind]
  private let widths: [Int]

  init(_ table: ResultTable, width: Int?) {
    header = table.columns.map { VisibleText.cleaned($0.name) }
    kinds = table.columns.map(\.kind)
    rows = table.rows.map { $0.map(Self.shown) }
    var widths = header.map(VisibleText.width)
    for row in rows {
      for (index, cell) in row.enumerated() {
        widths[index] = max(widths[index], VisibleText.width(cell))
      }
    }
    if let width { widths = Self.fit(widths, kinds, into: width) }
    self.widths = widths
  }

  /// The lines, none of them with white space at its end.
  var bytes: [UInt8] {
    var text = line(header)
    text += line(widths.map { String(repeating: "-", count: $0) })
    for row in rows { text += line(row) }
    return Array(text.utf8)
  }

  private func line(_ cells: [String]) -> String {
    var line = ""
    for (index, cell) in cells.enumerated() {
      if index > 0 { line += String(repeating: " ", count: Self.gap) }
      let cell = VisibleText.cut(cell, to: widths[index])
      let padding = String(repeating: " ", count: max(0, widths[index] - VisibleText.width(cell)))
      line += kinds[index] == .number ? padding + cell : cell + padding
    }
    while line.last == " " { line.removeLast() }
    return line + "\n"
  }

  /// Makes the widest text columns narrower until the line fits or nothing can give any more.
  private static func fit(_ widths: [Int], _ kinds: [ResultTable.Kind], into width: Int) -> [Int] {
    var widths = widths
    var excess = widths.reduce(0, +) + gap * (widths.count - 1) - width
    while excess > 0 {
      let texts = widths.indices.filter { kinds[$0] == .text && widths[$0] > narrowest }
      guard let widest = texts.max(by: { widths[$0] < widths[$1] }) else { break }
      widths[widest] -= 1
      excess -= 1
    }
    return widths
  }

  private static func shown(_ value: Value) -> String {
    switch value {
    case .null: "-"
    case .integer(let number): "\(number)"
    case .real(let number): "\(number)"
    case .text(let text): VisibleText.cleaned(text)
    }
  }
}
