/// What an input holds, judged by its content and never by its name.
enum InputFormat: Hashable, Sendable {
  /// Messages one after the other, each behind an envelope line.
  case mailbox(MailboxDialect)
  /// One message.
  case message(usesCarriageReturns: Bool)
  /// An export of a message trace, or a tracking log.
  case trace(TraceFile)
  /// A log of a mail server.
  case log(LogFile)
  /// The events of a mail service.
  case service(ServiceFile)
  /// Nothing at all, or white space only.
  case empty
  /// None of these.
  case unknown(String)

  /// How many bytes of an input decide.
  static let sampleSize = 1 << 16

  /// Judges the first bytes of an input.
  ///
  /// - Parameters:
  ///   - bytes: the beginning, ``sampleSize`` bytes or all there is.
  ///   - columns: headers in lower case that the user says stand for fields of a trace.
  ///   - services: whose events are known.
  /// - Returns: the format; never nil, because not knowing is one too.
  static func detect(
    _ bytes: Bytes,
    columns: [String: TraceField] = [:],
    services: @autoclosure () -> [ServiceForm] = ServiceForm.known
  ) -> InputFormat {
    if let archive = ForeignFormat(bytes) { return .unknown(archive.words) }
    // An object of a collector's has the names of traces in its words.
    if LogEnvelope.begins(bytes), let log = LogFile(bytes) { return .log(log) }
    if TraceFile.mayBeTrace(bytes), let service = ServiceFile(bytes, services()) {
      return .service(service)
    }
    if let trace = TraceFile(bytes, columns: columns) { return .trace(trace) }
    let usesCarriageReturns = bytes.contains(.carriageReturn) && !bytes.contains(.lineFeed)
    let text =
      usesCarriageReturns
      ? bytes.map { $0 == .carriageReturn ? .lineFeed : $0 }[...] : bytes
    if SingleMessage.skippingLead(text).isEmpty { return .empty }
    let dialect = MailboxDialect(
      usesContentLength: false,
      usesCarriageReturns: usesCarriageReturns
    )
    if text.starts(with: "From ".utf8) { return .mailbox(withLengths(dialect, text)) }
    if let log = LogFile(text) { return .log(log) }
    if SingleMessage.looksLikeOne(text) {
      return .message(usesCarriageReturns: usesCarriageReturns)
    }
    if hasEnvelopeLine(text) { return .mailbox(dialect) }
    return .unknown(describe(bytes))
  }

  /// Whether the first message has a `Content-Length` that leads to the next envelope line or to
  /// the end; then all lengths are tried.
  private static func withLengths(_ dialect: MailboxDialect, _ text: Bytes) -> MailboxDialect {
    let header = HeaderFields(text)
    guard let length = header.raw("content-length")?.number else { return dialect }
    let end = header.bodyStart + length
    guard end <= text.endIndex else {
      // The first message is longer than the sample: believed, and tested again while reading.
      return MailboxDialect(
        usesContentLength: text.count >= sampleSize / 2,
        usesCarriageReturns: dialect.usesCarriageReturns
      )
    }
    let rest = text[end...].drop { $0 == .lineFeed || $0 == .carriageReturn }
    return MailboxDialect(
      usesContentLength: rest.isEmpty || rest.starts(with: "From ".utf8),
      usesCarriageReturns: dialect.usesCarriageReturns
    )
  }

  private static func hasEnvelopeLine(_ text: Bytes) -> Bool {
    text.lineRanges.contains {
      text[$0].starts(with: "From ".utf8) && EnvelopeLine.isDated(text[$0].span)
    }
  }

  private static func describe(_ bytes: Bytes) -> String {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      return "text in UTF-16, neither mail nor a known export"
    }
    if bytes.contains(0) { return "binary data" }
    return "neither a mailbox nor a message nor a known export"
  }
}
