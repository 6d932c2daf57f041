import RetourClassifier
import RetourEvents

/// The sentences of a letter of one page, which its page and its plain text share.
extension Letter {
  /// Lines of a CSV file beside a letter, and how many failures there are in all.
  public struct Attachment: Sendable {
    /// The file's name.
    public let name: String
    /// Failures in it.
    public let lines: Int

    /// Creates an attachment.
    public init(name: String, lines: Int) {
      self.name = name
      self.lines = lines
    }
  }

  /// One of the things that are asked.
  struct Asked {
    let ask: String
    let tail: String
    let count: String
  }

  /// A fact of the evidence: a name, and a value for each server; nil where none is stated.
  struct EvidenceRow {
    let name: String
    let values: [Value?]

    struct Value {
      var lead: String = ""
      /// Words of a server, or an identifier of a machine.
      var code: String?
      var tail: String = ""

      /// As plain text.
      var text: String { [lead, code ?? "", tail].filter { !$0.isEmpty }.joined(separator: " ") }
    }
  }

  /// The heading.
  var heading: String {
    language.letter(hitsPostmaster ? .titleAll : .titleSome, ["domain": domainTitle])
  }

  /// The subject of a mail.
  var mailSubject: String {
    guard isStillHappening, let first = toldFirstDay, subject != .ours else {
      return language.letter(.subjectOnce, ["domain": domain.name, "reference": reference])
    }
    return language.letter(
      .subjectSince,
      [
        "domain": domain.name, "reference": reference,
        "day": language.longDay(first, withYear: false).replacing("\u{A0}", with: " "),
      ]
    )
  }

  private var toldFirstDay: String? {
    told.compactMap(\.firstAt).min().map { String($0.prefix(10)) }
  }
  private var toldLastAt: String? { told.compactMap(\.lastAt).max() }

  /// What happened, in a sentence or two.
  var story: String {
    let (first, last) = (toldFirstDay, toldLastAt.map { String($0.prefix(10)) })
    let phrase: LetterPhrase =
      switch (first, last) {
      case (let first?, let last?) where isStillHappening && first != last: .since
      case (let first?, let last?) where first != last: .between
      case (_?, _?): .on
      default: .undated
      }
    let sameYear = first?.prefix(4) == last?.prefix(4)
    let firstHasYear = phrase != .between || !sameYear
    var sentences = [
      language.letter(
        phrase,
        [
          "first": first.map { language.longDay($0, withYear: firstHasYear) } ?? "",
          "last": last.map { language.longDay($0) } ?? "",
          "messages": language.letter(toldFailures, .oneMessage, .messages),
          "people": language.letter(toldRecipients, .onePerson, .people), "domain": domainTitle,
          "why": reasonsInWords,
        ]
      )
    ]
    if phrase == .since, let at = toldLastAt {
      sentences.append(
        language.letter(
          .lastFailure,
          [
            "day": language.longDay(String(at.prefix(10)), withYear: false),
            "time": language.clock(at),
          ]
        )
      )
    }
    return sentences.joined(separator: " ")
  }

  private var reasonsInWords: String {
    guard subject != .ours else { return language.letter(.allOurs) }
    let requests = requests
    var clauses = requests.prefix(3).map { request in
      let names = request.names(language, withAddresses: false)
      return RequestWords.of(request.reason)
        .happens(names.count, language, ["s": names.text, "d": domain.name])
    }
    if requests.count > 3 { clauses[2] = language.letter(.more) }
    return language.clauses(clauses)
  }

  /// What is asked, in order.
  var asked: [Asked] {
    requests.prefix(Self.requestLimit).map { request in
      let words = RequestWords.of(request.reason)
      let names = request.names(language, withAddresses: true)
      let values: KeyValuePairs = ["s": names.text, "d": domain.name]
      var tail = ""
      if words.namesOurs, !ourAddresses.isEmpty {
        tail = ", " + language.letter(.inParticularFrom, ["servers": language.list(ourAddresses)])
      }
      tail += "."
      if let hint = words.hint?.filled(language, values) { tail += " \(hint)" }
      return Asked(
        ask: words.ask(names.count, language, values),
        tail: tail,
        count: language.letter(request.failures, .oneMessage, .messages)
      )
    }
  }

