import RetourEvents

extension ReportDraft {
  /// The codes of a status field: an enhanced one, which servers also write in quotes, or behind or in
  /// place of it a reply code.
  static func statedCodes(_ value: Bytes) -> (status: EnhancedStatus?, reply: SMTPReply?) {
    let text = DeliveryStatus.withoutType(value).drop { $0.isBlank || "\"'<(".utf8.contains($0) }
    guard let first = text.first, first.isDigit else { return (nil, nil) }
    if let found = DiagnosticFacts.status(text, at: text.startIndex) { return (found.value, nil) }
    guard let reply = DiagnosticFacts.reply(text, at: text.startIndex) else { return (nil, nil) }
    let rest = text.dropFirst(3).drop { !$0.isAlphanumeric }
    let status = rest.isEmpty ? nil : DiagnosticFacts.status(rest, at: rest.startIndex)?.value
    return (status, reply)
  }

  static func hostName(_ value: Bytes) -> String? {
    let word = value.trimmed.prefix { MailAddress.isDomainByte($0) }
    return DomainNames.parse(word)?.name
  }

  /// The language: what the report states, else what the words of its notice tell.
  static func language(_ message: ReportMessage) -> String? {
    if let stated = message.header.value("content-language") {
      let tag = stated.prefix { $0.isAlphanumeric || $0 == UInt8(ascii: "-") }
      if 2...12 ~= tag.count { return tag.lowercasedText }
    }
    return NoticeLanguage(groups: message.notice.phrases)?.tag
  }

  /// A text as a report of this message keeps it.
  func clean(_ bytes: Bytes) -> String { Self.clean(bytes, limit: textLimit) }

  /// A text without control characters, white space squeezed, at most 8 KiB.
  static func clean(_ bytes: Bytes) -> String { clean(bytes, limit: 8_192) }

  private static func clean(_ bytes: Bytes, limit: Int) -> String {
    let squeezed = bytes.isSqueezed ? bytes : bytes.squeezed()[...]
    return String(decoding: squeezed.prefix(limit), as: UTF8.self)
  }

  /// Whether a text has hardly a word beyond codes.
  static func saysLittle(_ text: String) -> Bool {
    var letters = 0
    for byte in text.utf8 where byte.isLetter || byte >= 0x80 {
      letters += 1
      if letters == 6 { return false }
    }
    return true
  }

  /// Whether a text leaves it to the words for humans to say why: no code, or nothing else.
  static func isVague(_ text: String) -> Bool {
    saysLittle(text) || RecipientBlocks.replyStart(Array(text.utf8)[...]) == nil
  }

  /// Whether a line is a command or greeting of a transcript and no reason.
  static func isNoise(_ text: String) -> Bool {
    text.hasPrefix(">>>") || saysLittle(text)
  }
}
