import Foundation
import RetourEvents
import RetourLookup
import RetourStore

extension DNSFinding {
  /// The details as JSON with sorted names.
  var detail: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let bytes = try? encoder.encode(facts) else { return "{}" }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The finding as the database keeps it.
  var row: LookupRow {
    LookupRow(
      domain: domain.text,
      topic: check.topic.rawValue,
      check: check.rawValue,
      outcome: outcome.rawValue,
      severity: severity.rawValue,
      asked: asked.text,
      type: type,
      timeToLive: timeToLive,
      isSecure: isSecure,
      detail: detail
    )
  }

  /// Whether it wasn't asked: the budget was spent, or a file has no answer.
  var isCutOff: Bool { outcome == .notChecked && facts["answer"] == .text("unasked") }
}

extension DNSReport {
  /// For how long an answer in order holds at least, and at most, in seconds.
  private static let goodTime: Int64 = 86_400
  private static let longestTime: Int64 = 7 * 86_400
  /// For how long a problem holds: it has to be able to heal soon.
  private static let badTime: Int64 = 6 * 3_600

  /// What the database keeps of it; topics that were cut off by the end of the budget stay as they
  /// were.
  ///
  /// - Parameters:
  ///   - topics: what was looked at.
  ///   - time: when.
  ///   - isSpent: whether the budget ended before all was asked, so that it is asked again soon.
  /// - Returns: the look.
  func lookup(_ topics: Set<DNSTopic>, at time: Timestamp, isSpent: Bool) -> Lookup {
    var looked = topics.intersection(
      target.isOwn ? Set(DNSTopic.allCases) : [.mx, .ns, .dane, .mtaSTS, .reg]
    )
    // Where no directory was asked, nothing is said of the registration.
    if !findings.contains(where: { $0.check.topic == .reg }) { looked.remove(.reg) }
    let cut = Set(findings.filter(\.isCutOff).map(\.check.topic))
    looked.subtract(cut)
    let kept = findings.filter { looked.contains($0.check.topic) }
    return Lookup(
      domain: target.domain.text,
      topics: looked.map(\.rawValue).sorted(),
      rows: kept.map(\.row),
      time: time,
      freshUntil: Timestamp(seconds: time.seconds + (cut.isEmpty || !isSpent ? rest : 0))
    )
  }

  /// Seconds for which it needn't be asked again.
  private var rest: Int64 {
    let outcomes = Set(findings.map(\.outcome))
    if !isAnswered { return outcomes.contains(.unknown) ? 0 : Self.badTime }
    if outcomes.contains(.problem) || outcomes.contains(.unknown) { return Self.badTime }
    let shortest = findings.filter { $0.outcome == .ok }.map(\.timeToLive).min() ?? 0
    return min(max(Self.goodTime, Int64(shortest)), Self.longestTime)
  }
}
