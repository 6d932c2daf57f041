import MailText

/// Brings diagnostic texts into one form: white space squeezed, typographic quotes and spaces made
/// plain, soft line breaks of quoted-printable undone, prefixes of continued replies removed.
struct CleanText {
  private(set) var bytes: [UInt8] = []
  private var reply: [UInt8] = []
  private var replyStatus: [UInt8] = []

  /// Cleans `text`.
  static func clean(_ text: String) -> [UInt8] {
    let text = PlainText.decoded(Array(text.utf8))
    if isClean(text) { return text }
    var cleaner = CleanText()
    cleaner.append(text)
    return cleaner.bytes
  }

  /// Whether a text surely stays as it is, as most do: printable ASCII with single spaces inside,
  /// without `=` before a space and without a reply code before a hyphen.
  private static func isClean(_ text: [UInt8]) -> Bool {
    var previous: UInt8 = 0x20
    // How many digits the word has begun with; 4 where it has begun with something else.
    var digits = 0
    for byte in text {
      switch byte {
      case 0x20:
        if previous == 0x20 || previous == UInt8(ascii: "=") { return false }
        digits = 0
      case 0x30...0x39: digits = digits < 4 ? digits + 1 : 4
      case UInt8(ascii: "-"):
        if digits == 3 { return false }
        digits = 4
      case 0x21...0x7E: digits = 4
      default: return false
      }
      previous = byte
    }
    return previous != 0x20
  }

  private mutating func append(_ text: [UInt8]) {
    bytes.reserveCapacity(text.count)
    var index = 0
    while index < text.count {
      let byte = text[index]
      if byte <= 0x20 || byte == 0x7F {
        appendSpace()
        index += 1
      } else if byte < 0x80 {
        if bytes.last ?? 0x20 == 0x20, let length = continuation(in: text, at: index) {
          index += length
        } else if byte == UInt8(ascii: "="), isSoftBreak(in: text, at: index) {
          index += 1
          while index < text.count, text[index] <= 0x20 { index += 1 }
        } else {
          bytes.append(byte)
          index += 1
        }
      } else {
        index += appendSequence(in: text, at: index)
      }
    }
    if bytes.last == 0x20 { bytes.removeLast() }
  }

  private mutating func appendSpace() {
    if let last = bytes.last, last != 0x20 { bytes.append(0x20) }
  }

  /// Copies a sequence of UTF-8, or its plain counterpart; returns its length.
  private mutating func appendSequence(in text: [UInt8], at index: Int) -> Int {
    let byte = text[index]
    let second = index + 1 < text.count ? text[index + 1] : 0
    let third = index + 2 < text.count ? text[index + 2] : 0
    switch (byte, second, third) {
    case (0xC2, 0xA0, _):
      appendSpace()
      return 2
    case (0xC2, 0xAB, _), (0xC2, 0xBB, _):
      bytes.append(UInt8(ascii: "\""))
      return 2
    case (0xE2, 0x80, 0x98...0x9B):
      bytes.append(UInt8(ascii: "'"))
      return 3
    case (0xE2, 0x80, 0x9C...0x9F):
      bytes.append(UInt8(ascii: "\""))
      return 3
    case (0xE2, 0x80, 0x90...0x95):
      bytes.append(UInt8(ascii: "-"))
      return 3
    case (0xE2, 0x80, 0x80...0x8F), (0xE2, 0x80, 0xAF), (0xE3, 0x80, 0x80):
      appendSpace()
      return 3
    default:
      bytes.append(byte)
      return 1
    }
  }

  /// The length of a continuation prefix at the start of a word: the first reply code again with a
  /// hyphen (RFC 5321 section 4.2), and the enhanced status behind it.
  private mutating func continuation(in text: [UInt8], at index: Int) -> Int? {
    guard let length = Codes.replyLength(in: text, at: index), index + length < text.count else {
      return nil
    }
    let code = Array(text[index..<index + length])
    let hasHyphen = text[index + length] == UInt8(ascii: "-")
    if reply.isEmpty {
      guard hasHyphen else { return nil }
      reply = code
      let status = Codes.statusLength(in: text, at: index + length + 1) ?? 0
      replyStatus = Array(text[index + length + 1..<index + length + 1 + status])
      bytes += code
      bytes.append(0x20)
      return length + 1
    }
    guard code == reply, hasHyphen || text[index + length] == 0x20 else { return nil }
    var end = index + length + 1
    let status = Codes.statusLength(in: text, at: end) ?? 0
    if Array(text[end..<end + status]) == replyStatus, status > 0 || hasHyphen {
      end += status
    } else if !hasHyphen {
      return nil
    }
    while end < text.count, text[end] == 0x20 { end += 1 }
    return end - index
  }

  /// Whether a `=` before white space splits a word, and doesn't end a label such as `Spf= Fail`.
  private func isSoftBreak(in text: [UInt8], at index: Int) -> Bool {
    guard index + 2 < text.count, text[index + 1] <= 0x20, let last = bytes.last,
      last.isLetter || last >= 0x80
    else { return false }
    var next = index + 1
    while next < text.count, text[next] <= 0x20 { next += 1 }
    guard next < text.count, text[next] >= 0x61, text[next] <= 0x7A || text[next] >= 0x80 else {
      return false
    }
    let word = bytes.suffix(5).map { $0 | 0x20 }
    return !["spf", "dkim", "dmarc"].contains { word.suffix($0.utf8.count).elementsEqual($0.utf8) }
  }
}

extension UInt8 {
  /// Whether this is an ASCII letter.
  var isLetter: Bool { (0x61...0x7A).contains(self | 0x20) }
  /// Whether this is an ASCII digit.
  var isDigit: Bool { (0x30...0x39).contains(self) }
  /// Whether this is part of a word: a letter or digit, or part of a character beyond ASCII.
  var isWord: Bool { isLetter || isDigit || self >= 0x80 }
}
