import RetourEvents

/// Makes facts about deliveries of the events of services.
struct ServiceMapper {
  /// How deep envelopes are looked into: objects in lists, and JSON in texts, as SNS and SQS have it.
  private static let depth = 8
  /// The longest text that is looked into for JSON, in bytes.
  private static let textLimit = 1 << 20

  let forms: [ServiceForm]

  /// An event that was found in a piece of JSON.
  struct Event {
    let form: ServiceForm
    let record: JSONTree
  }

  /// The events in a piece, at most `limit`, whatever envelope is around them.
  func events(in piece: JSONTree, limit: Int = 10_000) -> [Event] {
    var found: [Event] = []
    find(in: piece, 0, limit, &found)
    return found
  }

  private func find(in value: JSONTree, _ depth: Int, _ limit: Int, _ found: inout [Event]) {
    guard depth < Self.depth, found.count < limit else { return }
    switch value {
    case .object(let members):
      if let form = forms.first(where: { $0.holds(value) }) {
        found.append(Event(form: form, record: value))
        return
      }
      for member in members { find(in: member.value, depth + 1, limit, &found) }
    case .array(let values):
      for value in values { find(in: value, depth + 1, limit, &found) }
    case .text(let bytes):
      guard bytes.count < Self.textLimit, bytes[...].trimmed.first == UInt8(ascii: "{"),
        let inner = JSONTree(bytes[...])
      else { return }
      find(in: inner, depth + 1, limit, &found)
    case .scalar, .null: return
    }
  }

  /// What an event tells, a fact for each recipient, with the moment of each.
  ///
  /// - Parameters:
  ///   - event: the event.
  ///   - calendar: for times without a zone.
  ///   - tell: gets each fact, the host it is of, and when it was.
  /// - Returns: whether it is about deliveries.
  func facts(
    _ event: Event,
    _ calendar: inout LogCalendar,
    _ tell: (LogFact, LogHost, Int64?) -> Void
  ) -> Bool {
    let (form, record) = (event.form, event.record)
    guard let meaning = form.meaning(of: record) else { return false }
    let entries = form.entries(of: record)
    var isTold = false
    for entry in entries {
      let isOne = UnsafeTexts.use { texts in
        fact(event, meaning, entry, &calendar, texts).map { tell($0.fact, $0.host, $0.time) } != nil
      }
      isTold = isTold || isOne
    }
    return isTold
  }

  /// What an entry of an event tells of a recipient; nil where it names none.
  private func fact(
    _ event: Event,
    _ meaning: ServiceForm.Meaning,
    _ entry: JSONTree,
    _ calendar: inout LogCalendar,
    _ texts: UnsafeTexts
  ) -> (fact: LogFact, host: LogHost, time: Int64?)? {
    let (form, record) = (event.form, event.record)
    func words(_ field: ServiceForm.Field) -> Bytes {
      (form.words(field, of: record, entry) ?? [])[...].trimmed
    }
    let recipient = Self.bare(words(.recipient))
    guard !recipient.isEmpty else { return nil }
    let time = Self.moment(words(.time), form, &calendar)
    let arrived = Self.moment(words(.arrived), form, &calendar)
    var attempt = LogAttempt(recipient: texts.keep(recipient), outcome: Self.outcome(meaning))
    attempt.isExpiry = meaning == .expired
    attempt.isTried = meaning != .expired
    attempt.original = texts.keep(Self.bare(words(.original)))
    attempt.status = texts.keep(words(.status).prefix { $0.isDigit || $0 == UInt8(ascii: ".") })
    attempt.text = texts.keep(Self.text(words(.text), words(.code), form))
    attempt.relay = texts.keep(Self.server(words(.server), words(.ip)))
    attempt.attempts =
      words(.attempts).number
      ?? words(.retries).number.map { meaning == .expired ? $0 : $0 + 1 }
    if let time, let arrived, time >= arrived { attempt.delay = time - arrived }
    var id = words(.id)
    // Without an id each record stands for itself.
    if id.isEmpty { id = (Array(recipient) + [.space] + Array(words(.time)))[...] }
    let fact = LogFact.event(
      texts.keep(id),
      messageID: texts.keep(words(.messageID)),
      sender: texts.keep(Self.bare(words(.sender))),
      arrived: arrived,
      texts.keep(list: [attempt])
    )
    return (fact, LogHost(texts.keep(Array(form.host.utf8))), time)
  }

