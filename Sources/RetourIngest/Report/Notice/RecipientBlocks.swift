import RetourEvents

/// Finds the failed recipients in the text of a notice, and what it says about each.
///
/// No mail system is known by name here. What notices have in common is where an address stands:
/// at the front of a line with a colon behind it (qmail, Postfix, Yahoo), alone on a line (Exim,
/// sendmail, Exchange, Gmail), inside an SMTP reply (transcripts), or behind words such as
/// `could not be delivered to`. The first of these ways that finds anything wins.
struct RecipientBlocks {
  /// What is said about one recipient.
  struct Block {
    var address: EmailAddress
    var texts: [Bytes]
    /// The number of the block whose texts these are: recipients in a list share those of the last.
    var source: Int
    /// Numbers of the lines that hold them, and of the address's own.
    var lines: [Range<Int>] = []
  }

  /// How many recipients are read.
  private static let limit = DeliveryStatus.limit
  /// How many texts of one recipient are kept.
  private static let textLimit = 16
  /// Whether there are more recipients.
  private(set) var isCut = false

  /// Which block is an address's, by its lower-case form.
  private(set) var places: [String: Int] = [:]

  /// How an address stands in a line, from the most to the least telling.
  enum AddressPlacement: Int, Comparable {
    case headed
    case alone
    case inReply
    case labelled
    /// Behind `To:`, as in a summary of the original message.
    case summary
    /// A name without a domain; that of the reporting server is taken for it.
    case bare

    static func < (left: AddressPlacement, right: AddressPlacement) -> Bool {
      left.rawValue < right.rawValue
    }
  }

  private(set) var blocks: [Block] = []
  private(set) var standing: AddressPlacement?

  /// Reads a notice.
  ///
  /// - Parameters:
  ///   - notice: its text.
  ///   - excluded: addresses that are no recipients: the reporter's own, and its reader's unless
  ///     they stand at the head of a line.
  ///   - known: whether fields name an address as a recipient, so that a line which begins with it
  ///     speaks about it whatever follows.
  ///   - reporter: the domain of the server that wrote it, for names without a domain.
  init(
    _ notice: NoticeText,
    excluded: Set<String>,
    known: (EmailAddress) -> Bool = { _ in false },
    reporter: DomainName?
  ) {
    var found: [Hit] = []
    var fronts: [Hit] = []
    // The first line behind the last found that isn't indented deeper than it, or is empty.
    var seen = 0
    var goesOn = false
    var lastLine = -1
    for number in notice.lines.indices {
      if let last = found.last {
        if lastLine != last.line { (lastLine, seen, goesOn) = (last.line, last.line + 1, true) }
        while seen <= number, goesOn {
          let line = notice.lines[seen]
          goesOn = !line.text.isEmpty && line.indent > notice.lines[last.line].indent
          seen += 1
        }
      }
      guard notice.lines[number].text.mayHoldAddress else { continue }
      guard found.count <= Self.limit * 2 else {
        isCut = true
        break
      }
      let line = notice.lines[number]
      guard let hit = Self.judge(line.text) else {
        guard let (address, rest) = Self.front(line.text) else { continue }
        // A second line about the one before goes on with what was said.
        if found.last?.address != address, known(address) {
          found.append((.headed, number, address, rest))
        } else if rest.first == UInt8(ascii: "("), !excluded.contains(address.key) {
          fronts.append((.headed, number, address, rest))
        }
        continue
      }
      let previous = number > 0 ? notice.lines[number - 1].text : []
      if Self.isContact(line.text, previous, hit.address) { continue }
      if excluded.contains(hit.address.key),
        hit.standing > .alone || excluded.count == 1
      {
        continue
      }
      // `host said: 550` and, indented on the next line, `<kim@example.net>: no such user` go on
      // with what was said of that recipient.
      if let last = found.last, last.address == hit.address, !last.rest.isEmpty, last.line < number,
        goesOn
      {
        continue
      }
      var rest = hit.rest
      if hit.standing == .inReply, previous.starts(with: "<<<".utf8),
        !line.text.starts(with: "<".utf8)
      {
        // In a transcript the client's own line follows the words of the server.
        rest =
          (Array(previous.drop { $0 == UInt8(ascii: "<") || $0.isBlank }) + [.space] + rest)[...]
      }
      found.append((hit.standing, number, hit.address, rest))
      for more in hit.others where hit.standing == .alone {
        found.append((hit.standing, number, more, []))
      }
    }
    // `<kim@example.net> (words)` is about Kim where another line in this form is about somebody.
    if !fronts.isEmpty, found.contains(where: { $0.rest.first == UInt8(ascii: "(") }) {
      found = (found + fronts).sorted { $0.line < $1.line }
    }
    if found.isEmpty, let reporter {
      found = Self.bareNames(notice).map { line, name in
        let address = EmailAddress(text: "\(name)@\(reporter.name)", domain: reporter)
        return (.bare, line, address, [])
      }
    }
    standing = found.map(\.standing).min()
    if let best = standing {
      // Heads and lone lines occur together in one notice; the weaker ways only count alone.
      let limit = best == .headed ? .alone : best
      found.removeAll { $0.standing > limit }
    }
    gather(found, notice)
  }

