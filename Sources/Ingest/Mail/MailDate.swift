import Events

/// Dates as mail writes them.
enum MailDate {
  private static let months = Array("janfebmaraprmayjunjulaugsepoctnovdec".utf8)

  /// Parses a date of RFC 5322 section 3.3 with what occurs in practice: no weekday, two-digit
  /// years, named zones, no seconds, a comment behind, or the order of asctime(3).
  static func parse(_ bytes: Bytes) -> Timestamp? {
    var day: Int?
    var month: Int?
    var year: Int?
    var time: (hour: Int, minute: Int, second: Int)?
    var offset = 0
    var index = bytes.startIndex
    while index < bytes.endIndex {
      let byte = bytes[index]
      if byte == UInt8(ascii: "(") { break }
      if !byte.isAlphanumeric, byte != UInt8(ascii: "+"), byte != UInt8(ascii: "-") {
        index += 1
        continue
      }
      let start = index
      index += 1
      while index < bytes.endIndex, bytes[index].isAlphanumeric || bytes[index] == UInt8(ascii: ":")
      {
        index += 1
      }
      let token = bytes[start..<index]
      if token.contains(UInt8(ascii: ":")) {
        guard time == nil, let parsed = clock(token) else { continue }
        time = parsed
      } else if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") {
        if time != nil, let zone = token.dropFirst().number, token.count == 5 {
          let seconds = (zone / 100 * 60 + zone % 100) * 60
          offset = byte == UInt8(ascii: "-") ? -seconds : seconds
        } else if let number = token.dropFirst().number, month != nil, year == nil {
          year = number  // 12-Nov-2026
        } else if let named = self.month(token.dropFirst()) {
          month = named
        }
      } else if let number = token.number {
        if day == nil, 1...31 ~= number, token.count <= 2 {
          day = number
        } else if year == nil {
          year = number
        }
      } else if month == nil, let named = self.month(token) {
        month = named
      } else if time != nil, let named = zone(token) {
        offset = named
      }
    }
    guard let day, let month, var year, let time else { return nil }
    if year < 50 { year += 2000 } else if year < 1000 { year += 1900 }
    return Timestamp(
      year: year,
      month: month,
      day: day,
      hour: time.hour,
      minute: time.minute,
      second: time.second,
      offset: offset
    )
  }

  /// `hh:mm` or `hh:mm:ss`.
  static func clock(_ token: Bytes) -> (hour: Int, minute: Int, second: Int)? {
    let colon = UInt8(ascii: ":")
    guard let first = token.firstIndex(of: colon), let hour = token[..<first].number, hour < 24
    else { return nil }
    let rest = token[(first + 1)...]
    let second = rest.firstIndex(of: colon)
    guard let minute = rest[..<(second ?? rest.endIndex)].number, minute < 60 else { return nil }
    guard let second else { return (hour, minute, 0) }
    let last = rest[(second + 1)...]
    return last.contains(colon) ? nil : (hour, minute, last.number ?? 0)
  }

  private static func month(_ token: Bytes) -> Int? {
    guard token.count >= 3, case let start = token.startIndex else { return nil }
    for month in 0..<12
    where months[month * 3] == token[start].lowercased
      && months[month * 3 + 1] == token[start + 1].lowercased
      && months[month * 3 + 2] == token[start + 2].lowercased
    {
      return month + 1
    }
    return nil
  }

  /// The offset of a zone name of RFC 5322 section 4.3 or another common one, in seconds.
  private static func zone(_ token: Bytes) -> Int? {
    zones.first { token.equals(ignoringCase: $0.name) }.map { $0.hours * 3600 }
  }

  private static let zones: [(name: StaticString, hours: Int)] = [
    ("ut", 0), ("utc", 0), ("gmt", 0), ("z", 0), ("est", -5), ("edt", -4), ("cst", -6),
    ("cdt", -5), ("mst", -7), ("mdt", -6), ("pst", -8), ("pdt", -7), ("cet", 1), ("cest", 2),
    ("mez", 1), ("mesz", 2), ("bst", 1), ("msk", 3), ("jst", 9),
  ]
}
