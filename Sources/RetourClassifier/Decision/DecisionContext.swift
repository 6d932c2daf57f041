import RetourEvents
import RetourRules

extension Decision {
  func makeContext(_ report: borrowing DeliveryReport) -> ReportContext {
    var context = ReportContext()
    context.phase = report.phase ?? statedPhase
    context.status = isMadeUp(report) ? nil : report.status
    context.reply = report.reply
    context.remoteVendor = report.remoteHost.flatMap(vendor(ofHost:))
    context.reporterVendor = (report.generatingServer ?? report.reportingMTA)
      .flatMap(vendor(ofHost:))
    context.recipientDomain = report.domain
    context.recipientVendor = report.domain.flatMap(catalogue.vendor(ofDomain:))
    context.senderDomain = report.sender?.domain
    context.isOurs =
      recipientGround != nil || inference.endpoint(endpoint, trustsAddress: true) != nil
    context.isExpired = hasExpiryWords || hasExchangeRetryCode
    return context
  }

  /// Whether the report's status is its sender's guess: it was told a reply code and words, and wrote
  /// a status field that the answer doesn't state.
  ///
  /// RFC 3464 wants a status for each recipient, so sendmail writes 5.1.1 for any 550 at `RCPT`, and
  /// others do alike. Exchange's own codes say more than the answer.
  private func isMadeUp(_ report: borrowing DeliveryReport) -> Bool {
    guard let status = report.status, status.detail != 0, !inference.isExchange else {
      return false
    }
    guard let last = layers.last(where: { $0.reply != nil }),
      !layers.contains(where: { $0.status != nil })
    else { return false }
    return readings[last.reading].hasWords(in: last.range)
  }

  private func vendor(ofHost host: String) -> Vendor? {
    catalogue.vendor(ofHost: host.utf8.span)
  }

  /// The phase that a text names, the innermost first.
  private var statedPhase: SMTPPhase? {
    for reading in readings.reversed() {
      for hit in reading.hits.reversed() {
        switch catalogue.anchorOfPhrase[Int(hit.phrase)] {
        case .connect: return .connect
        case .ehlo: return .ehlo
        case .starttls: return .starttls
        case .auth: return .auth
        case .mail: return .mail
        case .rcpt: return .rcpt
        case .data: return .data
        default: continue
        }
      }
    }
    return nil
  }

  static func isExchange(
    _ report: DeliveryReport,
    _ readings: [Reading],
    _ catalogue: Catalogue
  ) -> Bool {
    if report.generatingServer != nil || report.origin == .trace { return true }
    if let host = report.reportingMTA.flatMap({ DomainName(ascii: $0) }),
      SideInference.exchangeOnline.contains(where: host.isEqualOrBelow)
    {
      return true
    }
    return readings.contains { reading in
      reading.hits.contains {
        catalogue.anchorOfPhrase[Int($0.phrase)] == .endpoint
          || catalogue.vendorOfPhrase[Int($0.phrase)] == .microsoft
      }
    }
  }
}
