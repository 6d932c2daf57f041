import Foundation
import TestSupport

/// A small archive of invented bounces, each with its day, recipient and server.
struct Bounces {
  let folder: TemporaryDirectory
  let database: String

  /// Reads the bounces into a new database.
  ///
  /// - Parameters:
  ///   - days: of each bounce, as `Date` has them: `27 Nov 2026`.
  ///   - host: the server that refused the bounce of a number, with its address.
  /// - Throws: where the program or the system fail.
  init(
    _ days: [String],
    host: (Int) -> (name: String, address: String) = { _ in ("mx.fabrikam.com", "192.0.2.1") }
  ) throws {
    folder = try TemporaryDirectory()
    database = "\(folder.path)/d.sqlite"
    for (number, day) in days.enumerated() {
      try folder.write("in/\(number).eml", Self.mail(number, day, host(number)))
    }
    _ = try Program.run(["ingest", "-q", "--db", database, "\(folder.path)/in"])
  }

  private static func mail(
    _ number: Int,
    _ day: String,
    _ host: (name: String, address: String)
  ) -> String {
    """
    From: MAILER-DAEMON@mx.contoso.com
    To: kim@contoso.com
    Subject: Undelivered Mail Returned to Sender
    Date: \(day) 10:00:00 +0000
    Message-ID: <report\(number)@mx.contoso.com>
    MIME-Version: 1.0
    Content-Type: multipart/report; report-type=delivery-status; boundary="BB"

    --BB
    Content-Type: message/delivery-status

    Reporting-MTA: dns; mx.contoso.com

    Final-Recipient: rfc822; user\(number)@fabrikam.com
    Action: failed
    Status: 5.1.1
    Remote-MTA: dns; \(host.name) (\(host.address))
    Diagnostic-Code: smtp; 550 5.1.1 user unknown

    --BB
    Content-Type: message/rfc822

    From: kim@contoso.com
    Message-ID: <mail\(number)@contoso.com>

    x
    --BB--

    """
  }

  /// Runs a command on the database.
  func ask(_ arguments: String...) throws -> Program.Result {
    try Program.run(arguments + ["--db", database])
  }

  /// A day so many days before today, as `Date` has it.
  static func ago(_ days: Int) -> String { day(days, "d MMM yyyy") }

  /// A day so many days before today, as the program writes it.
  static func date(_ days: Int) -> String { day(days, "yyyy-MM-dd") }

  private static func day(_ days: Int, _ format: String) -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(identifier: "UTC")
    formatter.dateFormat = format
    return formatter.string(from: Date(timeIntervalSinceNow: Double(-days) * 86_400))
  }
}
