import RetourEvents

extension RecipientBlocks {
  /// The place of an SMTP reply in a line: its code, alone or after one of the marks of
  /// transcripts.
  static func replyStart(_ line: Bytes) -> Int? {
    var index = line.startIndex
    let end = Swift.min(line.endIndex, index + 2_048)
    var previous: UInt8 = .space
    while index < end {
      let byte = line[index]
      if byte == UInt8(ascii: "4") || byte == UInt8(ascii: "5"),
        !previous.isAlphanumeric, previous != UInt8(ascii: "."), previous != UInt8(ascii: "-")
      {
        if let reply = DiagnosticFacts.reply(line, at: index), reply.code >= 400,
          !isOfNumber(line[index...])
        {
          return index
        }
        if DiagnosticFacts.status(line, at: index) != nil { return index }
      }
      previous = byte
      index += 1
    }
    return nil
  }

  /// Whether more digits follow than a reply has, as in the number of a telephone: `554 1234`.
  private static func isOfNumber(_ line: Bytes) -> Bool {
    let next = line.dropFirst(3).prefix(2).first == .space ? line.dropFirst(4) : []
    let digits = next.prefix { 0x30...0x39 ~= $0 }
    let end = next.dropFirst(digits.count).first ?? .space
    return digits.count >= 4 && !end.isAlphanumeric && end != UInt8(ascii: ".")
  }

  /// The lines that hold replies or name a reason, each with the lines that go on with it.
  static func replies(_ notice: NoticeText) -> [(line: Int, text: Bytes)] {
    let lines = notice.lines.map(\.text)
    var result: [(line: Int, text: Bytes)] = []
    for (number, line) in lines.enumerated() where result.count < 40 {
      let saysWhy =
        replyStart(line) != nil && line.count < 2_048
        || looseLabels.contains { line.hasPrefix(ignoringCase: $0) }
      guard saysWhy else { continue }
      var text = line.squeezed()
      var next = number + 1
      while next < lines.count, next < number + 6, !lines[next].isEmpty,
        replyStart(lines[next]) == nil, !lines[next].starts(with: "<<<".utf8),
        !lines[next].starts(with: ">>>".utf8), !isRuler(lines[next]),
        !isOthers(notice.lines[next], below: notice.lines[number])
      {
        text.append(.space)
        lines[next].squeeze(into: &text)
        next += 1
      }
      result.append((number, text[...]))
    }
    return result
  }

  private static let looseLabels: [StaticString] = [
    "reason:", "error:", "error message", "remote host said", "server message", "diagnostic",
    "the error was", "the reason", "because", "reported error:", "failure reason",
    "technical details",
  ]
}
