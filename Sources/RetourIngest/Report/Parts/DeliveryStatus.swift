import RetourEvents

/// The machine-readable part of a report (RFC 3464 section 2), read as it occurs.
///
/// Tolerated, because real servers do it: no blank line between the groups, several recipients in
/// one group, a diagnostic that goes on at the start of a line, fields in any order, an empty
/// first group, the part flattened into a text by a gateway.
final class DeliveryStatus: Sendable {
  /// The fields that are read.
  fileprivate enum Field: Int {
    case finalRecipient
    case originalRecipient
    case action
    case status
    case diagnostic
    /// Exchange 2007's place for the remote server's words.
    case supplement
    case remoteMTA
    case lastAttempt
    case reportingMTA
    case arrivalDate
    case queueID
    case sender
    case originalMessageID
    /// Who really failed, where the final recipient is an alias.
    case actualRecipient

    /// Whether it may go on over lines.
    var isLong: Bool {
      switch self {
      case .finalRecipient, .originalRecipient, .diagnostic, .supplement: true
      default: false
      }
    }
  }

  /// Their names in lower case.
  private static let fieldNames: [(name: StaticString, field: Field)] = [
    ("final-recipient", .finalRecipient),
    ("original-recipient", .originalRecipient),
    ("x-actual-recipient", .actualRecipient),
    ("action", .action),
    ("status", .status),
    ("diagnostic-code", .diagnostic),
    ("x-supplementary-info", .supplement),
    ("remote-mta", .remoteMTA),
    ("last-attempt-date", .lastAttempt),
    ("reporting-mta", .reportingMTA),
    ("arrival-date", .arrivalDate),
    ("x-postfix-queue-id", .queueID),
    ("x-postfix-sender", .sender),
    ("x-original-message-id", .originalMessageID),
  ]

  /// Values of fields, as places in the text: copying them counts one reference.
  fileprivate struct Values {
    private let text: Bytes
    /// Where each value stands, a place for each case of `Field`; at 0 stands none, because its name
    /// comes before.
    private var places = [14 of Range<Int>](repeating: 0..<0)

    init(_ text: Bytes) { self.text = text }

    func has(_ field: Field) -> Bool { places[field.rawValue].lowerBound > 0 }

    mutating func set(_ field: Field, _ place: Range<Int>) { places[field.rawValue] = place }

    /// Makes a value go on to a place, unless it is a very long one.
    mutating func extend(_ field: Field, to end: Int) {
      let place = places[field.rawValue]
      if place.count < 1 << 16 { places[field.rawValue] = place.lowerBound..<end }
    }

    /// Takes a value of others of the same text where it has none.
    mutating func add(_ field: Field, of others: Values) {
      if !has(field) { places[field.rawValue] = others.places[field.rawValue] }
    }

    mutating func clear() { places = .init(repeating: 0..<0) }

    /// The value of a field, its lines joined by spaces.
    subscript(field: Field) -> Bytes? {
      guard has(field) else { return nil }
      let value = text[places[field.rawValue]]
      guard field.isLong, value.hasControls else { return value }
      var joined: [UInt8] = []
      joined.reserveCapacity(value.count)
      for line in value.lineRanges {
        let line = value.trimmed(line)
        guard !line.isEmpty else { continue }
        if !joined.isEmpty { joined.append(.space) }
        joined.append(contentsOf: value[line])
      }
      return joined[...]
    }
  }

  /// The fields about one recipient.
  struct Group {
    fileprivate var values: Values

    var finalRecipient: Bytes? { values[.finalRecipient] ?? values[.actualRecipient] }
    var actualRecipient: Bytes? { values[.actualRecipient] }
    var originalRecipient: Bytes? { values[.originalRecipient] }
    var action: Bytes? { values[.action] }
    var status: Bytes? { values[.status] }
    var diagnostic: Bytes? { values[.diagnostic] }
    var supplement: Bytes? { values[.supplement] }
    var remoteMTA: Bytes? { values[.remoteMTA] }
    var lastAttempt: Bytes? { values[.lastAttempt] }
  }

