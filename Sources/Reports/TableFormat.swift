public import Aggregator

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
  ///   - width: of the terminal in columns, for ``table`` alone; nil: nothing is cut.
  /// - Returns: UTF-8 that ends with a line feed.
  public func bytes(of table: ResultTable, width: Int? = nil) -> [UInt8] {
    switch self {
    case .table: PlainTable(table, width: width).bytes
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
    writer.beginArray()
    for row in table.rows { write(row, of: table, to: &writer) }
    writer.endArray()
    writer.endObject()
    writer.newline()
    return writer.bytes
  }

  private static func lines(_ table: ResultTable) -> [UInt8] {
    var writer = JSONWriter()
    for row in table.rows {
      write(row, of: table, to: &writer)
      writer.newline()
    }
    return writer.bytes
  }

  private static func write(_ row: [Value], of table: ResultTable, to writer: inout JSONWriter) {
    writer.beginObject()
    for (column, value) in zip(table.columns, row) {
      writer.key(column.name)
      switch value {
      case .null: writer.null()
      case .integer(let number): writer.integer(number)
      case .real(let number): writer.real(number)
      case .text(let text): writer.string(text)
      }
    }
    writer.endObject()
  }
}
