/// Which numbers say nothing about anybody: codes, limits, sizes and times.
struct OwnerNumbers {
  /// Longer ones need a word beside them that tells what they count.
  private static let longestPlain = 5
  /// Parameters of public pages.
  private static let longestInLink = 7

  private let context: Set<String>
  private let isInLink: Bool

  /// Numbers between a word and what follows.
  init(isFirst before: String?, next rest: Substring) {
    let next = rest.drop { !$0.isLetter && !$0.isNumber }.prefix(while: \.isLetter)
    context = Set([before, next.lowercased()].compactMap { $0 })
    isInLink = false
  }

  /// Numbers in the path of a public page.
  init(isLink: Bool) {
    context = []
    isInLink = isLink
  }

  /// What a run is that begins with a digit; nil for what is no number.
  func kind(of run: Substring) -> OwnerToken.Kind? {
    guard run.utf8.first?.isASCIIDigit ?? false else { return nil }
    if Self.isStatus(run) || Self.isTime(run) || Self.isDate(run) { return .certain }
    if Self.hasUnit(run) { return .word }
    let parts = run.split { $0 == "-" || $0 == "." }
    guard parts.allSatisfy({ $0.utf8.allSatisfy(\.isASCIIDigit) }) else {
      return parts.count == 2 && parts[0].count == 3 && Self.isStatus(parts[0])
        && HarmlessWords.kind(of: parts[1]) == .mail ? .certain : nil
    }
    if parts.count > 2 { return .hidden }
    if parts.count == 2, run.contains("-"), parts[0].count == 3 || parts[1].count == 3 {
      return parts.allSatisfy { $0.count <= 3 } ? .certain : .hidden
    }
    let digits = parts.map(\.count).max() ?? 0
    if digits <= (isInLink ? Self.longestInLink : Self.longestPlain) { return .word }
    return digits <= 15 && !context.isDisjoint(with: Self.measures) ? .word : .hidden
  }

  /// `550`, `5.7.1`, `550-5.7.1` (RFC 3463, RFC 5321 section 4.2).
  private static func isStatus(_ run: Substring) -> Bool {
    run.split(separator: "-", omittingEmptySubsequences: false).allSatisfy { part in
      let labels = part.split(separator: ".", omittingEmptySubsequences: false)
      guard labels.allSatisfy({ 1...3 ~= $0.count && $0.utf8.allSatisfy(\.isASCIIDigit) }) else {
        return false
      }
      switch labels.count {
      case 1: return labels[0].count == 3 && "2345".contains(labels[0].prefix(1))
      case 3: return labels[0].count == 1 && "245".contains(labels[0])
      default: return false
      }
    }
  }

  /// `23:55`, `23:55:04`.
  static func isTime(_ run: Substring) -> Bool {
    let parts = run.split(separator: ":", omittingEmptySubsequences: false)
    return 2...3 ~= parts.count
      && parts.allSatisfy { 1...2 ~= $0.count && $0.utf8.allSatisfy(\.isASCIIDigit) }
  }

  /// `2026-11-03`, `03-11-2026`, with or without a time behind a T.
  private static func isDate(_ run: Substring) -> Bool {
    let parts = run.prefix { $0 != "T" }.split(
      separator: "-",
      omittingEmptySubsequences: false
    )
    guard parts.count == 3, parts.allSatisfy({ $0.utf8.allSatisfy(\.isASCIIDigit) }) else {
      return false
    }
    let lengths = parts.map(\.count)
    let time = run.drop { $0 != "T" }.dropFirst()
    return (lengths == [4, 2, 2] || lengths == [2, 2, 4]) && (time.isEmpty || isTime(time))
  }

  /// `10MB`, `24h`, `4xx`, `1st`.
  private static func hasUnit(_ run: Substring) -> Bool {
    let digits = run.prefix { $0.isASCII && $0.isNumber }
    return digits.count <= 12 && units.contains(run[digits.endIndex...].lowercased())
  }

  private static let units: Set = [
    "b", "k", "m", "g", "kb", "mb", "gb", "kib", "mib", "gib", "s", "ms", "h", "d", "min", "mins",
    "sec", "secs", "hrs", "bit", "xx", "st", "nd", "rd", "th", "x", "octets", "kbytes", "mbytes",
  ]

  /// Words beside a number that is a size, a limit or a time.
  private static let measures: Set = [
    "byte", "bytes", "octets", "kb", "mb", "gb", "kbytes", "second", "seconds", "secs", "minutes",
    "hours", "days", "messages", "recipients", "connections", "characters", "size", "limit",
    "maximum", "max", "exceeds", "exceed", "exceeded", "over", "than", "quota", "error", "errno",
    "timeout", "limited", "octet", "zeichen", "größe", "grootte", "taille", "tamaño", "dimensione",
    "tamanho", "minimum", "allowed", "permitted", "seconden", "sekunden", "secondes", "segundos",
    "stunden", "uur", "heures", "horas", "percent", "tokens", "linkid",
  ]
}

/// Codes that providers publish, letters with digits behind them.
enum PublicCodes {
  /// Whether a word is such a code, for example `S3150`, `TSS04`, `IPv6`, `RFC5321`, `TLSv1`.
  static func holds(_ word: some StringProtocol) -> Bool {
    let letters = word.prefix { $0.isASCII && $0.isLetter }
    let digits = word.dropFirst(letters.count)
    guard digits.count <= 6, digits.utf8.allSatisfy(\.isASCIIDigit) else {
      return whole.contains(word.lowercased())
    }
    if digits.isEmpty { return false }
    if word.count == 2, letters == letters.uppercased() { return true }
    return fronts.contains(letters.lowercased())
  }

  /// First labels of Exchange's own codes, which have dots but are no names, for example
  /// `RESOLVER.ADR.RecipNotFound`, and what stands behind them.
  static let exchange: Set<Substring> = [
    "ADMINPROMPT", "ADR", "APPROVAL", "DELIVERY", "DNS", "DSNGENERATION", "FWD", "GRP", "MAPI",
    "OOF",
    "PF", "QUEUE", "RESOLVER", "ROUTING", "RST", "SMTPSEND", "STOREDRV", "SUBMISSION", "TRANSPORT",
  ]

  private static let fronts: Set = [
    "s", "as", "ou", "ib", "ts", "tss", "cs", "hvu", "rly", "dyn", "rp", "dt", "hl", "lf", "dmc",
    "mc", "sc", "hu", "dy", "bl", "aup", "mxin", "ip", "ipv", "rfc", "tlsv", "sslv", "tls", "utf",
    "sha", "md", "base", "cb", "c", "attr", "cxbl", "isn", "spf", "imap", "pop", "smtp", "esmtp",
    "err", "ra", "vs", "xbl", "sbl", "pbl", "css", "dbl", "log", "rule", "code", "error", "type",
    "level", "uceprotectl", "win", "iso", "part", "dsn",
  ]

  /// Names of protocols and formats that mix letters and digits in other ways.
  static let whole: Set = [
    "tlsv1.0", "tlsv1.1", "tlsv1.2", "tlsv1.3", "tls1.2", "tls1.3", "sslv3.0", "x.400", "x.500",
    "x.509", "8bit", "7bit", "8bitmime", "x509", "x400", "x500", "p1", "p2", "2fa", "o365", "m365",
    "smtputf8", "uceprotectl1", "b2b", "t1", "b1",
  ]
}

extension UInt8 {
  fileprivate var isASCIIDigit: Bool { 0x30...0x39 ~= self }
}
