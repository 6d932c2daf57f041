import Foundation
import RetourLookup
import Synchronization
import Testing

@Suite("Asking")
struct InquiryTests {
  /// A resolver that counts, and whose answers take their time.
  private final class Counting: Resolver {
    let name = "counting"
    let answers: Mutex<[DNSAnswer]>
    let asked = Mutex<[String]>([])
    let clock: TestClock?

    init(_ answers: [DNSAnswer], clock: TestClock? = nil) {
      self.answers = Mutex(answers)
      self.clock = clock
    }

    func answer(_ question: DNSQuestion) async -> DNSAnswer {
      asked.withLock { $0.append("\(question)") }
      clock?.advance(10)
      return answers.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
    }

    var count: Int { asked.withLock { $0.count } }
  }

  private let name: DNSName

  init() throws { name = try #require(DNSName("contoso.com")) }

  @Test("a question is asked once")
  func cache() async {
    let resolver = Counting([DNSAnswer(.noData)])
    let inquiry = Inquiry(resolver, budget: DNSBudget(seconds: 60, clock: TestClock()))
    for _ in 0..<3 { #expect(await inquiry.ask(name, .mx).outcome == .noData) }
    #expect(resolver.count == 1)
    _ = await inquiry.ask(name, .a)
    #expect(resolver.count == 2)
  }

  @Test("what failed is asked once more, and what was answered isn't")
  func retry() async {
    for failure in [DNSAnswer.Outcome.timeout, .serverFailure] {
      let resolver = Counting([DNSAnswer(failure), DNSAnswer(.noName)])
      let inquiry = Inquiry(resolver, budget: DNSBudget(seconds: 60, clock: TestClock()))
      #expect(await inquiry.ask(name, .mx).outcome == .noName)
      #expect(inquiry.asked == 2)
    }
    for answer in [DNSAnswer.Outcome.refused, .bogus, .noName] {
      let resolver = Counting([DNSAnswer(answer), DNSAnswer(.noData)])
      let inquiry = Inquiry(resolver, budget: DNSBudget(seconds: 60, clock: TestClock()))
      #expect(await inquiry.ask(name, .mx).outcome == answer)
    }
  }

  @Test("beyond the budget of time or questions nothing is asked, and that is said")
  func budget() async throws {
    let clock = TestClock()
    let resolver = Counting([DNSAnswer(.noData)], clock: clock)
    let inquiry = Inquiry(resolver, budget: DNSBudget(seconds: 25, clock: clock))
    var outcomes: [DNSAnswer.Outcome] = []
    for number in 0..<5 {
      let name = try #require(DNSName("n\(number).example"))
      outcomes.append(await inquiry.ask(name, .mx).outcome)
    }
    #expect(outcomes == [.noData, .noData, .noData, .unasked, .unasked])
    #expect(inquiry.unasked == 2)
    let few = Inquiry(resolver, budget: DNSBudget(seconds: 1e9, questions: 1, clock: clock))
    #expect(await few.ask(name, .mx).outcome == .noData)
    #expect(await few.ask(name, .a).outcome == .unasked)
  }

  @Test("what wasn't asked is not-checked, not unknown")
  func unasked() async throws {
    let inquiry = Inquiry(
      StoredAnswers(name: "empty"),
      budget: DNSBudget(seconds: 60, clock: TestClock())
    )
    let report = await DNSRun(inquiry).look(DNSTarget(name, isOwn: true))
    #expect(!report.findings.isEmpty && !report.isAnswered)
    #expect(report.findings.allSatisfy { $0.outcome == .notChecked })
  }

  @Test("a resolver is believed only if it knows a name, and doesn't know one that isn't there")
  func health() async throws {
    func health(_ zone: String) async throws -> DNSHealth {
      let inquiry = Inquiry(
        try Zones(zone).answers,
        budget: DNSBudget(seconds: 60, clock: TestClock())
      )
      return await DNSRun(inquiry)
        .health(control: try #require(DNSName("example.com")), random: "nobody")
    }
    #expect(try await health("example.com MX 0 .") == .good)
    #expect(try await health("example.com A 192.0.2.1") == .good)
    for zone in ["example.com MX !servfail", "example.com MX !timeout", "x.example A 192.0.2.1"] {
      guard case .broken = try await health(zone) else {
        Issue.record("\(zone)")
        continue
      }
    }
    guard
      case .rewriting = try await health("example.com MX 0 .\nnobody.example.com A 192.0.2.66")
    else {
      Issue.record("a name that isn't there was believed")
      return
    }
  }

  @Test("domains come back in the order in which they were given, whoever answers first")
  func order() async throws {
    let names = try (0..<45).map { try #require(DNSName("d\($0).example")) }
    let inquiry = Inquiry(try Zones("example NS x").answers, budget: DNSBudget(seconds: 60))
    var seen: [DNSName] = []
    await DNSRun(inquiry, topics: [.mx]).run(names.map { DNSTarget($0, isOwn: false) }) {
      seen.append($0.target.domain)
    }
    #expect(seen == names)
  }
}
