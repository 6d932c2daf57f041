import RetourEvents

/// Reads the objects of an export in JSON, one at a time: Microsoft Graph, the reporting service's
/// OData, ConvertTo-Json.
///
/// Every object with the fields of a trace is a record, wherever it stands; objects inside objects
/// are looked at by themselves. Grammar: RFC 8259. Memory: one string of at most ``textLimit``
/// bytes, ``depthLimit`` levels.
final class JSONRecords: TraceRecords {
  /// The longest string that is kept, in bytes.
  static let textLimit = 1 << 20
  /// How deep arrays and objects may be nested.
  static let depthLimit = 64

  private(set) var row = TraceRow()
  private let source: any ByteSource
  private var buffer: [UInt8] = []
  private var position = 0
  private var bufferOffset: Int64 = 0
  private var hasEnded = false
  /// The open objects (a row each) and arrays (nil), innermost last.
  private var open: [TraceRow?] = []
  private var hasValues = false
  /// Bytes that the open objects hold.
  private var held = 0

  init(_ source: any ByteSource) { self.source = source }

  var offset: Int64 { bufferOffset + Int64(position) }

  func next() throws -> TraceStep {
    do {
      while let byte = try skipBlank() {
        if let step = try take(byte) { return step }
      }
      guard !hasEnded else { return .end }
      hasEnded = true
      guard open.isEmpty else {
        return .reject(
          RowProblem(
            problem: .cutRow,
            detail: "the JSON ends before its brackets are closed; what lies before was read",
            offset: offset,
            losesRecord: false
          )
        )
      }
      return .end
    } catch let problem as RowProblem {
      hasEnded = true
      position = buffer.count
      open = []
      while try refill() { position = buffer.count }
      return .reject(problem)
    }
  }

  /// Works on the token that begins with a byte.
  private func take(_ byte: UInt8) throws -> TraceStep? {
    switch byte {
    case UInt8(ascii: "{"):
      let object = TraceRow()
      object.offset = offset
      position += 1
      try push(object)
    case UInt8(ascii: "["):
      position += 1
      try push(nil)
    case UInt8(ascii: "}"), UInt8(ascii: "]"):
      position += 1
      guard let closed = open.popLast() else { throw wrong("a bracket closes nothing") }
      held -= closed?.bytes.count ?? 0
      if let object = closed, TraceForm(object.present) != nil {
        row = object
        return .row
      }
    case UInt8(ascii: ","), UInt8(ascii: ":"):
      position += 1
    case UInt8(ascii: "\""):
      let text = try string()
      guard let object = open.last ?? nil, try skipBlank() == UInt8(ascii: ":") else { return nil }
      position += 1
      try value(of: text, in: object)
    default:
      _ = try scalar()
    }
    return nil
  }

  /// Reads the value behind a name, unless it is an object or array.
  private func value(of name: [UInt8], in object: TraceRow) throws {
    guard let byte = try skipBlank(), byte != UInt8(ascii: "{"), byte != UInt8(ascii: "[") else {
      return
    }
    let text = byte == UInt8(ascii: "\"") ? try string() : try scalar()
    guard let field = TraceField(header: name[...]), !object.present.has(field) else { return }
    held += text.count
    guard held <= Self.textLimit else {
      throw wrong("an object has more than \(Self.textLimit) bytes", .rowTooLarge)
    }
    let low = object.bytes.count
    if text != Array("null".utf8) { object.bytes += text } else { held -= text.count }
    object.set(field, low, object.bytes.count)
  }

  private func push(_ object: TraceRow?) throws {
    guard open.count < Self.depthLimit else {
      throw wrong(
        "brackets are nested deeper than \(Self.depthLimit) levels; it was not read further"
      )
    }
    open.append(object)
  }

  // MARK: Tokens

  private func scalar() throws -> [UInt8] {
    var text: [UInt8] = []
    while let byte = try peek(), !",:]}[{\"".utf8.contains(byte), !byte.isWhiteSpace {
      position += 1
      text.append(byte)
      guard text.count <= 64 else { throw wrong("'\(text.prefix(20)[...].text)' is no value") }
    }
    guard !text.isEmpty else { throw wrong("a value is missing") }
    return text
  }

  private func string() throws -> [UInt8] {
    position += 1
    var text: [UInt8] = []
    while true {
      guard let byte = try peek() else { throw wrong("a text is still open at the end", .cutRow) }
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return text
      case UInt8(ascii: "\\"): try escape(&text)
      default: text.append(byte)
      }
      guard text.count <= Self.textLimit else {
        throw wrong("a text is longer than \(Self.textLimit) bytes", .rowTooLarge)
      }
    }
  }

  private func escape(_ text: inout [UInt8]) throws {
    guard let byte = try peek() else { return }
    position += 1
    switch byte {
    case UInt8(ascii: "n"): text.append(.lineFeed)
    case UInt8(ascii: "r"): text.append(.carriageReturn)
    case UInt8(ascii: "t"): text.append(.tab)
    case UInt8(ascii: "b"), UInt8(ascii: "f"): text.append(.space)
    case UInt8(ascii: "u"):
      var unit = try hexadecimal()
      if 0xD800...0xDBFF ~= unit, try peek() == UInt8(ascii: "\\") {
        position += 1
        guard try peek() == UInt8(ascii: "u") else {
          try escape(&text)
          return
        }
        position += 1
        let second = try hexadecimal()
        if 0xDC00...0xDFFF ~= second { unit = 0x10000 + (unit - 0xD800) << 10 + (second - 0xDC00) }
      }
      text.append(contentsOf: Array(String(Character(Unicode.Scalar(unit) ?? "\u{FFFD}")).utf8))
    default: text.append(byte)
    }
  }

  private func hexadecimal() throws -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = try peek(), let digit = byte.hexValue else {
        throw wrong("\\u needs four hexadecimal digits")
      }
      position += 1
      value = value << 4 | UInt32(digit)
    }
    return value
  }

  // MARK: Bytes

  private func skipBlank() throws -> UInt8? {
    while let byte = try peek() {
      let isMark = offset < 3 && byte >= 0xBB
      guard byte.isWhiteSpace || isMark else { return byte }
      position += 1
    }
    return nil
  }

  private func peek() throws -> UInt8? {
    if position == buffer.count, try !refill() { return nil }
    return buffer[position]
  }

  private func refill() throws -> Bool {
    bufferOffset += Int64(buffer.count)
    position = 0
    let (bytes, got) = try source.appending(to: [], count: 1 << 16)
    buffer = bytes
    return got > 0
  }

  private func wrong(_ why: String, _ problem: Reject.Problem = .damagedJSON) -> RowProblem {
    RowProblem(problem: problem, detail: why, offset: offset, losesRecord: false)
  }
}
