/// The columns of a CSV export, from its header.
struct CSVLayout: Sendable {
  /// The longest header line, in bytes.
  private static let longestHeader = 1 << 14

  let form: TraceForm
  let delimiter: UInt8
  /// What each column is about; nil where it isn't needed.
  let columns: [TraceField?]
  /// The needed fields with their columns.
  let wanted: [(field: TraceField, column: Int)]
  /// Which fields there are.
  let fields: TraceFieldSet
  /// The header as it was written, without its line end.
  let header: [UInt8]

  /// Reads a header line, with the delimiter that makes the most of it; nil where it is none.
  init?(header line: Bytes, mapping: [String: TraceField] = [:]) {
    let line = line.trimmed
    guard line.count <= Self.longestHeader else { return nil }
    var best: CSVLayout?
    for delimiter in [UInt8(ascii: ","), UInt8(ascii: ";"), .tab] {
      guard line.contains(delimiter) else { continue }
      let names = Self.names(line, delimiter)
      if let layout = CSVLayout(names, delimiter, Array(line), mapping),
        layout.wanted.count > best?.wanted.count ?? 0
      {
        best = layout
      }
    }
    guard let best else { return nil }
    self = best
  }

  /// Reads the `#Fields:` line of a tracking log; nil for any other.
  init?(fields line: Bytes) {
    guard line.count <= Self.longestHeader, line.hasPrefix(ignoringCase: "#fields:") else {
      return nil
    }
    let names = line.dropFirst(8).split(separator: UInt8(ascii: ",")).map(\.trimmed)
    guard let layout = CSVLayout(names, UInt8(ascii: ","), Array(line), [:]) else { return nil }
    self = layout
  }

  private init?(
    _ names: [Bytes],
    _ delimiter: UInt8,
    _ header: [UInt8],
    _ mapping: [String: TraceField]
  ) {
    guard names.count <= CSVFields.capacity else { return nil }
    var set: TraceFieldSet = []
    columns = names.map { name in
      let field =
        mapping.isEmpty ? TraceField(header: name) : mapping[name.lowercasedText]
      guard let field, !set.has(field) else { return nil }
      set.add(field)
      return field
    }
    guard let form = TraceForm(set) else { return nil }
    self.form = form
    self.delimiter = delimiter
    self.header = header
    fields = set
    wanted = columns.enumerated().compactMap { column, field in field.map { ($0, column) } }
  }

  /// The names of a header line; a delimiter in quotes is none.
  private static func names(_ line: Bytes, _ delimiter: UInt8) -> [Bytes] {
    var names: [Bytes] = []
    var start = line.startIndex
    var isQuoted = false
    func name(_ end: Int) -> Bytes {
      let name = line[start..<end].trimmed
      let isQuoted = name.count >= 2 && name.first == UInt8(ascii: "\"") && name.first == name.last
      return isQuoted ? name.dropFirst().dropLast() : name
    }
    for index in line.indices {
      if line[index] == UInt8(ascii: "\"") { isQuoted.toggle() }
      if line[index] == delimiter, !isQuoted {
        names.append(name(index))
        start = index + 1
      }
    }
    names.append(name(line.endIndex))
    return names
  }

  /// Whether a line is this header once more.
  func isHeader(_ line: Bytes) -> Bool {
    line.count >= header.count && line.count <= header.count + 2
      && line.prefix(header.count).elementsEqual(header)
      && line.dropFirst(header.count).allSatisfy(\.isWhiteSpace)
  }

  /// Whether a line that begins with `#` belongs to no record.
  static func isComment(_ line: Bytes) -> Bool {
    let marks: [StaticString] = [
      "#type", "#software:", "#version:", "#log-type:", "#date:", "#fields:",
    ]
    return marks.contains { line.hasPrefix(ignoringCase: $0) }
  }
}