  /// Our servers as they are configured: addresses and networks, else names; at most four.
  var ourAddresses: [String] {
    let hosts = options.sender.sendingHosts
    let addresses = hosts.filter { host in
      switch host {
      case .network: true
      case .name: false
      }
    }
    return (addresses.isEmpty ? hosts : addresses).prefix(4).map(\.description)
  }

  // MARK: Evidence

  /// The servers' names: the heads of the evidence.
  var evidenceHeads: [[String]] {
    columns.map { column in
      let lines = [
        column.seen.newest.server?.text, column.seen.newest.address.map { "[\($0.text)]" },
      ].compactMap(\.self)
      return lines.isEmpty ? [language.letter(.notStated)] : lines
    }
  }

  /// What was seen, a row for each fact that is stated of at least one server.
  var evidenceRows: [EvidenceRow] {
    let columns = columns
    func row(
      _ name: LetterPhrase,
      _ value: (Reason, ServerEvidence) -> EvidenceRow.Value?
    ) -> EvidenceRow? {
      let values = columns.map { value($0.reason, $0.seen) }
      return values.allSatisfy { $0 == nil }
        ? nil : EvidenceRow(name: language.letter(name), values: values)
    }
    return [
      row(.itsAnswer) { answer($0, $1.newest) },
      row(.givenUp) { _, seen in
        seen.expired > 0 ? .init(lead: language.letter(seen.expired, .oneMessage, .messages)) : nil
      },
      row(.refused) { _, seen in
        let refused = seen.failures - seen.expired
        return refused > 0 ? .init(lead: language.letter(refused, .oneMessage, .messages)) : nil
      },
      row(.after) { _, seen in tries(seen).map { .init(lead: $0) } },
      row(.firstAndLast) { _, seen in
        guard let first = seen.firstAt, let last = seen.lastAt else { return nil }
        let moments = [first, last].map { language.shortMoment($0) }
        return .init(lead: moments[0] == moments[1] ? moments[0] : moments.joined(separator: ", "))
      },
      row(.fromOurServers) { _, seen in
        let names = seen.ourServers.prefix(4).map(\.text)
        return names.isEmpty ? nil : .init(lead: names.joined(separator: ", "))
      }
        ?? row(.ourSendingServers) { _, _ in
          ourAddresses.isEmpty ? nil : .init(lead: ourAddresses.joined(separator: ", "))
        },
      row(.recipient) { _, seen in seen.newest.recipient.map { .init(code: $0.text) } },
      row(.queueID) { _, seen in identifier(seen.newest.queueID, seen.newest.at) },
      row(.messageID) { _, seen in seen.newest.messageID.map { .init(code: $0.text) } },
    ].compactMap(\.self)
  }

  private func identifier(_ text: OwnerText?, _ at: String?) -> EvidenceRow.Value? {
    text.map { .init(code: $0.text, tail: at.map { "(\(language.shortMoment($0)))" } ?? "") }
  }

  /// What a server answered to which command.
  private func answer(_ reason: Reason, _ evidence: Evidence) -> EvidenceRow.Value? {
    let words = evidence.text.map { Self.shortened($0.text) } ?? evidence.reply
    guard !words.isEmpty else { return .init(lead: language.letter(.noWords)) }
    let isSilent =
      evidence.phase == .connect || [.connectionTimeout, .connectionRefused].contains(reason)
    if isSilent { return .init(lead: language.letter(.onConnecting), code: words) }
    let command = evidence.phase.flatMap(\.command)
    return .init(
      lead: command.map { language.letter(.toCommand, ["command": $0]) } ?? "",
      code: words
    )
  }

  /// As much of an answer as fits beside others; the rest is in the CSV.
  private static func shortened(_ text: String) -> String {
    guard text.count > 240 else { return text }
    let cut = text.prefix(240)
    return (cut.lastIndex(of: " ").map { cut[..<$0] } ?? cut) + " …"
  }

  private func tries(_ seen: ServerEvidence) -> String? {
    let attempts = seen.attempts.map { range -> String in
      if range.lowerBound != range.upperBound {
        return language.letter(
          .attemptsRange,
          ["n": language.number(range.lowerBound), "m": language.number(range.upperBound)]
        )
      }
      return language.letter(range.upperBound, .oneAttempt, .attempts)
    }
    let time = seen.retried.flatMap { range in
      range.upperBound > 0 ? language.spelledDuration(range) : nil
    }
    guard let attempts, let time else { return attempts ?? time }
    return language.letter(.inTime, ["attempts": attempts, "time": time])
  }