  var reportingMTA: Bytes? { common[.reportingMTA] }
  var arrivalDate: Bytes? { common[.arrivalDate] }
  var queueID: Bytes? { common[.queueID] }
  var sender: Bytes? { common[.sender] }
  var originalMessageID: Bytes? { common[.originalMessageID] }
  let groups: [Group]
  /// How many recipients are read.
  static let limit = 6_000
  /// Whether there are more.
  let isCut: Bool
  /// Whether it says who reports, and what became of a recipient and why.
  var isComplete: Bool {
    reportingMTA != nil
      && groups.contains { $0.action != nil && ($0.status != nil || $0.diagnostic != nil) }
  }

  /// The fields about the message; of several of a name the first.
  private let common: Values

  /// Reads a part's text.
  init(_ text: Bytes) {
    var common = Values(text)
    var current = Values(text)
    var groups: [Group] = []
    /// The field that may go on.
    var field: Field?
    var isCut = false
    for line in text.lineRanges {
      guard groups.count <= Self.limit else {
        isCut = true
        break
      }
      guard let first = text[line].first else {
        field = nil
        Self.close(&current, into: &groups)
        continue
      }
      let colon =
        first.isBlank ? nil : HeaderFields.nameEnd(text, from: line.lowerBound, to: line.upperBound)
      guard let colon else {
        // A continuation, with or without the white space that should lead it.
        if let field { current.extend(field, to: line.upperBound) }
        continue
      }
      var nameEnd = colon
      while nameEnd > line.lowerBound, text[nameEnd - 1].isBlank { nameEnd -= 1 }
      let length = nameEnd - line.lowerBound
      let known = Self.fieldNames.first {
        $0.name.utf8CodeUnitCount == length && text.matches($0.name, at: line.lowerBound)
      }?.field
      field = known?.isLong == true ? known : nil
      guard let known else { continue }
      let value = text.trimmed((colon + 1)..<line.upperBound)
      switch known {
      case .finalRecipient, .originalRecipient:
        if current.has(known) { Self.close(&current, into: &groups) }
        current.set(known, value)
      case .reportingMTA, .arrivalDate, .queueID, .sender, .originalMessageID:
        if !common.has(known) { common.set(known, value) }
      default: current.set(known, value)
      }
    }
    Self.close(&current, into: &groups)
    self.isCut = isCut || groups.count > Self.limit
    if groups.count > Self.limit { groups.removeLast(groups.count - Self.limit) }
    self.groups = groups
    self.common = common
  }

  private static func close(_ values: inout Values, into groups: inout [Group]) {
    if values.has(.finalRecipient) || values.has(.actualRecipient) || values.has(.originalRecipient)
    {
      groups.append(Group(values: values))
      values.clear()
    } else if values.has(.action) || values.has(.status) || values.has(.diagnostic),
      !groups.isEmpty
    {
      // A blank line inside a group: what follows belongs to the recipient before.
      let last = groups.count - 1
      for field in [.action, .status, .diagnostic, .remoteMTA] as [Field] {
        groups[last].values.add(field, of: values)
      }
      values.clear()
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
    let isProgram =
      text.first == UInt8(ascii: "|") || text.starts(with: "\"|".utf8)
      || value.hasPrefix(ignoringCase: "x-unix")
    if isProgram, text.startIndex != value.startIndex { return program(text) }
    // A name without a domain counts only behind a type: `rfc822; root`, not a field that is cut.
    guard text.startIndex != value.startIndex || text.contains(UInt8(ascii: "@")) else {
      return nil
    }
    return MailAddress.parseField(
      text.contains(ignoringCase: "\\x{") ? unescaped(text)[...] : text
    )
  }

  /// A pipe or a file on a Unix system: the whole of it, because addresses inside are its arguments.
  private static func program(_ text: Bytes) -> EmailAddress? {
    var text = text.trimmed
    if text.count > 2, text.first == UInt8(ascii: "\""), text.last == text.first {
      text = text.dropFirst().dropLast()
    }
    guard let first = text.first, text.count <= MailAddress.maximumLength else { return nil }
    if first == UInt8(ascii: "|") || first == UInt8(ascii: "/") {
      return EmailAddress(text: text.text, domain: nil)
    }
    return MailAddress.parseField(text)
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
