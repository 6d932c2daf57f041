/// Reads the log of deliveries that Mimecast hands to SIEM systems, a line for each attempt.
///
///     datetime=2026-11-29T11:33:21+0000|aCode=mc003|acc=C0A0|Delivered=false|IP=198.51.100.25|RejCode=550|
///       RejInfo=550 5.1.1 User unknown|Dir=Outbound|MsgId=<ID>|Subject=...|Sender=S|Rcpt=R|Attempt=1|...
///
/// No line says that it is about the last attempt. A reply of 5xx is final unless a later attempt gets
/// through; without one Mimecast tries for four days. Fields may stand in any order. Source: Mimecast's
/// page on SIEM logs.
enum MimecastGrammar: LogGrammar {
  /// How long Mimecast tries, in seconds.
  private static let patience: Int64 = 4 * 86_400

  static func fact(_ line: LogLine, _ texts: UnsafeTexts) -> LogFact? {
    // Most lines are of others, and have no field at their front.
    guard line.body.place(of: UInt8(ascii: "|"), from: line.body.startIndex) != nil else {
      return nil
    }
    let fields = Fields(line.body)
    guard let id = fields["acode"], !id.isEmpty, fields["acc"] != nil else { return nil }
    guard let isDelivered = fields["delivered"], let recipient = fields["rcpt"], !recipient.isEmpty,
      (fields["dir"] ?? fields["route"])?.equals(ignoringCase: "outbound") ?? true
    else { return .nothing }
    let code = fields["rejcode"] ?? .empty
    var attempt = LogAttempt(recipient: bare(recipient), outcome: .deferred)
    attempt.patience = patience
    attempt.relay = fields["ip"] ?? .empty
    attempt.attempts = fields["attempt"]?.number
    attempt.sender = fields["sender"].map(bare)
    if isDelivered.equals(ignoringCase: "true") {
      attempt.outcome = OwnNetworks.holds(attempt.relay) ? .own : .delivered
      attempt.text = fields["receiptack"] ?? .empty
    } else {
      if code.count == 3, code.first == UInt8(ascii: "5") { attempt.outcome = .failed }
      attempt.text = words(code, fields["rejinfo"] ?? fields["err"] ?? .empty, texts)
    }
    return .event(
      id,
      messageID: fields["msgid"] ?? .empty,
      sender: .empty,
      arrived: nil,
      texts.keep(list: [attempt])
    )
  }

  /// The words of a server, with its code in front.
  private static func words(_ code: UnsafeText, _ info: UnsafeText, _ texts: UnsafeTexts)
    -> UnsafeText
  {
    guard code.count == 3, code.number != nil, !info.starts(with: code) else { return info }
    return texts.keep(code + [.space] + info)
  }

  private static func bare(_ address: UnsafeText) -> UnsafeText {
    guard address.first == UInt8(ascii: "<"), address.last == UInt8(ascii: ">") else {
      return address
    }
    return address.dropFirst().dropLast()
  }

  /// The fields of a line: `name=value|name=value`; `null` is none.
  ///
  /// Names are asked for in lower case. A subject may hold bars, and what looks like fields: those
  /// before it count as they come first, those behind it as they come last.
  private struct Fields {
    /// How many fields are read; lines have some thirty.
    private static let limit = 128
    private var front: [(name: UnsafeText, value: UnsafeText)] = []
    private var behind: [(name: UnsafeText, value: UnsafeText)] = []

    init(_ line: UnsafeText) {
      guard line.first?.isLetter == true,
        let sign = line.prefix(24).firstIndex(of: UInt8(ascii: "=")),
        line[..<sign].allSatisfy(\.isAlphanumeric)
      else { return }
      var hasSubject = false
      for part in line.split(separator: UInt8(ascii: "|"), maxSplits: Self.limit) {
        guard let sign = part.firstIndex(of: UInt8(ascii: "=")) else { continue }
        let field = (name: part[..<sign], value: part[(sign + 1)...])
        if field.name.equals(ignoringCase: "subject") { hasSubject = true }
        if hasSubject { behind.append(field) } else { front.append(field) }
      }
    }

    subscript(name: StaticString) -> UnsafeText? {
      let field =
        front.first { $0.name.equals(ignoringCase: name) }
        ?? behind.last { $0.name.equals(ignoringCase: name) }
      let value = field?.value.trimmed
      return value?.equals(ignoringCase: "null") == true ? nil : value
    }
  }
}
