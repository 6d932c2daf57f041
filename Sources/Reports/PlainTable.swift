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
  private let isColoured: Bool
  /// The column of bars.
  private let bars: Int?

  init(_ table: ResultTable, _ style: TableStyle) {
    var header = table.columns.map { VisibleText.cleaned($0.name) }
    var kinds = table.columns.map(\.kind)
    var rows = table.rows.map { $0.map(Self.shown) }
    bars = Self.addBars(table, style, &header, &kinds, &rows)
    var widths = header.map(VisibleText.width)
    for row in rows {
      for (index, cell) in row.enumerated() {
        widths[index] = max(widths[index], VisibleText.width(cell))
      }
    }
    if let width = style.width { widths = Self.fit(widths, kinds, into: width) }
    self.header = header
    self.kinds = kinds
    self.rows = rows
    self.widths = widths
    isColoured = style.isColoured
  }

  /// The lines, none of them with white space at its end.
  var bytes: [UInt8] {
    var text = line(header, .heading)
    text += line(widths.map { String(repeating: "-", count: $0) }, .rule)
    for row in rows { text += line(row, .row) }
    return Array(text.utf8)
  }

  private enum Line {
    case heading
    case rule
    case row
  }

  private func line(_ cells: [String], _ kind: Line) -> String {
    var line = ""
    for (index, cell) in cells.enumerated() {
      if index > 0 { line += String(repeating: " ", count: Self.gap) }
      let cell = VisibleText.cut(cell, to: widths[index])
      let isLast = index == cells.count - 1 && kinds[index] == .text
      let missing = isLast ? 0 : max(0, widths[index] - VisibleText.width(cell))
      let padding = String(repeating: " ", count: missing)
      let paint = kind == .row && index == bars && isColoured
      let shown = paint && !cell.isEmpty ? "\u{1B}[36m\(cell)\u{1B}[0m" : cell
      line += kinds[index] == .number ? padding + shown : shown + padding
    }
    while line.last == " " { line.removeLast() }
    guard isColoured else { return line + "\n" }
    switch kind {
    case .heading: return "\u{1B}[1m\(line)\u{1B}[0m\n"
    case .rule: return "\u{1B}[2m\(line)\u{1B}[0m\n"
    case .row: return line + "\n"
    }
  }

  /// Puts a column of bars behind the one that the style names.
  private static func addBars(
    _ table: ResultTable,
    _ style: TableStyle,
    _ header: inout [String],
    _ kinds: inout [ResultTable.Kind],
    _ rows: inout [[String]]
  ) -> Int? {
    guard let name = style.barColumn, (style.width ?? 80) >= 60,
      let column = table.columns.firstIndex(where: { $0.name == name })
    else { return nil }
    let values = table.rows.map { row -> Double in
      switch row[column] {
      case .integer(let number): Double(number)
      case .real(let number): number
      case .null, .text: 0
      }
    }
    let most = values.max() ?? 0
    header.insert("", at: column + 1)
    kinds.insert(.text, at: column + 1)
    for index in rows.indices {
      rows[index].insert(TerminalBar.text(values[index], of: most), at: column + 1)
    }
    return column + 1
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
