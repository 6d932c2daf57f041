/// The header fields of a message or MIME part (RFC 5322 section 2.2), in order.
///
/// Names are compared without case. A line that is neither a field nor a continuation, such as a
/// stray `>From ` line, is passed over: gateways leave such lines in headers.
struct HeaderFields {
  /// A field: where its name and its value stand.
  ///
  /// The value may span lines.
  struct Field {
    let name: Range<Int>
    let value: Range<Int>
  }

  /// How many fields are kept; of those behind them only the end is looked for.
  static let limit = 5_000

  private let bytes: Bytes
  private(set) var fields: [Field] = []
  /// Where the body begins: after the blank line, or at the end.
  private(set) var bodyStart: Int

  /// Reads the block at the front of `bytes`, up to and including the first blank line.
  init(_ bytes: Bytes) {
    self.bytes = bytes
    var index = bytes.startIndex
    bodyStart = bytes.endIndex
    fields.reserveCapacity(24)
    while index < bytes.endIndex {
      let start = index
      var end = bytes.place(of: .lineFeed, from: index) ?? bytes.endIndex
      index = Swift.min(end + 1, bytes.endIndex)
      if end > start, bytes[end - 1] == .carriageReturn { end -= 1 }
      if end == start {
        bodyStart = index
        break
      }
      if bytes[start].isBlank {
        if let last = fields.popLast() {
          fields.append(Field(name: last.name, value: last.value.lowerBound..<end))
        }
      } else if let colon = Self.nameEnd(bytes, from: start, to: end) {
        guard fields.count < Self.limit else { continue }
        var name = colon
        while name > start, bytes[name - 1].isBlank { name -= 1 }
        fields.append(Field(name: start..<name, value: colon + 1..<end))
      }
    }
  }

  /// The colon that ends a field name at the start of a line, or nil where the line is no field.
  static func nameEnd(_ bytes: Bytes, from start: Int, to end: Int) -> Int? {
    let span = bytes.span
    let (low, high) = (start - bytes.startIndex, end - bytes.startIndex)
    var index = low
    while index < high, span[index] &- 0x21 < 0x5E, span[index] != UInt8(ascii: ":") { index += 1 }
    let nameEnd = index
    while index < high, span[index].isBlank { index += 1 }
    guard nameEnd > low, index < high, span[index] == UInt8(ascii: ":"),
      span[low] != UInt8(ascii: ">")
    else { return nil }
    return index + bytes.startIndex
  }

  /// The value of the first field of a name (in lower case), trimmed, still folded.
  func raw(_ name: StaticString) -> Bytes? {
    fields.first { has(name, $0) }.map { bytes[bytes.trimmed($0.value)] }
  }

  /// Whether a field has a name; most differ in length already.
  @inline(__always)
  private func has(_ name: StaticString, _ field: Field) -> Bool {
    field.name.count == name.utf8CodeUnitCount
      && bytes.matches(name, at: field.name.lowerBound)
  }

  /// The value of the first field of a name, unfolded: white space squeezed.
  func value(_ name: StaticString) -> Bytes? {
    raw(name).map(Self.unfolded)
  }

  private static func unfolded(_ raw: Bytes) -> Bytes {
    raw.hasControls ? raw.squeezed()[...] : raw
  }

  /// The values of all fields of a name, unfolded, in order.
  func values(_ name: StaticString) -> [Bytes] { rawValues(name).map(Self.unfolded) }

  /// The values of all fields of a name, trimmed, still folded, in order.
  func rawValues(_ name: StaticString) -> [Bytes] {
    var values: [Bytes] = []
    for field in fields where has(name, field) { values.append(bytes[bytes.trimmed(field.value)]) }
    return values
  }

  /// Whether there is a field of a name.
  func has(_ name: StaticString) -> Bool { fields.contains { has(name, $0) } }

  /// The name of a field, in lower case.
  func name(of field: Field) -> Bytes { bytes[field.name].map(\.lowercased)[...] }
}
