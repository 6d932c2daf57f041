/// Takes a line of a log out of the JSON object in which a collector has put it.
///
///     {"__REALTIME_TIMESTAMP":"1795951999000000","_HOSTNAME":"mail","SYSLOG_IDENTIFIER":"postfix/smtp",
///      "MESSAGE":"857F273C8A6: to=<ana@fabrikam.com>, ..."}       journalctl -o json
///     {"log":"Nov 29 11:33:19 mail postfix/smtp[231]: ...\n","stream":"stdout","time":"2026-..."}   docker
///
/// `MESSAGE` is an array of the bytes where they aren't text, and null where there are many.
enum LogEnvelope {
  /// Whether the first bytes of a file are such objects.
  static func begins(_ sample: Bytes) -> Bool {
    UnsafeTexts.use { begins($0.keep(sample.prefix(1 << 15))) }
  }

  private static func begins(_ text: UnsafeText) -> Bool {
    let text = text.withoutByteOrderMark
    guard text.first == UInt8(ascii: "{") else { return false }
    let line = text.prefix { $0 != .lineFeed }.prefix(1 << 14)
    let isJournal =
      line.place(of: "\"__REALTIME_TIMESTAMP\"") != nil
      || line.place(of: "\"MESSAGE\"") != nil && line.place(of: "\"SYSLOG_IDENTIFIER\"") != nil
    // Other programs write blanks behind the colons.
    let isDocker =
      line.place(of: "\"log\":") != nil && line.place(of: "\"time\":") != nil
      && (line.place(of: "\"log\":\"") != nil || line.place(of: "\"stream\":") != nil)
    return isJournal || isDocker
  }

  /// The line inside of an object, which is kept in `texts`; nil where it has none.
  static func line(_ text: UnsafeText, _ texts: UnsafeTexts) -> LogLine? {
    var (outer, body) = (LogLine(body: .empty), nil as UnsafeText?)
    func kept(_ bytes: [UInt8]?) -> UnsafeText? { bytes.map { texts.keep($0) } }
    JSONMembers.forEach(in: text) { name, value in
      switch name.count {
      case 3 where name.begins("log"): body = kept(value.string)
      case 4 where name.begins("time"):
        outer.time = kept(value.string).flatMap {
          LogTimeReader.time(in: $0, at: $0.startIndex)?.time
        }
      case 7 where name.begins("MESSAGE"): body = kept(value.string ?? value.bytes)
      case 9 where name.begins("_HOSTNAME"): outer.host = kept(value.string) ?? .empty
      case 17 where name.begins("SYSLOG_IDENTIFIER"): outer.program = kept(value.string) ?? .empty
      case 20 where name.begins("__REALTIME_TIMESTAMP"):
        if let micros = value.string.flatMap({ Int64(String(decoding: $0, as: UTF8.self)) }) {
          outer.time = .moment(micros / 1_000_000)
        }
      default: break
      }
    }
    guard var body else { return nil }
    if body.last == .lineFeed { body = body.dropLast() }
    if body.last == .carriageReturn { body = body.dropLast() }
    outer.body = body
    return LogPrefix.line(inside: outer)
  }
}

/// Walks over the members of one JSON object in memory (RFC 8259), without those of objects inside.
enum JSONMembers {
  /// The bytes of a value as they stand.
  struct Value {
    let raw: UnsafeText

    /// A string's bytes, its escapes resolved; nil for other values.
    var string: [UInt8]? {
      guard raw.first == UInt8(ascii: "\""), raw.count >= 2 else { return nil }
      return JSONMembers.unescaped(raw.dropFirst().dropLast())
    }

    /// The bytes that an array of numbers lists; nil for other values.
    var bytes: [UInt8]? {
      guard raw.first == UInt8(ascii: "["), raw.count >= 2 else { return nil }
      var bytes: [UInt8] = []
      for number in raw.dropFirst().dropLast().split(separator: UInt8(ascii: ",")) {
        guard let value = number.trimmed.number, value < 256 else { return nil }
        bytes.append(UInt8(value))
      }
      return bytes
    }
  }

