import Glibc
import RetourEvents

/// Reads the objects of an export in XML that is written as PowerShell and the web services write it.
///
/// That is: elements, attributes in double quotes, text with the predefined entities and character
/// references; no comment, no CDATA section, no processing instruction and no document type behind
/// the XML declaration. Reading stops before the first child of the root that has anything else, or
/// isn't well-formed (XML 1.0 sections 2.1, 2.2 and 3.1); ``rest`` then has what another parser
/// needs to go on. Memory: a stretch of 256 KiB, or one child of the root of at most ``childLimit``
/// bytes.
///
/// Contract for the unsafe parts: positions lie inside the buffer whose pointer lives for one call of
/// ``scan``; nothing changes the buffer during it.
@safe
final class PlainXML {
  /// The largest child of the root that is read.
  static let childLimit = 4 << 20
  private static let stride = 1 << 18

  private(set) var row = TraceRow()
  private let source: any ByteSource
  private var buffer: [UInt8] = []
  private var position = 0
  private var bufferOffset: Int64 = 0
  private var isAtEnd = false
  private var hasStarted = false
  private var head: Bytes = []
  private var objects = XMLObjects()
  private var names = PropertyNames()
  private var ready: [TraceRow] = []
  private var problems: [RowProblem] = []
  /// Where the names of the open elements below the root stand in the buffer.
  private var open: [Range<Int>] = []

  /// Creates a reader.
  ///
  /// - Parameters:
  ///   - source: a document.
  ///   - base: what is to be added to an index of it to get an offset.
  init(_ source: any ByteSource, at base: Int64 = 0) {
    self.source = source
    bufferOffset = base
  }

  /// The byte of the source up to which objects were read.
  var offset: Int64 { bufferOffset + Int64(position) }

  /// What is left: the beginning of the document with the root's tag, the bytes that were read from
  /// the source but not understood, and the place of the first of them.
  var rest: (head: Bytes, bytes: Bytes, offset: Int64) { (head, buffer[position...], offset) }

  /// The next object; nil where another parser has to go on.
  func next() throws -> TraceStep? {
    while true {
      if let next = ready.popLast() {
        objects.reuse(row)
        row = next
        return .row
      }
      if !problems.isEmpty { return .reject(problems.removeFirst()) }
      if !hasStarted {
        guard try start() else { return nil }
        continue
      }
      switch scan() {
      case .child(let next):
        position = next
        takeNews()
      case .incomplete:
        guard !isAtEnd, buffer.count - position <= Self.childLimit else { return nil }
        try refill()
      case .foreign:
        return nil
      }
    }
  }

  private func takeNews() {
    guard objects.hasNews else { return }
    let news = objects.take()
    ready = news.rows.reversed()
    problems = news.tooLarge.map(RowProblem.tooLargeObject)
  }

  private func refill() throws {
    let (bytes, got) = try source.appending(to: buffer[position...], count: Self.stride)
    bufferOffset += Int64(position)
    position = 0
    buffer = bytes
    isAtEnd = got == 0
  }

  /// Reads up to the end of the root's tag.
  private func start() throws -> Bool {
    while buffer.count < 4_096, !isAtEnd { try refill() }
    hasStarted = true
    guard let root = Self.root(in: buffer) else { return false }
    head = buffer[root.head]
    _ = objects.start(root.role, field: nil, isNamed: false, offset: bufferOffset)
    position = root.head.upperBound
    return true
  }

  /// Where a document begins, up to the end of the root's tag, and the root's name; nil where that
  /// isn't plain.
  static func root(in buffer: [UInt8]) -> (head: Range<Int>, name: Range<Int>, role: XMLRole)? {
    var text = SingleMessage.skippingLead(buffer[...])
    if text.hasPrefix(ignoringCase: "#< clixml") {
      text = text.drop { $0 != .lineFeed }.drop { $0.isWhiteSpace }
    }
    let begin = text.startIndex
    if text.starts(with: "<?xml".utf8) {
      guard let close = text.firstIndex(of: UInt8(ascii: ">")) else { return nil }
      text = text[(close + 1)...].drop { $0.isWhiteSpace }
    }
    let low = text.startIndex
    let tag = unsafe buffer.withUnsafeBufferPointer { bytes -> Tag? in
      guard let base = bytes.baseAddress, low < bytes.count,
        unsafe base[low] == UInt8(ascii: "<")
      else { return nil }
      return unsafe Tag(base, low, bytes.count)
    }
    guard let tag, !tag.isEmpty, buffer[begin...].first == UInt8(ascii: "<") else { return nil }
    return (begin..<tag.end, low + 1..<tag.localHigh, tag.role)
  }

  // MARK: Scanning

  private enum Scan {
    /// A child of the root ends before the index.
    case child(next: Int)
    /// It isn't complete.
    case incomplete
    /// It has something that isn't plain.
    case foreign
  }

