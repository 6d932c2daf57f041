import RetourClassifier
public import RetourEvents

/// What the owner of one destination domain is told: everything that all its formats show.
///
/// Texts from mail are ``OwnerText``: they have passed the ``OwnerView``.
public struct Letter: Sendable {
  /// Who writes, and how.
  public struct Options: Sendable {
    /// What is ours.
    public var sender = OwnerView.Sender()
    /// Our organisation's name.
    public var organisation: String?
    /// Whom the owner may ask: an address, with or without a name.
    public var contact: String?
    /// A number to call.
    public var phone: String?
    /// What stands under a letter, in lines; nil for the organisation's name.
    public var signature: String?
    /// The address to write to; nil for the postmaster of the domain.
    public var addressee: String?
    /// What the owner is asked to repair.
    public var scope = LetterScope()
    /// In which language.
    public var language = Language.english
    /// Whether recipients are named.
    public var showsRecipients = false
    /// Whether Message-IDs are shown.
    public var showsMessageIDs = true
    /// The moment of writing.
    public var now: Timestamp

    /// Creates options with nothing said but the moment.
    public init(now: Timestamp) { self.now = now }
  }

  /// The totals of the period.
  struct Totals: Sendable {
    var failures = 0
    var recipients = 0
    var messages = 0
    var expired = 0
    var firstAt: String?
    var lastAt: String?
    var firstDay: String?
    var lastDay: String?
  }

  /// One way in which mail failed.
  struct Answer: Sendable {
    let replyCode: Int?
    let status: String?
    let phase: SMTPPhase?
    let failures: Int
    let recipients: Int
    let expired: Int
    let firstAt: String?
    let lastAt: String?
  }

  /// One reason on one side, with its answers and its evidence.
  struct Cause: Sendable {
    let reason: Reason
    let side: Side
    var answers: [Answer]
    /// The newest failures, one of each server.
    var evidence: [Evidence] = []
    /// The servers with the most failures.
    var servers: [ServerEvidence] = []

    var failures: Int { answers.reduce(0) { $0 + $1.failures } }
    var firstAt: String? { answers.compactMap(\.firstAt).min() }
    var lastAt: String? { answers.compactMap(\.lastAt).max() }
    var expired: Int { answers.reduce(0) { $0 + $1.expired } }
  }

  /// One failure that shows a cause.
  struct Evidence: Sendable {
    let at: String?
    let eventID: String
    let recipient: OwnerText?
    let messageID: OwnerText?
    let queueID: OwnerText?
    let server: OwnerText?
    let address: OwnerText?
    let reportedBy: OwnerText?
    let phase: SMTPPhase?
    let replyCode: Int?
    let status: String?
    let attempts: Int?
    let retriedFor: Int?
    let isExpired: Bool
    let text: OwnerText?
    let link: OwnerText?
  }

  /// Failures of one reason on one day.
  struct DayCount: Sendable {
    let day: String
    let reason: Reason
    let failures: Int
  }

  /// One recipient.
  struct Recipient: Sendable {
    let address: OwnerText
    let failures: Int
  }

  /// Whose owner it goes to.
  public let domain: DomainName
  /// The domain with U-labels, where it differs.
  let domainShown: String?
  let options: Options
  let timeZone: String
  /// The first and the last day of the period, both included; nil where neither the question nor
  /// the data says.
  let days: (first: String, last: String)?
  let totals: Totals
  /// Ordered by failures, ours last.
  let causes: [Cause]
  let dayCounts: [DayCount]
  /// The days of which the database knows anything.
  let known: KnownDays
  /// Empty unless they are shown.
  let recipients: [Recipient]
  /// Whether addresses are known by pseudonyms only.
  let isPseudonymous: Bool
  /// The day before the newest with a failure in the database: what failed since is still going on.
  let lately: String?
  /// Places from which something was removed.
  let removed: Int
  /// Different recipients of what the letter is about.
  var toldRecipients = 0
  /// What the last look at the domain found; nil where nobody looked.
  var lookup: LookupNote?

  /// Whether what it is about failed on the newest day of the database, or on the day before.
  var isStillHappening: Bool {
    guard let lately, let last = told.compactMap(\.lastAt).max() else { return false }
    return last.prefix(10) >= lately[...]
  }

  /// Whether there is nothing to tell.
  public var isEmpty: Bool { totals.failures == 0 }

  /// Failed deliveries of the period.
  public var failures: Int { totals.failures }

  /// The language.
  var language: Language { options.language }
  /// Causes that the owner may be able to repair.
  var theirs: [Cause] { causes.filter { $0.side != .ours } }
  /// Causes that are ours.
  var ours: [Cause] { causes.filter { $0.side == .ours } }

  /// The domain as people read it: with U-labels and A-labels where they differ.
  var domainTitle: String { domainShown.map { "\($0) (\(domain.name))" } ?? domain.name }

  /// The period as people read it.
  var periodText: String { days.map { language.period($0.first, $0.last) } ?? "–" }

  /// A short name under which owner and sender can speak of this letter: month and day of the last
  /// failure, and the domain.
  var reference: String {
    let day = (told.compactMap(\.lastAt).max() ?? totals.lastAt ?? "").prefix(10)
    let digits = day.utf8.count == 10 ? "\(day.dropFirst(5).prefix(2))\(day.suffix(2))" : "0000"
    return "RTR-\(digits)-\(domain.name)"
  }
}
