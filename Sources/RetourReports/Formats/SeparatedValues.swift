import RetourStore

/// Tables as text for spreadsheets and scripts.
enum SeparatedValues {
  /// RFC 4180, with line feeds; texts that a spreadsheet would take for a formula get a `'` in
  /// front.
  static func csv(_ table: ResultTable) -> [UInt8] {
    lines(table, separator: UInt8(ascii: ","), cell: quoted)
  }

  /// One line per row whatever a text holds: tabs, line ends and backslashes are escaped.
  ///
  /// Formulas are guarded as in CSV.
  static func tsv(_ table: ResultTable) -> [UInt8] {
    lines(table, separator: UInt8(ascii: "\t"), cell: escaped)
  }

  /// One line of CSV; formulas are guarded as in a whole table, and nil is an empty cell.
  static func line(_ texts: [String?]) -> [UInt8] {
    var bytes: [UInt8] = []
    for (index, text) in texts.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      if let text { bytes += quoted(guarded(VisibleText.cleaned(text, keepsLines: true))) }
    }
    bytes.append(UInt8(ascii: "\n"))
    return bytes
  }

  private static func lines(
    _ table: ResultTable,
    separator: UInt8,
    cell: (String) -> [UInt8]
  ) -> [UInt8] {
    var bytes: [UInt8] = []
    func line(_ cells: some Sequence<[UInt8]>) {
      for (index, cell) in cells.enumerated() {
        if index > 0 { bytes.append(separator) }
        bytes.append(contentsOf: cell)
      }
      bytes.append(UInt8(ascii: "\n"))
    }
    line(table.columns.map { cell(guarded($0.name)) })
    for row in table.rows {
      line(
        row.map { value in
          switch value {
          case .null: []
          case .integer(let number): Array("\(number)".utf8)
          case .real(let number): Array("\(number)".utf8)
          case .text(let text): cell(guarded(VisibleText.cleaned(text, keepsLines: true)))
          }
        }
      )
    }
    return bytes
  }

  /// A text that no spreadsheet takes for a formula.
  ///
  /// Spreadsheets pass over blanks in front and take full-width signs for the common ones, as they
  /// take a tab or a line end for the end of a cell.
  static func guarded(_ text: String) -> String {
    if let first = text.utf8.first, 0x30...0x39 ~= first || 0x61...0x7A ~= first | 0x20 {
      return text
    }
    var isFirst = true
    for scalar in text.unicodeScalars {
      switch scalar {
      case "=", "+", "-", "@", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}", "\u{FE66}",
        "\u{FE62}", "\u{FE63}", "\u{FE6B}", "\u{2212}":
        return "'\(text)"
      case "\t", "\r", "\n":
        if isFirst { return "'\(text)" }
      default:
        guard scalar.properties.isWhitespace || scalar.properties.isDefaultIgnorableCodePoint else {
          return text
        }
      }
      isFirst = false
    }
    return text
  }

  private static func quoted(_ text: String) -> [UInt8] {
    let quote = UInt8(ascii: "\"")
    guard
      text.utf8.contains(where: {
        $0 == quote || $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\n")
          || $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: "\t")
      })
    else { return Array(text.utf8) }
    var bytes = [quote]
    for byte in text.utf8 {
      if byte == quote { bytes.append(quote) }
      bytes.append(byte)
    }
    bytes.append(quote)
    return bytes
  }

  private static func escaped(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\t"): bytes.append(contentsOf: "\\t".utf8)
      case UInt8(ascii: "\n"): bytes.append(contentsOf: "\\n".utf8)
      case UInt8(ascii: "\r"): bytes.append(contentsOf: "\\r".utf8)
      case UInt8(ascii: "\\"): bytes.append(contentsOf: "\\\\".utf8)
      default: bytes.append(byte)
      }
    }
    return bytes
  }
}
