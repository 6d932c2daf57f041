/// One line of a log, its prefixes taken off.
struct LogLine {
  /// When it was written; nil where it doesn't say, or says it twice and neither can be read.
  var time: LogTime?
  /// The host that wrote it; empty where it isn't named.
  var host: Bytes = []
  /// The program with its number, as `postfix/smtp[231]`; empty where it isn't named.
  var program: Bytes = []
  /// What the program said.
  var body: Bytes
  /// How often more it said the same (`message repeated 2 times: [ ... ]`).
  var repeats = 0

  /// The name of the program without its number.
  var programName: Bytes { program.prefix { $0 != UInt8(ascii: "[") && $0 != UInt8(ascii: ":") } }
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
struct LogPrefix {
  /// How many prefixes are taken off one line.
  private static let depth = 4

  private var line: LogLine
  private let text: Bytes
  private var index: Int

  /// The line that a text is.
  static func line(_ text: Bytes) -> LogLine {
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

  private init(_ line: LogLine) {
    self.line = line
    text = line.body
    index = text.startIndex
  }

  private mutating func read() {
    skipPriority()
    let isNew = skipVersion()
    if !readTime(), !skipContainer() || !readTime() {
      _ = readHeader(hasHost: false)
    } else if isNew {
      readFields()
    }
    finish()
  }

  /// The rest of the line is what the program said, once marks of collectors are gone.
  private mutating func finish() {
    var body = text[index...]
    if body.hasPrefix(ignoringCase: "[id "), let end = body.prefix(64).place(of: "] ") {
      // Solaris: `[ID 197553 mail.info] `.
      body = body[(end + 2)...]
    }
    if body.hasPrefix(ignoringCase: "message repeated "),
      let open = body.prefix(40).place(of: ": [ ")
    {
      line.repeats = min(body.dropFirst(17).prefix(while: \.isDigit).number ?? 0, 1_000_000)
      body = body[(open + 4)...]
      if body.last == UInt8(ascii: "]") { body.removeLast() }
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
      guard let found = LogTimeReader.time(in: text, at: index) else { break }
      isTimed = true
      if case .moment = line.time {} else { line.time = found.time }
      index = found.end
      skipStream()
      if LogTimeReader.time(in: text, at: index) != nil { continue }
      skipFacility()
      if !readHeader(hasHost: true, isOwn: found.form == .own) { break }
    }
    return isTimed
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
    let rest = text[index...].prefix(320)
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

  private static func value(_ field: Bytes) -> Bytes { field.elementsEqual("-".utf8) ? [] : field }

  /// Where structured data ends: `[id name="value"][id]`; `\"` and `\]` don't end anything.
  private static func endOfData(_ text: Bytes) -> Int? {
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

extension ArraySlice<UInt8> {
  /// The first place of an ASCII text, in its case.
  func place(of text: StaticString) -> Int? {
    let length = text.utf8CodeUnitCount
    guard count >= length, length > 0 else { return nil }
    let first = text.withUTF8Buffer { unsafe $0[0] }
    var search = startIndex
    while let place = place(of: first, from: search), place + length <= endIndex {
      if starts(text, at: place) { return place }
      search = place + 1
    }
    return nil
  }

  /// Whether an ASCII text stands at a place, in its case.
  func starts(_ text: StaticString, at place: Int) -> Bool {
    guard place >= startIndex, endIndex - place >= text.utf8CodeUnitCount else { return false }
    return text.withUTF8Buffer { text in
      for offset in 0..<text.count where unsafe self[place + offset] != text[offset] {
        return false
      }
      return true
    }
  }

  /// Whether the slice begins with an ASCII text, in its case.
  func begins(_ text: StaticString) -> Bool { starts(text, at: startIndex) }

  /// The last place of an ASCII text, in its case.
  func lastPlace(of text: StaticString) -> Int? {
    var place = endIndex - text.utf8CodeUnitCount
    while place >= startIndex {
      if starts(text, at: place) { return place }
      place -= 1
    }
    return nil
  }
}
