import RetourEvents

/// One line of a shard: what `ingest` would store, in a form that can be carried elsewhere
/// (Docs/Scale.md).
enum ShardLine: Hashable, Sendable {
  case event(ShardEvent)
  case reject(ShardReject)
  case file(ShardFile)

  /// The version of the form; it grows when a field changes its meaning or goes.
  static let version: Int64 = 1
  /// The longest line in bytes, without its end.
  static let limit = 65_536

  /// The first field of a line.
  enum Record: String {
    case event
    case reject
    case file
  }
}

/// A report with its verdict.
struct ShardEvent: Hashable, Sendable {
  /// What the ledger knows its input by: the file, the Maildir folder, or the last of several logs.
  var source: InputPath
  var isFolder: Bool
  /// Where the part of a mailbox begins that was read; `record` counts from there.
  var rangeStart: Int64?
  var report: DeliveryReport
  var verdict: Verdict?
  var judgement: Judgement
  /// Names of fields that were cut to fit the line.
  var truncated: [String] = []

  /// The one list of what a line has, for writing and for reading.
  mutating func code(_ coder: inout some ShardCoder) throws(ShardDamage) {
    var (key, link): (String?, String?) = (report.shardKey, report.linkKey)
    try coder.text("shard_key", &key)
    try coder.text("link_key", &link)
    try codeIdentity(&coder)
    try codeFacts(&coder)
    try codeTexts(&coder)
    try codeVerdict(&coder)
    try coder.texts("truncated", &truncated)
  }

  private mutating func codeIdentity(_ coder: inout some ShardCoder) throws(ShardDamage) {
    var event: Identity? = report.eventID
    try coder.identity("event_id", &event)
    guard let event else { throw .missing("event_id") }
    report.eventID = event
    try coder.identity("delivery_id", &report.deliveryID)
    try coder.required("kind", &report.kind)
    try coder.required("origin", &report.origin)
    try coder.path("source_path", &report.position.path)
    try coder.source(&source, unless: report.position.path)
    try coder.flag("is_folder", &isFolder)
    try coder.number("range_start", &rangeStart)
    try coder.required("number", &report.position.record)
    try coder.required("offset", &report.position.offset)
  }

  private mutating func codeFacts(_ coder: inout some ShardCoder) throws(ShardDamage) {
    try coder.address("recipient", domain: "recipient_domain", &report.recipient)
    try coder.address(
      "original_recipient",
      domain: "original_recipient_domain",
      &report.originalRecipient
    )
    var domain = report.domain?.name
    try coder.text("domain", &domain)
    try coder.address("sender", domain: "sender_domain", &report.sender)
    try coder.text("message_id", &report.messageID)
    try coder.text("report_id", &report.reportID)
    try coder.text("network_message_id", &report.networkMessageID)
    try coder.text("queue_id", &report.queueID)
    try coder.time("occurred_at", &report.occurredAt)
    try coder.time("arrived_at", &report.arrivedAt)
    try coder.time("last_attempt_at", &report.lastAttemptAt)
    try coder.time("reported_at", &report.reportedAt)
    try coder.number("retried_for_s", &report.retriedFor)
    try coder.number("attempts", &report.attempts)
    try coder.text("reporting_mta", &report.reportingMTA)
    try coder.text("generating_server", &report.generatingServer)
    try coder.text("remote_host", &report.remoteHost)
    try coder.text("remote_ip", &report.remoteIP)
    try coder.number("remote_port", &report.remotePort)
    try coder.name("stated_action", &report.statedAction)
    try coder.name("phase", &report.phase)
    var code = report.reply.map { Int64($0.code) }
    try coder.number("reply_code", &code)
    report.reply = code.flatMap { Int(exactly: $0) }.flatMap { SMTPReply($0) }
    try coder.value("status", &report.status, { $0.description }, { EnhancedStatus($0) })
    try coder.text("language", &report.language)
    try coder.name("microsoft_owner", &report.microsoftOwner)
    try coder.domain("originator_org", &report.originatorOrg)
    try coder.domain("report_from_domain", &report.reportFromDomain)
  }

  private mutating func codeTexts(_ coder: inout some ShardCoder) throws(ShardDamage) {
    try coder.texts("diagnostics", &report.diagnostics)
    try coder.texts("last_errors", &report.lastErrors)
    try coder.text("human_text", &report.humanText)
    try coder.texts("hops", &report.hops)
    var keys = report.signingKeys.map(\.description)
    try coder.texts("signing_keys", &keys)
    report.signingKeys = keys.prefix(SigningKey.limit).compactMap { SigningKey(record: $0) }
  }

