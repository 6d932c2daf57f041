import Foundation
import RetourEvents
import RetourStore
import TestSupport

@testable import RetourReports

/// A database with failures of the tests' own making.
final class Archive {
  let folder: TemporaryDirectory
  let path: String

  /// Fills a database.
  init(_ reports: [ClassifiedReport], path source: String = "/archive/a.mbox") throws {
    folder = try TemporaryDirectory()
    path = "\(folder.path)/retour.sqlite"
    let store = try Store(path: path, timeZone: "UTC", holder: "retour test")
    try store.beginRun(
      command: "ingest",
      version: "0.1.0",
      catalogueVersion: "test-1",
      at: Timestamp(seconds: 1_795_000_000)
    )
    let file = FileIdentity(path: InputPath(source), device: 1, inode: 7, size: 1000, modified: 1)
    let number = try store.begin(file, resuming: nil)
    var tally = Tally()
    tally.messages = reports.count
    tally.withReports = reports.count
    tally.reports = reports.count
    var checkpoint = Checkpoint(offset: 0, isComplete: true, fingerprint: "f")
    checkpoint.total = tally
    try store.append(
      Batch(source: number, events: reports, tally: tally, checkpoint: checkpoint, bytes: 1000)
    )
    _ = try store.finishRun(
      files: FileCounts(),
      at: Timestamp(seconds: 1_795_000_060),
      seconds: 60
    )
  }

  func reader() throws -> StoreReader { try StoreReader(path: path) }

  func letter(to domain: String, _ options: Letter.Options = .fixed) throws -> Letter {
    let name = try requireName(domain)
    return try LetterReader(reader(), LetterReader.Period()).letter(to: name, options)
  }

  /// The letter as a mail.
  func mail(_ letter: Letter, from: String) throws -> [UInt8]? {
    let lines = try csv(to: letter.domain.name, letter.options)
    let attachment = Letter.Attachment(name: "\(letter.domain.name).csv", lines: letter.failures)
    return letter.mail(from: from, attachment, lines)
  }

  /// The letter's CSV file.
  func csv(to domain: String, _ options: Letter.Options = .fixed) throws -> [UInt8] {
    var bytes = LetterFailure.csvHeader
    let name = try requireName(domain)
    try LetterReader(reader(), LetterReader.Period()).failures(to: name, options) {
      bytes += $0.csv
    }
    return bytes
  }

  private func requireName(_ domain: String) throws -> DomainName {
    guard let name = DomainName(international: domain) else { throw CocoaError(.formatting) }
    return name
  }
}

extension Letter.Options {
  /// Options with a fixed moment and a configured sender.
  static var fixed: Letter.Options {
    var options = Letter.Options(now: Timestamp(seconds: 1_795_600_000))
    options.organisation = "Contoso"
    options.contact = "Postmaster <postmaster@contoso.com>"
    return options
  }
}

extension ClassifiedReport {
  /// Failures of a domain from number `first` on, all at one moment of November 2026 or some days
  /// before.
  static func some(
    _ count: Int,
    _ domain: String,
    _ reason: Reason,
    _ side: Side = .theirs,
    from first: Int,
    daysBack: Int64 = 0
  ) -> [ClassifiedReport] {
    (first..<first + count).map { number in
      .failure(number, to: "u\(number)@\(domain)", reason: reason, side: side) { report in
        report.occurredAt = Timestamp(seconds: 1_794_000_000 - daysBack * 86_400)
      }
    }
  }

  /// A failure number `number`, changed by `change`.
  static func failure(
    _ number: Int,
    to recipient: String,
    reason: Reason = .recipientUnknown,
    side: Side = .theirs,
    expired: Bool = false,
    evidence: Evidence = .text,
    text: String = "550 5.1.1 no such user",
    _ change: (inout DeliveryReport) -> Void = { _ in }
  ) -> ClassifiedReport {
    var report = DeliveryReport(
      kind: .failed,
      position: Position(path: "/archive/a.mbox", record: number, offset: Int64(number * 100))
    )
    report.eventID = Identity(high: UInt64(number), low: 1)
    report.deliveryID = Identity(high: UInt64(number), low: 2)
    let at = recipient.lastIndex(of: "@") ?? recipient.startIndex
    let domain = DomainName(international: String(recipient[recipient.index(after: at)...]))
    report.recipient = EmailAddress(
      text: "\(recipient[...at])\(domain?.name ?? "")",
      domain: domain
    )
    report.sender = EmailAddress("alice@contoso.com")
    report.messageID = "\(number)@contoso.com"
    report.occurredAt = Timestamp(seconds: Int64(1_794_000_000 + number * 3600))
    report.reportingMTA = "mail.contoso.com"
    report.remoteHost = "mx1.\(domain?.name ?? "nowhere.example")"
    report.remoteIP = "203.0.113.25"
    report.status = EnhancedStatus(5, 1, 1)
    report.reply = SMTPReply(550)
    report.phase = .rcpt
    report.diagnostics = [text]
    change(&report)
    let verdict = Verdict(
      reason: reason,
      expired: expired,
      side: side,
      evidence: evidence,
      rule: "test.rule"
    )
    return ClassifiedReport(report, verdict)
  }
}
