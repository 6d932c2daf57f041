/// Cuts JSON of any form into objects: one after the other with or without line ends between, in an
/// array, or inside of an envelope that is too large to be held.
///
/// Memory: one object of at most ``limit`` bytes. Of a larger one, and of one that breaks off, the
/// objects inside are given.
struct JSONPieces {
  /// The longest object that is given whole, in bytes.
  static let limit = 1 << 20

  private let source: any ByteSource
  private var buffer: [UInt8] = []
  private var position = 0
  private var start: Int64 = 0
  private var hasEnded = false
  /// Whether the input ended inside of an object.
  private(set) var isCut = false
  /// Objects that were looked through and have no end within the limit: how many, and how many may be.
  private var endless = 0
  private static let patience = 64
  /// Whether reading was given up, because nearly every object was without an end.
  private(set) var isHopeless = false

  init(_ source: any ByteSource) { self.source = source }

  /// The byte of the source up to which objects were given.
  var offset: Int64 { start + Int64(position) }

  /// The next object and where it begins; nil at the end.
  ///
  /// - Throws: ``ReadError`` where the source can't be read.
  mutating func next() throws -> (object: Bytes, offset: Int64)? {
    while try skipToObject() {
      if let end = try endOfObject() {
        defer { position = end }
        return (buffer[position..<end], offset)
      }
      // Each costs a search of the limit's length, so there may be one for so many bytes only.
      endless += 1
      isHopeless = endless > Self.patience + Int(offset >> 16)
      if isHopeless {
        repeat { position = buffer.count } while try refill()
        return nil
      }
      position += 1
    }
    return nil
  }

  /// Passes over what stands between objects; names and texts in it may hold braces.
  private mutating func skipToObject() throws -> Bool {
    var nesting = JSONNesting()
    while true {
      guard position < buffer.count else {
        guard try refill() else { return false }
        continue
      }
      _ = nesting.take(buffer[position])
      if nesting.depth > 0 { return true }
      position += 1
    }
  }

  /// Where the object that begins at the position ends; nil where it is too large or breaks off.
  private mutating func endOfObject() throws -> Int? {
    var nesting = JSONNesting()
    var index = position
    while true {
      while index < buffer.count {
        index += 1
        if nesting.take(buffer[index - 1]) { return index }
      }
      guard buffer.count - position <= Self.limit else { return nil }
      let done = index - position
      guard try refill() else {
        isCut = true
        return nil
      }
      index = position + done
    }
  }

  private mutating func refill() throws -> Bool {
    guard !hasEnded else { return false }
    let low = min(position, buffer.count)
    start += Int64(low)
    let (bytes, got) = try source.appending(to: buffer[low...], count: 1 << 18)
    position -= low
    buffer = bytes
    hasEnded = got == 0
    return got > 0
  }
}
