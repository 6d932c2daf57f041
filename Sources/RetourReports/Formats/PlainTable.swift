import RetourEvents
import RetourStore

/// A table for the terminal: a header, a line of dashes, aligned columns.
struct PlainTable {
  /// What a column is never made narrower than.
  private static let narrowest = 8
  /// How wide a column of text is made before others are left out for it.
  private static let legible = 20

  private let columns: [PlainColumn]
  private let widths: [Int]
  private let isColoured: Bool
  /// How wide the gap between two columns is.
  private let gap: Int
  private let hasRule: Bool
  private let language: Language
  /// The colours of the bars, row by row; behind the last one they are cyan.
  private let colours: [Int]
  /// How many lines the header takes.
  private let headerLines: Int
  private let width: Int
  /// The names of columns that were left out.
  private let omitted: [String]

  init(_ table: ResultTable, _ style: TableStyle) {
    var columns = PlainColumn.all(of: table, style)
    var omitted: [String] = []
    gap = style.isDense ? 1 : 2
    if let width = style.width {
      Self.leaveOut(&columns, &omitted, style, width)
      if Self.width(columns.map(\.widest), gap) > width {
        for index in columns.indices { columns[index].foldHeader() }
      }
      widths = Self.fit(columns, into: width, gap)
    } else {
      widths = columns.map(\.widest)
    }
    self.columns = columns
    width = style.width ?? .max
    self.omitted = omitted
    headerLines = columns.map(\.header.count).max() ?? 1
    isColoured = style.isColoured
    hasRule = style.hasRule
    language = style.language
    colours = style.moves.map(\.colour)
  }

  /// The lines, none of them with white space at its end.
  var bytes: [UInt8] {
    var text = ""
    for number in 0..<headerLines {
      // A header of one line stands on the last one, beside its rule.
      let cells = columns.map { column in
        let index = number - (headerLines - column.header.count)
        return index >= 0 ? column.header[index] : ""
      }
      text += line(cells, .heading)
    }
    if hasRule { text += line(widths.map { String(repeating: "-", count: $0) }, .rule) }
    for row in 0..<(columns.first?.cells.count ?? 0) {
      text += line(columns.map { $0.cells[row] }, .row(row < colours.count ? colours[row] : 36))
    }
    if !omitted.isEmpty {
      let names = omitted.joined(separator: ", ")
      let note = "(" + language.terminal(.noRoom, ["names": names])
      let whole = "\(note); \(language.terminal(.allColumns)))"
      text += VisibleText.width(whole) <= width ? whole : VisibleText.cut("\(note))", to: width)
      text += "\n"
    }
    return Array(text.utf8)
  }

  private enum Line {
    case heading
    case rule
    /// With the colour of its bar.
    case row(Int)
  }

  private func line(_ cells: [String], _ kind: Line) -> String {
    var line = ""
    for (index, cell) in cells.enumerated() {
      let column = columns[index]
      if index > 0 { line += String(repeating: " ", count: gap) }
      let cell = VisibleText.cut(cell, to: widths[index])
      let isLast = index == cells.count - 1 && column.kind == .text
      let missing = isLast ? 0 : max(0, widths[index] - VisibleText.width(cell))
      let padding = String(repeating: " ", count: missing)
      var shown = cell
      if case .row(let colour) = kind, column.isBar, isColoured, colour > 0, !cell.isEmpty {
        shown = "\u{1B}[\(colour)m\(cell)\u{1B}[0m"
      }
      line += column.kind == .number ? padding + shown : shown + padding
    }
    while line.last == " " { line.removeLast() }
    guard isColoured else { return line + "\n" }
    switch kind {
    case .heading: return "\u{1B}[1m\(line)\u{1B}[0m\n"
    case .rule: return "\u{1B}[2m\(line)\u{1B}[0m\n"
    case .row: return line + "\n"
    }
  }

  // MARK: Fitting

  private static func width(_ widths: [Int], _ gap: Int) -> Int {
    widths.reduce(0, +) + gap * max(0, widths.count - 1)
  }

