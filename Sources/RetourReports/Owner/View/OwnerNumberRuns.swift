/// Looks at numbers again with an eye on those beside them: what says nothing alone may be a part of
/// an address or a telephone number, whatever stands between the parts.
struct OwnerNumberRuns {
  /// Numbers with so many words between them are still parts of one: `10 dot 1 dot 2`.
  private static let farthest = 2

  private(set) var tokens: [OwnerToken]

  init(_ tokens: [OwnerToken]) {
    self.tokens = tokens
    let numbers = tokens.indices.filter { tokens[$0].number != nil }
    guard numbers.count > 1 else { return }
    for run in Self.runs(of: numbers, where: { isBeside($0, $1) }) where run.count > 1 {
      judge(run)
    }
    for run in Self.runs(of: numbers, where: { words(between: $0, $1) <= Self.farthest })
    where run.count > 2 {
      judgeFar(run)
    }
    for run in Self.runs(of: numbers, where: { words(between: $0, $1) <= 1 }) { hideReplies(run) }
  }

  // MARK: Runs

  /// Splits numbers into runs of neighbours.
  private static func runs(of numbers: [Int], where areNeighbours: (Int, Int) -> Bool) -> [[Int]] {
    var runs: [[Int]] = []
    for number in numbers {
      if let last = runs.last?.last, areNeighbours(last, number) {
        runs[runs.count - 1].append(number)
      } else {
        runs.append([number])
      }
    }
    return runs
  }

  /// Whether nothing but blanks and signs stands between two numbers, or the name of a sign.
  private func isBeside(_ left: Int, _ right: Int) -> Bool {
    guard tokens[right].number != .spelled, tokens[left].number != .spelled else { return false }
    return tokens[(left + 1)..<right].allSatisfy { token in
      token.kind == .blank || token.kind == .sign || token.kind == .hidden
        || Self.signs.contains(token.text.lowercased())
    }
  }

  private func words(between left: Int, _ right: Int) -> Int {
    tokens[(left + 1)..<right].prefix(64).count { $0.kind != .blank && $0.kind != .sign }
  }

  private static let signs: Set = [
    "dot", "dots", "point", "punkt", "punt", "punto", "ponto", "dash", "hyphen", "minus", "slash",
    "comma", "komma", "colon", "space", "blank", "underscore", "plus", "and", "und", "en", "et",
    "y", "e", "then", "x",
  ]

  // MARK: Neighbours

  private mutating func judge(_ run: [Int]) {
    let run = withoutZone(run)
    let plain = run.filter { tokens[$0].number?.weight ?? 0 > 0 && !tokens[$0].isWhole }
    if isGrouped(run) || isFraction(run, plain) { return }
    let measured = run.filter { tokens[$0].isMeasured }
    let loose = measured.filter { tokens[$0].number == .measured(unit: "") }
    let parts = plain + loose.filter { isBesidePlain($0, in: run) }
    let weight = parts.reduce(0) { $0 + max(1, tokens[$1].number?.weight ?? 0) }
    let shown = plain.filter { tokens[$0].kind != .hidden }
    let isOfWhole = plain.count < run.count { tokens[$0].number?.weight ?? 0 > 0 }
    let hasBareStatus = run.contains { place in
      tokens[place].number == .status(hasReply: false) && !isPlaced(place, in: run)
    }
    let hasTime = run.contains { tokens[$0].number == .time }
    if !plain.isEmpty && parts.count > 1 && weight > 1
      || !shown.isEmpty && (hasBareStatus || hasTime || isOfWhole && weight > 1)
    {
      for place in run where !isPlaced(place, in: run) {
        if shown.isEmpty, tokens[place].front != nil { continue }
        tokens[place].kind = .hidden
      }
      return
    }
    let times = run.filter { tokens[$0].number == .time }
    let dates = run.filter { tokens[$0].number == .date }
    if times.count > 1 { hide(times) }
    if dates.count > 4 { hide(dates) }
    let units = measured.compactMap { tokens[$0].unit }
    if loose.count > 2 || measured.count > 3 || Set(units).count < units.count { hide(measured) }
    let coded = run.filter { tokens[$0].front != nil }
    let fronts = coded.compactMap { tokens[$0].front }
    let areDocuments = fronts == ["rfc", "rfc"]
    if coded.count > 3 || Set(fronts).count < fronts.count && !areDocuments { hide(coded) }
  }

  /// Whether a number that may be part of something stands next to one in a run.
  private func isBesidePlain(_ place: Int, in run: [Int]) -> Bool {
    zip(run, run.dropFirst()).contains { left, right in
      place == left && tokens[right].number?.weight ?? 0 > 0 && !tokens[right].isWhole
        || place == right && tokens[left].number?.weight ?? 0 > 0 && !tokens[left].isWhole
    }
  }

  /// Numbers with few words between them.
  private mutating func judgeFar(_ run: [Int]) {
    let run = run.filter { tokens[$0].kind != .hidden || tokens[$0].number == .spelled }
    let plain = run.filter { tokens[$0].number?.weight ?? 0 > 0 || tokens[$0].number == .time }
    let weight = plain.reduce(0) { $0 + max(1, tokens[$1].number?.weight ?? 0) }
    if plain.count > 1, weight > 2 { hide(plain) }
    let measured = run.filter { tokens[$0].isMeasured }
    if measured.count > 3 { hide(measured) }
    let coded = run.filter { tokens[$0].front != nil }
    if coded.count > 3 { hide(coded) }
    let dates = run.filter { tokens[$0].number == .date }
    if dates.count > 4 { hide(dates) }
  }

