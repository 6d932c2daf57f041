/// Reads what zone-mta logs of its deliveries; an id has one recipient.
///
///     info Sender/default/4711 id=19acd000 19acd000010000.001 ACCEPTED from=S to=R src=IP mx=HOST[IP]
///       message-id=<ID> (250 2.0.0 Ok)
///     ... DEFERRED[greylist] ...  ... REJECTED[recipient] ...
///
/// Source: `lib/sender.js` of zone-mta.
enum ZoneMTAGrammar: LogGrammar {
  private static let outcomes: [(word: StaticString, outcome: LogAttempt.Outcome)] = [
    (" ACCEPTED ", .delivered), (" DEFERRED", .deferred), (" REJECTED", .failed),
  ]

  static func fact(_ line: LogLine, _ texts: UnsafeTexts) -> LogFact? {
    let body = line.body
    guard let from = body.place(of: " from="), let to = body[from...].place(of: " to="),
      let mx = body[to...].place(of: " mx="), let mark = body[mx...].place(of: " message-id=<"),
      let idEnd = body[mark...].place(of: "> (")
    else { return nil }
    let front = body[...from]
    guard let known = outcomes.first(where: { front.lastPlace(of: $0.word) != nil }),
      let word = front.lastPlace(of: known.word),
      let id = body[..<word].split(separator: .space).last, id.contains(UInt8(ascii: "."))
    else { return nil }
    var attempt = LogAttempt(
      recipient: field(body[(to + 4)...]),
      outcome: known.outcome
    )
    guard !attempt.recipient.isEmpty else { return nil }
    attempt.relay = field(body[(mx + 4)...])
    attempt.isAlone = true
    attempt.text = body[(idEnd + 3)...]
    if attempt.text.last == UInt8(ascii: ")") { attempt.text = attempt.text.dropLast() }
    let address = attempt.relay.drop { $0 != UInt8(ascii: "[") }.dropFirst()
    let isInside = OwnNetworks.holds(address.prefix { $0 != UInt8(ascii: "]") })
    if attempt.outcome == .delivered, isInside { attempt.outcome = .own }
    let sender = field(body[(from + 6)...])
    attempt.sender = sender.elementsEqual("<>".utf8) ? .empty : sender
    let messageID = body[(mark + 13)..<idEnd]
    return .event(
      id,
      messageID: messageID,
      sender: .empty,
      arrived: nil,
      texts.keep(list: [attempt])
    )
  }

  /// What stands up to the next blank.
  private static func field(_ words: UnsafeText) -> UnsafeText { words.prefix { $0 != .space } }
}
