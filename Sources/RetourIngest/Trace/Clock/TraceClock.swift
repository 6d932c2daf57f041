public import RetourEvents

/// How the dates of one export are to be read.
struct TraceClock: Sendable {
  /// The order of dates that don't tell it; nil where the export has none of those.
  var order: DateOrder?
  /// The offset of ``TraceField/localTime`` in seconds, as found in the export.
  var localOffset: Int64?
  /// What the user says about dates without a zone.
  var options = TraceOptions()

  /// The moment of a record.
  ///
  /// - Throws: ``RowProblem`` where the date can't be read, or not without a guess.
  func moment(of row: TraceRow) throws(RowProblem) -> Timestamp? {
    if row.present.has(.time) { return try moment(row[.time], isLocal: false, offset: row.offset) }
    return try moment(row[.localTime], isLocal: true, offset: row.offset)
  }

  /// The moment of a text that stands in the record at an offset.
  func moment(
    _ text: Bytes,
    isLocal: Bool,
    offset place: Int64
  ) throws(RowProblem) -> Timestamp? {
    guard !text.isEmpty else { return nil }
    switch TraceDate(text) {
    case .moment(let moment):
      return moment
    case .local(let date):
      let order = date.order ?? self.order
      guard let order, let plain = date.moment(order, offset: 0) else {
        throw RowProblem(
          problem: .badRow,
          detail: "the date '\(text.prefix(40).text)' doesn't fit those before it",
          offset: place
        )
      }
      if isLocal, options.offset == nil, let localOffset {
        return Timestamp(seconds: plain.seconds - localOffset)
      }
      guard let offset = options.offset else { return plain }
      return Timestamp(seconds: plain.seconds - offset(plain.seconds))
    case nil:
      throw RowProblem(
        problem: .badRow,
        detail: "'\(text.prefix(40).text)' is no date",
        offset: place
      )
    }
  }
}

/// What the user says about exports that don't say it themselves.
public struct TraceOptions: Sendable {
  /// The order of day and month in dates that could be either; nil lets each file decide.
  public var dateOrder: DateOrder?
  /// The offset in seconds of local time to Universal Time, by the local time in seconds since
  /// 1970, for dates without a zone.
  ///
  /// Nil takes them for Universal Time, except for Get-MessageTrackingLog.
  public var offset: (@Sendable (Int64) -> Int64)?
  /// The year of the last line of each log whose lines have none; nil lets the file's last change
  /// decide.
  public var year: Int?
  /// Whether deliveries are only counted, by domain and kind, and no reports are made.
  public var countsOnly = false
  /// Whether rows that say no more than that mail arrived are packed, and no reports made of them
  /// (``MailBatch/quiet``).
  public var packsQuiet = false
  /// Stretches of packed rows that a database has, which are only counted.
  public var known: KnownStretches?
  /// Headers, in lower case, that stand for fields (``TraceOptions/add(column:)``).
  var columns: [String: TraceField] = [:]

  /// Creates options that say nothing.
  public init() {}

  /// The field names that ``add(column:)`` takes.
  public static var fieldNames: [String] { TraceField.options.keys.sorted() }

  /// Takes in `NAME=HEADER`: the column of that header holds the field.
  ///
  /// - Returns: whether it is one.
  public mutating func add(column: String) -> Bool {
    let parts = column.split(separator: "=", maxSplits: 1)
    guard parts.count == 2, let field = TraceField(option: String(parts[0])) else { return false }
    columns[parts[1].lowercased()] = field
    return true
  }
}
