/// What a number in a server's words is, as far as it and the words beside it tell.
enum OwnerNumber: Equatable {
  /// A reply code: `550`.
  case reply
  /// An enhanced status code, with a reply code before it or not: `5.7.1`, `550-5.7.1`.
  case status(hasReply: Bool)
  case time
  case date
  /// A size, limit, duration or count; the unit is empty where a word beside it tells what it is.
  case measured(unit: String)
  /// Behind the letters of a public code: `TSS04`.
  case coded(front: String)
  /// Anything else, in so many groups of digits: `10` has one, `10.1` two.
  case plain(groups: Int)
  /// In a word: `ten`.
  case spelled

  /// How many groups of an address or a telephone number it may be.
  var weight: Int {
    switch self {
    case .plain(let groups): groups
    case .spelled: 1
    default: 0
    }
  }
}

/// Which numbers say nothing about anybody: codes, limits, sizes and times.
///
/// Each is judged by itself here; ``OwnerNumberRuns`` looks at those that stand beside each other.
struct OwnerNumbers {
  /// Longer ones need a word beside them that tells what they are.
  private static let longestPlain = 3
  /// Codes, ports, lines.
  private static let longestCode = 5
  /// Sizes in bytes.
  private static let longestSize = 12
  /// Parameters of public pages.
  private static let longestInLink = 7

  private let context: Set<String>
  private let isBehindTime: Bool
  private let isDocument: Bool
  private let isPercent: Bool
  private let isInLink: Bool

  /// Numbers between a word and what follows.
  init(isFirst before: String?, next rest: Substring) {
    let next = rest.drop { !$0.isLetter && !$0.isNumber }.prefix(while: \.isLetter)
    context = Set([before, next.lowercased()].compactMap { $0 })
    isBehindTime = before.map { Self.isTime($0[...]) } ?? false
    isPercent = rest.first == "%"
    isDocument = before == "rfc"
    isInLink = false
  }

  /// Numbers in the path of a public page.
  init(isLink: Bool) {
    context = []
    (isBehindTime, isPercent, isDocument) = (false, false, false)
    isInLink = isLink
  }

  /// Whether it may be shown if nothing beside it speaks against it; nil for what is no number.
  func kind(of run: Substring) -> OwnerToken.Kind? { judged(run)?.kind }

  /// What a run is that begins with a digit; nil for what is no number.
  func number(of run: Substring) -> OwnerNumber? { judged(run)?.number }

  private func judged(_ run: Substring) -> (kind: OwnerToken.Kind, number: OwnerNumber)? {
    guard run.utf8.first?.isASCIIDigit ?? false else { return nil }
    if let code = Self.code(run) { return (.certain, code) }
    if Self.isTime(run) { return (.certain, .time) }
    if Self.isDate(run) { return (.certain, .date) }
    if let unit = Self.unit(of: run) { return (.word, .measured(unit: unit)) }
    let parts = run.split(omittingEmptySubsequences: false) { "-._".contains($0) }
    guard parts.allSatisfy({ $0.utf8.allSatisfy(\.isASCIIDigit) }) else {
      return parts.count == 2 && Self.code(parts[0]) == .reply
        && HarmlessWords.kind(of: parts[1]) == .mail ? (.certain, .reply) : nil
    }
    let number = number(parts)
    guard parts.count <= 2 else { return (.hidden, number) }
    if parts.count == 2 {
      let isShort = run.contains("_") ? false : parts.allSatisfy { 1...3 ~= $0.count }
      let isPadded = parts[0].count > 1 && parts[0].hasPrefix("0")
      return (isShort && !isPadded || isMeasure && run.contains(".") ? .word : .hidden, number)
    }
    return (isHarmless(run) ? .word : .hidden, number)
  }

  private func number(_ parts: [Substring]) -> OwnerNumber {
    if parts.count == 1, let value = Int(parts[0]) {
      let isOfMonth = !context.isDisjoint(with: Self.months)
      if isOfMonth, 1...31 ~= value { return .date }
      if isOfMonth || isBehindTime, 1970...2099 ~= value { return .date }
      if isDocument, 3...4 ~= parts[0].count { return .coded(front: "rfc") }
      if isPercent, value <= 100 { return .measured(unit: "%") }
    }
    return isMeasure ? .measured(unit: "") : .plain(groups: parts.count)
  }

  private var isMeasure: Bool {
    !context.isDisjoint(with: Self.measures) || !context.isDisjoint(with: Self.codes)
  }

  private func isHarmless(_ digits: Substring) -> Bool {
    if isInLink { return digits.count <= Self.longestInLink }
    if digits.count <= Self.longestPlain {
      return digits.count < 3 || !digits.hasPrefix("0") || isMeasure
    }
    if digits.count <= Self.longestCode {
      return isMeasure || digits.count == 4 && 1970...2099 ~= Int(digits) ?? 0
    }
    return digits.count <= Self.longestSize && !digits.hasPrefix("0")
      && !context.isDisjoint(with: Self.measures)
  }

  /// `550`, `5.7.1`, `550-5.7.1` (RFC 3463, RFC 5321 section 4.2).
  private static func code(_ run: Substring) -> OwnerNumber? {
    let parts = run.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count <= 2, let first = parts.first, let last = parts.last else { return nil }
    if parts.count == 2 {
      return isReply(first) && isStatus(last) ? .status(hasReply: true) : nil
    }
    return isReply(first) ? .reply : isStatus(first) ? .status(hasReply: false) : nil
  }

