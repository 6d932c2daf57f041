import RetourEvents

extension Decision {
  /// Whether the message was given up after retries (taxonomy 4.2, 6a.2, 6a.3, 6b.3).
  func isExpired(_ finding: Finding) -> Bool {
    guard kind != .delayed else { return false }
    if hasExpiryWords || hasExchangeRetryCode || finding.reason == .queueExpired { return true }
    guard statedAction == .failed else { return false }
    switch finding.reason {
    case .domainNotFound, .nullMx, .noMx, .mxLoop, .mailLoop: return false
    case .connectionTimeout, .connectionRefused, .connectionDropped, .dnsFailure: return true
    default: return hasTransientReply
    }
  }

  var hasTransientReply: Bool {
    if context.status?.statusClass == 4 || context.reply?.isTransient == true {
      return true
    }
    guard let last = layers.last else { return false }
    return last.status?.statusClass == 4 || last.reply?.isTransient == true
  }

  /// Whether the innermost text is a transient refusal in words beyond those of expiry.
  var endsInUnknownRefusal: Bool {
    guard let last = layers.last else { return false }
    let reading = readings[last.reading]
    let isTransient = last.status?.statusClass == 4 || last.reply?.isTransient == true
    return isTransient && !reading.hasExpiryWords && reading.hasWords(in: last.range)
  }

  /// Exchange Online retries 4.4.31x and 4.7.320 until the time is up, so a failure with one of
  /// them has expired.
  var hasExchangeRetryCode: Bool {
    context.status?.isExchangeRetry == true
      || layers.contains { $0.status?.isExchangeRetry == true }
  }
}

extension EnhancedStatus {
  /// Whether Exchange Online retries on this status until the time is up: 4.4.310 to 318, 4.7.320.
  fileprivate var isExchangeRetry: Bool {
    statusClass == 4 && (subject == 4 && 310...318 ~= detail || subject == 7 && detail == 320)
  }

  /// Whether this is the status of an expired message: x.4.7, and Exchange's 5.4.300.
  var isExpiry: Bool {
    subject == 4 && (detail == 7 || detail == 300 && statusClass == 5)
  }
}