  private static func outcome(_ meaning: ServiceForm.Meaning) -> LogAttempt.Outcome {
    switch meaning {
    case .delivered: .delivered
    case .delayed: .deferred
    case .suppressed: .suppressed
    case .failed, .expired, .ignored: .failed
    }
  }

  /// An address without a name and angle brackets.
  private static func bare(_ words: Bytes) -> Bytes {
    guard words.last == UInt8(ascii: ">"), let open = words.lastIndex(of: UInt8(ascii: "<")) else {
      return words
    }
    return words[(open + 1)...].dropLast()
  }

  /// The words without what the service puts before those of the server.
  private static func stripped(_ words: Bytes, _ form: ServiceForm) -> Bytes {
    var words = words
    while let mark = form.strip.first(where: { words.starts(with: $0) }) {
      words = words.dropFirst(mark.count).drop(while: \.isWhiteSpace)
    }
    return words
  }

  /// The words of the server, with the code before them where the service has it elsewhere.
  private static func text(_ words: Bytes, _ code: Bytes, _ form: ServiceForm) -> Bytes {
    let words = stripped(words, form)
    guard code.count == 3, code[code.startIndex] != UInt8(ascii: "2"), let number = code.number,
      SMTPReplyCode.isOne(number), !words.starts(with: code)
    else { return words }
    return (Array(code) + [.space] + Array(words))[...]
  }

  /// `mx1.fabrikam.com[198.51.100.25]`, of `mx1.fabrikam.com (198.51.100.25)` too.
  private static func server(_ name: Bytes, _ address: Bytes) -> Bytes {
    if name.isEmpty { return address }
    guard !address.isEmpty, !name.contains(UInt8(ascii: "(")) else { return name }
    let bare = name.last == UInt8(ascii: ".") ? name.dropLast() : name
    return (Array(bare) + [UInt8(ascii: "[")] + Array(address) + [UInt8(ascii: "]")])[...]
  }

  // MARK: Times

  /// The moment of a text: seconds or milliseconds since 1970, or a date in any of the usual forms.
  private static func moment(
    _ text: Bytes,
    _ form: ServiceForm,
    _ calendar: inout LogCalendar
  ) -> Int64? {
    guard !text.isEmpty else { return nil }
    let digits = text.prefix(while: \.isDigit)
    if 9...13 ~= digits.count,
      digits.count == text.count || text[digits.endIndex] == UInt8(ascii: ".")
    {
      guard let number = Int64(digits.text) else { return nil }
      return digits.count > 11 ? number / 1_000 : number
    }
    switch TraceDate(text) {
    case .moment(let moment): return moment.seconds
    case .local(let date):
      guard let plain = date.moment(date.order ?? .yearFirst, offset: 0) else { return nil }
      if form.isUniversalTime { return plain.seconds }
      let civil = plain.civil
      let seconds = civil.hour * 3_600 + civil.minute * 60 + civil.second
      let local = LogDate(
        year: civil.year,
        month: civil.month,
        day: civil.day,
        seconds: seconds
      )
      return calendar.moment(.local(local))
    case nil: return nil
    }
  }
}

/// Codes of SMTP.
private enum SMTPReplyCode {
  /// Whether a number is one; services have numbers of their own beside them (498, 605).
  static func isOne(_ number: Int) -> Bool { 400...559 ~= number && number / 10 % 10 <= 5 }
}
