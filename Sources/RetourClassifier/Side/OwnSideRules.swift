import RetourEvents
import RetourRules

extension Decision {
  /// Applies the rules H1 to H6 (taxonomy section 5) to what the texts gave; returns the side.
  ///
  /// H0 is the group `hybrid-token` of the catalogue.
  func applyOwnSide(_ finding: inout Finding) -> Side {
    let isDNS = [.dnsFailure, .noMx, .domainNotFound, .mxHostNotFound].contains(finding.reason)
    let endpointGround = inference.endpoint(endpoint, trustsAddress: !isDNS)

    if let ground = endpointGround, let reason = hybridReason(for: finding) {
      change(&finding, to: reason, because: "the last endpoint is ours", ground)
    } else if finding.reason == .mailLoop, own.hybrid != .no {
      if let recipientGround {
        change(
          &finding,
          to: .hybridLoop,
          because: "the recipient's domain is ours",
          recipientGround
        )
      } else if inference.hopsAlternate {
        let ground = own.isUnknown ? SideInference.Ground.inferred : .configured
        change(&finding, to: .hybridLoop, because: "the hops go back and forth", ground)
      }
    } else if finding.reason == .recipientUnknown, let recipientGround {
      if own.hybrid == .yes {
        change(
          &finding,
          to: .hybridConfig,
          because: "the recipient's domain is ours",
          recipientGround
        )
      } else if own.hybrid == .auto {
        trace?.side =
          "the recipient's domain is ours: if the organisation is hybrid, the address "
          + "may be missing in synchronisation"
      }
    } else if finding.reason == .relayDenied, let ground = endpointGround ?? relayGround {
      change(&finding, to: .connectorAuth, because: "our own server refused to relay", ground)
    }
    return side(of: finding, isOwnEndpoint: endpointGround != nil)
  }

  /// H1 and H2: what a failure to reach our own server means.
  private func hybridReason(for finding: Finding) -> Reason? {
    switch finding.reason {
    case .connectionTimeout, .connectionRefused, .connectionDropped, .serverUnavailable,
      .dnsFailure, .noMx, .domainNotFound, .mxHostNotFound, .queueExpired:
      .onpremUnreachable
    case .tlsRequired, .certificateInvalid, .tlsPolicyFailed: .connectorTls
    case .relayDenied, .submissionAuth: .connectorAuth
    case .senderNotPermitted where hasExpiryWords: .connectorAuth
    default: nil
    }
  }

  /// H5: Exchange Online refuses to relay for our own domain.
  private var relayGround: SideInference.Ground? {
    let protection = DomainName(ascii: "protection.outlook.com")
    let isOnline = endpoint.names.contains { name in protection.map(name.isEqualOrBelow) == true }
    return isOnline ? recipientGround : nil
  }

  private func change(
    _ finding: inout Finding,
    to reason: Reason,
    because fact: String,
    _ ground: SideInference.Ground
  ) {
    finding.reason = reason
    trace?.side = "\(fact): \(ground.rawValue)"
    if ground != .configured { finding.evidence = finding.evidence.weaker }
  }

  /// The side by whose fault a reason is; from an own host everything is ours.
  private func side(of finding: Finding, isOwnEndpoint: Bool) -> Side {
    if finding.reason == .domainExpired, let side = sideOfExpiredDomain(finding) { return side }
    func tell(_ text: String) {
      if trace?.side.isEmpty == true { trace?.side = text }
    }
    if isOwnEndpoint, finding.reason != .noDiagnosis {
      tell("the last endpoint is ours")
      return .ours
    }
    let name = finding.reason.rawValue
    switch finding.reason.fault {
    case .sender, .ours:
      tell("\(name) is for the sender's side to repair")
      return .ours
    case .recipient:
      tell("\(name) is for the destination to repair")
      return .theirs
    case .both:
      tell("\(name) concerns both sides")
      return .both
    case .either, .none, .unknown:
      tell("\(name) doesn't tell the sides apart, and nothing else does")
      return .unknown
    }
  }

  /// Whose domain expired, by the name in the text; a text without names speaks of the
  /// recipient's domain in reply to anything but MAIL FROM.
  private func sideOfExpiredDomain(_ finding: Finding) -> Side? {
    guard let candidate = finding.candidate, let layer = candidate.layer, layer < layers.count
    else { return context.phase == .mail ? .ours : .theirs }
    let place = layers[layer]
    let facts = LayerFacts(readings[place.reading], place, context)
    switch facts.role(ofNameAt: candidate.hit) {
    case .sender: return .ours
    case .recipient: return context.phase == .mail ? .ours : .theirs
    case .other, .destination: return nil
    }
  }
}

extension Evidence {
  /// One grade lower.
  var weaker: Evidence {
    let all = Evidence.allCases
    guard let index = all.firstIndex(of: self), index + 1 < all.count - 1 else { return self }
    return all[index + 1]
  }
}
