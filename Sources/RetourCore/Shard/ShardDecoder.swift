import RetourEvents

/// Reads shard lines.
struct ShardDecoder: ShardCoder {
  private enum Kind {
    case text
    case escapedText
    case number
    case flag
    case list
    case null
  }

  private struct Field {
    let name: Range<Int>
    let value: Range<Int>
    let kind: Kind
  }

  private var line: ArraySlice<UInt8> = []
  private var fields: [Field] = []
  /// The field behind the one that was read last: mostly the next to be read.
  private var next = 0
  /// The paths that were read last, because the events of a file follow each other.
  private var paths: (source: InputPath, folder: InputPath) = ("", "")

  /// Reads a line, without its end.
  ///
  /// - Throws: ``ShardDamage``.
  mutating func read(_ line: ArraySlice<UInt8>) throws(ShardDamage) -> ShardLine {
    guard line.count <= ShardLine.limit else {
      throw ShardDamage("it is longer than \(ShardLine.limit) bytes")
    }
    self.line = line
    fields.removeAll(keepingCapacity: true)
    next = 0
    try cut()
    var record: ShardLine.Record?
    try name("record", &record)
    var version: Int64 = 0
    try required("shard_version", &version)
    guard version == ShardLine.version else {
      throw ShardDamage(
        "its version is \(version), and this program knows \(ShardLine.version); use the program "
          + "that wrote it, or a newer one"
      )
    }
    switch record {
    case nil: throw .missing("record")
    case .event:
      var event = ShardEvent(
        source: paths.folder,
        isFolder: false,
        report: DeliveryReport(
          kind: .failed,
          position: Position(path: paths.source, record: 0, offset: 0)
        ),
        judgement: Judgement(version: "", catalogue: "", milliseconds: 0)
      )
      try event.code(&self)
      paths = (event.report.position.path, event.source)
      return .event(event)
    case .reject:
      var reject = ShardReject(
        source: paths.folder,
        isFolder: false,
        reject: Reject(
          position: Position(path: paths.source, record: 0, offset: 0),
          problem: .unreadable,
          detail: "",
          losesMessage: false
        )
      )
      try reject.code(&self)
      return .reject(reject)
    case .file:
      var file = ShardFile(
        path: "",
        judgement: Judgement(version: "", catalogue: "", milliseconds: 0)
      )
      try file.code(&self)
      return .file(file)
    }
  }

  // MARK: Fields

  mutating func text(_ name: StaticString, _ value: inout String?) throws(ShardDamage) {
    guard let field = find(name) else {
      value = nil
      return
    }
    value = try text(of: field, name)
  }

  mutating func texts(_ name: StaticString, _ value: inout [String]) throws(ShardDamage) {
    value = []
    guard let field = find(name) else { return }
    guard field.kind == .list else { throw .missing(name) }
    var index = field.value.lowerBound + 1
    skipBlanks(&index)
    while line[index] != UInt8(ascii: "]") {
      let item = try valueField(name: field.name, at: &index)
      value.append(try text(of: item, name))
      skipBlanks(&index)
      if line[index] == UInt8(ascii: ",") { index += 1 }
      skipBlanks(&index)
    }
  }

  mutating func number(_ name: StaticString, _ value: inout Int64?) throws(ShardDamage) {
    guard let field = find(name) else {
      value = nil
      return
    }
    var number: Int64 = 0
    var digits = line[field.value]
    let isNegative = digits.first == UInt8(ascii: "-")
    if isNegative { digits = digits.dropFirst() }
    guard field.kind == .number, 1...18 ~= digits.count || digits.count == 19 else {
      throw .missing(name)
    }
    for byte in digits {
      let digit = Int64(byte) - 48
      let (product, isTooMuch) = number.multipliedReportingOverflow(by: 10)
      let (sum, isMore) = product.addingReportingOverflow(digit)
      guard 0...9 ~= digit, !isTooMuch, !isMore else { throw .missing(name) }
      number = sum
    }
    value = isNegative ? -number : number
  }

  mutating func flag(_ name: StaticString, _ value: inout Bool) throws(ShardDamage) {
    guard let field = find(name), field.kind == .flag else { throw .missing(name) }
    value = line[field.value.lowerBound] == UInt8(ascii: "t")
  }

  /// The field of a name that isn't null; mostly the one behind the last.
  private mutating func find(_ name: StaticString) -> Field? {
    for index in fields.indices {
      let place = next + index < fields.count ? next + index : next + index - fields.count
      guard matches(fields[place].name, name) else { continue }
      next = place + 1
      return fields[place].kind == .null ? nil : fields[place]
    }
    return nil
  }

  private func matches(_ range: Range<Int>, _ name: StaticString) -> Bool {
    guard range.count == name.utf8CodeUnitCount else { return false }
    let line = line
    return name.withUTF8Buffer { unsafe $0.elementsEqual(line[range]) }
  }

  private func text(of field: Field, _ name: StaticString) throws(ShardDamage) -> String {
    switch field.kind {
    case .text: return String(decoding: line[field.value], as: UTF8.self)
    case .escapedText: return try unescaped(field.value)
    default: throw .missing(name)
    }
  }

