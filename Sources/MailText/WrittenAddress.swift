/// An address in a text, however it is written.
public struct WrittenAddress: Sendable {
  /// Where the local part stands in the decoded text.
  public let local: Range<Int>
  /// Where the domain stands in the decoded text; empty where there is none.
  public let domain: Range<Int>
  /// From the local part to the end of the domain, with comments and blanks between.
  public let whole: Range<Int>
  /// What names the person: the local part, with the comments around the `@`.
  public let naming: Range<Int>
}

extension WrittenAddress {
  /// How far a local part and a domain are looked for, so that no text takes more than linear time.
  static let longest = 512

  /// The addresses of a text, in their order; none overlaps another.
  public static func all(in text: DecodedText) -> [WrittenAddress] {
    let bytes = text.bytes
    var found: [WrittenAddress] = []
    var (index, done) = (0, 0)
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "\""):
        // An `@` within a quoted local part is none.
        if let sign = quoted(in: bytes, from: index) {
          index = sign
          continue
        }
      case UInt8(ascii: "@"):
        guard let address = address(in: bytes, sign: index, from: done, text) else { break }
        found.append(address)
        done = address.whole.upperBound
        index = done
        continue
      case UInt8(ascii: "!"):
        guard let address = path(in: bytes, sign: index, from: done) else { break }
        found.append(address)
        done = address.whole.upperBound
        index = done
        continue
      default: break
      }
      index += 1
    }
    return found
  }

  /// The `@` behind a string in quotes that begins at a place (RFC 5321 section 4.1.2).
  private static func quoted(in bytes: [UInt8], from start: Int) -> Int? {
    var end = start + 1
    let limit = min(bytes.count, start + longest)
    while end < limit, bytes[end] != UInt8(ascii: "\"") {
      end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1
    }
    guard end + 1 < limit, bytes[end + 1] == UInt8(ascii: "@") else { return nil }
    return end + 1
  }

  /// The address around an `@`.
  private static func address(
    in bytes: [UInt8],
    sign: Int,
    from done: Int,
    _ text: DecodedText
  ) -> WrittenAddress? {
    let right = skipped(in: bytes, from: sign + 1)
    var domain = domain(in: bytes, from: right.end)
    let isTight = right.end == sign + 1
    if !isTight, !isHostName(bytes[domain]) {
      // The blank ends the address, or there is none.
      domain = (sign + 1)..<(sign + 1)
    }
    let left = skippedBack(in: bytes, from: sign, to: done)
    let isApart = left.start != sign && !left.hadComment
    if isApart, !isHostName(bytes[domain]) { return nil }
    // An encoded sign without a name behind it is a number or a sum.
    let isEncoded = text.written(sign..<(sign + 1)).count > 1
    if isEncoded, !isHostName(bytes[domain]) { return nil }
    let local = local(in: bytes, from: done, to: left.start)
    guard !local.isEmpty else { return nil }
    // A code before a sign that stands apart is no local part.
    if isApart, bytes[local].allSatisfy({ $0.isDigit || ".-".utf8.contains($0) }) { return nil }
    let end =
      right.hadComment ? domain.lowerBound : left.hadComment ? sign : local.upperBound
    return WrittenAddress(
      local: local,
      domain: domain,
      whole: local.lowerBound..<max(domain.upperBound, sign + 1),
      naming: broken(local, in: bytes, from: done)..<max(end, local.upperBound)
    )
  }

  /// A path of bangs, `contoso.com!kim`: the name behind the last one (RFC 976).
  private static func path(in bytes: [UInt8], sign: Int, from done: Int) -> WrittenAddress? {
    var low = sign
    let limit = max(done, sign - longest)
    while low > limit, bytes[low - 1].isHost || bytes[low - 1] == UInt8(ascii: "!") { low -= 1 }
    guard bytes[low..<sign].contains(UInt8(ascii: "!")) || isHostName(bytes[low..<sign]) else {
      return nil
    }
    var end = sign + 1
    while end < bytes.count, end < sign + longest, bytes[end].isPartOfName { end += 1 }
    while end > sign + 1, !bytes[end - 1].isWord { end -= 1 }
    // With an `@` behind it, it is the local part of that.
    guard end > sign + 1, end == bytes.count || !"@!".utf8.contains(bytes[end]) else { return nil }
    let local = (sign + 1)..<end
    return WrittenAddress(local: local, domain: low..<sign, whole: low..<end, naming: local)
  }

  // MARK: Comments and blanks

  /// What RFC 5322 section 3.4.1 lets stand behind an `@`.
  private static func skipped(in bytes: [UInt8], from start: Int) -> (end: Int, hadComment: Bool) {
    var (end, hadComment) = (start, false)
    while end < bytes.count, end < start + longest {
      if bytes[end].isBlank {
        end += 1
      } else if bytes[end] == UInt8(ascii: "("),
        let close = bytes[end...].prefix(longest).firstIndex(of: UInt8(ascii: ")"))
      {
        (end, hadComment) = (close + 1, true)
      } else {
        break
      }
    }
    return (end, hadComment)
  }

  /// The same before an `@`, backwards.
  private static func skippedBack(
    in bytes: [UInt8],
    from sign: Int,
    to done: Int
  ) -> (start: Int, hadComment: Bool) {
    var (start, hadComment) = (sign, false)
    let limit = max(done, sign - longest)
    while start > limit {
      if bytes[start - 1].isBlank {
        start -= 1
      } else if bytes[start - 1] == UInt8(ascii: ")"),
        let open = bytes[limit..<(start - 1)].lastIndex(of: UInt8(ascii: "("))
      {
        (start, hadComment) = (open, true)
      } else {
        break
      }
    }
    return (start, hadComment)
  }

  // MARK: Parts

  /// The domain that begins at a byte; empty where there is none.
  private static func domain(in bytes: [UInt8], from start: Int) -> Range<Int> {
    let rest = bytes[min(start, bytes.count)...].prefix(longest)
    if rest.first == UInt8(ascii: "["), let close = rest.firstIndex(of: UInt8(ascii: "]")) {
      return start..<(close + 1)
    }
    let run = rest.prefix { $0.isHost }
    let end = run.lastIndex { $0.isAlphanumeric || $0 >= 0x80 }
    return start..<(end.map { $0 + 1 } ?? start)
  }

  /// Whether it has at least two labels, the last of letters.
  static func isHostName(_ domain: ArraySlice<UInt8>) -> Bool {
    guard let dot = domain.lastIndex(of: UInt8(ascii: ".")), domain.first?.isWord == true else {
      return false
    }
    let top = domain[(dot + 1)...]
    return top.count > 1 && top.first?.isDigit == false
  }

  /// The local part that ends before a byte.
  private static func local(in bytes: [UInt8], from first: Int, to end: Int) -> Range<Int> {
    let start = max(first, end - longest)
    if end > start + 1, bytes[end - 1] == UInt8(ascii: "\""),
      let open = bytes[start..<(end - 1)].lastIndex(of: UInt8(ascii: "\""))
    {
      return opening(open, in: bytes, from: start)..<end
    }
    var low = end
    while low > start, bytes[low - 1].isLocal { low -= 1 }
    let run = bytes[low..<end]
    if low > 0, bytes[low - 1] == UInt8(ascii: ":"), run.starts(with: "//".utf8) {
      // A link, which holds the address as a value.
      let before = run.lastIndex { "/?&=".utf8.contains($0) }
      return (before.map { $0 + 1 } ?? low)..<end
    }
    while low < end, bytes[low].isContinuation || "'`=/.-*|&?!".utf8.contains(bytes[low]) {
      low += 1
    }
    if let equals = bytes[low..<end].prefix(12).firstIndex(of: UInt8(ascii: "=")),
      fieldNames.contains(bytes[low..<equals].map(\.lowercased))
    {
      low = equals + 1
    }
    return withFirstNames(low..<end, in: bytes, from: start)
  }

  /// The quote that opens a string, of which the last one before its end may be a part.
  private static func opening(_ open: Int, in bytes: [UInt8], from start: Int) -> Int {
    var open = open
    while open > start, bytes[open - 1] == UInt8(ascii: "\\"),
      let before = bytes[start..<open].lastIndex(of: UInt8(ascii: "\""))
    {
      open = before
    }
    return open
  }

  /// Where a local part begins of which a soft line end (RFC 2045 section 6.7) cut the front off.
  private static func broken(_ local: Range<Int>, in bytes: [UInt8], from done: Int) -> Int {
    let limit = max(done, local.lowerBound - longest)
    var low = local.lowerBound
    while low > limit, bytes[low - 1].isBlank { low -= 1 }
    guard low < local.lowerBound, low > limit, bytes[low - 1] == UInt8(ascii: "=") else {
      return local.lowerBound
    }
    let sign = low - 1
    low = sign
    while low > limit, bytes[low - 1].isPartOfName { low -= 1 }
    let isField = fieldNames.contains(bytes[low..<sign].map(\.lowercased))
    return low == sign || isField ? local.lowerBound : low
  }

  /// A name of Lotus Notes with the words before it: `Kim Jones/Sales/Contoso`.
  private static func withFirstNames(
    _ local: Range<Int>,
    in bytes: [UInt8],
    from start: Int
  ) -> Range<Int> {
    guard bytes[local].contains(UInt8(ascii: "/")) else { return local }
    var low = local.lowerBound
    for _ in 0..<3 {
      guard low > start + 1, bytes[low - 1] == UInt8(ascii: " ") else { break }
      var word = low - 1
      while word > start, bytes[word - 1].isPartOfName { word -= 1 }
      guard word < low - 1, 0x41...0x5A ~= bytes[word] || bytes[word] >= 0xC0 else { break }
      low = word
    }
    return low..<local.upperBound
  }

  /// What stands before an address with an equals sign and isn't a part of it.
  private static let fieldNames = Set(
    [
      "from", "to", "rcpt", "orcpt", "mail", "email", "address", "addr", "sender", "recipient",
      "user", "id", "smtp", "rfc822", "mailto",
    ].map { Array($0.utf8) }
  )
}
