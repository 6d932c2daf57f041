/// One line of a log, its prefixes taken off.
struct LogLine {
  /// When it was written; nil where it doesn't say, or says it twice and neither can be read.
  var time: LogTime?
  /// The host that wrote it; empty where it isn't named.
  var host: UnsafeText = .empty
  /// The program with its number, as `postfix/smtp[231]`; empty where it isn't named.
  var program: UnsafeText = .empty
  /// What the program said.
  var body: UnsafeText
  /// How often more it said the same (`message repeated 2 times: [ ... ]`).
  var repeats = 0

  /// The name of the program without its number.
  var programName: UnsafeText {
    program.prefix { $0 != UInt8(ascii: "[") && $0 != UInt8(ascii: ":") }
  }
}

/// Takes the prefixes off lines, in whatever order and number collectors have put them before each
/// other.
///
/// The innermost host counts. Of several times the outermost with a zone does, because that inside it
/// may lack zone and year.
///
///     Nov 29 11:33:19 mail postfix/smtp[231]: TEXT                    RFC 3164
///     2026-11-29T11:33:19.007+01:00 mail postfix/smtp[231]: TEXT      RFC 3339
///     <22>1 2026-11-29T11:33:19Z mail postfix/smtp 231 - - TEXT       RFC 5424
///     Nov 29 11:33:19 host docker[88]: Nov 29 11:33:19 mail postfix/smtp[231]: TEXT
///     2026-11-29T11:33:19Z stdout F Nov 29 11:33:19 mail ...          Kubernetes (CRI)
///     mailcow-postfix-1  | Nov 29 11:33:19 mail ...                   docker compose logs
///     2026-11-29 11:42:33 1xXdIf-00002E-0F <= ...                     a server's own log
///     datetime=2026-11-29T11:33:19+0000|aCode=...|acc=...             fields, the time among them
struct LogPrefix {
  /// How many prefixes are taken off one line.
  private static let depth = 4
  /// How far host and program are looked for.
  fileprivate static let headerLimit = 320

  fileprivate private(set) var line: LogLine
  private let text: UnsafeText
  private var index: Int
  /// Where the parts of the prefix stand, where it is a simple one.
  fileprivate private(set) var front: Front?

  /// The parts of a prefix of one time, a host and a program, as syslog writes it.
  fileprivate struct Front {
    /// The time's fraction of a second, with its mark; what stands before it is of one second.
    let fraction: Range<Int>
    /// Where the program begins.
    let program: Int
  }

  /// The line that a text is.
  static func line(_ text: UnsafeText) -> LogLine {
    var prefix = LogPrefix(LogLine(body: text))
    prefix.read()
    return prefix.line
  }

  /// The line that is inside of another, of which time, host and program are known.
  static func line(inside outer: LogLine) -> LogLine {
    var prefix = LogPrefix(outer)
    prefix.read()
    return prefix.line
  }

  fileprivate init(_ line: LogLine) {
    self.line = line
    text = line.body
    index = text.startIndex
  }

  fileprivate mutating func read() {
    skipPriority()
    let isNew = skipVersion()
    let isTimed = readTime()
    if isNew || !isTimed { front = nil }
    if !isTimed, !skipContainer() || !readTime() {
      _ = readHeader(hasHost: false)
    } else if isNew {
      readFields()
    }
    if !isTimed || isNew { front = nil }
    line.body = text[index...]
    Self.finish(&line)
  }

  /// Takes marks of collectors off what the program said.
  fileprivate static func finish(_ line: inout LogLine) {
    var body = line.body
    if body.hasPrefix(ignoringCase: "[id "), let end = body.prefix(64).place(of: "] ") {
      // Solaris: `[ID 197553 mail.info] `.
      body = body[(end + 2)...]
    }
    if body.hasPrefix(ignoringCase: "message repeated "),
      let open = body.prefix(40).place(of: ": [ ")
    {
      line.repeats = min(body.dropFirst(17).prefix(while: \.isDigit).number ?? 0, 1_000_000)
      body = body[(open + 4)...]
      if body.last == UInt8(ascii: "]") { body = body.dropLast() }
    }
    line.body = body
  }

  // MARK: Prefixes

  /// `<22>`.
  private mutating func skipPriority() {
    guard index < text.endIndex, text[index] == UInt8(ascii: "<"),
      let end = text[index...].prefix(5).firstIndex(of: UInt8(ascii: ">")),
      text[(index + 1)..<end].number != nil
    else { return }
    index = end + 1
  }

