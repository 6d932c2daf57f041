import RetourEvents

/// What the returned message, or its headers, tell about the message that failed.
///
/// A class, because readers look into it again and again.
final class OriginalMessage: Sendable {
  let messageID: String?
  let sender: EmailAddress?
  let networkMessageID: String?
  let originatorOrg: DomainName?
  let hops: [String]
  private let header: HeaderFields?

  /// Reads a header block; nil where none was returned.
  init(_ header: HeaderFields?) {
    self.header = header
    messageID = header?.value("message-id").flatMap(Self.messageID)
    sender = header?.value("return-path").flatMap(Self.address)
    networkMessageID = header.flatMap(Self.networkID)
    originatorOrg = header?.value("x-originatororg").flatMap { DomainName(ascii: $0.text) }
    hops = (header?.rawValues("received") ?? []).prefix(32).compactMap(Self.stampedBy)
  }

  /// Its author, else who sent it; read when somebody asks, which is seldom.
  var from: EmailAddress? {
    header?.value("from").flatMap(Self.address) ?? header?.value("sender").flatMap(Self.address)
  }

  /// Whom its header addresses; read when somebody asks.
  var recipients: [EmailAddress] {
    guard let header else { return [] }
    for name in ["to", "cc", "delivered-to", "x-original-to"] as [StaticString] {
      let found = header.values(name).prefix(100)
        .flatMap { MailAddress.all(in: $0, limit: 1_000).map(\.address) }.prefix(1_000)
      if !found.isEmpty { return Array(found) }
    }
    return []
  }

  /// The id under which the server that reports had it in its queue, and when it came, by the newest
  /// `Received:`; read when somebody asks.
  ///
  ///     by mail.contoso.com (Postfix) with ESMTP id 4F10000001; Sun, 29 Nov 2026 11:42:35 +0000
  ///     by mail.contoso.com with esmtp (Exim 4.96) (envelope-from <S>) id 1xXdIf-00002E-0F; Sun, ...
  var queued: (id: String, at: Timestamp)? {
    guard let value = header?.value("received"),
      let semicolon = value.lastIndex(of: UInt8(ascii: ";")),
      let time = MailDate.parse(value[(semicolon + 1)...])
    else { return nil }
    var search = value.startIndex
    let stamp = value[..<semicolon]
    while let mark = stamp.firstIndex(ofIgnoringCase: "id", from: search) {
      search = mark + 2
      guard mark > stamp.startIndex, stamp[mark - 1].isWhiteSpace, search < stamp.endIndex,
        stamp[search].isWhiteSpace
      else { continue }
      let id = stamp[search...].drop(while: \.isWhiteSpace).prefix { !$0.isWhiteSpace }
      // Exchange writes a version there.
      let isID = id.allSatisfy { $0.isAlphanumeric || $0 == UInt8(ascii: "-") }
      return 5...40 ~= id.count && isID ? (id.text, time) : nil
    }
    return nil
  }

  /// The keys of its signatures by the domain of its sender, one above or one below, each once; read
  /// when somebody asks.
  ///
  /// A list or a provider that signs too is nobody who could publish a key for the sender.
  func signingKeys(of sender: DomainName) -> [SigningKey] {
    var keys: [SigningKey] = []
    for value in header?.rawValues("dkim-signature") ?? [] where keys.count < SigningKey.limit {
      guard let key = Self.signingKey(value), !keys.contains(key),
        key.domain.isEqualOrBelow(sender) || sender.isEqualOrBelow(key.domain)
      else { continue }
      keys.append(key)
    }
    return keys
  }

  /// `v=1; a=rsa-sha256; d=contoso.com; s=selector1; b=...`, which may be folded (RFC 6376 3.2).
  private static func signingKey(_ value: Bytes) -> SigningKey? {
    var (domain, selector): (DomainName?, Bytes?)
    for tag in value.prefix(1 << 13).split(separator: UInt8(ascii: ";")) {
      guard let sign = tag.firstIndex(of: UInt8(ascii: "=")) else { continue }
      let content = tag[(sign + 1)...].trimmed
      switch tag[..<sign].trimmed.first {
      case UInt8(ascii: "d") where tag[..<sign].trimmed.count == 1:
        domain = DomainName(ascii: content)
      case UInt8(ascii: "s") where tag[..<sign].trimmed.count == 1: selector = content
      default: continue
      }
    }
    guard let domain, let selector else { return nil }
    return SigningKey(domain: domain, selector: selector.text)
  }

  static func address(_ value: Bytes) -> EmailAddress? {
    MailAddress.all(in: value.suffix(1 << 14)).last?.address
  }

  /// A Message-ID without its angle brackets; nil where nothing is left.
  static func messageID(_ value: Bytes) -> String? {
    var text = value.trimmed
    if let open = text.firstIndex(of: UInt8(ascii: "<")),
      let close = text[open...].firstIndex(of: UInt8(ascii: ">"))
    {
      text = text[(open + 1)..<close]
    }
    text = text.trimmed
    return text.isEmpty || text.count > 998 ? nil : text.text
  }

  /// Exchange's network message id.
  static func networkID(_ header: HeaderFields) -> String? {
    let names: [StaticString] = [
      "x-ms-exchange-organization-network-message-id",
      "x-ms-exchange-crosstenant-network-message-id", "x-ms-office365-filtering-correlation-id",
    ]
    for name in names {
      if let value = header.value(name), value.count == 36,
        value.allSatisfy({ $0.hexValue != nil || $0 == UInt8(ascii: "-") })
      {
        return value.lowercasedText
      }
    }
    return nil
  }

  /// The host that wrote a `Received:` field, which may be folded.
  private static func stampedBy(_ value: Bytes) -> String? {
    var search = value.startIndex
    while let by = value.firstIndex(ofIgnoringCase: "by", from: search) {
      search = by + 2
      guard search < value.endIndex, value[search].isWhiteSpace else { continue }
      let rest = value[search...].drop(while: \.isWhiteSpace)
      return DomainNames.parse(rest.prefix(while: MailAddress.isDomainByte))?.name
    }
    return nil
  }
}
