import RetourClassifier
package import RetourEvents

/// One report as a line of NDJSON: the contract for scripts (Docs/Formats.md).
package enum ScanLine {
  /// The version of the fields; it grows when one changes its meaning or goes.
  package static let schemaVersion = 1
  /// The longest `diagnostic`, in bytes.
  static let maximumDiagnostic = 4_096

  /// Names of another program's that lines can carry too.
  package enum Labels: String, CaseIterable, Sendable {
    case sisimai
  }

  /// The lines of some events.
  package static func encode(_ events: [ClassifiedReport], labels: Labels?) -> [UInt8] {
    var json = JSONWriter(reserving: events.count * 1_024)
    for event in events {
      encode(event.report, event.verdict, labels, into: &json)
      json.newline()
    }
    return json.bytes
  }

  private static let kinds: [(name: StaticString, kind: ReportKind)] = [
    ("delivered", .delivered), ("failed", .failed), ("suppressed", .suppressed),
    ("delayed", .delayed), ("quarantined", .quarantined), ("filtered", .filtered),
    ("relayed", .relayed), ("expanded", .expanded), ("auto_reply", .autoReply),
    ("feedback", .feedback),
  ]

  /// What becomes of a delivery; one that is delayed is still open.
  private static let seen: [ReportKind] = [
    .delivered, .failed, .suppressed, .delayed, .quarantined, .filtered,
  ]

  /// A line for each domain with its deliveries by kind, the domains by name; an empty one, which
  /// stands for deliveries whose domain isn't known, is null.
  package static func encode(_ domains: [String: [ReportKind: Int]]) -> [UInt8] {
    var json = JSONWriter(reserving: domains.count * 200)
    for (name, kinds) in domains.sorted(by: { $0.key < $1.key }) {
      json.beginObject()
      json.member("schema_version", Self.schemaVersion)
      json.member("domain", name.isEmpty ? nil : name)
      for member in Self.kinds { json.member(member.name, kinds[member.kind] ?? 0) }
      json.member("seen", Self.seen.reduce(0) { $0 + (kinds[$1] ?? 0) })
      json.endObject()
      json.newline()
    }
    return json.bytes
  }

  private static func encode(
    _ report: DeliveryReport,
    _ verdict: Verdict?,
    _ labels: Labels?,
    into json: inout JSONWriter
  ) {
    json.beginObject()
    json.member("schema_version", Self.schemaVersion)
    json.member("event_id", report.eventID.description)
    json.member("kind", report.kind.rawValue)
    json.member("source_path", report.position.path.shown)
    json.member("record", report.position.record)
    json.member("offset", Int(report.position.offset))
    json.member("recipient", report.recipient?.text)
    json.member("original_recipient", report.originalRecipient?.text)
    json.member("domain", report.domain?.name)
    json.member("sender", report.sender?.text)
    json.member("message_id", report.messageID)
    json.member("report_id", report.reportID)
    json.member("occurred_at", report.occurredAt?.description)
    json.member("status", report.status?.description)
    json.member("reply_code", report.reply.map { Int($0.code) })
    json.member("phase", report.phase?.rawValue)
    json.member("cause", verdict?.cause.rawValue)
    json.member("reason", verdict?.reason.rawValue)
    json.member("expired", verdict?.expired)
    json.member("side", verdict?.side.rawValue)
    json.member("actor", verdict?.actors.name)
    json.member("permanence", verdict?.permanence.rawValue)
    json.member("evidence", verdict?.evidence.rawValue)
    json.member("rule", verdict?.rule)
    json.member("block_list", verdict?.blockList)
    json.member("refused_address", verdict?.refusedAddress)
    json.member("remote_host", report.remoteHost)
    json.member("remote_ip", report.remoteIP)
    json.member("reporting_mta", report.reportingMTA)
    json.member("diagnostic", report.diagnosticText(limit: maximumDiagnostic))
    json.member("attempts", report.attempts)
    json.member("retried_for_s", report.retriedFor.map { Int($0) })
    json.member("language", report.language)
    if labels == .sisimai {
      json.member("sisimai", Crosswalk.sisimaiName(report.kind, verdict))
    }
    json.endObject()
  }
}

extension JSONWriter {
  /// A text or null under a name.
  package mutating func member(_ name: StaticString, _ value: String?) {
    key(name)
    if let value { string(value) } else { null() }
  }

  /// A number or null under a name.
  package mutating func member(_ name: StaticString, _ value: Int?) {
    key(name)
    integer(value.map { Int64($0) })
  }

  /// True, false or null under a name.
  package mutating func member(_ name: StaticString, _ value: Bool?) {
    key(name)
    bool(value)
  }
}
