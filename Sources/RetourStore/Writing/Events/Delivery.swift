import RetourEvents

/// What one event says about its delivery.
struct DeliveryEvidence {
  var event: Int64
  var key: Identity
  var kind: ReportKind
  var occurredAt: Int64?
  var day: String
  var domain: Int64?
  var reason: Int64?
  var expired: Bool
  var side: Int64?
  var evidence: Evidence?
  var host: Int64?
  /// Whether it is the row of a message trace.
  var isTrace: Bool
  /// Whether it only says that the time to try was over: what names the error is better evidence.
  var isBareExpiry = false
  /// Whether it names the recipient; without one a row of a trace adds nothing to the volume.
  var namesRecipient = true
}

/// The state of one message for one recipient, as all events about it say together.
///
/// It follows from the set of witnesses alone, so the order in which they arrived can't matter.
struct Delivery: Equatable {
  var decidedBy: Int64
  var reports: Int
  var kind: ReportKind
  var domain: Int64?
  var day: String
  var occurredAt: Int64?
  var lastAt: Int64?
  var reason: Int64?
  var expired: Bool
  var side: Int64?
  var evidence: Evidence?
  var host: Int64?
  /// Whether a message trace speaks of it.
  var isTraced: Bool

  /// What a single witness says.
  init(of witness: DeliveryEvidence) {
    decidedBy = witness.event
    reports = 1
    kind = witness.kind
    domain = witness.domain
    day = witness.day
    occurredAt = witness.occurredAt
    lastAt = witness.occurredAt
    reason = witness.reason
    expired = witness.expired
    side = witness.side
    evidence = witness.evidence
    host = witness.host
    isTraced = witness.isTrace && witness.namesRecipient
  }

  /// Judges the witnesses; nil if there are none.
  ///
  /// The most final kind is what happened, and it happened when it was first reported; where a
  /// message trace speaks of it, when the trace first does, which is when the message was received.
  /// Among the witnesses of that kind (a failure and a suppression count alike) the best evidence
  /// gives the cause; among equals the earliest, then the smallest event id.
  init?(of witnesses: [DeliveryEvidence]) {
    guard let kind = witnesses.map(\.kind).max(by: { $0.finality < $1.finality }) else {
      return nil
    }
    let speakers = witnesses.filter { $0.kind == kind || kind.isFailure && $0.kind.isFailure }
    guard let judge = speakers.min(by: Self.isBetter),
      let first = Self.dating(witnesses, speakers).min(by: {
        ($0.occurredAt ?? .max, $0.key) < ($1.occurredAt ?? .max, $1.key)
      })
    else { return nil }
    self.init(of: judge)
    reports = witnesses.count
    self.kind = kind
    domain =
      judge.domain ?? witnesses.filter { $0.domain != nil }.min { $0.key < $1.key }?.domain
    day = first.day
    occurredAt = first.occurredAt
    lastAt = witnesses.compactMap(\.occurredAt).max()
    isTraced = witnesses.contains { $0.isTrace && $0.namesRecipient }
  }

  /// The witnesses that say on which day the delivery counts.
  private static func dating(_ all: [DeliveryEvidence], _ speakers: [DeliveryEvidence])
    -> [DeliveryEvidence]
  {
    let dated = all.filter { $0.isTrace && $0.occurredAt != nil }
    return dated.isEmpty ? speakers : dated
  }

  private static func isBetter(_ left: DeliveryEvidence, _ right: DeliveryEvidence) -> Bool {
    if left.strength == right.strength,
      left.namesRecipient != right.namesRecipient
    {
      return left.namesRecipient
    }
    let leftOrder = (left.strength, left.occurredAt ?? .max, left.key)
    return leftOrder < (right.strength, right.occurredAt ?? .max, right.key)
  }
}

extension DeliveryEvidence {
  /// The same, where it says only that a server of ours took it or not: then it adds nothing to a
  /// volume.
  func relayed(_ isRelayed: Bool) -> DeliveryEvidence {
    guard isRelayed else { return self }
    var witness = self
    if kind == .delivered { witness.kind = .relayed }
    witness.isTrace = false
    return witness
  }

  /// The place of its evidence in the order from the strongest, 0.
  fileprivate var strength: Int {
    let strength = evidence.strength
    return isBareExpiry ? max(strength, (.userText as Evidence?).strength) : strength
  }
}

extension ReportKind {
  /// How final a kind is for its delivery: a later, higher one supersedes a lower.
  var finality: Int {
    switch self {
    case .delayed: 0
    case .feedback: 1
    case .autoReply: 2
    case .expanded: 3
    case .relayed: 4
    case .delivered: 5
    case .filtered: 6
    case .quarantined: 7
    case .suppressed: 8
    case .failed: 9
    }
  }
}

extension Evidence? {
  /// The place in the order from the strongest, 0, to none.
  fileprivate var strength: Int {
    switch self {
    case .text: 0
    case .vendorCode: 1
    case .similar: 2
    case .status: 3
    case .reply: 4
    case .userText: 5
    case .dns: 6
    case .some(.none): 7
    case nil: 8
    }
  }
}
