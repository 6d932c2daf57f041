import RetourCore
import RetourEvents
import RetourIngest
import RetourReports
import RetourStore
import Synchronization

/// Adds up deliveries by domain and kind, and writes a line of NDJSON per domain at the end.
final class CountSink: Sink {
  private struct State {
    var counts = RunCounts()
    var domains = DomainCounts()
  }

  private let state: Mutex<State>

  init() { state = Mutex(State()) }

  var form: SinkForm { .counts }

  func take(_ batch: JudgedBatch) throws {
    state.withLock { state in
      state.counts.add(batch)
      state.domains.add(batch.placed.batch.counts)
      for event in batch.events { state.domains.add(event.report) }
    }
  }

  func take(failures: [Reject]) throws { state.withLock { $0.counts.add(failures: failures) } }

  var total: RunCounts { state.withLock { $0.counts } }

  private static let members: [(name: StaticString, kind: ReportKind)] = [
    ("delivered", .delivered), ("failed", .failed), ("suppressed", .suppressed),
    ("delayed", .delayed), ("quarantined", .quarantined), ("filtered", .filtered),
    ("relayed", .relayed), ("expanded", .expanded), ("auto_reply", .autoReply),
    ("feedback", .feedback),
  ]

  /// What becomes of a delivery; one that is delayed is still open.
  private static let seen: [ReportKind] = [
    .delivered, .failed, .suppressed, .delayed, .quarantined, .filtered,
  ]

  /// The lines, the domains by name; null stands for deliveries whose domain isn't known.
  func lines() -> [UInt8] {
    let domains = state.withLock { $0.domains.domains }
    var json = JSONWriter(reserving: domains.count * 200)
    for (name, kinds) in domains.sorted(by: { $0.key < $1.key }) {
      json.beginObject()
      json.member("schema_version", ScanLine.schemaVersion)
      json.member("domain", name.isEmpty ? nil : name)
      for member in Self.members { json.member(member.name, kinds[member.kind] ?? 0) }
      json.member("seen", Self.seen.reduce(0) { $0 + (kinds[$1] ?? 0) })
      json.endObject()
      json.newline()
    }
    return json.bytes
  }
}
