public import RetourEvents

/// What a table for people looks like where a terminal can show more than text.
public struct TableStyle: Hashable, Sendable {
  /// When colours are used.
  public enum Colour: String, CaseIterable, Hashable, Sendable {
    /// On a terminal, unless the environment says otherwise.
    case auto
    /// Always.
    case always
    /// Never.
    case never
  }

  /// The width of the terminal in columns; nil: nothing is cut.
  public var width: Int?
  /// Whether headings and bars are coloured.
  public var isColoured: Bool
  /// The column beside which bars show its numbers; nil for none.
  public var barColumn: String?
  /// Columns that may be left out where the terminal is too narrow, the least important first.
  public var optionalColumns: [String]
  /// Whose move each row is, which gives its bar a colour; empty: all bars have the same.
  public var moves: [WhoseMove] = []
  /// Whether the last row adds up others: it has no bar.
  public var endsWithSum = false
  /// Whether a line of dashes stands below the header.
  public var hasRule = true
  /// In which language it says what it has no room for.
  public var language = Language.english
  /// Whether little room is left between columns, and bars are short.
  public var isDense = false

  /// Plain text of any width.
  public static let plain = TableStyle(width: nil, isColoured: false)

  /// Creates a style.
  public init(
    width: Int?,
    isColoured: Bool,
    barColumn: String? = nil,
    optionalColumns: [String] = []
  ) {
    self.width = width
    self.isColoured = isColoured
    self.barColumn = barColumn
    self.optionalColumns = optionalColumns
  }

  /// Whether colours are wanted: `NO_COLOR` (no-color.org) and `TERM=dumb` switch them off,
  /// `FORCE_COLOR` and `CLICOLOR_FORCE` switch them on where the output is no terminal.
  ///
  /// - Parameters:
  ///   - choice: of the command line, which goes before all else.
  ///   - isTerminal: whether the output is one.
  ///   - environment: the variables.
  /// - Returns: whether to write escape sequences.
  public static func wantsColour(
    _ choice: Colour,
    isTerminal: Bool,
    environment: [String: String]
  ) -> Bool {
    func isSet(_ name: String) -> Bool { !(environment[name] ?? "").isEmpty }
    switch choice {
    case .always: return true
    case .never: return false
    case .auto:
      if isSet("NO_COLOR") { return false }
      if isSet("FORCE_COLOR") || isSet("CLICOLOR_FORCE") { return true }
      return isTerminal && environment["TERM"] != "dumb"
    }
  }
}

/// A bar of block characters that shows a number against the largest.
enum TerminalBar {
  /// Eighths of a block, so that small differences show; empty for nothing.
  ///
  /// The longest bar takes `width` columns.
  static func text(_ value: Double, of most: Double, width: Int = 12) -> String {
    guard value > 0, most > 0 else { return "" }
    let eighths = max(1, Int((value / most * Double(width * 8)).rounded()))
    let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
    return String(repeating: "█", count: eighths / 8) + parts[eighths % 8]
  }
}