  /// Takes in one child of the root.
  private func scan() -> Scan {
    let result = unsafe buffer.withUnsafeBufferPointer { bytes -> Scan in
      guard let base = bytes.baseAddress else { return .incomplete }
      return unsafe scan(base, from: position, to: bytes.count)
    }
    if case .child = result { return result }
    objects.abandon(toDepth: 1)
    open.removeAll(keepingCapacity: true)
    return result
  }

  private func scan(_ base: UnsafePointer<UInt8>, from low: Int, to high: Int) -> Scan {
    var index = low
    while unsafe index < high && base[index].isWhiteSpace { index += 1 }
    guard index < high else { return .incomplete }
    guard unsafe base[index] == UInt8(ascii: "<") else { return .foreign }
    while true {
      guard index + 1 < high else { return .incomplete }
      let second = unsafe base[index + 1]
      if second == UInt8(ascii: "/") {
        // The root's end, and what follows it, is for the other parser.
        guard let name = open.popLast() else { return .foreign }
        let close = index + 2 + name.count
        guard close < high else { return .incomplete }
        guard unsafe base[close] == UInt8(ascii: ">"),
          unsafe memcmp(base + index + 2, base + name.lowerBound, name.count) == 0
        else { return .foreign }
        objects.end()
        index = close + 1
      } else {
        guard let tag = unsafe Tag(base, index, high) else {
          return unsafe UnsafeSearch.first(UInt8(ascii: ">"), in: base, from: index, to: high)
            == nil ? .incomplete : .foreign
        }
        if unsafe objects.start(
          tag.role,
          field: field(tag, base),
          isNamed: tag.nameLow < tag.nameHigh,
          offset: bufferOffset + Int64(index)
        ) != nil {
          return .foreign
        }
        if tag.isEmpty { objects.end() } else { open.append(index + 1..<tag.localHigh) }
        index = tag.end
      }
      if open.isEmpty {
        return unsafe Self.isPlain(base, low, index) ? .child(next: index) : .foreign
      }
      guard
        let next = unsafe UnsafeSearch.first(UInt8(ascii: "<"), in: base, from: index, to: high)
      else { return .incomplete }
      if objects.wantsText, next > index, unsafe !take(base, index, next) { return .foreign }
      index = next
    }
  }

  @inline(__always)
  private func field(_ tag: Tag, _ base: UnsafePointer<UInt8>) -> TraceField? {
    if objects.namesByElement { return unsafe names.field(base, tag.localLow, tag.localHigh) }
    guard tag.nameLow < tag.nameHigh else { return nil }
    return unsafe names.field(base, tag.nameLow, tag.nameHigh)
  }

  /// Hands on text with its references resolved and its line ends made line feeds; false where a
  /// reference isn't known.
  private func take(_ base: UnsafePointer<UInt8>, _ low: Int, _ high: Int) -> Bool {
    let text = unsafe UnsafeBufferPointer(start: base + low, count: high - low)
    if unsafe UnsafeSearch.first(UInt8(ascii: "&"), in: base, from: low, to: high) == nil,
      unsafe UnsafeSearch.first(.carriageReturn, in: base, from: low, to: high) == nil
    {
      unsafe objects.text(text)
      return true
    }
    guard let plain = unsafe XMLReferences.resolved(Array(text)[...]) else { return false }
    objects.text(plain)
    return true
  }

  /// Whether bytes are well-formed UTF-8 of characters that XML allows (section 2.2).
  ///
  /// How: sixteen bytes at a time are tested for control characters and for the top bit; only text
  /// beyond ASCII is looked at again.
  private static func isPlain(_ base: UnsafePointer<UInt8>, _ low: Int, _ high: Int) -> Bool {
    let raw = unsafe UnsafeRawPointer(base)
    let space = SIMD16<UInt8>(repeating: 0x20)
    let tab = SIMD16<UInt8>(repeating: 9)
    let feed = SIMD16<UInt8>(repeating: 10)
    let carriage = SIMD16<UInt8>(repeating: 13)
    var control = SIMDMask<SIMD16<Int8>>(repeating: false)
    var bits = SIMD16<UInt8>(repeating: 0)
    var index = low
    while index + 16 <= high {
      let block = unsafe raw.loadUnaligned(fromByteOffset: index, as: SIMD16<UInt8>.self)
      bits |= block
      let isOther = (block .!= tab) .& (block .!= feed) .& (block .!= carriage)
      let found = control .| ((block .< space) .& isOther)
      control = found
      index += 16
    }
    if any(control) { return false }
    var isASCII = !any(bits .>= SIMD16<UInt8>(repeating: 0x80))
    while index < high {
      let byte = unsafe base[index]
      if byte < .space && !byte.isWhiteSpace { return false }
      isASCII = isASCII && byte < 0x80
      index += 1
    }
    if isASCII { return true }
    let span = unsafe Span(_unsafeStart: base + low, count: high - low)
    guard (try? UTF8Span(validating: span)) != nil else { return false }
    // U+FFFE and U+FFFF are no characters.
    let text = unsafe UnsafeBufferPointer(start: base + low, count: high - low)
    return unsafe !text.containsNoncharacter
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Whether U+FFFE or U+FFFF stands somewhere in valid UTF-8.
  fileprivate var containsNoncharacter: Bool {
    guard count >= 3 else { return false }
    for index in 0..<count - 2
    where unsafe self[index] == 0xEF && self[index + 1] == 0xBF && self[index + 2] >= 0xBE {
      return true
    }
    return false
  }
}

/// A start tag, as positions in the buffer.
///
/// Contract: `low..<high` lies inside the memory of `base`.
@safe
private struct Tag {
  /// The local part of the element's name.
  let localLow: Int
  let localHigh: Int
  /// The value of the attribute `N` or `Name`; an empty range where there is none.
  private(set) var nameLow = 0
  private(set) var nameHigh = 0
  let role: XMLRole
  /// Whether the element has no content.
  let isEmpty: Bool
  /// One beyond the tag's `>`.
  let end: Int