  private static func isReply(_ digits: Substring) -> Bool {
    digits.count == 3 && digits.utf8.allSatisfy(\.isASCIIDigit)
      && "2345".contains(digits.prefix(1))
  }

  private static func isStatus(_ run: Substring) -> Bool {
    let labels = run.split(separator: ".", omittingEmptySubsequences: false)
    return labels.count == 3 && labels[0].count == 1 && "245".contains(labels[0])
      && labels.allSatisfy { 1...3 ~= $0.count && $0.utf8.allSatisfy(\.isASCIIDigit) }
  }

  /// `23:55`, `23:55:04`.
  static func isTime(_ run: Substring) -> Bool {
    let parts = run.split(separator: ":", omittingEmptySubsequences: false)
    return 2...3 ~= parts.count && 1...2 ~= parts[0].count && Int(parts[0]) ?? 99 <= 24
      && parts.allSatisfy { $0.utf8.allSatisfy(\.isASCIIDigit) }
      && parts.dropFirst().allSatisfy { $0.count == 2 && Int($0) ?? 99 <= 60 }
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
    guard lengths == [4, 2, 2] || lengths == [2, 2, 4] else { return false }
    let values = parts.compactMap { Int($0) }
    let (year, others) = lengths[0] == 4 ? (values[0], values[1...]) : (values[2], values[..<2])
    let time = run.drop { $0 != "T" }.dropFirst()
    return 1970...2099 ~= year && others.allSatisfy { 1...31 ~= $0 }
      && (time.isEmpty || isTime(time))
  }

  /// The unit of `10MB`, `24h`, `4xx`, `1st`.
  private static func unit(of run: Substring) -> String? {
    let digits = run.prefix { $0.isASCII && $0.isNumber }
    let unit = run[digits.endIndex...].lowercased()
    let isLong = digits.count > 1 && digits.hasPrefix("0") || digits.count > longestSize
    return !isLong && units.contains(unit) ? unit : nil
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

  /// Words beside a number of up to five digits that is a code, a port, a line or a count.
  private static let codes: Set = [
    "rfc", "aup", "code", "errorcode", "status", "state", "line", "lines", "port", "section",
    "rule",
    "win", "hresult", "dsn", "hops", "hop", "attempt", "attempts", "times", "retry", "score",
    "minute", "hour", "day", "week", "weeks", "minuten", "tage", "dagen", "jours", "min", "sec",
  ]

  private static let months: Set = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "january",
    "february", "march", "april", "june", "july", "august", "september", "october", "november",
    "december",
  ]

  /// Numbers in words; `one` has too many other uses in other languages than English.
  static let spelled: Set = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
    "hundred", "null", "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun",
    "zehn", "elf", "zwölf", "zwanzig", "hundert", "nul", "twee", "drie", "vijf", "zes", "zeven",
    "negen", "tien", "twaalf", "twintig", "honderd", "deux", "trois", "quatre", "cinq", "sept",
    "huit", "neuf", "dix", "onze", "douze", "vingt", "cent", "cero", "dos", "tres", "cuatro",
    "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce", "veinte", "cien", "due",
    "tre", "quattro", "cinque", "sei", "sette", "otto", "nove", "dieci", "venti", "cento", "dois",
    "três", "quatro", "sete", "oito", "dez", "vinte", "cem",
  ]
}

/// Codes that providers publish, letters with digits behind them.
enum PublicCodes {
  /// Whether a word is such a code, for example `S3150`, `TSS04`, `IPv6`, `RFC5321`, `TLSv1`.
  static func holds(_ word: some StringProtocol) -> Bool {
    let letters = word.prefix { $0.isASCII && $0.isLetter }
    let digits = word.dropFirst(letters.count)
    guard digits.count <= longest, digits.utf8.allSatisfy(\.isASCIIDigit) else {
      return whole.contains(word.lowercased())
    }
    if digits.isEmpty { return false }
    if word.count == 2, letters == letters.uppercased() { return true }
    let front = letters.lowercased()
    // Of protocols; behind `ip` anything else is an address.
    return front == "ip" ? digits == "4" || digits == "6" : fronts.contains(front)
  }

  /// Whether a word is such a code that is written with a hyphen or underscore: `SC-004`.
  static func holds(parts: [some StringProtocol]) -> Bool {
    guard parts.count == 2, let front = parts.first, let number = parts.last else { return false }
    return fronts.contains(front.lowercased()) && front.lowercased() != "ip"
      && 1...longest ~= number.count && number.utf8.allSatisfy(\.isASCIIDigit)
  }

  /// A longer number than published codes have may be an address or a telephone number.
  private static let longest = 4

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
    "7-bit", "8-bit", "smtputf8", "uceprotectl1", "b2b", "t1", "b1", "iso-8859-1", "iso-8859-2",
    "iso-8859-15",
    "windows-1252", "iso-2022-jp", "sha-256", "utf-16",
  ]
}

extension UInt8 {
  fileprivate var isASCIIDigit: Bool { 0x30...0x39 ~= self }
}
