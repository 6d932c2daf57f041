import RetourEvents

/// The minute of a date that was read: a date that differs from it in its seconds only needn't be read.
struct TraceMinute {
  /// The field whose date it is.
  let field: TraceField
  private let text: [UInt8]
  /// Where the two digits of the seconds stand.
  private let place: Int
  /// The moment at the minute's first second.
  private let start: Int64

  /// Creates the minute of a date that a clock reads as a moment; nil where its seconds aren't found.
  init?(_ field: TraceField, _ text: [UInt8], _ moment: Timestamp, _ clock: TraceClock) {
    let colons = text.indices.filter { text[$0] == UInt8(ascii: ":") }
    guard colons.count == 2, colons[1] == colons[0] + 3,
      let seconds = Self.seconds(text.span, at: colons[1] + 1)
    else { return nil }
    (self.field, self.text, place) = (field, text, colons[1] + 1)
    start = moment.seconds - seconds
    // Whether they are seconds shows where there are others.
    var other = text
    other[place] = UInt8(ascii: "0") + UInt8((seconds / 10 + 1) % 6)
    let read = try? clock.moment(other[...], isLocal: field == .localTime, offset: 0)
    guard read == Timestamp(seconds: start + (seconds + 10) % 60) else { return nil }
  }

  /// The moment of another date; nil where it is of another minute.
  func moment(_ other: Span<UInt8>) -> Timestamp? {
    guard other.count == text.count, let seconds = Self.seconds(other, at: place) else {
      return nil
    }
    for index in other.indices
    where other[index] != text[index] && index != place && index != place + 1 { return nil }
    return Timestamp(seconds: start + seconds)
  }

  /// The two digits at a place, where they are seconds and no third one follows.
  private static func seconds(_ text: Span<UInt8>, at place: Int) -> Int64? {
    guard place + 1 < text.count, 0x30...0x35 ~= text[place], text[place + 1].isDigit,
      place + 2 == text.count || !text[place + 2].isDigit
    else { return nil }
    return Int64(text[place] - 0x30) * 10 + Int64(text[place + 1] - 0x30)
  }
}