  // MARK: JSON (RFC 8259)

  /// Cuts the line into its fields.
  private mutating func cut() throws(ShardDamage) {
    var index = line.startIndex
    skipBlanks(&index)
    try expect("{", at: &index)
    skipBlanks(&index)
    while byte(index) != UInt8(ascii: "}") {
      let name = try string(&index)
      skipBlanks(&index)
      try expect(":", at: &index)
      skipBlanks(&index)
      fields.append(try valueField(name: name.range, at: &index))
      guard fields.count <= 256 else { throw ShardDamage("it has more than 256 fields") }
      skipBlanks(&index)
      if byte(index) == UInt8(ascii: ",") {
        index += 1
        skipBlanks(&index)
      } else if byte(index) != UInt8(ascii: "}") {
        throw broken(index)
      }
    }
    index += 1
    skipBlanks(&index)
    guard index == line.endIndex else { throw broken(index) }
  }

  private func valueField(name: Range<Int>, at index: inout Int) throws(ShardDamage) -> Field {
    let start = index
    switch byte(index) {
    case UInt8(ascii: "\""):
      let (range, isEscaped) = try string(&index)
      return Field(name: name, value: range, kind: isEscaped ? .escapedText : .text)
    case UInt8(ascii: "["):
      index += 1
      skipBlanks(&index)
      while byte(index) != UInt8(ascii: "]") {
        _ = try string(&index)
        skipBlanks(&index)
        if byte(index) == UInt8(ascii: ",") {
          index += 1
          skipBlanks(&index)
        } else if byte(index) != UInt8(ascii: "]") {
          throw broken(index)
        }
      }
      index += 1
      return Field(name: name, value: start..<index, kind: .list)
    case UInt8(ascii: "-"), 0x30...0x39:
      index += 1
      while 0x30...0x39 ~= byte(index) { index += 1 }
      return Field(name: name, value: start..<index, kind: .number)
    default:
      for (word, kind) in [("true", .flag), ("false", .flag), ("null", .null)] as [(String, Kind)]
      where line[index...].starts(with: word.utf8) {
        index += word.utf8.count
        return Field(name: name, value: start..<index, kind: kind)
      }
      throw broken(index)
    }
  }

  /// Passes over a text, and says where it stands between its quotes.
  private func string(_ index: inout Int) throws(ShardDamage) -> (range: Range<Int>, Bool) {
    try expect("\"", at: &index)
    let start = index
    var isEscaped = false
    while index < line.endIndex {
      switch line[index] {
      case UInt8(ascii: "\""):
        index += 1
        return (start..<index - 1, isEscaped)
      case UInt8(ascii: "\\"):
        isEscaped = true
        index += 2
      case ..<0x20: throw broken(index)
      default: index += 1
      }
    }
    throw broken(line.endIndex)
  }

  private func unescaped(_ range: Range<Int>) throws(ShardDamage) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(range.count)
    var index = range.lowerBound
    while index < range.upperBound {
      guard line[index] == UInt8(ascii: "\\") else {
        bytes.append(line[index])
        index += 1
        continue
      }
      let escape = line[index + 1]
      index += 2
      switch escape {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): bytes.append(escape)
      case UInt8(ascii: "n"): bytes.append(UInt8(ascii: "\n"))
      case UInt8(ascii: "t"): bytes.append(UInt8(ascii: "\t"))
      case UInt8(ascii: "r"): bytes.append(UInt8(ascii: "\r"))
      case UInt8(ascii: "b"): bytes.append(8)
      case UInt8(ascii: "f"): bytes.append(12)
      case UInt8(ascii: "u"):
        var units = [try unit(index, before: range.upperBound)]
        index += 4
        if 0xD800..<0xDC00 ~= units[0], index + 6 <= range.upperBound,
          line[index] == UInt8(ascii: "\\"), line[index + 1] == UInt8(ascii: "u")
        {
          units.append(try unit(index + 2, before: range.upperBound))
          index += 6
        }
        bytes.append(contentsOf: String(decoding: units, as: UTF16.self).utf8)
      default: throw broken(index - 1)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private func unit(_ index: Int, before end: Int) throws(ShardDamage) -> UInt16 {
    guard index + 4 <= end,
      let unit = UInt16(String(decoding: line[index..<index + 4], as: UTF8.self), radix: 16)
    else { throw broken(index) }
    return unit
  }

  private func byte(_ index: Int) -> UInt8 { index < line.endIndex ? line[index] : 0 }

  private func skipBlanks(_ index: inout Int) {
    while byte(index) == 0x20 || byte(index) == 0x09 || byte(index) == 0x0D { index += 1 }
  }

  private func expect(_ character: Unicode.Scalar, at index: inout Int) throws(ShardDamage) {
    guard byte(index) == UInt8(ascii: character) else { throw broken(index) }
    index += 1
  }

  private func broken(_ index: Int) -> ShardDamage {
    ShardDamage("it is no JSON at byte \(index - line.startIndex)")
  }
}
