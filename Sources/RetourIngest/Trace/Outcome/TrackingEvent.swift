import RetourEvents

/// What an event of a transport server means for its recipients.
///
/// Source: the event and source tables of Exchange's message-tracking documentation; SENDEXTERNAL
/// from logs of Exchange 2019.
enum TrackingEvent {
  /// The outcome of a record, or nil where its event is a step on the way.
  static func kind(_ row: TraceRow) -> ReportKind? {
    let event = row[.eventID]
    if isOne(of: ["fail", "badmail", "poisonmessage", "submitfail", "resubmitfail"], event)
      || isOne(of: ["deliverfail", "moderatorreject", "moderationexpire"], event)
    {
      let status = row[.recipientStatus]
      return status.contains(ignoringCase: "resolver.grp.expanded") ? nil : .failed
    }
    if isOne(of: ["defer", "submitdefer", "resubmitdefer"], event) { return .delayed }
    if isOne(of: ["deliver", "sendexternal", "send", "agentinfo"], event), isScoredAway(row) {
      return .quarantined
    }
    if isOne(of: ["deliver"], event) {
      for text in [row[.recipientStatus], row[.sourceContext]] {
        if text.contains(ignoringCase: "quarantinedemail") { return .quarantined }
        if text.contains(ignoringCase: "defaultfoldertype:junkemail") { return .filtered }
      }
      return .delivered
    }
    if isOne(of: ["sendexternal"], event) { return .delivered }
    if isOne(of: ["send"], event), row[.source].equals(ignoringCase: "smtp") {
      return staysInside(row) ? nil : .delivered
    }
    return nil
  }

  /// Whether the spam filter's verdict is quarantine (`S:SFA=SUM|...|DI=SQ|...`).
  private static func isScoredAway(_ row: TraceRow) -> Bool {
    let data = row[.customData]
    guard let place = data.firstIndex(ofIgnoringCase: "di=sq") else { return false }
    let end = place + 5
    return (place == data.startIndex || !data[place - 1].isAlphanumeric)
      && (end == data.endIndex || !data[end].isAlphanumeric)
  }

  private static func isOne(of words: [StaticString], _ event: Bytes) -> Bool {
    words.contains { event.equals(ignoringCase: $0) }
  }

  /// Whether a SEND goes to another server of the same organisation: by its connector, or because
  /// the names of both servers have their parent domain in common, or the other has none.
  private static func staysInside(_ row: TraceRow) -> Bool {
    let connector = row[.connectorID]
    if connector.contains(ignoringCase: "intra-organization")
      || connector.contains(ignoringCase: "intra-org")
      || connector.contains(ignoringCase: "inbound proxy internal")
    {
      return true
    }
    let other = row[.serverHost]
    guard !other.isEmpty else { return false }
    let own = row[.clientHost]
    let otherParent = parent(other)
    if otherParent.isEmpty { return true }
    let ownParent = parent(own)
    return otherParent.count == ownParent.count
      && zip(otherParent, ownParent).allSatisfy { $0.lowercased == $1.lowercased }
      || other.lowercasedText.hasSuffix(".prod.outlook.com")
        && own.lowercasedText.hasSuffix(".prod.outlook.com")
  }

  private static func parent(_ host: Bytes) -> Bytes {
    guard let dot = host.firstIndex(of: UInt8(ascii: ".")) else { return [] }
    return host[(dot + 1)...]
  }
}
