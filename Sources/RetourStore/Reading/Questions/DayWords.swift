public import RetourEvents

extension StoreReader {
  /// The day that a word means, `YYYY-MM-DD` in the database's time zone.
  ///
  /// Words are a date of that form, `today`, `yesterday`, and `7d` for the day seven days ago. Days
  /// are counted in the calendar, so a change of the clocks doesn't matter.
  ///
  /// - Parameters:
  ///   - word: what the user wrote.
  ///   - now: the moment that counts as now; nil: this one.
  /// - Returns: the day; as the start of a period it belongs to it, as its end it doesn't.
  /// - Throws: ``StoreError`` of category `usage` for any other word.
  public func day(_ word: String, now: Timestamp? = nil) throws(StoreError) -> String {
    if Self.isDate(word) { return word }
    var days = Days(zone: timeZone)
    let today = days?.day(now ?? .now) ?? ""
    let back: Int64? =
      switch word {
      case "today": 0
      case "yesterday": 1
      default: word.hasSuffix("d") ? Int64(word.dropLast()) : nil
      }
    guard let back, 0...100_000 ~= back, let noon = Self.noon(today) else {
      throw StoreError(
        .usage,
        path: path,
        what: "'\(word)' is no day",
        remedy: "Write a date (2026-11-23), today, yesterday, or a number of days (7d)."
      )
    }
    return String(Timestamp(seconds: noon - back * 86_400).description.prefix(10))
  }

  private static func isDate(_ word: String) -> Bool {
    word.utf8.count == 10 && noon(word) != nil
  }

  private static func noon(_ date: String) -> Int64? {
    let parts = date.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.map(\.utf8.count) == [4, 2, 2], let year = Int(parts[0]),
      let month = Int(parts[1]), let day = Int(parts[2])
    else { return nil }
    return Timestamp(year: year, month: month, day: day, hour: 12)?.seconds
  }
}

extension StoreReader {
  /// The day after another; the same where that is none.
  public func dayAfter(_ day: String) -> String { Self.day(day, plus: 1) ?? day }

  /// The day before another; the same where that is none.
  public func dayBefore(_ day: String) -> String { Self.day(day, plus: -1) ?? day }

  /// The first day of the period that ends where `since` begins and is as long as the one from
  /// there to before `until`; nil where one of them is no day or the period is empty.
  public func period(before since: String, _ until: String) -> String? {
    guard let start = Self.noon(since), let end = Self.noon(until), start < end else { return nil }
    return Self.day(since, plus: -(end - start) / 86_400)
  }

  private static func day(_ day: String, plus days: Int64) -> String? {
    noon(day).map { String(Timestamp(seconds: $0 + days * 86_400).description.prefix(10)) }
  }
}