  /// Calls `body` with each name and value; what isn't JSON ends the walk.
  static func forEach(in text: UnsafeText, _ body: (UnsafeText, Value) -> Void) {
    guard let open = text.firstIndex(of: UInt8(ascii: "{")) else { return }
    var index = open + 1
    while true {
      index = skipping(text, from: index) { $0.isWhiteSpace || $0 == UInt8(ascii: ",") }
      guard index < text.endIndex, text[index] == UInt8(ascii: "\""),
        let nameEnd = endOfString(text, from: index)
      else { return }
      let name = text[(index + 1)..<(nameEnd - 1)]
      index = skipping(text, from: nameEnd) { $0.isWhiteSpace || $0 == UInt8(ascii: ":") }
      guard let end = endOfValue(text, from: index) else { return }
      body(name, Value(raw: text[index..<end]))
      index = end
    }
  }

  private static func skipping(_ text: UnsafeText, from start: Int, _ skips: (UInt8) -> Bool) -> Int
  {
    var index = start
    while index < text.endIndex, skips(text[index]) { index += 1 }
    return index
  }

  /// Where the string that begins at a place ends, behind its quote.
  private static func endOfString(_ text: UnsafeText, from start: Int) -> Int? {
    var index = start + 1
    while let quote = text.place(of: UInt8(ascii: "\""), from: index) {
      var slashes = 0
      while quote - slashes > start + 1, text[quote - slashes - 1] == UInt8(ascii: "\\") {
        slashes += 1
      }
      index = quote + 1
      if slashes % 2 == 0 { return index }
    }
    return nil
  }

  private static func endOfValue(_ text: UnsafeText, from start: Int) -> Int? {
    guard start < text.endIndex else { return nil }
    var (index, depth) = (start, 0)
    while index < text.endIndex {
      switch text[index] {
      case UInt8(ascii: "\""):
        guard let end = endOfString(text, from: index) else { return nil }
        index = end
        if depth == 0 { return index }
        continue
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if depth == 0 { return index }
        depth -= 1
        if depth == 0 { return index + 1 }
      case UInt8(ascii: ","):
        if depth == 0 { return index }
      default: break
      }
      index += 1
    }
    return nil
  }

  /// A string with its escapes resolved; halves of surrogate pairs that stand alone become U+FFFD.
  static func unescaped(_ text: some ByteText) -> [UInt8] {
    guard text.place(of: UInt8(ascii: "\\"), from: text.startIndex) != nil else {
      return Array(text)
    }
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var index = text.startIndex
    while index < text.endIndex {
      let byte = text[index]
      guard byte == UInt8(ascii: "\\"), index + 1 < text.endIndex else {
        result.append(byte)
        index += 1
        continue
      }
      index += 2
      switch text[index - 1] {
      case UInt8(ascii: "n"): result.append(.lineFeed)
      case UInt8(ascii: "r"): result.append(.carriageReturn)
      case UInt8(ascii: "t"): result.append(.tab)
      case UInt8(ascii: "b"), UInt8(ascii: "f"): result.append(.space)
      case UInt8(ascii: "u"):
        var unit = hexadecimal(text, at: index)
        index = min(index + 4, text.endIndex)
        if 0xD800...0xDBFF ~= unit, text.starts("\\u", at: index) {
          let low = hexadecimal(text, at: index + 2)
          if 0xDC00...0xDFFF ~= low {
            unit = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
            index = min(index + 6, text.endIndex)
          }
        }
        let scalar = Unicode.Scalar(unit) ?? "\u{FFFD}"
        result.append(contentsOf: Array(String(Character(scalar)).utf8))
      default: result.append(text[index - 1])
      }
    }
    return result
  }

  private static func hexadecimal(_ text: some ByteText, at place: Int) -> UInt32 {
    guard place + 4 <= text.endIndex else { return 0xFFFD }
    var value: UInt32 = 0
    for index in place..<place + 4 {
      guard let digit = text[index].hexValue else { return 0xFFFD }
      value = value << 4 | UInt32(digit)
    }
    return value
  }
}