  /// Leaves out what matters least until the others are legible: the columns that a command calls
  /// optional, in its order, then the bars.
  private static func leaveOut(
    _ columns: inout [PlainColumn],
    _ omitted: inout [String],
    _ style: TableStyle,
    _ width: Int
  ) {
    func isTooWide() -> Bool {
      Self.width(
        columns.map { column in
          column.kind == .number || column.isBar
            ? column.narrowest : min(column.widest, legible)
        },
        style.isDense ? 1 : 2
      ) > width
    }
    var optional = style.optionalColumns[...]
    // What has no value in any row says nothing.
    for name in style.optionalColumns where isTooWide() {
      guard let place = columns.firstIndex(where: { $0.name == name && $0.isEmpty }) else {
        continue
      }
      columns.remove(at: place)
      optional.removeAll { $0 == name }
    }
    while isTooWide(), let name = optional.popFirst() {
      guard let place = columns.firstIndex(where: { $0.name == name }) else { continue }
      columns.remove(at: place)
      omitted.append(name)
    }
    if isTooWide() { columns.removeAll(where: \.isBar) }
  }

  /// Makes the widest text columns narrower until the line fits or nothing can give any more.
  private static func fit(_ columns: [PlainColumn], into width: Int, _ gap: Int) -> [Int] {
    var widths = columns.map(\.widest)
    var excess = Self.width(widths, gap) - width
    while excess > 0 {
      let texts = widths.indices.filter {
        columns[$0].kind == .text && !columns[$0].isBar && widths[$0] > narrowest
      }
      guard let widest = texts.max(by: { widths[$0] < widths[$1] }) else { break }
      widths[widest] -= 1
      excess -= 1
    }
    return widths
  }
}

extension WhoseMove {
  /// The colour of its bars on a terminal, by ECMA-48; 0 for none.
  fileprivate var colour: Int {
    switch self {
    case .you: 33
    case .owner: 34
    case .people: 36
    case .unknown: 0
    }
  }
}

/// One column of a plain table.
private struct PlainColumn {
  let name: String
  /// The lines of its header.
  private(set) var header: [String]
  let kind: ResultTable.Kind
  let cells: [String]
  /// Whether it shows another column's numbers as bars.
  let isBar: Bool
  private let content: Int

  init(name: String, kind: ResultTable.Kind, cells: [String], isBar: Bool = false) {
    self.name = name
    self.kind = kind
    self.cells = cells
    self.isBar = isBar
    header = [isBar ? "" : name]
    content = cells.reduce(0) { max($0, VisibleText.width($1)) }
  }

  /// The columns of a table, with one of bars behind the one that the style names.
  static func all(of table: ResultTable, _ style: TableStyle) -> [PlainColumn] {
    var columns: [PlainColumn] = []
    for (index, column) in table.columns.enumerated() {
      let cells = table.rows.map { shown($0[index]) }
      let name = VisibleText.cleaned(column.name)
      columns.append(PlainColumn(name: name, kind: column.kind, cells: cells))
      guard column.name == style.barColumn, (style.width ?? 80) >= 60 else { continue }
      var values = table.rows.map { number($0[index]) }
      if style.endsWithSum, !values.isEmpty { values[values.count - 1] = 0 }
      let most = values.max() ?? 0
      let bars = values.map { TerminalBar.text($0, of: most, width: style.isDense ? 8 : 12) }
      columns.append(PlainColumn(name: name, kind: .text, cells: bars, isBar: true))
    }
    return columns
  }

  /// As wide as all of it.
  var widest: Int { max(content, header.map(VisibleText.width).max() ?? 0) }

  /// As narrow as it gets with its header in several lines.
  var narrowest: Int {
    max(content, folded.map(VisibleText.width).max() ?? 0)
  }

  /// Whether no row has a value.
  var isEmpty: Bool { cells.allSatisfy { $0 == "-" } }

  /// Breaks the header at its underscores, where it is wider than the cells.
  mutating func foldHeader() {
    if VisibleText.width(header[0]) > content { header = folded }
  }

  private var folded: [String] {
    var lines: [String] = []
    for word in name.split(separator: "_") where !isBar {
      // Words share a line that is no wider than the cells.
      if let last = lines.last, last.count + word.count < content {
        lines[lines.count - 1] = "\(last)_\(word)"
      } else {
        lines.append(String(word))
      }
    }
    return lines.isEmpty ? [""] : lines
  }

  private static func number(_ value: Value) -> Double {
    switch value {
    case .integer(let number): Double(number)
    case .real(let number): number
    case .null, .text: 0
    }
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
