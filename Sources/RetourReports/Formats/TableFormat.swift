public import RetourStore

/// How a table is written.
public enum TableFormat: String, CaseIterable, Hashable, Sendable {
  /// Aligned columns for people.
  case table
  /// Comma-separated values (RFC 4180) with a header line.
  case csv
  /// Tab-separated values with a header line.
  case tsv
  /// One JSON object with `schema_version` and `rows`, an array of objects.
  case json
  /// One JSON object per line.
  case ndjson

  /// Writes a table.
  ///
  /// - Parameters:
  ///   - table: what to write.
  ///   - style: what a terminal can show, for ``table`` alone.
  /// - Returns: UTF-8 that ends with a line feed.
  public func bytes(of table: ResultTable, style: TableStyle = .plain) -> [UInt8] {
    switch self {
    case .table: PlainTable(table, style).bytes
    case .csv: SeparatedValues.csv(table)
    case .tsv: SeparatedValues.tsv(table)
    case .json: Self.json(table)
    case .ndjson: Self.lines(table)
    }
  }

  private static func json(_ table: ResultTable) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("schema_version")
    writer.integer(1)
    writer.key("rows")
    writer.rows(of: table)
    writer.endObject()
    writer.newline()
    return writer.bytes
  }

  private static func lines(_ table: ResultTable) -> [UInt8] {
    var writer = JSONWriter()
    for row in table.rows {
      writer.object(row, of: table)
      writer.newline()
    }
    return writer.bytes
  }
}

extension JSONWriter {
  /// An array with an object for each row.
  public mutating func rows(of table: ResultTable) {
    beginArray()
    for row in table.rows { object(row, of: table) }
    endArray()
  }

  /// An object with the values of one row.
  mutating func object(_ row: [Value], of table: ResultTable) {
    beginObject()
    for (column, value) in zip(table.columns, row) {
      key(column.name)
      switch value {
      case .null: null()
      case .integer(let number): integer(number)
      case .real(let number): real(number)
      case .text(let text): string(text)
      }
    }
    endObject()
  }
}
