import MailText
public import RetourEvents
public import RetourStore

/// Reads letters out of a database.
public struct LetterReader: Sendable {
  /// A period of days, half-open; nil: without that end.
  public struct Period: Sendable {
    /// The first day, `YYYY-MM-DD`.
    public var since: String?
    /// The day after the last one.
    public var until: String?

    /// Creates a period.
    public init(since: String? = nil, until: String? = nil) {
      self.since = since
      self.until = until
    }
  }

  private let reader: StoreReader
  private let period: Period
  private let known: KnownDays

  /// Creates a reader for one period.
  public init(_ reader: StoreReader, _ period: Period) throws {
    self.reader = reader
    self.period = period
    known = KnownDays(try reader.rows(of: DaysRow.self).map { ($0.day, $0.failures) })
  }

  /// The same over another connection to the same database.
  public func with(_ reader: StoreReader) -> LetterReader {
    LetterReader(reader: reader, period: period, known: known)
  }

  private init(reader: StoreReader, period: Period, known: KnownDays) {
    self.reader = reader
    self.period = period
    self.known = known
  }

  /// The letter to the owner of a domain; without failures it says so.
  public func letter(to domain: DomainName, _ options: Letter.Options) throws -> Letter {
    var scribe = Scribe(reader: reader, period: period, domain: domain, options: options)
    return try scribe.write(known)
  }

  /// Hands out each failed delivery to a domain as its owner may see it, the newest first, and no
  /// more than `limit` of them.
  public func failures(
    to domain: DomainName,
    _ options: Letter.Options,
    limit: Int = .max,
    _ body: (LetterFailure) throws -> Void
  ) throws {
    var scribe = Scribe(reader: reader, period: period, domain: domain, options: options)
    try scribe.admitServers()
    var left = limit
    try reader.forEach(LetterFailuresRow.self, scribe.values) { row in
      guard left > 0 else { return }
      left -= 1
      try body(
        LetterFailure(
          evidence: scribe.evidence(row, at: row.occurredAt),
          reason: row.reason ?? .noDiagnosis,
          side: row.side ?? .unknown,
          cause: row.cause,
          isAsked: options.scope.asks(row.reason ?? .noDiagnosis, row.side ?? .unknown)
        )
      )
    }
  }
}

/// One failed delivery, as the owner of its domain may see it.
public struct LetterFailure: Sendable {
  let evidence: Letter.Evidence
  let reason: Reason
  let side: Side
  let cause: String?
  /// Whether the owner is asked to repair it.
  let isAsked: Bool
}

/// Gathers what one letter says.
private struct Scribe {
  let reader: StoreReader
  let period: LetterReader.Period
  let domain: DomainName
  let options: Letter.Options
  var view: OwnerView

  init(
    reader: StoreReader,
    period: LetterReader.Period,
    domain: DomainName,
    options: Letter.Options
  ) {
    self.reader = reader
    self.period = period
    self.domain = domain
    self.options = options
    view = OwnerView(
      domain: domain,
      sender: options.sender,
      showsRecipients: options.showsRecipients
    )
  }

  var values: [String: Value] {
    var values: [String: Value] = ["domain": .text(domain.name)]
    if let since = period.since { values["since"] = .text(since) }
    if let until = period.until { values["until"] = .text(until) }
    return values
  }

  mutating func admitServers() throws {
    for row in try reader.rows(of: LetterServersRow.self, values) {
      view.admit(server: row.remoteHost, address: row.remoteIP)
    }
  }

