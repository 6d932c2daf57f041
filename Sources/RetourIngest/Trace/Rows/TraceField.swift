/// What a column or property of an export is about.
///
/// The names of the exports differ in case, dashes and underscores; ``init(header:)`` knows them
/// all.
enum TraceField: Int, CaseIterable, Sendable {
  /// When it happened, in Universal Time where the value has no zone.
  case time
  /// When it happened, in the local time of the one who wrote the export (`Timestamp`).
  case localTime
  /// The envelope sender.
  case sender
  /// The recipient, or several.
  case recipient
  /// The status word of the summary forms.
  case status
  /// The Message-ID of the message.
  case messageID
  /// The network message id, which Exchange Online calls the message trace id.
  case networkID
  /// The address of the server that took the message.
  case toIP
  /// The bounds of the query; only their dates are of use, to tell the order of day and month.
  case startDate
  /// See ``startDate``.
  case endDate
  /// The event word of a tracking form.
  case eventID
  /// The event word of the detail form, in the language of the session.
  case event
  /// What the detail form says in words.
  case detail
  /// What the detail form says as XML.
  case data
  /// What was done, in the detail form.
  case action
  /// The answers per recipient of the tracking forms; addresses with status chains in the
  /// historical summary.
  case recipientStatus
  /// The component that logged a tracking event.
  case source
  /// The connector of a tracking event.
  case connectorID
  /// The other server of a tracking event.
  case serverHost
  /// That server's address.
  case serverIP
  /// The server that logged a tracking event.
  case clientHost
  /// What a tracking event says about its source.
  case sourceContext
  /// The message's times in a tracking event; begins with the time of its origin.
  case messageInfo

  /// What agents noted about the message in a tracking event, such as the spam filter's verdict.
  case customData

  /// The field that a header names, or nil for one that isn't needed.
  init?(header: Bytes) {
    var name: [UInt8] = []
    for byte in Self.property(of: header) where !"_- \"".utf8.contains(byte) {
      name.append(byte.lowercased)
    }
    if let found = Self.names[String(decoding: name, as: UTF8.self)] {
      self = found
    } else if name.starts(with: "date(utc".utf8) {
      self = .time
    } else {
      return nil
    }
  }

  /// The property that a PowerShell script block takes, as in `$_.Recipients -join ';'`; any other
  /// header as it is.
  private static func property(of header: Bytes) -> Bytes {
    for object in ["$_.", "$psitem."] as [StaticString] {
      if let place = header.firstIndex(ofIgnoringCase: object) {
        return header[(place + object.utf8CodeUnitCount)...].prefix {
          $0.isAlphanumeric || $0 == UInt8(ascii: "_")
        }
      }
    }
    return header
  }

  /// The field of a `--columns` option.
  init?(option: String) {
    guard let found = Self.options[option.lowercased()] else { return nil }
    self = found
  }

  /// The names that `--columns` takes.
  static let options: [String: TraceField] = [
    "time": .time, "sender": .sender, "recipient": .recipient, "status": .status,
    "message-id": .messageID, "network-id": .networkID, "detail": .detail, "remote-ip": .toIP,
  ]

  private static let names: [String: TraceField] = [
    "received": .time, "receiveddatetime": .time, "date": .time, "datetime": .time,
    "datetimeutc": .time, "origintimestamputc": .time, "origintimestamp": .time,
    "timestamp": .localTime,
    "senderaddress": .sender, "sender": .sender,
    "recipientaddress": .recipient, "recipients": .recipient, "recipient": .recipient,
    "status": .status, "messageid": .messageID,
    "messagetraceid": .networkID, "networkmessageid": .networkID, "id": .networkID,
    "toip": .toIP, "startdate": .startDate, "enddate": .endDate,
    "eventid": .eventID, "event": .event, "detail": .detail, "description": .detail,
    "data": .data, "action": .action, "recipientstatus": .recipientStatus, "source": .source,
    "connectorid": .connectorID, "serverhostname": .serverHost, "serverip": .serverIP,
    "clienthostname": .clientHost, "sourcecontext": .sourceContext, "messageinfo": .messageInfo,
    "customdata": .customData,
  ]
}

/// Which fields an export or one of its records has.
struct TraceFieldSet: OptionSet, Hashable, Sendable {
  let rawValue: UInt32

  static func of(_ fields: TraceField...) -> TraceFieldSet {
    TraceFieldSet(rawValue: fields.reduce(0) { $0 | 1 << UInt32($1.rawValue) })
  }

  func has(_ field: TraceField) -> Bool { rawValue & 1 << UInt32(field.rawValue) != 0 }

  mutating func add(_ field: TraceField) {
    self = TraceFieldSet(rawValue: rawValue | 1 << UInt32(field.rawValue))
  }
}

/// How the records of an export are to be understood.
enum TraceForm: Hashable, Sendable {
  /// One record per delivery with a status word: Get-MessageTrace, its successor, Graph, the
  /// reporting service, and what `--columns` maps.
  case summary
  /// One record per message with a chain of words per recipient: historical search, MTSummary.
  case chains
  /// One record per event in words: Get-MessageTraceDetail.
  case detail
  /// One record per event of a transport server: MTDetail, MSGTRK logs, Get-MessageTrackingLog.
  case tracking

  /// The form that a set of fields tells, or nil where it is no trace.
  init?(_ fields: TraceFieldSet) {
    let hasTime = fields.has(.time) || fields.has(.localTime)
    let hasRecipients = fields.has(.recipient) || fields.has(.recipientStatus)
    if fields.has(.eventID), hasRecipients, hasTime {
      self = .tracking
    } else if fields.has(.recipientStatus), fields.has(.time), !fields.has(.event) {
      self = .chains
    } else if fields.has(.event), fields.has(.detail) || fields.has(.data), hasTime {
      self = .detail
    } else if fields.has(.recipient), fields.has(.status) {
      self = .summary
    } else {
      return nil
    }
  }
}