  /// The version of RFC 5424 before the time: `1 2026-`.
  private mutating func skipVersion() -> Bool {
    guard index + 6 < text.endIndex, text[index] == UInt8(ascii: "1"), text[index + 1] == .space,
      text[index + 2].isDigit, text[index + 6] == UInt8(ascii: "-")
    else { return false }
    index += 2
    return true
  }

  /// `mailcow-postfix-1  | `.
  private mutating func skipContainer() -> Bool {
    guard let bar = text[index...].prefix(80).firstIndex(of: UInt8(ascii: "|")), bar > index,
      text[bar - 1] == .space, bar + 1 < text.endIndex, text[bar + 1] == .space,
      text[index..<bar].trimmed.allSatisfy({ $0.isAlphanumeric || "-_.".utf8.contains($0) })
    else { return false }
    index = bar + 2
    return true
  }

  /// Times and what stands behind them, as long as others are inside.
  ///
  /// - Returns: whether there was one.
  private mutating func readTime() -> Bool {
    var isTimed = false
    for _ in 0..<Self.depth {
      if readNamedTime() {
        front = nil
        return true
      }
      guard let found = LogTimeReader.time(in: text, at: index) else { break }
      front = nil
      let isFirst = !isTimed
      isTimed = true
      if case .moment = line.time {} else { line.time = found.time }
      index = found.end
      skipStream()
      if LogTimeReader.time(in: text, at: index) != nil { continue }
      skipFacility()
      if skipHostBeforeNamedTime() { continue }
      if !readHeader(hasHost: true, isOwn: found.form == .own) { break }
      if isFirst, found.form == .syslog { front = front(behind: found) }
    }
    return isTimed
  }

  /// The parts of a prefix that was read, where the same bytes up to the program mean the same whatever
  /// follows: what stands for the host must not begin a time or a mark of a collector.
  private func front(behind time: LogTimeReader.Found) -> Front? {
    let (host, program) = (line.host, line.program.startIndex)
    guard host.startIndex == time.end, program == host.endIndex + 1, let first = host.first,
      !host.hasPrefix(ignoringCase: "std")
    else { return nil }
    let isName = first.isLetter && !(host.count == 3 && LogTimeReader.isName(host))
    let isAddress =
      first.isDigit && host.count > 4 && host[host.startIndex + 4] != UInt8(ascii: "-")
      && host.prefix(4).contains(UInt8(ascii: "."))
    guard isName || isAddress else { return nil }
    return Front(fraction: time.fraction, program: program)
  }

  /// `datetime=2026-11-29T11:33:19+0000|`; neither host nor program stands behind it.
  private mutating func readNamedTime() -> Bool {
    let name: StaticString = "datetime="
    guard text.starts(name, at: index) else { return false }
    let start = index + name.utf8CodeUnitCount
    guard let end = text[start...].prefix(48).firstIndex(of: UInt8(ascii: "|")),
      let found = LogTimeReader.time(in: text[..<end], at: start)
    else { return false }
    if case .moment = line.time {} else { line.time = found.time }
    index = end + 1
    return true
  }

  /// The host of a collector that puts no program behind it: `collector datetime=2026-...`.
  private mutating func skipHostBeforeNamedTime() -> Bool {
    guard let blank = text.place(of: .space, from: index), blank > index,
      text.starts("datetime=", at: blank + 1)
    else { return false }
    line.host = text[index..<blank]
    index = blank + 1
    return true
  }

  /// `stdout F ` of Kubernetes.
  private mutating func skipStream() {
    let rest = text[index...]
    guard rest.count > 9, rest.hasPrefix(ignoringCase: "std"), rest[rest.startIndex + 6] == .space,
      rest[rest.startIndex + 8] == .space
    else { return }
    index += 9
  }

  /// `<mail.info> ` of FreeBSD.
  private mutating func skipFacility() {
    guard index < text.endIndex, text[index] == UInt8(ascii: "<"),
      let end = text[index...].prefix(24).place(of: "> "),
      text[(index + 1)..<end].allSatisfy({ $0.isLetter || $0 == UInt8(ascii: ".") })
    else { return }
    index = end + 2
  }

  /// Host and program: `mail postfix/smtp[231]: `, or the program alone.
  ///
  /// - Returns: whether there was a program.
  private mutating func readHeader(hasHost: Bool, isOwn: Bool = false) -> Bool {
    let rest = text[index...].prefix(Self.headerLimit)
    guard let first = rest.place(of: .space, from: rest.startIndex) else { return false }
    if first - 1 > index, text[first - 1] == UInt8(ascii: ":") {
      // Without a host only what has a number is a program, not any word before a colon.
      guard hasHost && !isOwn || text[first - 2] == UInt8(ascii: "]") else { return false }
      line.program = text[index..<(first - 1)]
      index = first + 1
      return true
    }
    guard hasHost else { return false }
    // A program's name may have a blank in it (`eugeni/eugeni postfix/smtp[231]:`).
    var start = first + 1
    for _ in 0..<(isOwn ? 1 : 2) {
      guard let end = rest.place(of: .space, from: start), end > start + 1 else { return false }
      if text[end - 1] == UInt8(ascii: ":"), !isOwn || text[end - 2] == UInt8(ascii: "]") {
        line.host = text[index..<first]
        line.program = text[(first + 1)..<(end - 1)]
        index = end + 1
        return true
      }
      start = end + 1
    }
    return false
  }

