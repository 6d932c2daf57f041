import MailText
import RetourEvents

extension Letter {
  /// The letter as a mail ready to send, with CRLF line ends: multipart/alternative, plain text first
  /// (RFC 2046 section 5.1.4), and beside it the file with all failures.
  ///
  /// - Parameters:
  ///   - from: the sender's address, `Name <address>` or an address alone.
  ///   - attachment: the name of the file and how many failures are in it.
  ///   - lines: the file, CSV with line feeds.
  /// - Returns: ASCII; nil where `from`, or the address it goes to, may not stand in a header.
  public func mail(from: String, _ attachment: Attachment, _ lines: [UInt8]) -> [UInt8]? {
    guard let sender = MailHeader.mailbox(from), let addressee = MailHeader.mailbox(addressee)
    else {
      return nil
    }
    let plain = plainText(attachment)
    let page = html(attachment)
    let digest = Self.digest(plain + page)
    let (outer, inner) = ("=_retour_\(digest)_m", "=_retour_\(digest)_a")
    var mail = ""
    mail += "From: \(sender.header)\r\n"
    mail += "To: \(addressee.header)\r\n"
    mail += MailHeader.line("Subject", mailSubject)
    mail += "Date: \(MailHeader.date(options.now))\r\n"
    mail += "Message-ID: <\(Self.digest(plain))@\(sender.domain)>\r\n"
    mail += "MIME-Version: 1.0\r\n"
    mail += "Auto-Submitted: auto-generated\r\n"
    mail += "Content-Language: \(language.rawValue)\r\n"
    mail += "Content-Type: multipart/mixed;\r\n boundary=\"\(outer)\"\r\n\r\n"
    mail += "--\(outer)\r\n"
    mail += "Content-Type: multipart/alternative;\r\n boundary=\"\(inner)\"\r\n\r\n"
    for (type, content) in [("text/plain", plain), ("text/html", page)] {
      mail += "--\(inner)\r\n"
      mail += "Content-Type: \(type); charset=utf-8\r\n"
      mail += "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
      mail += QuotedPrintable.encoded(content)
      mail += "\r\n"
    }
    mail += "--\(inner)--\r\n"
    mail += "--\(outer)\r\n"
    mail += "Content-Type: text/csv; charset=utf-8; header=present\r\n"
    mail += "Content-Transfer-Encoding: quoted-printable\r\n"
    mail += "Content-Disposition: attachment;\r\n\(MailHeader.fileName(attachment.name))\r\n\r\n"
    mail += QuotedPrintable.encoded(lines)
    mail += "\r\n--\(outer)--\r\n"
    return Array(mail.utf8)
  }