  private mutating func codeVerdict(_ coder: inout some ShardCoder) throws(ShardDamage) {
    try coder.required("program", &judgement.version)
    try coder.required("catalogue", &judgement.catalogue)
    try coder.required("judged_at_ms", &judgement.milliseconds)
    var cause = verdict?.cause
    try coder.name("cause", &cause)
    var reason = verdict?.reason
    try coder.name("reason", &reason)
    guard let reason else {
      verdict = nil
      return
    }
    var new =
      verdict
      ?? Verdict(reason: reason, expired: false, side: .unknown, evidence: .none, rule: "")
    try coder.flag("expired", &new.expired)
    try coder.required("side", &new.side)
    try coder.required("evidence", &new.evidence)
    try coder.required("rule", &new.rule)
    try coder.text("block_list", &new.blockList)
    try coder.text("refused_address", &new.refusedAddress)
    new.reason = reason
    verdict = new
  }
}

/// Something that couldn't be read.
struct ShardReject: Hashable, Sendable {
  var source: InputPath
  var isFolder: Bool
  var rangeStart: Int64?
  var reject: Reject

  /// The one list of what a line has.
  mutating func code(_ coder: inout some ShardCoder) throws(ShardDamage) {
    try coder.path("source_path", &reject.position.path)
    try coder.source(&source, unless: reject.position.path)
    try coder.flag("is_folder", &isFolder)
    try coder.number("range_start", &rangeStart)
    try coder.required("number", &reject.position.record)
    try coder.required("offset", &reject.position.offset)
    try coder.required("problem", &reject.problem)
    try coder.required("detail", &reject.detail)
    try coder.flag("loses_message", &reject.losesMessage)
  }
}

/// The books of an input, behind all that was read of it, and a sum over the lines before.
struct ShardFile: Hashable, Sendable {
  /// The file or folder; empty for a scan that found nothing.
  var path: InputPath
  var isFolder = false
  var size: Int64 = 0
  /// In nanoseconds since 1970.
  var modified: Int64 = 0
  /// What tells this content from another under the same path.
  var content = ""
  /// The part of a mailbox that was read; nil for the whole.
  var rangeStart: Int64?
  var rangeEnd: Int64?
  var tally = Tally()
  /// Events and rejects that the lines carry.
  var events = 0
  var rejects = 0
  /// Whether it was read to its end.
  var isComplete = false
  /// Where reading would go on.
  var nextOffset: Int64 = 0
  var judgement: Judgement
  /// The lines before it, back to the line of the file before.
  var lines = 0
  var sum = ""
  /// Whether the scan ends with it.
  var isLast = false

  /// The one list of what a line has.
  mutating func code(_ coder: inout some ShardCoder) throws(ShardDamage) {
    try coder.path("path", &path)
    try coder.flag("is_folder", &isFolder)
    try coder.required("size", &size)
    try coder.required("modified_ns", &modified)
    try coder.required("content", &content)
    try coder.number("range_start", &rangeStart)
    try coder.number("range_end", &rangeEnd)
    try coder.required("messages", &tally.messages)
    try coder.required("with_reports", &tally.withReports)
    try coder.required("not_reports", &tally.notReports)
    try coder.required("rejected", &tally.rejected)
    try coder.required("reports", &tally.reports)
    try coder.required("events", &events)
    try coder.required("rejects", &rejects)
    try coder.flag("complete", &isComplete)
    try coder.required("next_offset", &nextOffset)
    try coder.required("program", &judgement.version)
    try coder.required("catalogue", &judgement.catalogue)
    try coder.required("judged_at_ms", &judgement.milliseconds)
    try coder.required("lines", &lines)
    try coder.required("sum", &sum)
    try coder.flag("last", &isLast)
    guard tally.isBalanced else { throw ShardDamage("its books don't balance") }
  }
}

extension ShardCoder {
  /// A number that fits the machine's; nil has no field.
  mutating func number(_ name: StaticString, _ value: inout Int?) throws(ShardDamage) {
    var number = value.map { Int64($0) }
    try self.number(name, &number)
    value = number.map { Int($0) }
  }
}