  /// An address with its standing, the number of its line, and what the line says behind it.
  private typealias Hit = (
    standing: AddressPlacement, line: Int, address: EmailAddress, rest: Bytes
  )

  /// The address at the front of a line, and what follows its closing marks.
  private static func front(_ line: Bytes) -> (address: EmailAddress, rest: Bytes)? {
    guard let first = MailAddress.first(in: line),
      line[..<first.range.lowerBound].allSatisfy({ !$0.isAlphanumeric && $0 < 0x80 })
    else { return nil }
    return (first.address, line[first.range.upperBound...].drop { ">\"')]}:, ".utf8.contains($0) })
  }

  /// Names without a domain, a line each, under a line that says what failed and ends with a colon:
  /// a server's own users.
  private static func bareNames(_ notice: NoticeText) -> [(line: Int, name: String)] {
    guard
      let head = notice.lines.firstIndex(where: { $0.text.last == UInt8(ascii: ":") }),
      notice.phrases.has(Vocabulary.TextGroup.failure)
    else { return [] }
    return notice.lines.indices.dropFirst(head + 1)
      .drop { notice.lines[$0].text.isEmpty }
      .prefix { number in
        let text = notice.lines[number].text
        return 1...64 ~= text.count && text.allSatisfy(MailAddress.isLocalByte)
          && text.contains(where: \.isAlphanumeric)
      }
      .map { ($0, notice.lines[$0].text.text) }
  }

  // MARK: Texts

  private mutating func gather(_ found: [Hit], _ notice: NoticeText) {
    for index in found.indices {
      let hit = found[index]
      var texts: [UInt8] = hit.rest.squeezed()
      let next = index + 1 < found.count ? found[index + 1].line : notice.lines.count
      var end = hit.line + 1
      if hit.standing <= .alone || hit.standing == .labelled || hit.standing == .bare,
        next != hit.line
      {
        end = Self.append(
          &texts,
          after: hit.line,
          before: next,
          notice,
          isSentence: hit.standing == .labelled
        )
      }
      let key = hit.address.key
      let text = texts.isEmpty ? [] : [texts[...]]
      if let place = places[key] {
        if blocks[place].texts.count < Self.textLimit {
          blocks[place].texts += text
          blocks[place].lines.append(hit.line..<end)
        }
      } else if blocks.count < Self.limit {
        places[key] = blocks.count
        blocks.append(
          Block(
            address: hit.address,
            texts: text,
            source: blocks.count,
            lines: [hit.line..<end]
          )
        )
      } else {
        isCut = true
      }
    }
    share()
  }

