/// Why a delivery failed, whose fault it is and what the judgement rests on.
public struct Verdict: Hashable, Sendable {
  /// The reason; its cause, permanence and actors follow from it.
  public var reason: Reason
  /// Whether the message was given up after retries; independent of the reason.
  public var expired: Bool
  /// On which side the failure is to be repaired.
  public var side: Side
  /// What the verdict rests on.
  public var evidence: Evidence
  /// The id of the rule that decided, for example `postfix.nullmx`.
  public var rule: String
  /// The block list that the deciding text names, for example `zen.spamhaus.org`; nil where the
  /// reason is no listing or no list is named.
  public var blockList: String?
  /// The address that the deciding text refuses, for example `192.0.2.44`; nil where the reason isn't
  /// one about an address, or the text names none but its own.
  ///
  /// It is ours, or that of a server between.
  public var refusedAddress: String?

  /// Creates a verdict.
  public init(
    reason: Reason,
    expired: Bool,
    side: Side,
    evidence: Evidence,
    rule: String,
    blockList: String? = nil,
    refusedAddress: String? = nil
  ) {
    self.reason = reason
    self.expired = expired
    self.side = side
    self.evidence = evidence
    self.rule = rule
    self.blockList = blockList
    self.refusedAddress = refusedAddress
  }

  /// The cause.
  public var cause: Cause { reason.cause }
  /// Who has to act.
  public var actors: ActorSet { reason.actors }
  /// Whether the same message would fail again.
  public var permanence: Permanence { reason.permanence }
}
