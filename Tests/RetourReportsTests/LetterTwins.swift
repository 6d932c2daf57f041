import RetourEvents
import RetourStore
import Testing

@testable import RetourReports

/// The questions about one domain, asked one by one, against what one walk gathers.
@Suite("What a letter gathers is what its questions answer")
struct LetterTwins {
  private func archive() throws -> Archive {
    var state: UInt64 = 7
    func random(_ below: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % below
    }
    return try Archive(
      (0..<800).map { number in
        .failure(
          number,
          to: "u\(random(60))@d\(random(3)).example",
          reason: Reason.allCases[random(6)],
          side: Side.allCases[random(4)],
          expired: random(3) == 0
        ) { report in
          let host = random(12)
          report.remoteHost = host == 0 ? nil : "mx\(host).d1.example"
          report.remoteIP = host == 1 ? nil : "203.0.113.\(host)"
          report.reply = random(3) == 0 ? nil : SMTPReply(550 + random(3))
          report.status = random(3) == 0 ? nil : EnhancedStatus(5, 1, random(3))
          report.phase = random(3) == 0 ? nil : SMTPPhase.allCases[random(7)]
          report.occurredAt = Timestamp(seconds: Int64(1_794_000_000 + random(400) * 3600))
          report.messageID = random(5) == 0 ? nil : "\(random(500))@contoso.com"
          if random(9) == 0 { report.originalRecipient = EmailAddress("v@d1.example") }
        }
      }
    )
  }

  @Test("totals, causes, servers and evidence", arguments: ["d0.example", "d1.example"])
  func same(_ domain: String) throws {
    let archive = try archive()
    let reader = try archive.reader()
    let about: [String: Value] = ["domain": .text(domain)]
    var gather = LetterGather(domain: try #require(DomainName(ascii: domain)))
    let failures = try reader.rows(of: LetterFailuresRow.self, about)
    for failure in failures.reversed() { gather.add(failure) }
    gather.finish()

    let totals = try #require(try reader.first(of: LetterTotalsRow.self, about))
    #expect(
      [totals.failures, totals.recipients, totals.messages, totals.expired]
        == [
          gather.totals.failures, gather.totals.recipients, gather.totals.messages,
          gather.totals.expired,
        ]
    )
    #expect(
      [totals.firstAt, totals.lastAt, totals.firstDay, totals.lastDay]
        == [
          gather.totals.firstAt, gather.totals.lastAt, gather.totals.firstDay,
          gather.totals.lastDay,
        ]
    )
    let servers = try reader.rows(of: LetterServersRow.self, about).map {
      LetterGather.Server(name: $0.remoteHost, address: $0.remoteIP)
    }
    #expect(Set(servers) == gather.servers)

    let causes = try archive.letter(to: domain).causes
    let answers: [[String?]] = causes.flatMap { cause in
      cause.answers.map { answer -> [String?] in
        [
          cause.reason.rawValue, cause.side.rawValue, answer.replyCode.map { "\($0)" },
          answer.status, answer.phase?.rawValue, "\(answer.failures)", "\(answer.recipients)",
          "\(answer.expired)", answer.firstAt, answer.lastAt,
        ]
      }
    }
    let asked = try reader.rows(of: LetterCausesRow.self, about).map { row -> [String?] in
      [
        row.reason?.rawValue, row.side?.rawValue, row.replyCode.map { "\($0)" }, row.status,
        row.phase?.rawValue, "\(row.failures)", "\(row.recipients)", "\(row.expired)",
        row.firstAt, row.lastAt,
      ]
    }
    #expect(Set(asked) == Set(answers))
    #expect(asked.count == answers.count)

    for cause in causes {
      let events = try reader.rows(of: LetterEvidenceRow.self, about).filter {
        $0.reason == cause.reason && $0.side == cause.side
      }.map(\.eventID)
      #expect(events == cause.evidence.map(\.eventID), "\(cause.reason) \(cause.side)")
    }
    #expect(failures.count > 200)
  }
}
