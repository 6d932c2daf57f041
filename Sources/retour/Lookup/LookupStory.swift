import RetourEvents
import RetourLookup
import RetourReports
import RetourStore

/// What the last look at the records says of one failure.
struct LookupStory {
  /// Findings that are told; the others stand in `domain`.
  private static let most = 6

  private let notes: [LookupNote]
  private let effect: DNSEffectRow?

  /// Looks for what was found about the destination of a report, or about the domain of its sender
  /// where it is about that; nil where nobody looked.
  ///
  /// - Throws: ``StoreError``.
  init?(_ report: DeliveryReport, _ reader: StoreReader) throws {
    guard let domain = report.domain?.name else { return nil }
    var notes = try LookupNote.all(reader, domain: domain).filter { note in
      note.check.topic == .mx
        || [.dane, .mtaSTS].contains(note.check.topic) && note.outcome == .problem
    }
    if let sender = report.sender?.domain?.name {
      notes += try LookupNote.all(reader, domain: sender)
        .filter { $0.check.topic == .spf && $0.outcome == .problem }
    }
    guard !notes.isEmpty else { return nil }
    self.notes = Array(notes.prefix(Self.most))
    let values: [String: Value] = [
      "domain": .text(domain), "event": .text(report.eventID.description),
    ]
    effect = try reader.first(of: DNSEffectRow.self, values)
  }

  private var effectWords: String? {
    guard let effect, let name = effect.effect else { return nil }
    let reason = effect.dnsReason.map { ": \($0)" } ?? ""
    return "\(name)\(reason), \(effect.ageDays ?? 0) days after the failure"
  }

  /// Names and words of the lines that tell it.
  var lines: [(name: String, words: String)] {
    notes.map { ("looked up", "\($0.checkedAt): \($0.words) (\($0.check.rawValue))") }
      + (effectWords.map { [("so it is", $0)] } ?? [])
  }

  /// The same as JSON.
  func put(_ json: inout JSONWriter) {
    json.key("dns")
    json.beginObject()
    json.key("effect")
    json.string(effect?.effect)
    json.key("reason")
    json.string(effect?.dnsReason)
    json.key("age_days")
    json.integer(effect?.ageDays.map { Int64($0) })
    json.key("findings")
    json.beginArray()
    for note in notes {
      json.beginObject()
      for (name, value) in [
        ("domain", note.domain), ("check_id", note.check.rawValue),
        ("outcome", note.outcome.rawValue), ("severity", note.severity.rawValue),
        ("asked", note.asked), ("checked_at", note.checkedAt), ("finding", note.words),
      ] {
        json.key(name)
        json.string(value)
      }
      json.endObject()
    }
    json.endArray()
    json.endObject()
  }
}
