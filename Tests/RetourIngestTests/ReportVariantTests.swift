import Foundation
import RetourEvents
import TestSupport
import Testing

@testable import RetourIngest

/// Changes that machines make to mail on its way, which have to leave its meaning alone.
private enum Variant: CaseIterable {
  case linesEndWithCRLF
  case headerIsFolded
  case headerIsShuffled
  case textsInBase64
  case textsInQuotedPrintable
  case forwardedAsAttachment
  case longOriginal

  func apply(_ message: [UInt8]) -> [UInt8]? {
    switch self {
    case .linesEndWithCRLF:
      return Array(String(decoding: message, as: UTF8.self).replacing("\n", with: "\r\n").utf8)
    case .headerIsFolded: return Self.header(of: message) { $0.flatMap(Self.folded) }
    case .headerIsShuffled:
      return Self.header(of: message) { fields in
        var generator = SeededGenerator(seed: 11)
        // `Received:` has an order of its own, newest first, and so has the first of two fields.
        return fields.filter(Self.isTrace)
          + fields.filter { !Self.isTrace($0) }.shuffled(using: &generator)
      }
    case .textsInBase64: return Self.recoded(message, "base64", Self.base64)
    case .textsInQuotedPrintable:
      return Self.recoded(message, "quoted-printable", Self.quotedPrintable)
    case .forwardedAsAttachment:
      guard Self.isCompleteReport(message) else { return nil }
      let lead = """
        From: Anna <anna@contoso.com>
        To: help@contoso.com
        Date: Mon, 30 Nov 2026 09:00:00 +0000
        Subject: Fwd: Undeliverable mail
        Content-Type: multipart/mixed; boundary=forward

        --forward
        Content-Type: text/plain

        What is this?
        --forward
        Content-Type: message/rfc822


        """
      return Array(lead.utf8) + message + Array("\n--forward--\n".utf8)
    case .longOriginal:
      guard let place = Self.originalEnd(of: message) else { return nil }
      let more = String(repeating: "Lorem ipsum dolor sit amet, consetetur.\n", count: 5_000)
      return Array(message[..<place]) + Array(more.utf8) + Array(message[place...])
    }
  }

  // MARK: Headers

  private static func header(
    of message: [UInt8],
    _ change: ([String]) -> [String]
  ) -> [UInt8]? {
    let text = String(decoding: message, as: UTF8.self)
    guard let end = text.range(of: "\n\n") else { return nil }
    var fields: [String] = []
    for line in text[..<end.lowerBound].split(separator: "\n", omittingEmptySubsequences: false) {
      if line.first == " " || line.first == "\t", let last = fields.popLast() {
        fields.append(last + "\n" + line)
      } else {
        fields.append(String(line))
      }
    }
    return Array((change(fields).joined(separator: "\n") + text[end.lowerBound...]).utf8)
  }

  private static func isTrace(_ field: String) -> Bool {
    ["received:", "return-path:", "from "].contains { field.lowercased().hasPrefix($0) }
  }

  /// A field broken before its value and at each blank.
  private static func folded(_ field: String) -> [String] {
    guard !field.hasPrefix("From "), !field.contains("\n"), !field.contains("=?"),
      let colon = field.firstIndex(of: ":")
    else { return [field] }
    let value = field[field.index(after: colon)...].split(separator: " ").joined(separator: "\n ")
    return ["\(field[...colon])\n \(value)"]
  }

  // MARK: Bodies

  /// A message whose readable texts stand in another transfer encoding.
  private static func recoded(
    _ message: [UInt8],
    _ name: String,
    _ encode: ([UInt8]) -> String
  ) -> [UInt8]? {
    let whole = HeaderFields(message[...])
    let tree = MIMETree(header: whole, body: message[whole.bodyStart...])
    var result = message
    var changed = false
    for part in tree.parts.reversed() {
      let type = part.type.type
      let isText = type.hasPrefix("text/plain") || type == "message/delivery-status"
      guard isText, part.body.startIndex < part.body.endIndex else { continue }
      let body = encode(Array(part.decoded))
      result.replaceSubrange(part.body.startIndex..<part.body.endIndex, with: Array(body.utf8))
      // The part's own field says how it was encoded; it goes, another comes in front.
      let start = tree.parts.count == 1 ? 0 : headerStart(message, of: part)
      var header = String(decoding: message[start..<part.body.startIndex], as: UTF8.self)
      header = header.split(separator: "\n", omittingEmptySubsequences: false)
        .filter { !$0.lowercased().hasPrefix("content-transfer-encoding:") }
        .joined(separator: "\n")
      header = "Content-Transfer-Encoding: \(name)\n\(header)"
      result.replaceSubrange(start..<part.body.startIndex, with: Array(header.utf8))
      changed = true
    }
    return changed ? result : nil
  }

