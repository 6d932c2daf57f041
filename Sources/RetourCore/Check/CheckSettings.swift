import MailText
package import RetourEvents
import RetourReports

/// `check:` in the configuration: when to raise an alarm.
///
/// A number that isn't set isn't looked at, but for those with a default.
package struct CheckSettings: Sendable {
  /// What one domain may do.
  package struct Limits: Sendable {
    /// Failures.
    package var failures: Int?
    /// Per cent of what traces say was sent.
    package var rate: Double?
  }

  /// `days`: how many days are looked at, today and those before.
  package var days = 2
  /// `minimum`: rates of fewer deliveries than this say nothing.
  package var minimum = 20
  /// `failures`, `failure_rate`: over all domains.
  package var overall = Limits()
  /// `domain_failures`, `domain_rate`: for each domain that has no limits of its own.
  package var domain = Limits()
  /// `domains`: limits of single domains.
  package var domains: [DomainName: Limits] = [:]
  /// `unknown_rate`: per cent of failures whose cause isn't known.
  package var unknownRate: Double?
  /// `new_causes`: failures for a reason that is new to their domain, from this number on; 0: never.
  package var newCauses = 10
  /// `blocks`: domains that refuse us for a fault of our sending, from this number on; 0: never.
  package var blocks = 2
  /// `resolver`: domains that weren't found on one day and are in order now, from which on our own
  /// resolver is suspected; 0: never.
  package var resolver = ResolverSuspect.enough
  /// `stale_days`: days after which an input that didn't change is stale.
  package var staleDays: Int?

  static let keys = [
    "days", "minimum", "failures", "failure_rate", "domain_failures", "domain_rate", "domains",
    "unknown_rate", "new_causes", "blocks", "resolver", "stale_days",
  ]

  package init() {}

  /// Reads what stands there.
  init(_ mapping: ConfigMapping) throws {
    try mapping.forEach(of: Self.keys) { key, value in
      switch key {
      case "days": days = try value.number(1...3_660)
      case "minimum": minimum = try value.number(1...1_000_000_000)
      case "failures": overall.failures = try value.number(0...1_000_000_000)
      case "failure_rate": overall.rate = try value.percent()
      case "domain_failures": domain.failures = try value.number(0...1_000_000_000)
      case "domain_rate": domain.rate = try value.percent()
      case "unknown_rate": unknownRate = try value.percent()
      case "new_causes": newCauses = try value.number(0...1_000_000_000)
      case "blocks": blocks = try value.number(0...1_000_000_000)
      case "resolver": resolver = try value.number(0...1_000_000_000)
      case "stale_days": staleDays = try value.number(1...3_660)
      default: domains = try Self.domains(value)
      }
    }
  }

  private static func domains(_ entry: ConfigMapping.Entry) throws -> [DomainName: Limits] {
    var domains: [DomainName: Limits] = [:]
    let mapping = try ConfigMapping(entry.node, entry.path, entry.key)
    try mapping.forEachKey { name, value, place in
      guard let domain = DomainName(international: name) else {
        throw Settings.wrong(entry.path, place, "'\(name)' is not a domain")
      }
      var limits = Limits()
      let limited = try ConfigMapping(value, entry.path, "\(entry.key).\(name)")
      try limited.forEach(of: ["failures", "rate"]) { key, value in
        if key == "rate" {
          limits.rate = try value.percent()
        } else {
          limits.failures = try value.number(0...1_000_000_000)
        }
      }
      domains[domain] = limits
    }
    return domains
  }
}