  // MARK: The end

  /// How to answer.
  var reaching: (address: String?, sentences: [String]) {
    let address = options.contact.map { contact in
      OwnerView.parts(String(contact[(contact.firstIndex(of: "<") ?? contact.startIndex)...]))
        .map { "\($0.local)@\($0.domain)" } ?? contact
    }
    var sentences = [
      address.map { language.letter(.replyTo, ["address": $0, "reference": reference]) }
        ?? language.letter(.reply, ["reference": reference])
    ]
    if let phone = options.phone { sentences.append(language.letter(.call, ["phone": phone])) }
    if subject != .ours { sentences += [language.letter(.afterChange), language.letter(.passOn)] }
    return (address, sentences)
  }

  /// What is attached, and what the owner need not do anything about.
  func remarks(_ attachment: Attachment?) -> [String] {
    let all = language.number(totals.failures)
    var sentences: [String]
    if let attachment {
      sentences = [
        attachment.lines < totals.failures
          ? language.letter(
            .attachedPart,
            ["file": attachment.name, "m": language.number(attachment.lines), "n": all]
          )
          : language.letter(.attached, ["file": attachment.name, "n": all])
      ]
    } else {
      sentences = [language.letter(.onRequest, ["n": all])]
    }
    if isPseudonymous {
      sentences.append(language.letter(.pseudonyms))
    } else if attachment != nil {
      sentences.append(language.letter(options.showsRecipients ? .namesWhole : .namesShortened))
    }
    let others = others
    var more: [String] = []
    func add(_ count: Int, _ one: LetterPhrase, _ many: LetterPhrase) {
      guard count > 0 else { return }
      let text = language.letter(count == 1 ? one : many, ["n": language.spelled(count)])
      more.append(language.sentence(text))
    }
    add(others.unknownAddress, .unknownOne, .unknownMany)
    add(others.fullMailbox, .fullOne, .fullMany)
    add(others.people, .peopleOne, .peopleMany)
    if !more.isEmpty { more.append(language.letter(.nothingToDo)) }
    add(others.unclear, .unclearOne, .unclearMany)
    return sentences + more
  }

  /// What stands under the letter.
  var signatureLines: [String] {
    if let signature = options.signature {
      let lines = signature.split(whereSeparator: \.isNewline).map {
        VisibleText.cleaned(String($0))
      }
      if !lines.isEmpty { return Array(lines.prefix(8)) }
    }
    return [options.organisation, reaching.address].compactMap(\.self)
  }

  /// How it was counted and quoted.
  var smallPrint: String {
    let isMarked = columns.contains { $0.seen.newest.text?.isScrubbed ?? false }
    return [
      language.letter(.countedOnce),
      language.letter(options.showsRecipients ? .quoted : .quotedShortened),
      isMarked ? language.letter(.marked) : "",
    ].filter { !$0.isEmpty }.joined(separator: " ")
  }
}

extension Letter.Request {
  /// The servers' names in a sentence, at most three and how many more.
  func names(_ language: Language, withAddresses: Bool) -> (text: String, count: Int) {
    var names: [String] = []
    for server in servers {
      guard let name = withAddresses ? server.nameAndAddress : server.name, !names.contains(name)
      else { continue }
      names.append(name)
    }
    guard !names.isEmpty else { return (language.letter(.yourServer), 1) }
    let more = names.count - 3
    let shown =
      more > 1
      ? names.prefix(3) + [language.letter(.andMoreServers, ["n": language.number(more)])]
      : names[...]
    return (language.list(Array(shown)), names.count)
  }
}

extension SMTPPhase {
  /// The command to which a server answers in this stage (RFC 5321 section 4.1.1); nil for none.
  var command: String? {
    switch self {
    case .connect: nil
    case .ehlo: "EHLO"
    case .starttls: "STARTTLS"
    case .auth: "AUTH"
    case .mail: "MAIL FROM"
    case .rcpt: "RCPT TO"
    case .data: "DATA"
    }
  }
}
