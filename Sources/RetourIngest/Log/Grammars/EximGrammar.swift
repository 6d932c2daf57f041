/// Reads the main log of Exim (4.x), also where syslog has put it.
///
///     2026-11-29 11:42:33 ID <= SENDER H=HOST [IP] P=esmtp S=353 id=MESSAGE-ID
///     2026-11-29 11:42:39 ID => ADDRESS <ORIGINAL> R=ROUTER T=TRANSPORT H=HOST [IP] C="250 Ok"
///     2026-11-29 11:42:45 ID == ADDRESS R=... T=... defer (-44) H=HOST [IP]: WORDS
///     2026-11-29 11:42:45 ID ** ADDRESS R=... T=... H=HOST [IP]: WORDS
///     2026-11-29 11:42:45 ID2 <= <> R=ID U=Debian-exim P=local S=1579        a notification about ID
///     2026-11-29 11:43:21 ID Completed
///
/// `->` is a further address of the same transaction, `>>` one that was passed on while it came,
/// `*>` one that -N kept from being delivered. Source: the specification, chapter 52, and `deliver.c`.
enum EximGrammar: LogGrammar {
  static func fact(_ line: LogLine, _ texts: UnsafeTexts) -> LogFact? {
    var words = line.body
    // `[4711]` with the selector `pid`; syslog splits long lines: `[1/2]`, `[2\3]`.
    while words.first == UInt8(ascii: "["), let end = words.prefix(16).place(of: "] ") {
      words = words[(end + 2)...]
    }
    // Syslog may hold the time twice.
    if words.first?.isDigit == true, let found = LogTimeReader.time(in: words, at: words.startIndex)
    {
      words = words[found.end...]
      while words.first == UInt8(ascii: "["), let end = words.prefix(16).place(of: "] ") {
        words = words[(end + 2)...]
      }
    }
    guard let end = endOfID(words), end + 3 <= words.endIndex else { return nil }
    let id = words[..<end]
    let rest = words[(end + 1)...]
    if rest.begins("Completed") { return .closed(id) }
    if rest.begins("H=") { return trouble(id, rest) }
    guard rest.count > 3, rest[rest.startIndex + 2] == .space else { return .nothing }
    let what = rest[(rest.startIndex + 3)...]
    if rest.begins("<=") { return arrival(id, what) }
    if rest.begins("=>") || rest.begins("->") || rest.begins(">>") {
      return attempt(id, what, .delivered, texts)
    }
    if rest.begins("**") { return attempt(id, what, .failed, texts) }
    if rest.begins("==") { return attempt(id, what, .deferred, texts) }
    return .nothing
  }

  /// `H=mx.down.example.net [203.0.113.9]: Connection refused`, before the line about the recipient.
  private static func trouble(_ id: UnsafeText, _ words: UnsafeText) -> LogFact {
    var fields = EximFields(words)
    guard let field = fields.next() else { return .nothing }
    var isEnded = false
    return .trouble(id, relay: fields.server(field.dropFirst(2), &isEnded))
  }

  /// Where the id ends: 6-6-2 characters up to version 4.96, 6-11-4 since.
  private static func endOfID(_ words: UnsafeText) -> Int? {
    for (middle, last) in [(6, 2), (11, 4)] {
      let end = words.startIndex + 8 + middle + last
      guard end < words.endIndex, words[end] == .space else { continue }
      let (first, second) = (words.startIndex + 6, words.startIndex + 7 + middle)
      let isID = (words.startIndex..<end).allSatisfy { index in
        index == first || index == second
          ? words[index] == UInt8(ascii: "-") : words[index].isAlphanumeric
      }
      if isID { return end }
    }
    return nil
  }

  private static func arrival(_ id: UnsafeText, _ words: UnsafeText) -> LogFact? {
    var fields = EximFields(words)
    guard let sender = fields.next() else { return nil }
    var (messageID, about): (UnsafeText, UnsafeText) = (.empty, .empty)
    while let field = fields.next() {
      if field.begins("id=") { messageID = field.dropFirst(3) }
      if field.begins("R="), sender.elementsEqual("<>".utf8) { about = field.dropFirst(2) }
    }
    let isNull = sender.elementsEqual("<>".utf8)
    return .message(id, messageID: messageID, sender: isNull ? .empty : sender, about: about)
  }

