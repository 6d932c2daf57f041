import RetourEvents
import RetourLookup
import RetourStore

extension Letter {
  /// The letter as one JSON object; names and values are the same in every language.
  public func json() -> [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.key("schema_version")
    json.integer(1)
    json.key("domain")
    json.string(domain.name)
    json.key("domain_unicode")
    json.string(domainShown)
    json.key("reference")
    json.string(reference)
    json.key("first_day")
    json.string(days?.first)
    json.key("last_day")
    json.string(days?.last)
    json.key("time_zone")
    json.string(timeZone)
    json.key("generated_at")
    json.string(options.now.description)
    json.key("organisation")
    json.string(options.organisation)
    json.key("contact")
    json.string(options.contact)
    put(totals, &json)
    json.key("causes")
    json.beginArray()
    for cause in causes { put(cause, &json) }
    json.endArray()
    json.key("days")
    json.beginArray()
    for count in dayCounts {
      json.beginObject()
      json.key("day")
      json.string(count.day)
      json.key("reason")
      json.string(count.reason.rawValue)
      json.key("failures")
      json.integer(Int64(count.failures))
      json.endObject()
    }
    json.endArray()
    if options.showsRecipients {
      json.key("addresses")
      json.beginArray()
      for recipient in recipients {
        json.beginObject()
        json.key("address")
        json.string(recipient.address.text)
        json.key("failures")
        json.integer(Int64(recipient.failures))
        json.endObject()
      }
      json.endArray()
    }
    if let lookup {
      json.key("dns")
      json.beginObject()
      for (name, value) in [
        ("check_id", lookup.check.rawValue), ("outcome", lookup.outcome.rawValue),
        ("severity", lookup.severity.rawValue), ("asked", lookup.asked),
        ("checked_at", lookup.checkedAt), ("finding", lookup.words),
      ] {
        json.key(name)
        json.string(value)
      }
      json.endObject()
    }
    json.key("texts_scrubbed")
    json.integer(Int64(removed))
    json.endObject()
    json.newline()
    return json.bytes
  }

  private func put(_ totals: Totals, _ json: inout JSONWriter) {
    json.key("failures")
    json.integer(Int64(totals.failures))
    json.key("recipients")
    json.integer(Int64(totals.recipients))
    json.key("messages")
    json.integer(Int64(totals.messages))
    json.key("expired")
    json.integer(Int64(totals.expired))
    json.key("first_at")
    json.string(totals.firstAt)
    json.key("last_at")
    json.string(totals.lastAt)
  }

  private func put(_ cause: Cause, _ json: inout JSONWriter) {
    json.beginObject()
    json.key("cause")
    json.string(cause.reason.causeLine)
    json.key("reason")
    json.string(cause.reason.rawValue)
    json.key("side")
    json.string(cause.side.rawValue)
    json.key("failures")
    json.integer(Int64(cause.failures))
    json.key("answers")
    json.beginArray()
    for answer in cause.answers {
      json.beginObject()
      json.key("reply_code")
      json.integer(answer.replyCode.map { Int64($0) })
      json.key("status")
      json.string(answer.status)
      json.key("phase")
      json.string(answer.phase?.rawValue)
      json.key("failures")
      json.integer(Int64(answer.failures))
      json.key("recipients")
      json.integer(Int64(answer.recipients))
      json.key("first_at")
      json.string(answer.firstAt)
      json.key("last_at")
      json.string(answer.lastAt)
      json.endObject()
    }
    json.endArray()
    json.key("evidence")
    json.beginArray()
    for evidence in cause.evidence { put(evidence, &json) }
    json.endArray()
    json.endObject()
  }

  private func put(_ evidence: Evidence, _ json: inout JSONWriter) {
    json.beginObject()
    json.key("event_id")
    json.string(evidence.eventID)
    json.key("last_at")
    json.string(evidence.at)
    json.key("recipient")
    json.string(evidence.recipient?.text)
    json.key("message_id")
    json.string(evidence.messageID?.text)
    json.key("queue_id")
    json.string(evidence.queueID?.text)
    json.key("remote_host")
    json.string(evidence.server?.text)
    json.key("remote_ip")
    json.string(evidence.address?.text)
    json.key("reported_by")
    json.string(evidence.reportedBy?.text)
    json.key("phase")
    json.string(evidence.phase?.rawValue)
    json.key("reply_code")
    json.integer(evidence.replyCode.map { Int64($0) })
    json.key("status")
    json.string(evidence.status)
    json.key("attempts")
    json.integer(evidence.attempts.map { Int64($0) })
    json.key("retried_for_s")
    json.integer(evidence.retriedFor.map { Int64($0) })
    json.key("expired")
    json.bool(evidence.isExpired)
    json.key("text")
    json.string(evidence.text?.text)
    json.endObject()
  }
}

extension LetterFailure {
  /// The names of the columns of a letter's CSV file.
  static let columns = [
    "failed_at", "recipient", "cause", "reason", "side", "expired", "remote_host", "remote_ip",
    "phase", "reply_code", "status", "attempts", "retried_for_s", "message_id", "queue_id",
    "reported_by", "text", "event_id", "for_you_to_repair",
  ]

  /// The header of a letter's CSV file.
  public static var csvHeader: [UInt8] { Array((columns.joined(separator: ",") + "\n").utf8) }

  /// The failure as a line of CSV (RFC 4180), formulas guarded.
  public var csv: [UInt8] {
    let texts: [String?] = [
      evidence.at, evidence.recipient?.text, cause, reason.rawValue, side.rawValue,
      evidence.isExpired ? "1" : "0", evidence.server?.text, evidence.address?.text,
      evidence.phase?.rawValue, evidence.replyCode.map { "\($0)" }, evidence.status,
      evidence.attempts.map { "\($0)" }, evidence.retriedFor.map { "\($0)" },
      evidence.messageID?.text, evidence.queueID?.text, evidence.reportedBy?.text,
      evidence.text?.text, evidence.eventID, isAsked ? "yes" : "no",
    ]
    return SeparatedValues.line(texts)
  }
}
