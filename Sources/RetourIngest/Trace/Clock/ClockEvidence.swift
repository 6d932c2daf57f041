import RetourEvents

/// Finds out how the dates of an export are written, from a sample of its records.
///
/// In this order: what the user says; a part above 12; a dot or dash as separator, or the year in
/// front; the time of origin that tracking events carry besides; AM or PM (the month first, unless
/// the month is padded and the day isn't, as in Australia); the order of the records, which exports
/// keep. Source: `DateTime.ToString()` in the cultures of .NET.
struct ClockEvidence {
  private let options: TraceOptions
  private var firstLocal: (text: String, offset: Int64)?
  private var certain: Set<DateOrder> = []
  private var likely: Set<DateOrder> = []
  private var hasHalves = false
  private var isPaddedMonth = false
  private var dates: [LocalDate] = []
  private var origins: [(local: LocalDate, origin: Timestamp)] = []
  private var hasLocalTime = false

  init(_ options: TraceOptions) { self.options = options }

  /// Takes in a record.
  mutating func add(_ row: TraceRow) {
    for field in [TraceField.time, .localTime, .startDate, .endDate] where row.present.has(field) {
      guard case .local(let date) = TraceDate(row[field]) else { continue }
      let isTime = field == .time || field == .localTime
      if isTime, firstLocal == nil { firstLocal = (row[field].text, row.offset) }
      if field == .localTime {
        hasLocalTime = true
        if let origin = Self.origin(row) { origins.append((date, origin)) }
      }
      if isTime, dates.count < 50_000 { dates.append(date) }
      if let order = date.order {
        certain.insert(order)
        continue
      }
      if date.separator != UInt8(ascii: "/") { likely.insert(.dayFirst) }
      hasHalves = hasHalves || date.hasHalves
      isPaddedMonth = isPaddedMonth || date.widths == (1, 2) && date.parts.1 < 10
    }
  }

  /// Whether more records can't change anything.
  var isSettled: Bool {
    !hasLocalTime && (firstLocal == nil || options.dateOrder != nil || certain.count == 1)
  }

  /// What was found.
  ///
  /// - Throws: ``RowProblem`` where dates could be read in two ways, or local time of no known zone.
  func clock() throws(RowProblem) -> TraceClock {
    var clock = TraceClock(order: nil, localOffset: nil, options: options)
    guard let firstLocal else { return clock }
    clock.order = try order(firstLocal)
    guard hasLocalTime, options.offset == nil else { return clock }
    let order = clock.order ?? .yearFirst
    let lags = origins.compactMap { local, origin in
      local.moment(local.order ?? order, offset: 0).map { $0.seconds - origin.seconds }
    }
    guard let least = lags.min() else {
      throw RowProblem(
        problem: .ambiguousDates,
        detail: "times like '\(firstLocal.text)' are local times of an unknown zone; "
          + "say --assume-timezone, for example Europe/Berlin or UTC",
        offset: firstLocal.offset,
        losesRecord: false
      )
    }
    // The event follows its origin by seconds, zones differ by quarters of an hour.
    clock.localOffset = Self.floor(least + 60, 900) * 900
    return clock
  }

  private func order(_ first: (text: String, offset: Int64)) throws(RowProblem) -> DateOrder {
    if let order = options.dateOrder { return order }
    let parted = certain.subtracting([.yearFirst])
    if parted.count == 1, let order = parted.first { return order }
    if parted.isEmpty {
      if certain == [.yearFirst], likely.isEmpty, !dates.contains(where: { $0.order == nil }) {
        return .yearFirst
      }
      if let order = byOrigin { return order }
      if likely.count == 1, let order = likely.first { return order }
      if hasHalves { return isPaddedMonth ? .dayFirst : .monthFirst }
      if let order = bySequence { return order }
    }
    throw RowProblem(
      problem: .ambiguousDates,
      detail: parted.isEmpty
        ? "dates like '\(first.text)' may have the day or the month first; say --date-order DMY or MDY"
        : "some dates have the day first and some the month, near '\(first.text)'; "
          + "say --date-order DMY or MDY",
      offset: first.offset,
      losesRecord: false
    )
  }

  /// The order in which local times lie within a day of their origin.
  private var byOrigin: DateOrder? {
    let fitting = [DateOrder.dayFirst, .monthFirst].filter { order in
      origins.allSatisfy { local, origin in
        local.moment(order, offset: 0).map { abs($0.seconds - origin.seconds) < 8 * 86_400 }
          ?? false
      }
    }
    return !origins.isEmpty && fitting.count == 1 ? fitting.first : nil
  }

  /// The one order in which the records run in one direction.
  private var bySequence: DateOrder? {
    let fitting = [DateOrder.dayFirst, .monthFirst].filter { order in
      let moments = dates.compactMap { $0.moment(order, offset: 0)?.seconds }
      guard moments.count == dates.count, Set(moments).count > 1 else { return false }
      let pairs = zip(moments, moments.dropFirst())
      return pairs.allSatisfy { $0 <= $1 } || pairs.allSatisfy { $0 >= $1 }
    }
    return fitting.count == 1 ? fitting.first : nil
  }

  private static func origin(_ row: TraceRow) -> Timestamp? {
    let info = row[.messageInfo].prefix { $0 != UInt8(ascii: ";") }
    guard case .moment(let origin) = TraceDate(info.trimmed) else { return nil }
    return origin
  }

  private static func floor(_ value: Int64, _ by: Int64) -> Int64 {
    value >= 0 ? value / by : -((by - 1 - value) / by)
  }
}