  /// Recipients listed one after the other share what stands behind the last of them, unless it
  /// names some of them and not the others.
  private mutating func share() {
    var shared = (texts: [Bytes](), source: 0)
    /// Who of the recipients is named; nil until somebody asks.
    var named: Set<String>?
    for index in blocks.indices.reversed() {
      guard blocks[index].texts.isEmpty else {
        shared = (blocks[index].texts, index)
        named = nil
        continue
      }
      guard !shared.texts.isEmpty else { continue }
      let names =
        named
        ?? Set(
          shared.texts.flatMap { MailAddress.all(in: $0) }.map(\.address.key)
            .filter { places[$0] != nil }
        )
      named = names
      if names.isEmpty || names.contains(blocks[index].address.key) {
        (blocks[index].texts, blocks[index].source) = shared
      }
    }
  }

  /// Appends the lines that belong to the address on line `head`: up to a blank line, and not beyond
  /// the line `next` with the next address.
  ///
  /// The paragraph behind it belongs to it too where nothing has come before, if it says something;
  /// where the text so far ends with a colon; and where the address stands in a sentence that gave
  /// no reply.
  ///
  /// - Returns: the number of the line behind the last one that belongs to it.
  private static func append(
    _ texts: inout [UInt8],
    after head: Int,
    before next: Int,
    _ notice: NoticeText,
    isSentence: Bool
  ) -> Int {
    var end = head + 1
    var number = head + 1
    var blanks = 0
    var taken = 0
    var paragraphs = 0
    while number < next, taken < 60 {
      let line = notice.lines[number]
      number += 1
      if line.text.isEmpty {
        blanks += 1
        if blanks == 1, !texts.isEmpty { paragraphs += 1 }
        let wantsMore =
          texts.isEmpty || texts.last == UInt8(ascii: ":")
          || isSentence && paragraphs < 2 && replyStart(texts[...]) == nil
        if !wantsMore || blanks > 3 || paragraphs > 3 { break }
        continue
      }
      if texts.isEmpty, blanks > 0, !isReason(line.text) { break }
      blanks = 0
      if isRuler(line.text) || isOthers(line, below: notice.lines[head]) { break }
      if !texts.isEmpty { texts.append(.space) }
      line.text.squeeze(into: &texts)
      taken += 1
      end = number
      if texts.count > 8_192 { break }
    }
    return end
  }

  /// Whether a line begins with an address that the line above doesn't, and isn't set below it.
  static func isOthers(_ line: NoticeText.Line, below head: NoticeText.Line) -> Bool {
    guard line.indent <= head.indent, line.text.mayHoldAddress, let own = front(line.text) else {
      return false
    }
    return !MailAddress.all(in: head.text).contains { $0.address == own.address }
  }

  static func isRuler(_ line: Bytes) -> Bool {
    line.count >= 5 && line.count(where: NoticeText.isDrawn) * 2 > line.count
  }

  /// Whether a line after a blank one seems to say why.
  private static func isReason(_ line: Bytes) -> Bool {
    replyStart(line) != nil || Vocabulary.isOfNotice(line) || reasonLabels.occurs(in: line)
  }

  private static let reasonLabels = PhraseAutomaton([
    "reason", "technical", "because", "error", "said:", "response", "returned", "problem",
    "diagnos", "details", "rejected", "generated", "unknown", "failed", "smtp", "->",
  ])

  // MARK: Addresses

