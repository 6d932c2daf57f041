/// One cell of a result.
public enum Value: Hashable, Sendable {
  /// Not known.
  case null
  /// A whole number.
  case integer(Int64)
  /// A number with a fraction.
  case real(Double)
  /// Text; may hold anything that stood in a mail.
  case text(String)
}

/// The answer to a query, whole.
public struct ResultTable: Hashable, Sendable {
  /// How a column is shown.
  public enum Kind: Hashable, Sendable {
    /// Left-aligned, guarded where a program could take it for a formula.
    case text
    /// Right-aligned: every cell is a number or null, and one at least is a number.
    case number
  }

  /// A column.
  public struct Column: Hashable, Sendable {
    /// Its name.
    public var name: String
    /// How it is shown.
    public var kind: Kind

    /// Creates a column.
    public init(name: String, kind: Kind) {
      self.name = name
      self.kind = kind
    }
  }

  /// The columns, at least one.
  public var columns: [Column]
  /// The rows, each with a value for every column.
  public var rows: [[Value]]

  /// Creates a table.
  public init(columns: [Column], rows: [[Value]]) {
    self.columns = columns
    self.rows = rows
  }

  /// Creates a table whose columns are numbers where all their values are.
  public init(names: [String], rows: [[Value]]) {
    self.rows = rows
    columns = names.enumerated().map { index, name in
      var numbers = 0
      for row in rows {
        switch row[index] {
        case .null: continue
        case .integer, .real: numbers += 1
        case .text: return Column(name: name, kind: .text)
        }
      }
      return Column(name: name, kind: numbers > 0 ? .number : .text)
    }
  }
}
