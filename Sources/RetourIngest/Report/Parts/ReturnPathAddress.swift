import RetourEvents

/// Addresses that a return path carries in its local part.
enum ReturnPathAddress {
  /// The recipient that a variable envelope return path names (VERP): the `kim@example.net` of
  /// `list-bounces+kim=example.net@lists.example.org` or `news-return-42-kim=example.net@...`.
  ///
  /// - Returns: nil for a path that names nobody.
  static func recipient(_ path: EmailAddress) -> EmailAddress? {
    guard let (local, domain) = parts(path), !isRewritten(local),
      let equals = local.lastIndex(of: UInt8(ascii: "="))
    else { return nil }
    guard domain.name.contains("."), let host = DomainNames.parse(local[(equals + 1)...]),
      host.name.contains(".")
    else { return nil }
    let front = local[..<equals]
    let start: Int
    if let plus = front.lastIndex(of: UInt8(ascii: "+")) {
      start = plus + 1
    } else {
      start = afterNumber(front) ?? front.startIndex
    }
    let name = front[start...]
    guard !name.isEmpty, name.allSatisfy(MailAddress.isLocalByte) else { return nil }
    return EmailAddress(text: "\(name.text)@\(host.name)", domain: host)
  }

  /// The sender that a rewritten path names (SRS): the `kim@example.net` of
  /// `SRS0=hash=day=example.net=kim@forwarder.example`.
  ///
  /// - Returns: nil for a path that isn't rewritten.
  static func sender(_ path: EmailAddress) -> EmailAddress? {
    guard let (local, _) = parts(path), isRewritten(local) else { return nil }
    // SRS1 wraps an SRS0 path: the last four fields are those of the original.
    let fields = local.split(separator: UInt8(ascii: "="), omittingEmptySubsequences: false)
    guard fields.count >= 5, let host = DomainNames.parse(fields[fields.count - 2]) else {
      return nil
    }
    return EmailAddress(text: "\(fields[fields.count - 1].text)@\(host.name)", domain: host)
  }

  private static func isRewritten(_ local: Bytes) -> Bool {
    ["srs0=", "srs1=", "srs0+", "srs1+", "srs0-", "srs1-"].contains {
      local.hasPrefix(ignoringCase: $0)
    }
  }

  private static func parts(_ path: EmailAddress) -> (local: Bytes, domain: DomainName)? {
    let bytes = Array(path.text.utf8)
    guard let domain = path.domain, let at = bytes.lastIndex(of: UInt8(ascii: "@")) else {
      return nil
    }
    return (bytes[..<at], domain)
  }

  /// The place after the last number between hyphens, as list managers count their issues.
  private static func afterNumber(_ local: Bytes) -> Int? {
    var index = local.endIndex - 1
    while index > local.startIndex {
      if local[index] == UInt8(ascii: "-"), local[index - 1].isDigit {
        var first = index - 1
        while first > local.startIndex, local[first - 1].isDigit { first -= 1 }
        if first > local.startIndex, local[first - 1] == UInt8(ascii: "-") { return index + 1 }
      }
      index -= 1
    }
    return nil
  }
}
