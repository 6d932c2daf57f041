import RetourEvents

/// What a record says became of one recipient's copy.
struct TraceOutcome {
  var recipient: Bytes
  var kind: ReportKind
  /// The text that says why, as the export has it; empty where it carries none.
  var text: Bytes = []
}

/// Tells from words, codes and folders what became of a message.
enum TraceOutcomes {
  /// The outcome of a status word of the summary forms.
  ///
  /// Source: the documented values of Get-MessageTraceV2, the words seen in results, Graph's
  /// `exchangeMessageTraceStatus`.
  ///
  /// - Returns: nil for words that are no outcome (GettingStatus, None, Expanded, Resolved ...).
  /// - Throws: the word where it isn't known.
  static func kind(status word: Bytes) throws(UnknownWord) -> ReportKind? {
    if word.isEmpty { return nil }
    var letters: [UInt8] = []
    for byte in word where byte != .space && byte != UInt8(ascii: "_") {
      letters.append(byte.lowercased)
    }
    let name = letters[...]
    if name.first == UInt8(ascii: "d") {
      if isOne(of: ["delivered", "deliver"], name) { return .delivered }
      if isOne(of: ["defer", "deferred"], name) { return .delayed }
    }
    if isOne(of: ["failed", "fail"], name) { return .failed }
    if isOne(of: ["pending"], name) { return .delayed }
    if isOne(of: ["quarantined", "quarantine"], name) { return .quarantined }
    if isOne(of: ["filteredasspam"], name) { return .filtered }
    if isOne(of: ["send", "sent"], name) { return .delivered }
    if isOne(of: withoutOutcome, name) { return nil }
    throw UnknownWord()
  }

  /// A status word that isn't known.
  struct UnknownWord: Error {}

  private static let withoutOutcome: [StaticString] = [
    "expanded", "expand", "resolved", "resolve", "gettingstatus", "none", "receive", "received",
    "transfer", "unknownfuturevalue", "redirect", "redirected", "submit",
  ]

  private static func isOne(of words: [StaticString], _ name: Bytes) -> Bool {
    words.contains { name.equals(ignoringCase: $0) }
  }

  /// The outcome of a chain of words: `Fail` anywhere decides, else the last word.
  static func kind(chain words: Bytes) throws(UnknownWord) -> ReportKind? {
    var last: ReportKind?
    for word in words.split(separator: UInt8(ascii: ",")) {
      last = try kind(status: word.trimmed)
      if last == .failed { return .failed }
    }
    return last
  }

  /// The outcome of an event of the detail form.
  ///
  /// The event's word is in the language of the session, so where it isn't an English one the
  /// codes, folders and names of data fields decide.
  static func detail(_ row: TraceRow) -> (kind: ReportKind, text: Bytes)? {
    let detail = row[.detail]
    let data = row[.data]
    let word = row[.event]
    let stated = TraceData.value("recipientstatus", in: data)
    let text = reasonText(detail, stated)
    if isOne(of: ["fail", "failed"], word) {
      return text.contains(ignoringCase: "resolver.grp.expanded") ? nil : (.failed, text)
    }
    if isOne(of: ["defer", "deferred"], word) { return (.delayed, text) }
    if isOne(of: ["deliver", "delivered"], word) { return (folder(detail, stated), []) }
    if isOne(of: ["send external", "sendexternal"], word) { return (.delivered, []) }
    if isOne(of: detailWithoutOutcome, word) { return nil }
    if !text.isEmpty, let code = Self.codeClass(TraceReason(text).lastError) {
      if code == 5 { return (.failed, text) }
      if code == 4 { return (.delayed, text) }
    }
    if detail.contains(ignoringCase: "defaultfoldertype:") { return (folder(detail, stated), []) }
    if stated.hasPrefix(ignoringCase: "250 ") || !TraceData.value("mailboxserver", in: data).isEmpty
    {
      return (folder(detail, stated), [])
    }
    return nil
  }

  private static let detailWithoutOutcome: [StaticString] = [
    "receive", "submit", "send", "drop", "expand", "expand dl", "resolved", "resolve", "redirect",
    "transfer", "spam", "malware", "transport rule", "dlp rule", "sensitivity label", "journal",
  ]

  /// Where in the organisation a message was put.
  private static func folder(_ texts: Bytes...) -> ReportKind {
    for text in texts {
      if text.contains(ignoringCase: "defaultfoldertype:quarantine") { return .quarantined }
      if text.contains(ignoringCase: "defaultfoldertype:junkemail") { return .filtered }
    }
    return .delivered
  }

  /// The fuller of two texts that give a reason: the detail's own unless it was cut.
  private static func reasonText(_ detail: Bytes, _ stated: Bytes) -> Bytes {
    guard detail.contains(ignoringCase: "[{") || codeStart(detail) != nil else { return stated }
    let own = TraceReason(detail)
    if own.isCut, stated.count > own.lastError.count { return stated }
    guard !detail.contains(ignoringCase: "[{"), let code = codeStart(detail) else { return detail }
    return detail[code...]
  }

  /// Where a reply code with what follows one begins.
  private static func codeStart(_ text: Bytes) -> Int? {
    var index = text.startIndex
    while index + 4 < text.endIndex {
      let isStart = index == text.startIndex || text[index - 1].isWhiteSpace
      if isStart, text[index] == UInt8(ascii: "4") || text[index] == UInt8(ascii: "5"),
        text[index + 1].isDigit, text[index + 2].isDigit, !text[index + 3].isAlphanumeric
      {
        return index
      }
      index += 1
    }
    return nil
  }

  private static func codeClass(_ text: Bytes) -> UInt8? {
    guard text.count >= 3, text.prefix(3).allSatisfy(\.isDigit), let first = text.first else {
      return nil
    }
    return first &- 48
  }
}
