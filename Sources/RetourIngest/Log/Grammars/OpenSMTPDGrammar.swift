/// Reads what OpenSMTPD (6.4 and later) logs; its envelope has one recipient.
///
///     SESSION mta delivery evpid=ID from=<S> to=<R> rcpt=<O> source="IP" relay="HOST (IP)" delay=11s
///       result="Ok|TempFail|PermFail" stat="250 2.0.0 Ok"
///     relay: Expire for ID: from=<S>, to=<R>, rcpt=<->, delay=45s, stat=Envelope expired
///
/// No line has the Message-ID. Source: `mta.c`, `queue.c`, runs of 6.8.
enum OpenSMTPDGrammar: LogGrammar {
  static func fact(_ line: LogLine, _ texts: UnsafeTexts) -> LogFact? {
    let body = line.body
    if body.begins("relay: Expire for ") { return expiry(body.dropFirst(18), texts) }
    guard body.count > 60, body[body.startIndex + 16] == .space,
      body.starts(" mta delivery evpid=", at: body.startIndex + 16)
        || body.starts(" mta event=delivery evpid=", at: body.startIndex + 16),
      let start = body.place(of: "evpid=")
    else { return nil }
    return delivery(body[(start + 6)...], texts)
  }

  private static func delivery(_ words: UnsafeText, _ texts: UnsafeTexts) -> LogFact? {
    let id = words.prefix { $0 != .space }
    guard let sender = value("from=<", ">", in: words),
      let recipient = value(" to=<", ">", in: words),
      let result = value(" result=\"", "\"", in: words), let stat = words.place(of: " stat=\"")
    else { return nil }
    let outcome: LogAttempt.Outcome =
      result.begins("Ok") ? .delivered : result.begins("PermFail") ? .failed : .deferred
    var attempt = LogAttempt(recipient: recipient, outcome: outcome)
    attempt.sender = sender
    attempt.original = original(words)
    attempt.text = words[(stat + 7)...]
    if attempt.text.last == UInt8(ascii: "\"") { attempt.text = attempt.text.dropLast() }
    attempt.delay = value(" delay=", " ", in: words).flatMap(duration)
    let source = value(" source=\"", "\"", in: words) ?? .empty
    let relay = value(" relay=\"", "\"", in: words) ?? .empty
    // Without a source nothing was connected, and what stands there is a domain.
    let address = relay.prefix { $0 != .space }
    if !source.elementsEqual("-".utf8) { attempt.relay = server(address, relay, texts) }
    // Handed to itself, as a loop does, or to a server inside.
    if outcome == .delivered, address.elementsEqual(source) || OwnNetworks.holds(address) {
      attempt.outcome = .own
    }
    attempt.isAlone = true
    return .attempts(id, texts.keep(list: [attempt]))
  }

  private static func expiry(_ words: UnsafeText, _ texts: UnsafeTexts) -> LogFact? {
    let id = words.prefix(while: \.isAlphanumeric)
    guard id.count == 16, let sender = value("from=<", ">", in: words),
      let recipient = value(" to=<", ">", in: words)
    else { return nil }
    var attempt = LogAttempt(recipient: recipient, outcome: .failed)
    attempt.sender = sender
    attempt.original = original(words)
    attempt.isTried = false
    attempt.isExpiry = true
    attempt.isAlone = true
    attempt.text = words.place(of: ", stat=").map { words[($0 + 7)...] } ?? .empty
    attempt.delay = value(" delay=", ",", in: words).flatMap(duration)
    return .attempts(id, texts.keep(list: [attempt]))
  }

  /// `203.0.113.5 (mx.example.net)` as `mx.example.net[203.0.113.5]`; without a name the address is
  /// there twice.
  private static func server(_ address: UnsafeText, _ relay: UnsafeText, _ texts: UnsafeTexts)
    -> UnsafeText
  {
    let name = relay.drop { $0 != UInt8(ascii: "(") }.dropFirst().prefix { $0 != UInt8(ascii: ")") }
    guard !name.isEmpty, !name.elementsEqual(address) else { return address }
    return texts.keep(name + [UInt8(ascii: "[")] + address + [UInt8(ascii: "]")])
  }

  /// `rcpt=<O>`; `-` for none.
  private static func original(_ words: UnsafeText) -> UnsafeText {
    let original = value(" rcpt=<", ">", in: words) ?? .empty
    return original.elementsEqual("-".utf8) ? .empty : original
  }

  private static func value(_ name: StaticString, _ end: StaticString, in words: UnsafeText)
    -> UnsafeText?
  {
    guard let place = words.place(of: name) else { return nil }
    let rest = words[(place + name.utf8CodeUnitCount)...]
    return rest.place(of: end).map { rest[..<$0] }
  }

  /// `1d2h3m4s` in seconds.
  private static func duration(_ text: UnsafeText) -> Int64? {
    var (total, number): (Int64, Int64) = (0, 0)
    for byte in text {
      switch byte {
      case UInt8(ascii: "d"): (total, number) = (total + number * 86_400, 0)
      case UInt8(ascii: "h"): (total, number) = (total + number * 3_600, 0)
      case UInt8(ascii: "m"): (total, number) = (total + number * 60, 0)
      case UInt8(ascii: "s"): (total, number) = (total + number, 0)
      default:
        guard byte.isDigit, number < 1_000_000 else { return nil }
        number = number * 10 + Int64(byte &- 48)
      }
    }
    return total
  }
}
