import RetourClassifier
import RetourEvents

/// Whose move it is, and what to do today.
extension Overview {
  /// Failures by who has to act, in the period and in the one before.
  struct Moves: Sendable {
    var now: [WhoseMove: Int] = [:]
    var before: [WhoseMove: Int] = [:]

    subscript(_ move: WhoseMove) -> Int { now[move] ?? 0 }
  }

  /// Failures of one domain, reason and side.
  struct Share: Sendable {
    let domain: String?
    let reason: Reason
    let side: Side
    var failures = 0
    var before = 0
    /// Those of the last seven days of the period.
    var recent = 0
    var firstDay: String?
    var lastDay: String?

    var move: WhoseMove { .of(reason, side) }
  }

  /// Something to do.
  struct Task: Sendable {
    /// What.
    let title: String
    let move: WhoseMove
    /// Why, how much, since when.
    let note: String
    /// A command that helps, if any.
    var command: String?
    /// What failed for it in the last seven days: what a repair frees in a week.
    let recent: Int
    let isNew: Bool
    /// The domain that it is about; nil for several.
    var domain: String?
  }

  /// Fewer failures in seven days than this are nothing to do today about.
  static let smallestTask = 3
  /// How many days back count as lately.
  static let lately = 7
  /// How many things to do are shown.
  static let taskLimit = 8

  /// What to do, what frees most first.
  var allTasks: [Task] {
    (ownTasks + resolverTasks + ownerTasks + peopleTasks).filter { $0.recent >= Self.smallestTask }
      .sorted { ($0.recent, $1.title) > ($1.recent, $0.title) }
  }

  /// Ours: a task for each reason.
  private var ownTasks: [Task] {
    let ours = Dictionary(grouping: shares.filter { $0.move == .you }) { $0.reason }
    return ours.map { reason, some in
      let domains = Set(some.filter { $0.recent > 0 }.compactMap(\.domain)).count
      return Task(
        title: sentence(Remedy.of(reason, in: language).meaning),
        move: .you,
        note: Remedy.of(reason, in: language).administrator + " "
          + language.overview(
            .atDomains,
            ["domains": language.number(domains), "day": since(some)]
          ) + ownRecords(reason),
        recent: some.reduce(0) { $0 + $1.recent },
        isNew: isNew(some)
      )
    }
  }

  /// Theirs: a task for each domain whose owner can repair something.
  private var ownerTasks: [Task] {
    let theirs = Dictionary(
      grouping: shares.filter { $0.move == .owner && $0.domain != nil }
    ) { $0.domain ?? "" }
    return theirs.map { domain, some in
      let main = some.max { ($0.recent, $1.reason.rawValue) < ($1.recent, $0.reason.rawValue) }
      let reasons = some.filter { $0.recent > 0 }
      let hit = reasons.filter { $0.reason.hitsPostmaster }.reduce(0) { $0 + $1.recent }
      let recent = reasons.reduce(0) { $0 + $1.recent }
      let words = main.map { Remedy.of($0.reason, in: language).meaning } ?? ""
      return Task(
        title: language.overview(
          hit > 0 && hit * 2 >= recent ? .reachOwner : .writeOwner,
          ["domain": shown(domain)]
        ),
        move: .owner,
        note: "\(words) " + language.overview(.sinceDay, ["day": since(some)])
          + (main?.reason.isOfRecords == true ? records(of: domain) : ""),
        command: "retour export --domain \(domain)",
        recent: recent,
        isNew: isNew(some),
        domain: domain
      )
    }
  }

  /// People's: wrong addresses are one task.
  private var peopleTasks: [Task] {
    let wrong = shares.filter {
      $0.move == .people && [.recipient, .destinationDomain].contains($0.reason.cause)
    }
    guard !wrong.isEmpty else { return [] }
    return [
      Task(
        title: language.overview(.removeAddresses),
        move: .people,
        note: language.overview(
          .addressesNote,
          [
            "n": language.number(wrong.reduce(0) { $0 + $1.failures }),
            "domains": language.number(Set(wrong.compactMap(\.domain)).count),
          ]
        ),
        command: "retour query addresses-to-remove",
        recent: wrong.reduce(0) { $0 + $1.recent },
        isNew: isNew(wrong)
      )
    ]
  }

  private func since(_ some: [Share]) -> String {
    some.compactMap(\.firstDay).min().map { language.day($0) } ?? "–"
  }

  private func isNew(_ some: [Share]) -> Bool {
    before != nil && some.allSatisfy { $0.before == 0 }
  }

  private func sentence(_ words: String) -> String {
    words.hasSuffix(".") ? String(words.dropLast()) : words
  }

  /// What failed much and is over: nothing of it in the last days.
  var finished: [Share] {
    shares.filter {
      $0.recent == 0 && $0.failures >= 20 && ($0.move == .you || $0.move == .owner)
    }.sorted { ($0.failures, $1.domain ?? "") > ($1.failures, $0.domain ?? "") }
  }

  /// The answer to whether anything is wrong, and whose move it is.
  var answer: String {
    guard now.failures > 0 else { return language(.noFailures) }
    let tasks = allTasks
    let own = tasks.count { $0.move == .you }
    let owners = tasks.count { $0.move == .owner }
    let mine = own == 1 ? LetterNumber.one : .many
    let theirs = owners == 1 ? LetterNumber.one : .many
    let values: KeyValuePairs = ["n": language.spelled(own), "m": language.spelled(owners)]
    let phrase: OverviewPhrase
    switch (own, owners) {
    case (0, 0): phrase = .nothingToday
    case (_, 0): phrase = mine == .one ? .oneYours : .someYours
    case (0, _): phrase = theirs == .one ? .oneOwner : .someOwners
    default:
      switch (mine, theirs) {
      case (.one, .one): phrase = .oneAndOne
      case (.one, .many): phrase = .oneAndSome
      case (.many, .one): phrase = .someAndOne
      case (.many, .many): phrase = .someAndSome
      }
    }
    return language.sentence(language.overview(phrase, values))
  }

  private enum LetterNumber { case one, many }
}
