import RetourEvents

/// One record of an export: the bytes of its known fields.
///
/// A reader fills the same row again and again, so a row is looked at before the next one is read.
final class TraceRow {
  /// Holds what the ranges point to: a stretch of the file, or the collected texts.
  var bytes: [UInt8] = []
  /// The byte of the source at which the record begins.
  var offset: Int64 = 0
  private var places = Places()

  /// Where the fields are; one value, because each access to a property of a class is checked.
  private struct Places {
    var present: TraceFieldSet = []
    var doubled: TraceFieldSet = []
    var ranges = [Range<Int>](repeating: 0..<0, count: TraceField.allCases.count)

    mutating func set(_ field: TraceField, _ range: Range<Int>, _ hasDoubledQuotes: Bool) {
      ranges[field.rawValue] = range
      present.add(field)
      if hasDoubledQuotes { doubled.add(field) }
    }
  }

  /// The fields that the record has; an empty one counts.
  var present: TraceFieldSet { places.present }

  /// Forgets the fields.
  func clear() {
    places.present = []
    places.doubled = []
  }

  /// The row as it is now, in an object of its own.
  func copy() -> TraceRow {
    let copy = TraceRow()
    copy.bytes = bytes
    copy.offset = offset
    copy.places = places
    return copy
  }

  /// Puts a field where a stretch of `bytes` is.
  func set(_ field: TraceField, _ low: Int, _ high: Int, hasDoubledQuotes: Bool = false) {
    places.set(field, low..<high, hasDoubledQuotes)
  }

  /// Where a field stands in ``bytes``, without white space around it; empty where the record hasn't got
  /// it, nil where its quotes are doubled.
  func range(of field: TraceField) -> Range<Int>? {
    let places = places
    guard places.present.has(field) else { return 0..<0 }
    return places.doubled.has(field) ? nil : bytes[...].trimmed(places.ranges[field.rawValue])
  }

  /// The bytes of a field without white space around them; empty where the record hasn't got it.
  subscript(field: TraceField) -> Bytes {
    let places = places
    guard places.present.has(field) else { return [] }
    let raw = bytes[places.ranges[field.rawValue]]
    guard places.doubled.has(field) else { return raw.trimmed }
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
