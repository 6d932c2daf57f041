import RetourClassifier
import RetourEvents

extension Settings {
  /// The value of a key as people read it; empty where it isn't set.
  package func shown(_ key: String) -> String {
    switch key {
    case "database": database
    case "inputs": inputs.joined(separator: ", ")
    case "own_domains": own.domains.map(\.name).joined(separator: ", ")
    case "own_hosts": own.hosts.map { "\($0)" }.joined(separator: ", ")
    case "relays": relays?.map { "\($0)" }.joined(separator: ", ") ?? ""
    case "hybrid": own.hybrid.rawValue
    case "rules": rules.joined(separator: ", ")
    case "keep_delivered": "\(keepsDelivered)"
    case "similar": "\(allowsGuesses)"
    case "time_zone": timeZone ?? ""
    case "organisation": organisation ?? ""
    case "contact": contact ?? ""
    case "sending_hosts": sendingHosts.map { "\($0)" }.joined(separator: ", ")
    case "languages":
      languages.map { "\($0.key.name): \($0.value.rawValue)" }.sorted().joined(separator: ", ")
    case "phone": phone ?? ""
    case "signature": signature?.replacing("\n", with: " / ") ?? ""
    case "exclude": exclude.map(\.name).sorted().joined(separator: ", ")
    case "contacts":
      contacts.map { "\($0.key.name): \($0.value)" }.sorted().joined(separator: ", ")
    case "check": check.shown
    case "dns": dns?.shown ?? ""
    case "report": report.map { "\($0.path), every \($0.every) days" } ?? ""
    case "export": export.map { "\($0.folder), every \($0.every) days" } ?? ""
    case "retention_days": retentionDays.map { "\($0)" } ?? ""
    case "snapshot": snapshot ?? ""
    case "textfile": textfile ?? ""
    case "summary_json": summaryJSON ?? ""
    default: privacy.map { "pseudonym_key: \($0.keyFile)" } ?? ""
    }
  }
}

extension CheckSettings {
  /// The values in use, as people read them.
  fileprivate var shown: String {
    let all: [(name: String, value: String?)] = [
      ("days", "\(days)"), ("minimum", "\(minimum)"),
      ("failures", overall.failures.map { "\($0)" }),
      ("failure_rate", overall.rate.map { "\($0)" }),
      ("domain_failures", domain.failures.map { "\($0)" }),
      ("domain_rate", domain.rate.map { "\($0)" }),
      ("unknown_rate", unknownRate.map { "\($0)" }), ("new_causes", "\(newCauses)"),
      ("blocks", "\(blocks)"), ("resolver", "\(resolver)"),
      ("stale_days", staleDays.map { "\($0)" }),
      ("domains", domains.isEmpty ? nil : domains.keys.map(\.name).sorted().joined(separator: " ")),
    ]
    return all.compactMap { entry in entry.value.map { "\(entry.name): \($0)" } }
      .joined(separator: ", ")
  }
}
