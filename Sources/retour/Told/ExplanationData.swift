import RetourClassifier
import RetourEvents
import RetourReports

/// Explanations as one object of JSON.
struct ExplanationData {
  private var json = JSONWriter()

  /// Begins the list.
  init() {
    json.beginObject()
    json.key("schema")
    json.string("retour-explanation")
    json.key("schema_version")
    json.integer(1)
    json.key("reports")
    json.beginArray()
  }

  /// Adds a report; its remedy is in the language given.
  mutating func add(
    _ report: DeliveryReport,
    _ explanation: Explanation?,
    _ looked: LookupStory? = nil,
    in language: Language
  ) {
    json.beginObject()
    for (name, value) in [
      ("kind", report.kind.rawValue), ("recipient", report.recipient?.text),
      ("path", report.position.path.description), ("message_id", report.messageID),
      ("status", report.status?.description), ("phase", report.phase?.rawValue),
      ("remote_host", report.remoteHost), ("remote_ip", report.remoteIP),
      ("reported_by", report.reportingMTA), ("occurred_at", report.occurredAt?.description),
    ] as [(String, String?)] {
      json.key(name)
      json.string(value)
    }
    for (name, value) in [
      ("message", Int64(report.position.record)), ("byte", report.position.offset),
      ("reply_code", report.reply.map { Int64($0.code) }),
      ("attempts", report.attempts.map { Int64($0) }), ("retried_for_s", report.retriedFor),
    ] as [(String, Int64?)] {
      json.key(name)
      json.integer(value)
    }
    json.key("verdict")
    if let explanation {
      add(explanation, language)
    } else {
      json.string(nil)
    }
    if let looked { looked.put(&json) }
    json.endObject()
  }

  private mutating func add(_ explanation: Explanation, _ language: Language) {
    let verdict = explanation.verdict
    let remedy = Remedy.of(verdict.reason, in: language)
    json.beginObject()
    for (name, value) in [
      ("cause", verdict.cause.rawValue), ("reason", verdict.reason.rawValue),
      ("means", remedy.meaning), ("side", verdict.side.rawValue),
      ("side_because", explanation.side), ("whose_move", Self.move(verdict)),
      ("who_acts", verdict.actors.name), ("permanence", verdict.permanence.rawValue),
      ("evidence", verdict.evidence.rawValue), ("rule", explanation.rule?.id ?? verdict.rule),
      ("rule_group", explanation.rule?.group), ("rule_source", explanation.rule?.source),
      ("matched", explanation.matchedText), ("outer_cause", explanation.wrapperCause?.rawValue),
      ("block_list", verdict.blockList), ("refused_address", verdict.refusedAddress),
      ("administrator", remedy.administrator),
      ("owner", remedy.owner), ("sender", remedy.sender),
    ] as [(String, String?)] {
      json.key(name)
      json.string(value)
    }
    json.key("expired")
    json.bool(verdict.expired)
    json.key("layers")
    json.beginArray()
    for layer in explanation.layers { json.string(layer) }
    json.endArray()
    json.key("lost")
    json.beginArray()
    for lost in explanation.lost {
      json.beginObject()
      json.key("rule")
      json.string(lost.rule)
      json.key("reason")
      json.string(lost.reason.rawValue)
      json.key("why")
      json.string(lost.why)
      json.endObject()
    }
    json.endArray()
    json.endObject()
  }

  private static func move(_ verdict: Verdict) -> String {
    WhoseMove.of(verdict.reason, verdict.side).rawValue
  }

  /// Ends the list.
  mutating func finish() -> [UInt8] {
    json.endArray()
    json.endObject()
    json.newline()
    return json.bytes
  }
}
