/// An enhanced mail system status code (RFC 3463), for example `5.1.1`.
public struct EnhancedStatus: Hashable, Sendable, CustomStringConvertible {
  /// 2 success, 4 persistent transient failure, 5 permanent failure.
  public let statusClass: UInt8
  /// What the status is about, 0 to 999 (RFC 3463 section 3).
  public let subject: UInt16
  /// The precise condition, 0 to 999.
  public let detail: UInt16

  /// Creates a status, or nothing where the numbers are out of range.
  public init?(_ statusClass: Int, _ subject: Int, _ detail: Int) {
    guard statusClass == 2 || statusClass == 4 || statusClass == 5,
      0...999 ~= subject, 0...999 ~= detail
    else { return nil }
    self.statusClass = UInt8(statusClass)
    self.subject = UInt16(subject)
    self.detail = UInt16(detail)
  }

  /// Parses exactly `class.subject.detail`, each of one to three digits (class: one).
  public init?(_ text: some StringProtocol) {
    let text = String(text)
    self.init(ascii: text.utf8.span)
  }

  /// Parses exactly `class.subject.detail`, each of one to three digits (class: one).
  public init?(ascii text: Span<UInt8>) {
    var numbers: InlineArray<3, Int> = [0, 0, 0]
    var (part, digits) = (0, 0)
    for index in text.indices {
      let byte = text[index]
      if byte &- 48 < 10, digits < 3 {
        numbers[part] = numbers[part] * 10 + Int(byte &- 48)
        digits += 1
      } else if byte == UInt8(ascii: "."), digits > 0, part < 2 {
        part += 1
        digits = 0
      } else {
        return nil
      }
    }
    guard part == 2, digits > 0 else { return nil }
    self.init(numbers[0], numbers[1], numbers[2])
  }

  /// `class.subject.detail`.
  public var description: String { "\(statusClass).\(subject).\(detail)" }
}

/// A reply code of SMTP (RFC 5321 section 4.2), 200 to 599.
public struct SMTPReply: Hashable, Sendable {
  /// The three digits.
  public let code: UInt16

  /// Creates a reply, or nothing where the code is out of range.
  public init?(_ code: Int) {
    guard 200...599 ~= code, code / 10 % 10 <= 5 else { return nil }
    self.code = UInt16(code)
  }

  /// Whether the reply is of class 4, a transient refusal.
  public var isTransient: Bool { code / 100 == 4 }
}

/// The stage of an SMTP session at which something was said.
///
/// The raw value is the name in SQL and in `scan` lines.
public enum SMTPPhase: String, CaseIterable, Hashable, Sendable {
  /// Opening the connection, up to the server's greeting.
  case connect
  /// EHLO or HELO.
  case ehlo = "EHLO"
  /// STARTTLS and its handshake.
  case starttls = "STARTTLS"
  /// AUTH.
  case auth = "AUTH"
  /// MAIL FROM.
  case mail = "MAIL"
  /// RCPT TO.
  case rcpt = "RCPT"
  /// DATA, its content, and the reply to its end.
  case data = "DATA"
}