  /// 128 bits of FNV-1a over some bytes, as 32 hexadecimal digits: a name, not a protection.
  static func digest(_ bytes: [UInt8]) -> String {
    var (left, right) = (0xcbf2_9ce4_8422_2325 as UInt64, 0x84222325_cbf29ce4 as UInt64)
    for byte in bytes {
      left = (left ^ UInt64(byte)) &* 0x100_0000_01b3
      right = (right ^ UInt64(byte ^ 0x5A)) &* 0x100_0000_01b3
    }
    return [left, right].map { value in
      let digits = String(value, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }
}

/// Parts of mail headers (RFC 5322, RFC 2047).
enum MailHeader {
  /// A header with any text in it; what isn't plain ASCII becomes encoded words of at most 75
  /// characters (RFC 2047 section 2).
  static func line(_ name: String, _ text: String) -> String {
    let clean = cleaned(text)
    if clean.utf8.allSatisfy({ 0x20...0x7E ~= $0 }), clean.utf8.count < 66 - name.utf8.count,
      !clean.contains("=?")
    {
      return "\(name): \(clean)\r\n"
    }
    return "\(name): \(words(clean).joined(separator: "\r\n "))\r\n"
  }

  /// `Name <address>` as it stands in a header, and the address's domain.
  static func mailbox(_ text: String) -> (header: String, domain: String)? {
    let clean = cleaned(text)
    let bracket = clean.firstIndex(of: "<") ?? clean.startIndex
    guard let (local, host) = OwnerView.parts(String(clean[bracket...])),
      let domain = DomainForms.ascii(host),
      local.utf8.allSatisfy({ OwnerView.isPlain($0) }),
      local.split(separator: ".", omittingEmptySubsequences: false).allSatisfy({ !$0.isEmpty })
    else { return nil }
    let address = "<\(local)@\(domain.name)>"
    let name = clean.contains("<") ? clean.prefix { $0 != "<" }.trimmed : ""
    if name.isEmpty { return (address, domain.name) }
    let isPlain = name.utf8.allSatisfy { OwnerView.isLetterOrDigit($0) || $0 == 0x20 }
    let shown = isPlain && name.utf8.count < 60 ? name : words(name).joined(separator: "\r\n ")
    return ("\(shown) \(address)", domain.name)
  }

  /// The name of an attachment, in pieces that fit into lines (RFC 2231 section 3).
  static func fileName(_ name: String) -> String {
    guard name.utf8.count > 60 else { return " filename=\"\(name)\"" }
    var pieces: [String] = []
    var rest = Substring(name)
    while !rest.isEmpty {
      pieces.append(" filename*\(pieces.count)=\"\(rest.prefix(50))\"")
      rest = rest.dropFirst(50)
    }
    return pieces.joined(separator: ";\r\n")
  }

  /// A moment as RFC 5322 section 3.3 wants it, in Universal Time.
  static func date(_ time: Timestamp) -> String {
    let civil = time.civil
    let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    let number = Int((time.seconds - ((time.seconds % 86_400) + 86_400) % 86_400) / 86_400)
    let weekday = days[((number % 7) + 7) % 7]
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    return "\(weekday), \(two(civil.day)) \(months[civil.month - 1]) \(civil.year) "
      + "\(two(civil.hour)):\(two(civil.minute)):\(two(civil.second)) +0000"
  }

  /// A text without line ends and other controls, so that it can't begin a header of its own.
  private static func cleaned(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { scalar in
          switch scalar.properties.generalCategory {
          case .control, .format, .lineSeparator, .paragraphSeparator: " "
          default: scalar
          }
        }
      )
    )
  }

  /// Encoded words, each of whole characters.
  private static func words(_ text: String) -> [String] {
    var words: [String] = []
    var line = ""
    for character in text {
      var encoded = ""
      for byte in String(character).utf8 {
        if OwnerView.isLetterOrDigit(byte) {
          encoded.unicodeScalars.append(Unicode.Scalar(byte))
        } else if byte == 0x20 {
          encoded += "_"
        } else {
          encoded += "=\(QuotedPrintable.hex(byte))"
        }
      }
      if line.utf8.count + encoded.utf8.count > 54 {
        words.append("=?utf-8?Q?\(line)?=")
        line = ""
      }
      line += encoded
    }
    if !line.isEmpty { words.append("=?utf-8?Q?\(line)?=") }
    return words
  }
}

/// Quoted-printable (RFC 2045 section 6.7).
enum QuotedPrintable {
  /// Text with line feeds as lines of at most 76 characters with CRLF.
  static func encoded(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count + bytes.count / 8)
    var column = 0
    for (index, byte) in bytes.enumerated() {
      if byte == UInt8(ascii: "\n") {
        text += [0x0D, 0x0A]
        column = 0
        continue
      }
      let endsLine = index + 1 == bytes.count || bytes[index + 1] == UInt8(ascii: "\n")
      let stands = 0x21...0x7E ~= byte && byte != UInt8(ascii: "=") || byte == 0x20 && !endsLine
      if column + (stands ? 1 : 3) > 75 {
        text += [UInt8(ascii: "="), 0x0D, 0x0A]
        column = 0
      }
      // A dot that begins a line is encoded, so that no transport doubles it.
      let isPlain = stands && !(column == 0 && byte == UInt8(ascii: "."))
      if isPlain {
        text.append(byte)
      } else {
        text.append(UInt8(ascii: "="))
        text += hex(byte).utf8
      }
      column += isPlain ? 1 : 3
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Two upper-case hexadecimal digits.
  static func hex(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return byte < 16 ? "0\(digits)" : digits
  }
}

extension Substring {
  /// Without spaces and quotes at both ends.
  fileprivate var trimmed: String {
    let marks: Set<Character> = [" ", "\""]
    let start = drop { marks.contains($0) }
    return String(start.reversed().drop { marks.contains($0) }.reversed())
  }
}
