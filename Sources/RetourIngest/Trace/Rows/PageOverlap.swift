/// Tells the records that an export has twice because its pages overlap.
///
/// A record counts as repeated where it equals the one right before it, or stands at the head of a
/// page (behind a repeated header) and equals one of the last 64 records before. What counts
/// is the content: not the position in the page (`Index`) and not the query's bounds.
struct PageOverlap {
  /// The hashes of the last `count` records, in a ring that goes on at `next`; a power of two.
  private var last = InlineArray<64, UInt64>(repeating: 0)
  private var count = 0
  private var next = 0
  private var newest: UInt64?
  private var isAtHead = false
  /// The fields that count.
  static let counting: [TraceField] = [
    .time, .localTime, .sender, .recipient, .status, .messageID, .networkID, .eventID, .event,
    .detail, .recipientStatus, .source, .serverHost,
  ]

  /// Takes note of a repeated header.
  mutating func beginPage() { isAtHead = true }

  /// Whether a record is a repetition; it is remembered either way.
  mutating func isRepeated(_ row: TraceRow) -> Bool { isRepeated(hash: Self.hash(row)) }

  /// Whether a record of that hash is a repetition.
  mutating func isRepeated(hash: UInt64) -> Bool {
    if newest == hash || isAtHead && isKnown(hash) { return true }
    isAtHead = false
    newest = hash
    last[next] = hash
    next = (next + 1) & (last.count - 1)
    count = min(count + 1, last.count)
    return false
  }

  private func isKnown(_ hash: UInt64) -> Bool {
    (0..<count).contains { last[$0] == hash }
  }

  /// The hash of nothing.
  static let seed: UInt64 = 0xCBF2_9CE4_8422_2325

  private static func hash(_ row: TraceRow) -> UInt64 {
    var hash = seed
    let bytes = row.bytes
    let text = bytes.span
    for field in counting where row.present.has(field) {
      if let range = row.range(of: field, in: text) {
        UnsafeFastHash.mix(text.extracting(range), into: &hash)
      } else {
        UnsafeFastHash.mix(row[field], into: &hash)
      }
    }
    return hash
  }
}