  mutating func write(_ known: KnownDays) throws -> Letter {
    let lately = known.newestFailure.flatMap { CalendarDays.day($0, plus: -1) }
    var gather = LetterGather(domain: domain)
    try reader.forEach(LetterFailuresRow.self, values) { gather.add($0) }
    gather.finish()
    // What may be shown depends on all servers, so texts are looked at after the walk.
    for server in gather.servers { view.admit(server: server.name, address: server.address) }
    let totals = gather.totals
    let causes = gather.causes({ evidence($0, at: $0.lastAt) }, { server($0) })
    let removed = causes.flatMap(\.evidence).count { $0.text?.isScrubbed ?? false }
    let counts = try reader.rows(of: LetterDaysRow.self, values).map { row in
      Letter.DayCount(
        day: row.day,
        reason: row.reason ?? .noDiagnosis,
        failures: row.failures
      )
    }
    var letter = Letter(
      domain: domain,
      domainShown: DomainForms.unicode(domain),
      options: options,
      timeZone: reader.timeZone,
      days: days(totals),
      totals: totals,
      causes: causes,
      dayCounts: counts,
      known: known,
      recipients: try recipients(),
      isPseudonymous: reader.pseudonymKey != nil,
      lately: lately,
      removed: removed
    )
    letter.toldRecipients = gather.recipients(of: letter.told)
    letter.lookup = LookupNote.main(of: try LookupNote.all(reader, domain: domain.name))
    return letter
  }

  private func server(_ sum: LetterGather.ServerSum) -> Letter.ServerEvidence {
    Letter.ServerEvidence(
      failures: sum.failures,
      expired: sum.expired,
      attempts: sum.attempts,
      retried: sum.retried,
      firstAt: sum.firstAt,
      lastAt: sum.lastAt,
      ourServers: sum.reporters.sorted().compactMap { view.ourServer($0) },
      newest: evidence(sum.newest, at: sum.newest.lastAt)
    )
  }

  private func recipients() throws -> [Letter.Recipient] {
    guard options.showsRecipients else { return [] }
    return try reader.rows(of: LetterRecipientsRow.self, values).compactMap { row in
      view.recipient(row.recipient)
        .map { Letter.Recipient(address: $0, failures: row.failures) }
    }
  }

  func evidence(_ row: LetterFailuresRow, at moment: String?) -> Letter.Evidence {
    let text = view.text(row.text, denied: denied(row))
    return Letter.Evidence(
      at: moment,
      eventID: row.eventID,
      recipient: view.recipient(row.recipient),
      messageID: options.showsMessageIDs ? view.messageID(row.messageID) : nil,
      queueID: view.queueID(row.queueID),
      server: view.server(row.remoteHost),
      address: view.address(row.remoteIP),
      reportedBy: view.server(row.reportingMTA),
      phase: row.phase,
      replyCode: row.replyCode,
      status: row.status,
      attempts: row.attempts,
      retriedFor: row.retriedForSeconds,
      isExpired: row.expired == 1,
      text: text,
      link: text.flatMap { Self.link(in: $0) }
    )
  }

  /// Words of this failure that may not stand in its text although they have no dot: names of our
  /// machines, the sender's and, unless recipients are shown, the recipient's local part.
  private func denied(_ row: LetterFailuresRow) -> Set<String> {
    var denied: Set<String> = []
    for server in [row.reportingMTA, row.generatingServer, row.remoteHost] {
      guard let name = server?.lowercased(),
        DomainForms.ascii(name).map({ !view.isAllowed(name: $0) }) ?? true
      else { continue }
      denied.insert(name)
      let label = name.prefix { $0 != "." }
      if label.count == name.count || label.contains(where: \.isNumber) || label.contains("-") {
        denied.insert(String(label))
      }
    }
    let people = [row.sender, options.showsRecipients ? nil : row.recipient]
    for local in people.compactMap({ $0.flatMap(OwnerView.parts)?.local }) where local.count > 2 {
      denied.insert(local.lowercased())
    }
    return denied
  }

  private func days(_ totals: Letter.Totals) -> (first: String, last: String)? {
    guard let first = period.since ?? totals.firstDay else { return nil }
    let last = period.until.flatMap { CalendarDays.day($0, plus: -1) } ?? totals.lastDay ?? first
    return (first, max(first, last))
  }

  /// The first page that a cleared text names.
  private static func link(in text: OwnerText) -> OwnerText? {
    for word in text.text.split(whereSeparator: { $0.isWhitespace || "<>()[]\"',;".contains($0) }) {
      if word.hasPrefix("https://"), !word.contains(OwnerView.mark), !word.contains("…") {
        return OwnerText(cleared: String(word.prefix(300)))
      }
    }
    return nil
  }
}
