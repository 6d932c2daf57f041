public import RetourEvents

/// Who has to act next on a failure, seen from the administrator who reads.
///
/// It follows from who can act (`Reason.actors`) and from the side on which it is to be repaired: a
/// wrong address, for example, lies on the other side, and is nothing that the owner of the domain
/// could repair.
public enum WhoseMove: String, CaseIterable, Hashable, Sendable {
  /// We: our servers, our records, our accounts.
  case you
  /// Whoever runs the destination's mail.
  case owner
  /// The person who wrote, or the person who was written to.
  case people
  /// Nobody can say.
  case unknown

  /// Whose move it is after a failure for a reason on a side.
  public static func of(_ reason: Reason, _ side: Side) -> WhoseMove {
    if side == .ours { return .you }
    switch reason {
    case .unclassified, .noDiagnosis: return .unknown
    // Most often a typing error; and who owned a domain that is gone can't be written to.
    case .domainNotFound: return .people
    default: break
    }
    let actors = reason.actors
    if actors.isSubset(of: [.senderUser, .recipientUser]) { return .people }
    if side == .unknown {
      return actors == .recipientAdmin && reason.fault == .recipient ? .owner : .unknown
    }
    return .owner
  }
}