  /// Reads a tag that begins with `<` at `low`; nil where it isn't plain, or not complete.
  @inline(__always)
  init?(_ base: UnsafePointer<UInt8>, _ low: Int, _ high: Int) {
    var index = low + 1
    var local = index
    while index < high {
      let byte = unsafe base[index]
      guard byte.isAlphanumeric || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") else {
        guard byte == UInt8(ascii: ":") else { break }
        local = index + 1
        index += 1
        continue
      }
      index += 1
    }
    guard index > local, index < high, unsafe base[low + 1].isLetter else { return nil }
    localLow = local
    localHigh = index
    unsafe role = XMLRole(base, local, index)
    while true {
      let gap = index
      while unsafe index < high && base[index].isWhiteSpace { index += 1 }
      guard index < high else { return nil }
      let byte = unsafe base[index]
      if byte == UInt8(ascii: ">") {
        isEmpty = false
        end = index + 1
        return
      }
      if byte == UInt8(ascii: "/") {
        guard unsafe index + 1 < high && base[index + 1] == UInt8(ascii: ">") else { return nil }
        isEmpty = true
        end = index + 2
        return
      }
      guard index > gap, byte.isLetter else { return nil }
      let attribute = index
      while unsafe index < high
        && (base[index].isAlphanumeric || base[index] == UInt8(ascii: ":")
          || base[index] == UInt8(ascii: "-") || base[index] == UInt8(ascii: "_"))
      {
        index += 1
      }
      let length = index - attribute
      guard
        unsafe index + 1 < high && base[index] == UInt8(ascii: "=")
          && base[index + 1] == UInt8(ascii: "\""),
        let close = unsafe UnsafeSearch.first(
          UInt8(ascii: "\""),
          in: base,
          from: index + 2,
          to: high
        )
      else { return nil }
      let value = index + 2
      // A `<` is no part of a value, and references in names are left to the other parser.
      for place in value..<close {
        let byte = unsafe base[place]
        if byte == UInt8(ascii: "<") || byte == UInt8(ascii: "&") { return nil }
      }
      if byte == UInt8(ascii: "N"),
        unsafe length == 1
          || length == 4 && base[attribute + 1] == UInt8(ascii: "a")
            && base[attribute + 2] == UInt8(ascii: "m") && base[attribute + 3] == UInt8(ascii: "e")
      {
        nameLow = value
        nameHigh = close
      }
      index = close + 1
    }
  }
}

extension XMLRole {
  /// The role of the element of a local name.
  ///
  /// Contract: `low..<high` lies inside the memory of `base`.
  @inline(__always)
  fileprivate init(_ base: UnsafePointer<UInt8>, _ low: Int, _ high: Int) {
    self = .other
    for (name, role) in [
      ("Obj", .clixmlObject), ("Object", .convertedObject), ("Property", .property),
      ("properties", .feedProperties),
    ] as [(StaticString, XMLRole)]
    where unsafe name.utf8CodeUnitCount == high - low
      && memcmp(base + low, name.utf8Start, high - low) == 0
    {
      self = role
    }
  }
}

/// Which field each property name means, remembered by the hash of the name.
///
/// Contract: the name lies inside the memory of the pointer, which is used inside the call only.
struct PropertyNames {
  private static let size = 512

  private var hashes = [UInt64](repeating: 0, count: size)
  private var fields = [TraceField?](repeating: nil, count: size)

  @inline(__always)
  mutating func field(_ base: UnsafePointer<UInt8>, _ low: Int, _ high: Int) -> TraceField? {
    let hash = unsafe UnsafeFastHash.hash(base, low, high) | 1
    let place = Int(truncatingIfNeeded: hash >> 32) & (Self.size - 1)
    if hashes[place] == hash { return fields[place] }
    let name = unsafe Array(UnsafeBufferPointer(start: base + low, count: high - low))
    let field = TraceField(header: name[...])
    (hashes[place], fields[place]) = (hash, field)
    return field
  }
}