  private mutating func hide(_ places: [Int]) {
    for place in places { tokens[place].kind = .hidden }
  }

  /// Of reply codes after each other, as of numbers of an address, at most the first stays.
  private mutating func hideReplies(_ run: [Int]) {
    var row: [Int] = []
    for place in run + [-1] {
      if place >= 0, tokens[place].number == .reply {
        row.append(place)
      } else {
        if row.count > 2 { hide(row.filter { !isFirst($0) }) }
        row = []
      }
    }
  }

  /// Whether a code stands where codes stand: at the front of the text, or behind one that does.
  private func isPlaced(_ place: Int, in run: [Int]) -> Bool {
    guard tokens[place].kind == .certain else { return false }
    switch tokens[place].number {
    case .reply:
      if isFirst(place) { return true }
      guard let next = run.first(where: { $0 > place }) else {
        return isAtFront(place) || isSaid(place, in: run)
      }
      return tokens[next].number == .status(hasReply: false)
    case .status(hasReply: true): return true
    case .status(hasReply: false):
      if isAtFront(place) { return true }
      return run.last { $0 < place }.map { tokens[$0].number == .reply } ?? false
    default: return false
    }
  }

  /// Whether it is what a server said whose whole name or address stands before a colon.
  private func isSaid(_ place: Int, in run: [Int]) -> Bool {
    guard let before = run.last(where: { $0 < place }), tokens[before].isWhole else { return false }
    return tokens[..<place].suffix(2).map(\.text) == [":", " "]
  }

  /// Whether nothing stands before it in the text.
  private func isFirst(_ place: Int) -> Bool {
    tokens[..<place].allSatisfy { $0.kind == .blank || $0.kind == .sign }
  }

  /// Whether nothing stands before it in its layer of the text.
  private func isAtFront(_ place: Int) -> Bool {
    isFirst(place) || tokens[..<place].suffix(3).map(\.text) == [" ", "|", " "]
  }

  // MARK: What several numbers are together

  /// Without the zone behind a time: `23:55:04 +0100`.
  private mutating func withoutZone(_ run: [Int]) -> [Int] {
    let zones = zip(run.dropFirst(), run).filter { place, before in
      let text = tokens[place].text
      return tokens[before].number == .time && ["+", "-"].contains(tokens[place - 1].text)
        && text.utf8.count == 4 && Int(text).map { $0 <= 1400 && $0 % 100 < 60 } ?? false
    }.map(\.0)
    for zone in zones { tokens[zone].kind = .word }
    return run.filter { !zones.contains($0) }
  }

  /// Whether it is one number in groups of three digits that a word beside it calls a size:
  /// `10 485 760 bytes`.
  private func isGrouped(_ run: [Int]) -> Bool {
    let groups = run.filter { !isPlaced($0, in: run) }
    guard 2...3 ~= groups.count, groups.contains(where: { tokens[$0].isMeasured }) else {
      return false
    }
    let texts = groups.map { tokens[$0].text }
    let separators = Set(
      zip(groups, groups.dropFirst()).map { left, right in
        tokens[(left + 1)..<right].map(\.text).joined()
      }
    )
    guard separators.count == 1, let separator = separators.first,
      [",", " ", "'", "\u{A0}"].contains(separator), texts[0].first != "0"
    else { return false }
    return texts.allSatisfy { $0.utf8.allSatisfy { 0x30...0x39 ~= $0 } }
      && texts[0].utf8.count <= 3 && texts.dropFirst().allSatisfy { $0.utf8.count == 3 }
  }

  /// Whether it is how much of how much: `3/5`.
  private func isFraction(_ run: [Int], _ plain: [Int]) -> Bool {
    let both = run.filter { tokens[$0].number?.weight ?? 0 > 0 || tokens[$0].isMeasured }
    guard both.count == 2, plain.count > 0,
      both.count == run.filter({ !isPlaced($0, in: run) }).count,
      both.allSatisfy({ tokens[$0].kind == .word && tokens[$0].text.utf8.count <= 3 })
    else { return false }
    return both[0] + 2 == both[1] && tokens[both[0] + 1].text == "/"
  }
}

extension OwnerToken {
  fileprivate var isMeasured: Bool { unit != nil || number == .measured(unit: "") }

  /// Whether it is hidden and no part of something: the name of a host, or an address.
  fileprivate var isWhole: Bool {
    guard kind == .hidden, case .plain(let groups) = number else { return false }
    return groups >= 4 || text.contains(".") && text.contains(where: \.isLetter)
  }

  /// The unit that is written behind a number.
  fileprivate var unit: String? {
    guard case .measured(let unit) = number, !unit.isEmpty else { return nil }
    return unit
  }

  /// The letters of a code before its digits.
  fileprivate var front: String? {
    guard case .coded(let front) = number else { return nil }
    return front
  }
}