  /// The fields of RFC 5424 behind the time: host, program, number, id, structured data.
  private mutating func readFields() {
    let fields = text[index...].split(separator: .space, maxSplits: 4)
    guard fields.count == 5 else { return }
    line.host = Self.value(fields[0])
    line.program = Self.value(fields[1])
    var rest = fields[4]
    if rest.first == UInt8(ascii: "[") {
      guard let end = Self.endOfData(rest) else { return }
      rest = rest[end...]
    } else {
      rest = rest.dropFirst()
    }
    rest = rest.drop(while: \.isBlank)
    if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
    index = rest.startIndex
    _ = readTime()
  }

  private static func value(_ field: UnsafeText) -> UnsafeText {
    field.elementsEqual("-".utf8) ? .empty : field
  }

  /// Where structured data ends: `[id name="value"][id]`; `\"` and `\]` don't end anything.
  private static func endOfData(_ text: UnsafeText) -> Int? {
    var (isQuoted, index) = (false, text.startIndex)
    while index < text.endIndex {
      switch text[index] {
      case UInt8(ascii: "\\"): index += 1
      case UInt8(ascii: "\""): isQuoted.toggle()
      case UInt8(ascii: "]"):
        if !isQuoted, index + 1 == text.endIndex || text[index + 1] != UInt8(ascii: "[") {
          return index + 1
        }
      default: break
      }
      index += 1
    }
    return nil
  }
}

/// Takes the prefixes off lines that follow each other, which have mostly the same second and host.
struct LogPrefixes {
  /// The prefix of a line before, as far as others may share it.
  private struct Known {
    /// What stands before the fraction of the second, and from behind it up to the program.
    let front: UnsafeText
    let back: UnsafeText
    /// How long the fraction is, with its mark.
    let fraction: Int
    let time: LogTime?
    let host: UnsafeText
  }

  private var known: Known?
  private var lastHost = LogHost(.empty)

  /// The line that a text is.
  mutating func line(_ text: UnsafeText) -> LogLine {
    if let known, let line = Self.line(text, known) { return line }
    var prefix = LogPrefix(LogLine(body: text))
    prefix.read()
    known = prefix.front.map {
      Known(
        front: text[..<$0.fraction.lowerBound],
        back: text[$0.fraction.upperBound..<$0.program],
        fraction: $0.fraction.count,
        time: prefix.line.time,
        host: prefix.line.host
      )
    }
    return prefix.line
  }

  /// The line, where it has the prefix of the one before but for the program.
  private static func line(_ text: UnsafeText, _ known: Known) -> LogLine? {
    guard text.starts(with: known.front, at: text.startIndex) else { return nil }
    var index = text.startIndex + known.front.count
    if known.fraction > 0 {
      let end = index + known.fraction
      guard end < text.endIndex,
        text[index] == UInt8(ascii: ".") || text[index] == UInt8(ascii: ",")
      else { return nil }
      for place in index + 1..<end where !text[place].isDigit { return nil }
      index = end
    }
    guard text.starts(with: known.back, at: index) else { return nil }
    index += known.back.count
    let limit = Swift.min(text.endIndex, index - known.host.count - 1 + LogPrefix.headerLimit)
    guard index < limit, let end = text.place(of: .space, from: index, to: limit), end > index + 1,
      text[end - 1] == UInt8(ascii: ":"), !text.starts("datetime=", at: index)
    else { return nil }
    let body = text[(end + 1)...]
    // Another time behind the program is a prefix of its own.
    guard !body.begins("datetime="), LogTimeReader.time(in: body, at: body.startIndex) == nil else {
      return nil
    }
    var line = LogLine(body: body)
    line.time = known.time
    line.host = known.host
    line.program = text[index..<(end - 1)]
    LogPrefix.finish(&line)
    return line
  }

  /// A host by its name.
  mutating func host(_ name: UnsafeText) -> LogHost {
    if name.count == lastHost.name.count, name.starts(with: lastHost.name, at: name.startIndex) {
      return lastHost
    }
    lastHost = LogHost(name)
    return lastHost
  }
}