  private static func attempt(
    _ id: UnsafeText,
    _ words: UnsafeText,
    _ outcome: LogAttempt.Outcome,
    _ texts: UnsafeTexts
  ) -> LogFact? {
    var fields = EximFields(words)
    guard let address = fields.next() else { return nil }
    var attempt = LogAttempt(recipient: address, outcome: outcome)
    // A colon behind a field ends them: then come the words.
    var isEnded = outcome != .delivered && address.last == UInt8(ascii: ":")
    if isEnded { attempt.recipient = address.dropLast() }
    while !isEnded, let field = fields.next() {
      isEnded = outcome != .delivered && field.last == UInt8(ascii: ":")
      if field.begins("H=") {
        attempt.relay = fields.server(field.dropFirst(2), &isEnded)
      } else if field.begins("C=") {
        attempt.text = EximFields.unquoted(field.dropFirst(2))
      } else if field.first == UInt8(ascii: "<"), attempt.original.isEmpty {
        attempt.original = field.dropFirst().prefix { $0 != UInt8(ascii: ">") }
      }
    }
    guard !attempt.recipient.isEmpty else { return nil }
    if isEnded { attempt.text = fields.rest }
    judge(&attempt)
    return .attempts(id, texts.keep(list: [attempt]))
  }

  /// Tells what isn't a delivery to others, and what is no attempt.
  private static func judge(_ attempt: inout LogAttempt) {
    if attempt.outcome == .delivered {
      // Without a server it is a mailbox, a pipe or a file; one inside has the outcome itself.
      let address = attempt.relay.drop { $0 != UInt8(ascii: "[") }.dropFirst()
      let isInside = OwnNetworks.holds(address.prefix { $0 != UInt8(ascii: "]") })
      if attempt.relay.isEmpty || isInside { attempt.outcome = .own }
      return
    }
    // The numbers of such errors differ from version to version; the words don't.
    if attempt.outcome == .deferred, attempt.text.place(of: "retry time not reached") != nil {
      attempt.isTried = false
      attempt.text = .empty
    } else if attempt.outcome == .failed,
      attempt.text.begins("retry timeout exceeded") || attempt.text.begins("all hosts for '")
    {
      attempt.isExpiry = true
      attempt.isTried = false
    }
  }
}

/// The fields of a line of Exim's: separated by blanks, quoted where they hold some.
private struct EximFields {
  private let words: UnsafeText
  private var index: Int

  init(_ words: UnsafeText) {
    self.words = words
    index = words.startIndex
  }

  /// What was not read so far.
  var rest: UnsafeText { words[index...].drop(while: \.isBlank) }

  /// The next field; in it `"` begins what is quoted, and `\` takes the next character as it is.
  mutating func next() -> UnsafeText? {
    while index < words.endIndex, words[index] == .space { index += 1 }
    guard index < words.endIndex else { return nil }
    let start = index
    var isQuoted = false
    while index < words.endIndex, isQuoted || words[index] != .space {
      if words[index] == UInt8(ascii: "\\"), isQuoted {
        index += 1
      } else if words[index] == UInt8(ascii: "\"") {
        isQuoted.toggle()
      }
      index += 1
    }
    index = min(index, words.endIndex)
    return words[start..<index]
  }

  /// The server of `H=mx1.fabrikam.com [198.51.100.25]:25*:`, with its helo name in brackets between.
  ///
  /// `isEnded` tells whether a colon stands behind it.
  mutating func server(_ name: UnsafeText, _ isEnded: inout Bool) -> UnsafeText {
    let start = name.startIndex
    let mark = index
    for _ in 0..<2 {
      guard let field = next() else { break }
      if field.first == UInt8(ascii: "["), let close = field.firstIndex(of: UInt8(ascii: "]")) {
        isEnded = field.last == UInt8(ascii: ":")
        return words[start...close]
      }
      guard field.first == UInt8(ascii: "(") else { break }
    }
    index = mark
    return name
  }

  /// A value without its quotes.
  static func unquoted(_ value: UnsafeText) -> UnsafeText {
    guard value.first == UInt8(ascii: "\""), value.last == UInt8(ascii: "\""), value.count > 1
    else {
      return value
    }
    return value.dropFirst().dropLast()
  }
}
