import Foundation
import TestSupport
import Testing

/// Metrics for Prometheus: what the last seven days were like.
@Suite struct MetricsTests {
  /// A day as mail has it, some days before today.
  private static func day(_ before: Int) -> String {
    let format = DateFormatter()
    format.locale = Locale(identifier: "en_US_POSIX")
    format.timeZone = TimeZone(identifier: "UTC")
    format.dateFormat = "d MMM yyyy"
    return format.string(from: Date(timeIntervalSinceNow: Double(before) * -86_400))
  }

  private func metrics(_ bounces: Bounces) throws -> String {
    let result = try Program.run(
      ["ingest", "-q", "--db", bounces.database, "\(bounces.folder.path)/in", "--textfile", "-"]
    )
    #expect(result.status == 0, "\(result.errors)")
    return result.output
  }

  @Test("failures of the last seven days by cause, side and domain, and how old the data are")
  func numbers() throws {
    let bounces = try Bounces([Self.day(1), Self.day(2), Self.day(20)])
    let text = try metrics(bounces)
    #expect(text.contains(#"retour_recent_failures{cause="recipient",side="theirs"} 2"#), "\(text)")
    #expect(text.contains("retour_recent_domain_failures{domain=\"fabrikam.com\"} 2\n"))
    #expect(text.contains("\nretour_recent_traced 0\n"))
    let age = try #require(
      text.firstMatch(of: /retour_newest_day_timestamp_seconds ([0-9]+)/).flatMap { Double($0.1) }
    )
    #expect((86_400...3 * 86_400).contains(Date().timeIntervalSince1970 - age))
    let input = try #require(
      text.firstMatch(of: /retour_newest_input_timestamp_seconds ([0-9]+)/)
        .flatMap { Double($0.1) }
    )
    #expect(abs(Date().timeIntervalSince1970 - input) < 3_600)
    // Every series has a help and a type of its own, once.
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let name = line.prefix { $0 != "{" && $0 != " " }
      #expect(text.ranges(of: "# TYPE \(name) gauge\n").count == 1, "\(name)")
      #expect(text.ranges(of: "# HELP \(name) ").count == 1, "\(name)")
    }
  }

  @Test("however many domains fail, twenty have a series")
  func bounded() throws {
    let folder = try TemporaryDirectory()
    let lines = (0..<50).map { number in
      "\(Self.stamp) mx postfix/smtp[1]: \(String(format: "%010X", number)): to=<a@d\(number).example>, "
        + "relay=none, delay=1, delays=0/0/1/0, dsn=5.4.4, status=bounced (Host or domain name not "
        + "found. Name service error for name=d\(number).example type=A: Host not found)"
    }
    let log = try folder.write("mail.log", lines.joined(separator: "\n") + "\n")
    let result = try Program.run(
      ["ingest", "-q", "--db", "\(folder.path)/d.sqlite", log, "--textfile", "-"]
    )
    #expect(result.status == 0, "\(result.errors)")
    let series = result.lines.filter { $0.hasPrefix("retour_recent_domain_failures{") }
    #expect(series.count == 20)
    #expect(
      result.output.contains(
        #"retour_recent_failures{cause="destination-domain",side="theirs"} 50"#
      ),
      "\(result.output)"
    )
  }

  /// The time of a line of a log, an hour ago.
  private static var stamp: String {
    let format = ISO8601DateFormatter()
    return format.string(from: Date(timeIntervalSinceNow: -3_600))
  }
}
