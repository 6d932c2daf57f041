import Foundation
import RetourEvents
import RetourLookup
import Testing

/// Zones for tests, one record in a line.
///
/// Example: `contoso.com MX 10 mail.contoso.com`. What isn't there doesn't exist; `!servfail` and the
/// like stand for an answer that is none.
struct Zones {
  private(set) var answers: StoredAnswers

  init(_ text: String) throws {
    answers = StoredAnswers(name: "zones", missing: .absent)
    var records: [DNSQuestion: [RecordData]] = [:]
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ", maxSplits: 2)
      let name = try #require(DNSName(words[0]), "\(line)")
      let type = try #require(RecordType(words[1]), "\(line)")
      let question = DNSQuestion(name, type)
      if words[2].hasPrefix("!") {
        let outcome = try #require(DNSAnswer.Outcome(rawValue: String(words[2].dropFirst())))
        answers.add(question, DNSAnswer(outcome))
      } else {
        records[question, default: []].append(
          try #require(RecordData(text: String(words[2]), type: type), "\(line)")
        )
      }
    }
    for (question, records) in records { answers.add(question, DNSAnswer(found: records)) }
  }

  /// Declares the answer to a question to be signed.
  mutating func sign(_ name: String, _ type: RecordType) async throws {
    let question = DNSQuestion(try #require(DNSName(name)), type)
    var answer = await answers.answer(question)
    answer.isSecure = true
    answers.add(question, answer)
  }

  /// Looks at a domain.
  func look(
    _ name: String,
    isOwn: Bool = false,
    topics: Set<DNSTopic> = Set(DNSTopic.allCases),
    own: OwnNames = OwnNames(),
    _ change: (inout DNSTarget) -> Void = { _ in }
  ) async throws -> [DNSFinding] {
    var target = DNSTarget(try #require(DNSName(name)), isOwn: isOwn)
    change(&target)
    let inquiry = Inquiry(answers, budget: DNSBudget(seconds: 60, clock: TestClock()))
    return await DNSRun(inquiry, own: own, topics: topics).look(target).findings
  }

  /// The ids of what is found out about mail to a domain.
  func mail(_ name: String, own: OwnNames = OwnNames()) async throws -> [String] {
    try await look(name, topics: [.mx, .ns], own: own).map(\.check.rawValue)
  }

  /// What is found out about the SPF record of a domain of ours.
  func spf(_ name: String, from addresses: String..., online: Bool = false) async throws
    -> [DNSFinding]
  {
    try await look(name, isOwn: true, topics: [.spf]) { target in
      target.sources = addresses.compactMap { NetworkAddress($0) }
        .map { SendingSource($0, count: 3) }
      target.usesExchangeOnline = online
    }
  }
}

extension [DNSFinding] {
  /// The ids.
  var ids: [String] { map(\.check.rawValue) }

  /// The finding of a check.
  subscript(_ check: DNSCheck) -> DNSFinding? { first { $0.check == check } }
}

/// A clock that goes only while somebody sleeps.
final class TestClock: DNSClock {
  private let time = NSLock()
  nonisolated(unsafe) private var seconds = 0.0

  func now() -> Double { time.withLock { seconds } }

  func sleep(_ seconds: Double) async { advance(seconds) }

  func advance(_ seconds: Double) { time.withLock { self.seconds += seconds } }
}
