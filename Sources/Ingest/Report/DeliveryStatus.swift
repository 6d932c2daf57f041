import Events

/// The machine-readable part of a report (RFC 3464 section 2), read as it occurs.
///
/// Tolerated, because real servers do it: no blank line between the groups, several recipients in
/// one group, a diagnostic that goes on at the start of a line, fields in any order, an empty
/// first group, the part flattened into a text by a gateway.
struct DeliveryStatus {
  /// The fields about one recipient.
  struct Group {
    var finalRecipient: Bytes?
    var originalRecipient: Bytes?
    var action: Bytes?
    var status: Bytes?
    var diagnostic: Bytes?
    /// Exchange 2007's place for the remote server's words.
    var supplement: Bytes?
    var remoteMTA: Bytes?
    var lastAttempt: Bytes?
    var finalLogID: Bytes?

    var namesRecipient: Bool { finalRecipient != nil || originalRecipient != nil }

    /// The fields that may go on over lines.
    enum LongField {
      case finalRecipient
      case originalRecipient
      case diagnostic
      case supplement
    }

    subscript(field: LongField) -> Bytes? {
      get {
        switch field {
        case .finalRecipient: finalRecipient
        case .originalRecipient: originalRecipient
        case .diagnostic: diagnostic
        case .supplement: supplement
        }
      }
      set {
        switch field {
        case .finalRecipient: finalRecipient = newValue
        case .originalRecipient: originalRecipient = newValue
        case .diagnostic: diagnostic = newValue
        case .supplement: supplement = newValue
        }
      }
    }
  }

  var reportingMTA: Bytes?
  var arrivalDate: Bytes?
  var queueID: Bytes?
  var sender: Bytes?
  var originalMessageID: Bytes?
  private(set) var groups: [Group] = []

  /// The fields that are read.
  private enum Field {
    case finalRecipient
    case originalRecipient
    case xActualRecipient
    case action
    case status
    case diagnosticCode
    case xSupplementaryInfo
    case remoteMTA
    case lastAttemptDate
    case finalLogID
    case reportingMTA
    case arrivalDate
    case xPostfixQueueID
    case xPostfixSender
    case xOriginalMessageID
  }

  /// Their names in lower case.
  private static let fieldNames: [(name: StaticString, field: Field)] = [
    ("final-recipient", .finalRecipient),
    ("original-recipient", .originalRecipient),
    ("x-actual-recipient", .xActualRecipient),
    ("action", .action),
    ("status", .status),
    ("diagnostic-code", .diagnosticCode),
    ("x-supplementary-info", .xSupplementaryInfo),
    ("remote-mta", .remoteMTA),
    ("last-attempt-date", .lastAttemptDate),
    ("final-log-id", .finalLogID),
    ("reporting-mta", .reportingMTA),
    ("arrival-date", .arrivalDate),
    ("x-postfix-queue-id", .xPostfixQueueID),
    ("x-postfix-sender", .xPostfixSender),
    ("x-original-message-id", .xOriginalMessageID),
  ]

  /// Reads a part's text.
  init(_ text: Bytes) {
    var current = Group()
    var field: Group.LongField?
    // The value of the field so far, where it goes on over lines.
    var joined: [UInt8] = []
    func endField() {
      if let field, !joined.isEmpty {
        current[field] = joined[...]
        joined = []
      }
      field = nil
    }
    for line in text.lines() {
      guard let first = line.first else {
        endField()
        close(&current)
        continue
      }
      let colon =
        first.isBlank ? nil : HeaderFields.nameEnd(line, from: line.startIndex, to: line.endIndex)
      guard let colon else {
        // A continuation, with or without the white space that should lead it.
        if let field, joined.count < 1 << 16 {
          if joined.isEmpty { joined = current[field].map(Array.init) ?? [] }
          joined.append(.space)
          joined.append(contentsOf: line.trimmed)
        }
        continue
      }
      var nameEnd = colon
      while nameEnd > line.startIndex, line[nameEnd - 1].isBlank { nameEnd -= 1 }
      let length = nameEnd - line.startIndex
      let known = Self.fieldNames.first {
        $0.name.utf8CodeUnitCount == length && line.matches($0.name, at: line.startIndex)
      }
      let value = line[(colon + 1)...].trimmed
      endField()
      switch known?.field {
      case .finalRecipient:
        if current.finalRecipient != nil { close(&current) }
        current.finalRecipient = value
        field = .finalRecipient
      case .originalRecipient:
        if current.originalRecipient != nil { close(&current) }
        current.originalRecipient = value
        field = .originalRecipient
      case .xActualRecipient:
        if current.finalRecipient == nil { current.finalRecipient = value }
      case .action: current.action = value
      case .status: current.status = value
      case .diagnosticCode:
        current.diagnostic = value
        field = .diagnostic
      case .xSupplementaryInfo:
        current.supplement = value
        field = .supplement
      case .remoteMTA: current.remoteMTA = value
      case .lastAttemptDate: current.lastAttempt = value
      case .finalLogID: current.finalLogID = value
      case .reportingMTA: reportingMTA = reportingMTA ?? value
      case .arrivalDate: arrivalDate = arrivalDate ?? value
      case .xPostfixQueueID: queueID = queueID ?? value
      case .xPostfixSender: sender = sender ?? value
      case .xOriginalMessageID: originalMessageID = originalMessageID ?? value
      case nil: break
      }
    }
    endField()
    close(&current)
  }

