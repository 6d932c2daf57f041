import RetourEvents

/// One record of an export: the bytes of its known fields.
///
/// A reader fills the same row again and again, so a row is looked at before the next one is read.
final class TraceRow {
  /// Holds what the ranges point to: a stretch of the file, or the collected texts.
  var bytes: [UInt8] = []
  /// The byte of the source at which the record begins.
  var offset: Int64 = 0
  /// The fields that the record has; an empty one counts.
  private(set) var present: TraceFieldSet = []
  /// Those whose quotes are doubled.
  private var doubled: TraceFieldSet = []
  private var ranges = [Range<Int>](repeating: 0..<0, count: TraceField.allCases.count)

  /// Forgets the fields.
  func clear() { (present, doubled) = ([], []) }

  /// The row as it is now, in an object of its own.
  func copy() -> TraceRow {
    let copy = TraceRow()
    copy.bytes = bytes
    copy.offset = offset
    (copy.present, copy.doubled, copy.ranges) = (present, doubled, ranges)
    return copy
  }

  /// Puts a field where a stretch of `bytes` is.
  func set(_ field: TraceField, _ low: Int, _ high: Int, hasDoubledQuotes: Bool = false) {
    ranges[field.rawValue] = low..<high
    present.add(field)
    if hasDoubledQuotes { doubled.add(field) }
  }

  /// Where a field stands in ``bytes``, whose span is given, without white space around it; empty where
  /// the record hasn't got it, nil where its quotes are doubled.
  @inline(__always)
  func range(of field: TraceField, in text: Span<UInt8>) -> Range<Int>? {
    guard present.has(field) else { return 0..<0 }
    return doubled.has(field) ? nil : text.trimmed(ranges[field.rawValue])
  }

  /// The bytes of a field without white space around them; empty where the record hasn't got it.
  subscript(field: TraceField) -> Bytes {
    guard present.has(field) else { return [] }
    let raw = bytes[ranges[field.rawValue]]
    guard doubled.has(field) else { return raw.trimmed }
    var plain: [UInt8] = []
    plain.reserveCapacity(raw.count)
    var index = raw.startIndex
    while index < raw.endIndex {
      plain.append(raw[index])
      let isPair =
        raw[index] == UInt8(ascii: "\"") && index + 1 < raw.endIndex
        && raw[index + 1] == UInt8(ascii: "\"")
      index += isPair ? 2 : 1
    }
    return plain[...].trimmed
  }
}

/// What a reader of records came to.
enum TraceStep {
  /// A record; the row has it.
  case row
  /// A header that stood there before: the beginning of another page.
  case page
  /// Something that could not be read.
  case reject(RowProblem)
  /// The end.
  case end
}

/// Why a record could not be read.
struct RowProblem: Error {
  var problem: Reject.Problem
  var detail: String
  var offset: Int64
  /// Whether a record is lost, or only the file is not as it should be.
  var losesRecord = true

  /// An object of an export in XML that has too many bytes.
  static func tooLargeObject(at offset: Int64) -> RowProblem {
    RowProblem(
      problem: .rowTooLarge,
      detail: "an object has more than \(XMLObjects.objectLimit) bytes",
      offset: offset
    )
  }
}

/// Reads the records of one export in order.
protocol TraceRecords: AnyObject {
  /// The row that ``next()`` fills.
  var row: TraceRow { get }
  /// The byte of the source up to which records were read.
  var offset: Int64 { get }
  /// Reads on to the next record.
  ///
  /// - Throws: ``ReadError`` where the source can't be read.
  func next() throws -> TraceStep
}
