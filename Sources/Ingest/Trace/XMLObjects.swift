/// What an element of an export in XML stands for.
enum XMLRole {
  /// `Obj` of Export-Clixml.
  case clixmlObject
  /// `Object` of ConvertTo-Xml.
  case convertedObject
  /// `Property` of ConvertTo-Xml.
  case property
  /// `properties` of an Atom feed of the reporting service.
  case feedProperties
  case other

  init(_ name: Bytes) {
    switch name.text {
    case "Obj": self = .clixmlObject
    case "Object": self = .convertedObject
    case "Property": self = .property
    case "properties": self = .feedProperties
    default: self = .other
    }
  }
}

/// Collects the objects of an export in XML from the events of a parser.
///
/// In Clixml the properties stand two levels below their object (`Props` and `MS` between), in the
/// others one. An object that is the value of a property is none of its own; the objects of a list
/// (`LST`) are. Source: PowerShell's CustomSerialization.cs, XmlCommands.cs; OData version 2.
struct XMLObjects {
  /// How deep elements may be nested.
  static let depthLimit = 64
  /// How many bytes one object's known properties may have together.
  static let objectLimit = 1 << 20

  /// Why the parsing has to stop.
  enum Trouble {
    case tooDeep
  }

  private struct Frame {
    let depth: Int
    let role: XMLRole
    let isValue: Bool
    let row: TraceRow
    var isTooLarge = false
  }

  /// The objects that are complete.
  private(set) var ready: [TraceRow] = []
  /// The offsets of objects that were too large.
  private(set) var tooLarge: [Int64] = []
  private var free: [TraceRow] = []
  private var frames: [Frame] = []
  private var depth = 0
  private var collecting: (field: TraceField, depth: Int, low: Int, row: TraceRow)?

  /// Whether objects are complete or were too large.
  var hasNews: Bool { !ready.isEmpty || !tooLarge.isEmpty }

  /// An element begins; `field` is what its name attribute says, `isNamed` whether it has one.
  mutating func start(
    _ role: XMLRole,
    field: TraceField?,
    isNamed: Bool,
    offset: @autoclosure () -> Int64
  ) -> Trouble? {
    depth += 1
    guard depth <= Self.depthLimit else { return .tooDeep }
    if let frame = frames.last, collecting == nil, let field, isProperty(role, isNamed, of: frame) {
      collecting = (field, depth, frame.row.bytes.count, frame.row)
      return nil
    }
    switch role {
    case .clixmlObject, .convertedObject, .feedProperties:
      let row = free.popLast() ?? TraceRow()
      row.clear()
      row.bytes.removeAll(keepingCapacity: true)
      row.offset = offset()
      let isInside = frames.last.map { $0.isValue || isNamed } ?? false
      frames.append(Frame(depth: depth, role: role, isValue: isInside, row: row))
    case .property, .other:
      break
    }
    return nil
  }

  private func isProperty(_ role: XMLRole, _ isNamed: Bool, of frame: Frame) -> Bool {
    switch frame.role {
    case .clixmlObject: isNamed && depth == frame.depth + 2
    case .convertedObject: role == .property && isNamed && depth == frame.depth + 1
    default: depth == frame.depth + 1
    }
  }

  /// Whether the local names of elements name properties here, as in Atom feeds.
  var namesByElement: Bool {
    frames.last.map { $0.role == .feedProperties && depth == $0.depth } ?? false
  }

  /// Whether text that comes now belongs to a known property.
  var wantsText: Bool { collecting.map { $0.depth == depth } ?? false }

  /// Text of the open element.
  mutating func text(_ bytes: some Collection<UInt8>) {
    guard let collecting, collecting.depth == depth else { return }
    if collecting.row.bytes.count + bytes.count > Self.objectLimit {
      frames[frames.count - 1].isTooLarge = true
    } else {
      collecting.row.bytes.append(contentsOf: bytes)
    }
  }

  /// An element ends.
  mutating func end() {
    if let collecting, collecting.depth == depth, let frame = frames.last {
      if frame.role == .clixmlObject {
        ClixmlEscapes.resolve(&frame.row.bytes, from: collecting.low)
      }
      frame.row.set(collecting.field, collecting.low, frame.row.bytes.count)
      self.collecting = nil
    } else if let frame = frames.last, frame.depth == depth {
      frames.removeLast()
      if frame.isTooLarge, !frame.isValue {
        tooLarge.append(frame.row.offset)
        free.append(frame.row)
      } else if frame.isValue || TraceForm(frame.row.present) == nil {
        free.append(frame.row)
      } else {
        ready.append(frame.row)
      }
    }
    depth -= 1
  }

  /// Hands out what is complete; rows that were handed out come back by ``reuse(_:)``.
  mutating func take() -> (rows: [TraceRow], tooLarge: [Int64]) {
    defer { (ready, tooLarge) = ([], []) }
    return (ready, tooLarge)
  }

  /// Takes a row back.
  mutating func reuse(_ row: TraceRow) { free.append(row) }
}

/// The escapes of Clixml: `_x000D_` for a UTF-16 unit.
enum ClixmlEscapes {
  /// Resolves the escapes in `bytes[low...]`; pairs of surrogates become one scalar, a lone one
  /// U+FFFD.
  static func resolve(_ bytes: inout [UInt8], from low: Int) {
    guard let first = bytes[low...].firstIndex(of: UInt8(ascii: "_")) else { return }
    var result = Array(bytes[low..<first])
    var index = first
    while index < bytes.count {
      guard let unit = unit(bytes, at: index) else {
        result.append(bytes[index])
        index += 1
        continue
      }
      index += 7
      var scalar = Unicode.Scalar(UInt32(unit))
      if 0xD800...0xDBFF ~= unit, let second = self.unit(bytes, at: index),
        0xDC00...0xDFFF ~= second
      {
        scalar = Unicode.Scalar(0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(second) - 0xDC00))
        index += 7
      }
      result.append(contentsOf: Array(String(Character(scalar ?? "\u{FFFD}")).utf8))
    }
    bytes.replaceSubrange(low..., with: result)
  }

  private static func unit(_ bytes: [UInt8], at index: Int) -> UInt16? {
    guard index + 7 <= bytes.count, bytes[index] == UInt8(ascii: "_"),
      bytes[index + 1] | 0x20 == UInt8(ascii: "x"), bytes[index + 6] == UInt8(ascii: "_")
    else { return nil }
    var value: UInt16 = 0
    for digit in bytes[(index + 2)..<(index + 6)] {
      guard let hex = digit.hexValue else { return nil }
      value = value << 4 | UInt16(hex)
    }
    return value
  }
}
