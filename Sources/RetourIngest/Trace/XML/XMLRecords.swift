import RetourEvents

/// Reads the objects of an export in XML: what PowerShell writes in the quick way, and everything from
/// the first object on that is written otherwise through libxml2.
final class XMLRecords: TraceRecords {
  private let source: any ByteSource
  private let plain: PlainXML
  private var parsed: ParsedXML?

  /// Creates a reader.
  ///
  /// - Parameters:
  ///   - source: a document.
  ///   - base: what is to be added to an index of it to get an offset.
  init(_ source: any ByteSource, at base: Int64 = 0) {
    self.source = source
    plain = PlainXML(source, at: base)
  }

  var row: TraceRow { parsed?.row ?? plain.row }
  var offset: Int64 { parsed?.offset ?? plain.offset }

  func next() throws -> TraceStep {
    if let parsed { return try parsed.next() }
    if let step = try plain.next() { return step }
    let rest = plain.rest
    let parsed = ParsedXML(JoinedBytes(rest.bytes, source), head: rest.head, at: rest.offset)
    self.parsed = parsed
    return try parsed.next()
  }
}

/// Bytes in memory, then those of a source.
final class JoinedBytes: ByteSource {
  private let first: MemoryBytes
  private let second: any ByteSource

  init(_ first: Bytes, _ second: any ByteSource) {
    self.first = MemoryBytes(first)
    self.second = second
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let count = try unsafe first.read(into: buffer)
    return count > 0 ? count : try unsafe second.read(into: buffer)
  }
}
