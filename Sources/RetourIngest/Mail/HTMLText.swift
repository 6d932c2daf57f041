/// Plain text out of HTML: tags go, block tags end lines, the common entities are resolved.
enum HTMLText {
  ///
  /// - Parameters:
  ///   - html: text in UTF-8.
  ///   - limit: bytes after which it is enough.
  /// - Returns: the text, not much more of it than the limit.
  static func plain(_ html: Bytes, limit: Int = .max) -> [UInt8] {
    // Some programs call plain text HTML; its lines are all the structure that it has.
    guard blockTags.contains(where: { html.contains(ignoringCase: $0) }) else {
      return Array(html.prefix(limit))
    }
    var result: [UInt8] = []
    result.reserveCapacity(min(html.count, limit))
    var index = html.startIndex
    var keepsLines = false
    var hidden = HiddenText()
    while index < html.endIndex, result.count < limit {
      let byte = html[index]
      switch byte {
      case UInt8(ascii: "<"):
        let tag = html[(index + 1)...]
        if tag.hasPrefix(ignoringCase: "pre") { keepsLines = true }
        if tag.hasPrefix(ignoringCase: "/pre") { keepsLines = false }
        if let end = hidden.end(of: tag) {
          index = end
          continue
        }
        guard let end = tag.prefix(8_192).place(of: UInt8(ascii: ">"), from: tag.startIndex) else {
          result.append(byte)
          index += 1
          continue
        }
        // `<kim@example.net>` without escapes is an address, not a tag.
        if html[(index + 1)..<end].contains(UInt8(ascii: "@")),
          !html[(index + 1)..<end].contains(where: \.isWhiteSpace)
        {
          result.append(contentsOf: html[index...end])
        } else {
          if endsLine(tag) {
            result.append(.lineFeed)
          } else if tag.hasPrefix(ignoringCase: "td") {
            result.append(.space)
          }
        }
        index = end + 1
      case UInt8(ascii: "&"):
        let (text, end) = entity(html, at: index)
        result.append(contentsOf: text)
        index = end
      case .carriageReturn, .lineFeed, .tab:
        result.append(keepsLines && byte == .lineFeed ? .lineFeed : .space)
        index += 1
      default:
        result.append(byte)
        index += 1
      }
    }
    return result
  }

  private static let blockTags: [StaticString] = [
    "<p", "<br", "<div", "<td", "<body", "<html", "<pre", "<li", "<h1", "<span", "<font",
  ]

  private static let lineTags: [StaticString] = [
    "p", "/p", "br", "div", "/div", "tr", "/tr", "h1", "h2", "h3", "/h", "li", "pre", "/pre", "hr",
    "/table", "/title",
  ]

  private static func endsLine(_ tag: Bytes) -> Bool {
    lineTags.contains { name in
      guard tag.hasPrefix(ignoringCase: name) else { return false }
      let after = tag.dropFirst(name.utf8CodeUnitCount).first ?? UInt8(ascii: ">")
      return !after.isLetter
    }
  }

  /// Comments, scripts and styles, which nobody sees.
  private struct HiddenText {
    private static let pairs: [(open: StaticString, close: StaticString)] = [
      ("!--", "-->"), ("script", "</script>"), ("style", "</style>"),
    ]
    /// Kinds that no longer end: looking for the end again from each beginning would take forever.
    private var endless = 0

    /// The end of what begins here, if it is such a text and ends.
    mutating func end(of tag: Bytes) -> Int? {
      for (kind, pair) in Self.pairs.enumerated()
      where endless & 1 << kind == 0 && tag.hasPrefix(ignoringCase: pair.open) {
        if let end = tag.firstIndex(ofIgnoringCase: pair.close) {
          return end + pair.close.utf8CodeUnitCount
        }
        endless |= 1 << kind
      }
      return nil
    }
  }

  private static func entity(_ html: Bytes, at start: Int) -> (text: [UInt8], end: Int) {
    let names: [(StaticString, StaticString)] = [
      ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"), ("&quot;", "\""), ("&#39;", "'"),
      ("&apos;", "'"), ("&nbsp;", " "), ("&commat;", "@"), ("&#160;", " "), ("&#xa0;", " "),
      ("&#8203;", ""),
    ]
    for (name, text) in names where html[start...].hasPrefix(ignoringCase: name) {
      return (text.withUTF8Buffer { unsafe Array($0) }, start + name.utf8CodeUnitCount)
    }
    if let number = numeric(html[start...].prefix(12)) {
      return (Array(String(Character(number.scalar)).utf8), start + number.length)
    }
    return ([UInt8(ascii: "&")], start + 1)
  }

  /// A character by number: `&#233;` or `&#xE9;`.
  private static func numeric(_ text: Bytes) -> (scalar: Unicode.Scalar, length: Int)? {
    guard text.starts(with: "&#".utf8), let end = text.firstIndex(of: UInt8(ascii: ";")) else {
      return nil
    }
    let digits = text[(text.startIndex + 2)..<end]
    let isHexadecimal = digits.first?.lowercased == UInt8(ascii: "x")
    let value = UInt32(
      (isHexadecimal ? digits.dropFirst() : digits).text,
      radix: isHexadecimal ? 16 : 10
    )
    return value.flatMap(Unicode.Scalar.init).map { ($0, end + 1 - text.startIndex) }
  }
}