  /// How an address stands in a line, and what the line says behind it.
  private static func judge(
    _ line: Bytes
  ) -> (standing: AddressPlacement, address: EmailAddress, others: [EmailAddress], rest: Bytes)? {
    let all = MailAddress.all(in: line)
    guard let first = all.first else { return nil }
    let before = line[..<first.range.lowerBound]
    let after = line[first.range.upperBound...]
    if replyStart(before) != nil {
      return (.inReply, first.address, [], line)
    }
    guard before.allSatisfy({ !$0.isAlphanumeric && ($0 < 0x80 || isBullet($0)) }) else {
      // `Name (addr)<mailto:addr>` and `"Name" <addr>` are lone addresses too.
      if all.count >= 2, all.allSatisfy({ $0.address == first.address }), !isOther(before),
        line[all[all.count - 1].range.upperBound...].allSatisfy({ !$0.isAlphanumeric })
      {
        return (.alone, first.address, [], [])
      }
      if before.trimmed.equals(ignoringCase: "to:") { return (.summary, first.address, [], []) }
      return isLabelled(before) ? (.labelled, first.address, [], line) : nil
    }
    // `kim@example.net <lee@example.org>`: what looks like an address is a name.
    if all.count > 1,
      line[first.range.upperBound..<all[1].range.lowerBound].elementsEqual(" <".utf8),
      all[1].address != first.address
    {
      return judge(line[(first.range.upperBound + 1)...])
    }
    // What stands behind: closing marks, a repetition of the address, then a colon or nothing.
    var rest = after
    var others: [EmailAddress] = []
    for next in all.dropFirst() {
      let between = line[rest.startIndex..<Swift.max(rest.startIndex, next.range.lowerBound)]
      guard between.allSatisfy({ !$0.isAlphanumeric }) || between.contains(ignoringCase: "mailto:")
      else { break }
      if next.address != first.address { others.append(next.address) }
      rest = line[next.range.upperBound...]
    }
    let marks = rest.prefix { ">\"')]}. ".utf8.contains($0) }
    rest = rest.dropFirst(marks.count)
    if let words = behindDerivation(rest) { return (.headed, first.address, [], words) }
    if rest.isEmpty || isTrailer(rest) { return (.alone, first.address, others, []) }
    if rest.first == UInt8(ascii: ":") || rest.first == UInt8(ascii: ";") {
      return (.headed, first.address, [], rest.dropFirst().trimmed)
    }
    if rest.first == UInt8(ascii: ","), others.isEmpty { return (.alone, first.address, [], []) }
    if marks.filter({ $0 == UInt8(ascii: ".") }).count >= 3 || marks.last == .space
      || rest.first == UInt8(ascii: "[")
      || rest.first == UInt8(ascii: "(") || rest.first == UInt8(ascii: "#")
      || rest.first == UInt8(ascii: "-")
    {
      guard rest.count < 600,
        replyStart(rest) != nil || Vocabulary.texts.groups(in: rest).has(0)
          || others.isEmpty && rest.first == UInt8(ascii: "[")
      else { return nil }
      return (.headed, first.address, [], rest)
    }
    return nil
  }

  /// What stands behind `(expanded from <kim@example.net>):`; nil where a text doesn't begin so.
  private static func behindDerivation(_ rest: Bytes) -> Bytes? {
    guard rest.first == UInt8(ascii: "("), derived.occurs(in: rest.prefix(40)),
      let close = rest.firstIndex(of: UInt8(ascii: ")")), close + 1 < rest.endIndex,
      rest[close + 1] == UInt8(ascii: ":")
    else { return nil }
    return rest[(close + 2)...].trimmed
  }

  /// Whether a byte belongs to a bullet: U+2022 or U+00B7.
  private static func isBullet(_ byte: UInt8) -> Bool {
    byte == 0xE2 || byte == 0x80 || byte == 0xA2 || byte == 0xC2 || byte == 0xB7
  }

  /// What may follow a lone address: a date (`on Thu, 29 Apr ...`), or words in brackets.
  private static func isTrailer(_ rest: Bytes) -> Bool {
    if rest.hasPrefix(ignoringCase: "on "), rest.count < 60, rest.contains(UInt8(ascii: ":")) {
      return true
    }
    return rest.hasPrefix(ignoringCase: "(expanded from")
      || rest.hasPrefix(ignoringCase: "(ultimately generated")
      || rest.hasPrefix(ignoringCase: "(generated from") || rest.hasPrefix(ignoringCase: "<mailto:")
      || rest.hasPrefix(ignoringCase: "(unrecoverable error)")
      || rest.hasPrefix(ignoringCase: "(transient failure)")
  }
}

extension Bytes {
  /// Whether an address may stand in the line, which has an `@` and isn't a very long one.
  fileprivate var mayHoldAddress: Bool {
    count < 4_096 && place(of: UInt8(ascii: "@"), from: startIndex) != nil
  }
}
