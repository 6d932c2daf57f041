import RetourEvents

extension RecordData {
  /// Reads record data as a file of stored answers has it: as in a zone file, but a text without
  /// quotes; nil where it isn't what the type has.
  ///
  /// - Parameters:
  ///   - text: for example `10 mail.contoso.com` for MX.
  ///   - type: of the record.
  public init?(text: String, type: RecordType) {
    let words = text.split(separator: " ")
    switch type {
    case .a, .aaaa:
      guard let address = NetworkAddress(text), address.width == (type == .a ? 32 : 128) else {
        return nil
      }
      self = .address(address)
    case .ns, .cname, .ptr:
      guard let name = DNSName(text) else { return nil }
      self = .name(name)
    case .mx:
      guard words.count == 2, let preference = UInt16(words[0]), let host = DNSName(words[1]) else {
        return nil
      }
      self = .exchange(preference: preference, host: host)
    case .txt: self = .text(Array(text.utf8))
    case .soa:
      guard words.count >= 2, let primary = DNSName(words[0]), let mailbox = DNSName(words[1])
      else {
        return nil
      }
      self = .authority(primary: primary, mailbox: mailbox)
    case .tlsa:
      guard words.count == 4, let usage = UInt8(words[0]), let selector = UInt8(words[1]),
        let matching = UInt8(words[2]), let data = Self.bytes(hexadecimal: words[3])
      else { return nil }
      self = .association(
        TLSAssociation(usage: usage, selector: selector, matching: matching, data: data)
      )
    }
  }

  private static func bytes(hexadecimal text: Substring) -> [UInt8]? {
    let digits = text.compactMap(\.hexDigitValue)
    guard digits.count == text.count, digits.count % 2 == 0 else { return nil }
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }
}
