/// Where a record of SPF is, and what was found instead.
enum SPFLookup {
  /// One record that can be read.
  case record(SPFRecord, text: [UInt8], answer: DNSAnswer)
  /// There is none.
  case none(DNSAnswer)
  /// There are several (RFC 7208 4.5).
  case multiple([[UInt8]], answer: DNSAnswer)
  /// It can't be read.
  case mistake(SPFRecord.Mistake, text: [UInt8], answer: DNSAnswer)
  /// Nothing came of asking.
  case unknown(DNSAnswer)

  /// Asks for the record of a name.
  static func find(_ name: DNSName, _ inquiry: Inquiry) async -> SPFLookup {
    let answer = await inquiry.ask(name, .txt)
    guard answer.isCertain else { return .unknown(answer) }
    let texts = answer.texts.filter(SPFRecord.isOne)
    guard let text = texts.first else { return .none(answer) }
    guard texts.count == 1 else { return .multiple(texts, answer: answer) }
    do {
      return .record(try SPFRecord(text), text: text, answer: answer)
    } catch {
      return .mistake(error, text: text, answer: answer)
    }
  }
}
