import MailText
import RetourEvents

/// Whether a domain is still registered.
struct RegistrationCheck {
  /// Days before the end from which on it is told.
  static let soon: Int64 = 30

  let directory: any RegistrationDirectory
  let now: Timestamp

  func run(_ domain: DNSName) async -> [DNSFinding] {
    guard let name = domain.domain else { return [] }
    let registered = UnsafePublicSuffix.registrableDomain(of: name)
    let asked = DNSName(registered)
    func finding(
      _ check: DNSCheck,
      _ outcome: DNSOutcome,
      _ severity: DNSSeverity,
      _ facts: [String: DNSFact] = [:]
    ) -> [DNSFinding] {
      [
        DNSFinding(
          domain: domain,
          asked: asked,
          type: "RDAP",
          check: check,
          outcome: outcome,
          severity: severity,
          facts: facts
        )
      ]
    }
    let registration: Registration
    switch await directory.answer(registered) {
    case .notFound: return finding(.notRegistered, .problem, .fault)
    case .failed(let why):
      let note = DNSFact.text(PrintableBytes.text(why.utf8, limit: 200))
      return finding(.registrationUnknown, .unknown, .fact, ["note": note])
    case .found(let json):
      guard let read = Registration(json) else {
        let note = DNSFact.text("the answer describes no domain")
        return finding(.registrationUnknown, .unknown, .fact, ["note": note])
      }
      registration = read
    }
    var facts: [String: DNSFact] = [:]
    if let expires = registration.expires { facts["expires"] = .text(expires.description) }
    let states = registration.status.sorted().map { PrintableBytes.text($0.utf8, limit: 60) }
    if !states.isEmpty { facts["status"] = .list(states) }
    if registration.isLapsed || registration.expires.map({ $0.seconds <= now.seconds }) == true {
      return finding(.lapsed, .problem, .fault, facts)
    }
    if registration.isOnHold { return finding(.onHold, .problem, .fault, facts) }
    if registration.isInGrace { return finding(.inGrace, .problem, .hint, facts) }
    if let expires = registration.expires, expires.seconds < now.seconds + Self.soon * 86_400 {
      return finding(.endsSoon, .problem, .warning, facts)
    }
    return finding(.registered, .ok, .fact, facts)
  }
}