  /// Where a part's header begins: behind the delimiter line before its body.
  private static func headerStart(_ message: [UInt8], of part: MIMEPart) -> Int {
    var line = part.body.startIndex
    while line > 0 {
      var start = line - 1
      while start > 0, message[start - 1] != .lineFeed { start -= 1 }
      if message[start...].starts(with: "--".utf8) { return line }
      line = start
    }
    return 0
  }

  private static func base64(_ bytes: [UInt8]) -> String {
    Data(bytes).base64EncodedString(options: [.lineLength76Characters, .endLineWithLineFeed]) + "\n"
  }

  private static func quotedPrintable(_ bytes: [UInt8]) -> String {
    var text = ""
    var column = 0
    for byte in bytes {
      if byte == .lineFeed {
        text += "\n"
        column = 0
        continue
      }
      let isPlain = 33...126 ~= byte && byte != UInt8(ascii: "=")
      let piece =
        isPlain
        ? String(UnicodeScalar(byte)) : "=" + String(format: "%02X", Int(byte))
      if column + piece.count > 70 {
        text += "=\n"
        column = 0
      }
      text += piece
      column += piece.count
    }
    return text
  }

  private static func isCompleteReport(_ message: [UInt8]) -> Bool {
    let header = HeaderFields(message[...])
    return header.value("content-type")?.contains(ignoringCase: "delivery-status") ?? false
  }

  /// Where the returned message ends: before the last delimiter.
  private static func originalEnd(of message: [UInt8]) -> Int? {
    let whole = HeaderFields(message[...])
    let tree = MIMETree(header: whole, body: message[whole.bodyStart...])
    guard let last = tree.parts.last, last.type.type == "message/rfc822" else { return nil }
    return last.body.endIndex
  }
}

/// What a message reports, without where it was read.
private func facts(_ bytes: [UInt8]) -> [DeliveryReport] {
  MessageReader(Limits()).read(bytes, path: "x", usesCarriageReturns: false, isCut: false)
    .reports.map { report in
      var report = report
      report.position = Position(path: "", record: 0, offset: 0)
      return report
    }
}

@Suite struct ReportVariantTests {
  @Test("a sample says the same after what machines do to mail", arguments: Variant.allCases)
  fileprivate func variants(variant: Variant) throws {
    var count = 0
    for sample in try Repository.sampleMessages() {
      guard let changed = variant.apply(sample.bytes) else { continue }
      count += 1
      var (before, after) = (facts(sample.bytes), facts(changed))
      // Without a Message-ID the identity follows from the bytes; it has a test of its own.
      for index in before.indices { before[index].eventID = Identity(high: 0, low: 0) }
      for index in after.indices { after[index].eventID = Identity(high: 0, low: 0) }
      #expect(after == before, "\(sample.name) \(variant)")
    }
    #expect(count >= 5, "\(variant) fits hardly any sample")
  }

  @Test("a sample says the same between other mails of a mailbox")
  func mailbox() throws {
    let ordinary = "From: a@contoso.com\nSubject: lunch\n\nAt noon?\n\n"
    for sample in try Repository.sampleMessages() where sample.bytes.last == .lineFeed {
      let quoted = String(decoding: sample.bytes, as: UTF8.self)
        .replacing("\nFrom ", with: "\n>From ")
      let envelope = "From x@contoso.com Mon Nov  2 09:00:00 2026\n"
      let mailbox = Array(
        (envelope + ordinary + envelope + quoted + "\n" + envelope + ordinary).utf8
      )
      let window = UnsafeWindow(ChunkedBytes(mailbox, by: 777), offset: 0)
      var scanner = MailboxScanner(
        window,
        dialect: MailboxDialect(),
        limits: Limits()
      )
      var batch = MailBatch(
        source: FileIdentity(path: "x", device: 0, inode: 0, size: 0, modified: 0)
      )
      _ = try MailboxWalk(path: "x", limits: Limits())
        .read(&scanner, from: 0, to: .max, into: &batch)
      #expect(batch.tally.messages == 3, "\(sample.name)")
      #expect(
        batch.reports.map(\.recipient) == facts(sample.bytes).map(\.recipient),
        "\(sample.name)"
      )
    }
  }
}
