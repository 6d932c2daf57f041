/// How long a notice says that delivery was tried.
///
///     Message could not be delivered for 5 days
///     ... has not been delivered to one or more of its recipients after more than 24 hours on the queue
///     konnte seit 4 Stunden nicht zugestellt werden
///
/// A sentence counts where it speaks of delivering, names a time in digits behind a word such as `for`,
/// `after` or `seit`, and doesn't speak of what will be: how long a server goes on trying isn't how long
/// it tried.
struct TriedFor {
  /// Bytes of a notice that are looked through.
  private static let limit = 8_192
  /// How many words may stand between `for` and the number: `for the past 4 hours`.
  private static let reach = 4
  /// No server tries longer than 60 days, in seconds.
  private static let longest: Int64 = 60 * 86_400

  /// The longest time of those that the lines name, in seconds; nil where they name none.
  static func seconds(in lines: some Sequence<Bytes>) -> Int64? {
    // Few notices name any time, and taking words apart costs more than reading a notice.
    guard lines.contains(where: namesTime) else { return nil }
    var found: Int64?
    var sentence: [[UInt8]] = []
    var bytes = 0
    func end() {
      if let seconds = seconds(of: sentence) { found = max(found ?? 0, seconds) }
      sentence.removeAll(keepingCapacity: true)
    }
    for line in lines {
      if line.isEmpty { end() }
      bytes += line.count
      guard bytes <= limit else { break }
      for word in line.split(whereSeparator: \.isWhiteSpace) {
        sentence.append(Self.plain(word))
        if let last = word.last,
          [UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "?")].contains(last)
        {
          end()
        }
      }
    }
    end()
    return found
  }

  /// Whether a line has a number before the name of a unit, or may have one: `5 days`, `4 hour(s)`, or a
  /// number at its end.
  private static func namesTime(_ line: Bytes) -> Bool {
    var (isAfterNumber, isAfterBlank) = (false, false)
    for index in line.indices {
      let byte = line[index]
      if 0x30...0x39 ~= byte {
        (isAfterNumber, isAfterBlank) = (true, false)
      } else if byte.isWhiteSpace {
        isAfterBlank = true
      } else {
        if isAfterNumber, isAfterBlank, initials.contains(byte | 0x20) {
          let word = line[index...].prefix { $0 | 0x20 >= 0x61 }
          if word.count <= longestUnit, isUnit(word.map(\.lowercased)) { return true }
        }
        (isAfterNumber, isAfterBlank) = (false, false)
      }
    }
    return isAfterNumber
  }

  private static func isUnit(_ word: [UInt8]) -> Bool {
    units.contains { $0.words.contains(word) }
  }

  /// The letters with which names of units begin.
  private static let initials = Set(units.flatMap(\.words).compactMap(\.first))
  private static let longestUnit = units.flatMap(\.words).map(\.count).max() ?? 0

  /// A word in lower case without marks around it and without `(s)`.
  private static func plain(_ word: Bytes) -> [UInt8] {
    var rest = word
    if rest.contains(UInt8(ascii: "(")), let place = rest.firstIndex(ofIgnoringCase: "(s)") {
      rest = rest[..<place]
    }
    func isMark(_ byte: UInt8) -> Bool {
      byte < 0x30 || 0x3A...0x40 ~= byte || byte == 0x5B || byte == 0x5D
    }
    while let first = rest.first, isMark(first) { rest = rest.dropFirst() }
    while let last = rest.last, isMark(last) { rest = rest.dropLast() }
    return rest.map(\.lowercased)
  }

  private static func seconds(of sentence: [[UInt8]]) -> Int64? {
    guard sentence.count > 2, sentence.contains(where: isUnit), sentence.contains(where: isAttempt),
      !sentence.contains(where: isOther)
    else { return nil }
    var found: Int64?
    var index = 0
    while index + 1 < sentence.count {
      guard let first = time(sentence, index), isIntroduced(sentence, index) else {
        index += 1
        continue
      }
      var (sum, next) = (first, index + 2)
      // `2 days and 3 hours`
      while next + 1 < sentence.count {
        if let more = time(sentence, next) {
          (sum, next) = (sum + more, next + 2)
        } else if next + 2 < sentence.count, links.contains(sentence[next]),
          let more = time(sentence, next + 1)
        {
          (sum, next) = (sum + more, next + 3)
        } else {
          break
        }
      }
      if sum <= longest { found = max(found ?? 0, sum) }
      index = next
    }
    return found
  }

  /// The time that a number and a unit at a place name.
  private static func time(_ words: [[UInt8]], _ index: Int) -> Int64? {
    guard let number = words[index][...].number, 1...10_000 ~= number,
      let unit = units.first(where: { $0.words.contains(words[index + 1]) })
    else { return nil }
    return Int64(number) * unit.seconds
  }

  private static func isIntroduced(_ words: [[UInt8]], _ index: Int) -> Bool {
    words[max(0, index - reach)..<index].contains { introductions.contains($0) }
  }

  private static func isAttempt(_ word: [UInt8]) -> Bool {
    attempts.contains { word.starts(with: $0) }
  }

  private static func isOther(_ word: [UInt8]) -> Bool { others.contains(word) }

  private static func words(_ text: String) -> Set<[UInt8]> {
    Set(text.split(separator: " ").map { Array($0.utf8) })
  }

  private static let units: [(words: Set<[UInt8]>, seconds: Int64)] = [
    (words("minute minutes min mins minuten minuut minuti minuto minutos"), 60),
    (
      words(
        "hour hours hr hrs h stunde stunden std uur uren heure heures hora horas ora ore timme timmar "
          + "time timer godzin godzina"
      ), 3_600
    ),
    (
      words(
        "day days tag tage tagen dag dagen dagar dage jour jours día días dia dias giorno giorni dni "
          + "dzień"
      ), 86_400
    ),
    (
      words("week weeks woche wochen weken semaine semaines semana semanas settimana settimane"),
      604_800
    ),
  ]

  private static let links = words("and und en et y e i och og")

  private static let introductions = words(
    "for past last after over since seit nach während über gedurende na sinds al afgelopen meer "
      + "pendant depuis après durante desde após por hace tras dopo da per oltre i efter sedan przez"
  )

  /// How words begin that speak of delivering or of trying to.
  private static let attempts = [
    "deliver", "undeliver", "send", "gave", "giving", "expire", "abgelaufen", "verlopen", "sent",
    "queue", "try", "tried", "trie", "retr", "attempt",
    "spool", "zugestellt", "zustell", "versuch", "warteschlange", "bezorg", "afgelever", "aflever",
    "verzond", "verzend", "wachtrij", "poging", "livr", "distribu", "remis", "envoy", "tentative",
    "entreg", "envi", "intent", "cola", "consegn", "recapit", "tentat", "coda", "lever", "försök",
    "dostarcz",
  ].map { Array($0.utf8) }

  /// Words of what is going to be, and of what else takes days.
  private static let others = words(
    "account mailbox inactive login logged password vacation quota "
      + "will until till another next every within continue continues wird bis weiterhin innerhalb "
      + "zal zullen tot binnen blijft blijven elke sera jusqu'à prochaines toutes será hasta próximas "
      + "cada verrà fino prossime ogni kommer tills"
  )
}
