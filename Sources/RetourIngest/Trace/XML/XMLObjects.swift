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
  /// The property whose text is collected: the depth of its element, 0 where there is none.
  private var collectingDepth = 0
  private var collectingField = TraceField.time
  private var collectingLow = 0
  /// The depth at which properties of the innermost object stand; 0 outside of objects.
  private var propertyDepth = 0

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
    if depth == propertyDepth, collectingDepth == 0, let field, isProperty(role, isNamed) {
      collectingDepth = depth
      collectingField = field
      collectingLow = frames[frames.count - 1].row.bytes.count
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
      findPropertyDepth()
    case .property, .other:
      break
    }
    return nil
  }

  private func isProperty(_ role: XMLRole, _ isNamed: Bool) -> Bool {
    switch frames[frames.count - 1].role {
    case .clixmlObject: isNamed
    case .convertedObject: role == .property && isNamed
    default: true
    }
  }

  private mutating func findPropertyDepth() {
    guard let frame = frames.last else {
      propertyDepth = 0
      return
    }
    propertyDepth = frame.depth + (frame.role == .clixmlObject ? 2 : 1)
  }

  /// Whether the local names of elements name properties here, as in Atom feeds.
  var namesByElement: Bool {
    depth + 1 == propertyDepth && frames[frames.count - 1].role == .feedProperties
  }

  /// Whether text that comes now belongs to a known property.
  var wantsText: Bool { collectingDepth == depth }

  /// Text of the open element.
  mutating func text(_ bytes: some Collection<UInt8>) {
    guard wantsText, let last = frames.indices.last else { return }
    if frames[last].row.bytes.count + bytes.count > Self.objectLimit {
      frames[last].isTooLarge = true
    } else {
      frames[last].row.bytes.append(contentsOf: bytes)
    }
  }

  /// An element ends.
  mutating func end() {
    if collectingDepth == depth, let last = frames.indices.last {
      if frames[last].role == .clixmlObject {
        ClixmlEscapes.resolve(&frames[last].row.bytes, from: collectingLow)
      }
      frames[last].row.set(collectingField, collectingLow, frames[last].row.bytes.count)
      collectingDepth = 0
    } else if depth < propertyDepth, let frame = frames.last, frame.depth == depth {
      frames.removeLast()
      findPropertyDepth()
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

  /// Gives up what was begun below a depth, and what is ready.
  mutating func abandon(toDepth depth: Int) {
    self.depth = depth
    collectingDepth = 0
    free += frames.map(\.row) + ready
    frames = []
    findPropertyDepth()
    (ready, tooLarge) = ([], [])
  }

  /// Takes a row back.
  mutating func reuse(_ row: TraceRow) { free.append(row) }
}

/// The escapes of Clixml: `_x000D_` for a UTF-16 unit.
enum ClixmlEscapes {
  /// Resolves the escapes in `bytes[low...]`; pairs of surrogates become one scalar, a lone one
  /// U+FFFD.
  static func resolve(_ bytes: inout [UInt8], from low: Int) {
    guard let first = bytes[low...].place(of: UInt8(ascii: "_"), from: low) else { return }
    guard bytes.count - first >= 7 else { return }
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