  private mutating func close(_ group: inout Group) {
    if group.namesRecipient {
      var closed = Group()
      swap(&closed, &group)
      groups.append(consume closed)
    } else if group.action != nil || group.status != nil || group.diagnostic != nil,
      !groups.isEmpty
    {
      // A blank line inside a group: what follows belongs to the recipient before.
      let last = groups.count - 1
      groups[last].action = groups[last].action ?? group.action
      groups[last].status = groups[last].status ?? group.status
      groups[last].diagnostic = groups[last].diagnostic ?? group.diagnostic
      groups[last].remoteMTA = groups[last].remoteMTA ?? group.remoteMTA
      group = Group()
    }
    // Otherwise fields stand before the recipient they are about, in a block of their own: kept.
  }

  /// The value after the type in front of a semicolon, for example of `rfc822; kim@example.net`.
  static func withoutType(_ value: Bytes) -> Bytes {
    guard let semicolon = value.firstIndex(of: UInt8(ascii: ";")),
      semicolon - value.startIndex < 24,
      value[..<semicolon].trimmed.allSatisfy({
        $0.isAlphanumeric || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "/")
      })
    else { return value }
    return value[(semicolon + 1)...].trimmed
  }

  /// The address of a recipient field.
  ///
  /// `\x{E9}` of an encoded utf-8 address (RFC 6533 section 3) is resolved.
  static func address(_ value: Bytes) -> EmailAddress? {
    let text = withoutType(value)
    // A name without a domain counts only behind a type: `rfc822; root`, not a field that is cut.
    guard text.startIndex != value.startIndex || text.contains(UInt8(ascii: "@")) else {
      return nil
    }
    return MailAddress.parseField(
      text.contains(ignoringCase: "\\x{") ? unescaped(text)[...] : text
    )
  }

  private static func unescaped(_ text: Bytes) -> [UInt8] {
    var result: [UInt8] = []
    var index = text.startIndex
    while index < text.endIndex {
      if text[index...].hasPrefix(ignoringCase: "\\x{"),
        let close = text[index...].prefix(12).firstIndex(of: UInt8(ascii: "}")),
        let value = UInt32(text[(index + 3)..<close].text, radix: 16),
        let scalar = Unicode.Scalar(value)
      {
        result.append(contentsOf: String(Character(scalar)).utf8)
        index = close + 1
      } else {
        result.append(text[index])
        index += 1
      }
    }
    return result
  }

  /// The kind that an action states.
  static func kind(_ action: Bytes?) -> ReportKind? {
    guard let action else { return nil }
    let word = action.trimmed.prefix { $0.isLetter || $0 == UInt8(ascii: "-") }
    return kinds.first { word.equals(ignoringCase: $0.word) }?.kind
  }

  private static let kinds: [(word: StaticString, kind: ReportKind)] = [
    ("failed", .failed), ("failure", .failed), ("fail", .failed), ("error", .failed),
    ("delayed", .delayed), ("delay", .delayed), ("deferred", .delayed), ("delivered", .delivered),
    ("deliverable", .delivered), ("success", .delivered), ("relayed", .relayed),
    ("expanded", .expanded),
  ]
}
