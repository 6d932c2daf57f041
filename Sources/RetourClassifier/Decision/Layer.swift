import RetourEvents
import RetourRules

/// A text inside its coats: what one server quoted of another's refusal.
struct Layer {
  /// The number of the reading it is a part of.
  var reading: Int
  /// Its place in that reading.
  var range: Range<Int>
  /// The first enhanced status code that it states.
  var status: EnhancedStatus?
  /// The first reply code that it states.
  var reply: SMTPReply?

  init(reading: Int, range: Range<Int>, in text: [UInt8]) {
    self.reading = reading
    self.range = range
    status = Codes.status(in: text, range)
    reply = Codes.reply(in: text, range)
  }
}

/// Takes the coats off a text, one at a time (`knowledge/ndr.md` lists them; `Rules/anchors.yaml`
/// holds their wording).
struct Unwrapping {
  /// More coats than this are left on.
  private static let depth = 12

  let reading: Reading
  let catalogue: Catalogue

  /// The layers of the whole text, outermost first; at least one unless the text is empty.
  func layers() -> [Range<Int>] {
    var layers: [Range<Int>] = []
    var next: Range<Int>? = trimmed(cut(reading.folded.indices))
    while let range = next, !range.isEmpty, layers.count < Self.depth {
      layers.append(range)
      next = inner(of: range).map(trimmed)
      if let inner = next, inner.count >= range.count { next = nil }
    }
    return layers
  }

  /// The part before the quoted original.
  private func cut(_ range: Range<Int>) -> Range<Int> {
    for hit in reading.hits
    where catalogue.anchorOfPhrase[Int(hit.phrase)] == .cut && hit.start > 12 {
      return range.lowerBound..<Int(hit.start)
    }
    return range
  }

  /// The text inside the outermost coat of a layer.
  private func inner(of range: Range<Int>) -> Range<Int>? {
    if let marked = hashMarked(range) { return marked }
    for hit in reading.hits {
      if Int(hit.start) < range.lowerBound { continue }
      if Int(hit.end) > range.upperBound { break }
      guard let anchor = catalogue.anchorOfPhrase[Int(hit.phrase)],
        let inner = inner(behind: Int(hit.end), anchor, in: range)
      else { continue }
      let text = trimmed(inner)
      if text.count >= 4, text.count < range.count { return text }
    }
    return replyBehindColon(range)
  }

  private func inner(
    behind start: Int,
    _ anchor: Anchor,
    in range: Range<Int>
  ) -> Range<Int>? {
    let rest = start..<max(start, range.upperBound)
    switch anchor {
    case .innerToEnd: return rest
    case .innerToLastApostrophe: return upTo(last(UInt8(ascii: "'"), in: rest), rest)
    case .innerToQuotationMark: return upTo(first(UInt8(ascii: "\""), in: rest), rest)
    case .innerToBracket: return upTo(first(UInt8(ascii: "]"), in: rest), rest)
    case .innerToBrace: return upTo(first(UInt8(ascii: "}"), in: rest), rest)
    case .expirySuffix: return suffix(rest)
    default: return nil
    }
  }

  /// Exchange 2007 and 2010 mark the text: `#550 5.1.1 text ##`, `#<host #5.7.1 smtp;text> #SMTP#`.
  private func hashMarked(_ range: Range<Int>) -> Range<Int>? {
    guard let open = first(UInt8(ascii: "#"), in: range), open < range.lowerBound + 80,
      let close = last(UInt8(ascii: "#"), in: range), close > open + 5
    else { return nil }
    let text = reading.folded
    if text[close - 1] == UInt8(ascii: "#") || text[open + 1] == UInt8(ascii: "<") {
      var end = close
      if let doubled = firstDoubleHash(open + 1..<range.upperBound) { end = doubled }
      return text[open + 1] == UInt8(ascii: "<") && end > open + 2 ? open + 2..<end : open + 1..<end
    }
    guard open == range.lowerBound, let doubled = firstDoubleHash(open + 1..<range.upperBound)
    else { return nil }
    return open + 1..<doubled
  }

  private func firstDoubleHash(_ range: Range<Int>) -> Int? {
    var index = range.lowerBound
    while index + 1 < range.upperBound {
      if reading.folded[index] == UInt8(ascii: "#"), reading.folded[index + 1] == UInt8(ascii: "#")
      {
        return index
      }
      index += 1
    }
    return nil
  }

  /// `Message expired, cannot connect(451 ...)`, `Message expired: ... minutes.<421 ...>`.
  private func suffix(_ rest: Range<Int>) -> Range<Int>? {
    for (open, close) in [("(", ")"), ("<", ">")] as [(Unicode.Scalar, Unicode.Scalar)] {
      if let start = first(UInt8(ascii: open), in: rest),
        let end = last(UInt8(ascii: close), in: rest), end > start + 1
      {
        return start + 1..<end
      }
    }
    return nil
  }

  /// The reply behind the last colon, quotation mark or opening bracket that one follows.
  private func replyBehindColon(_ range: Range<Int>) -> Range<Int>? {
    let text = reading.folded
    var index = range.upperBound - 4
    while index > range.lowerBound + 2 {
      defer { index -= 1 }
      guard text[index] == 0x32 || text[index] == 0x34 || text[index] == 0x35 else { continue }
      var before = index - 1
      if text[before] == 0x20 { before -= 1 }
      if text[before] == UInt8(ascii: "#") { before -= 1 }
      switch text[before] {
      case UInt8(ascii: ":"), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: ">"),
        UInt8(ascii: "<"), UInt8(ascii: "["), UInt8(ascii: "="):
        break
      default: continue
      }
      let isReply = Codes.replyLength(in: text, at: index) != nil && text[index + 3] == 0x20
      if isReply
        || Codes.statusLength(in: text, at: index).map({
          index + $0 < range.upperBound && text[index + $0] == 0x20
        }) == true
      {
        return index..<range.upperBound
      }
    }
    return nil
  }

  // MARK: Bytes

  private func upTo(_ end: Int?, _ range: Range<Int>) -> Range<Int> {
    range.lowerBound..<(end ?? range.upperBound)
  }

  private func first(_ byte: UInt8, in range: Range<Int>) -> Int? {
    reading.folded[range].firstIndex(of: byte)
  }

  private func last(_ byte: UInt8, in range: Range<Int>) -> Int? {
    reading.folded[range].lastIndex(of: byte)
  }

  /// Without white space, and without a quotation mark or colon at either end.
  private func trimmed(_ range: Range<Int>) -> Range<Int> {
    let text = reading.folded
    var (start, end) = (range.lowerBound, range.upperBound)
    func isEdge(_ byte: UInt8) -> Bool {
      byte == 0x20 || byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"")
        || byte == UInt8(ascii: ":")
    }
    while start < end, isEdge(text[start]) { start += 1 }
    while end > start, isEdge(text[end - 1]) { end -= 1 }
    return start..<end
  }
}
