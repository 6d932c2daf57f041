import Foundation
import MailText
package import RetourClassifier
package import RetourEvents
import RetourReports
package import RetourStore
import Yams

/// The configuration.
///
/// Every key may be left out.
package struct Settings: Sendable {
  /// `database`: the path of the database.
  package var database = "retour.sqlite"
  /// `inputs`: what to read where the command line names nothing.
  package var inputs: [String] = []
  /// `own_domains`, `own_hosts`, `hybrid`: what is ours.
  package var own = OwnSide.unknown
  /// `relays`: servers through which our mail leaves; nil lets `ingest` find one.
  package var relays: [OwnHost]?
  /// `keep_delivered`: whether a database keeps all that logs say of mail that arrived.
  package var keepsDelivered = false
  /// `rules`: files of rules of the user's own, or folders of them.
  package var rules: [String] = []
  /// `similar`: whether words that no rule knows are compared with those of known refusals.
  package var allowsGuesses = true
  /// `time_zone`: in which a new database cuts days.
  package var timeZone: String?

  /// `organisation`: our name, in letters to owners.
  package var organisation: String?
  /// `contact`: whom an owner may ask, and who sends his letter.
  package var contact: String?
  /// `phone`: a number that an owner may call.
  package var phone: String?
  /// `signature`: what stands under a letter.
  package var signature: String?
  /// `exclude`: domains whose owners are never written to.
  package var exclude: Set<DomainName> = []
  /// `contacts`: the addresses of owners who aren't reached as postmaster of their domain.
  package var contacts: [DomainName: String] = [:]
  /// `sending_hosts`: our servers that may be named to owners.
  package var sendingHosts: [OwnHost] = []
  /// `languages`: in which language the owner of a domain is written to.
  package var languages: [DomainName: Language] = [:]

  /// `check`: when to raise an alarm.
  package var check = CheckSettings()
  /// `report`: the overview that `run` writes; nil for none.
  package var report: ReportSettings?
  /// `export`: the letters that `run` writes; nil for none.
  package var export: ExportSettings?
  /// `dns`: whom to ask about domains; nil where `run` asks nobody.
  package var dns: DNSSettings?
  /// `retention_days`: how many days of events are kept; nil for all.
  package var retentionDays: Int?
  /// `snapshot`: where `run` puts a copy to hand out.
  package var snapshot: String?
  /// `textfile`: where `run` writes metrics for Prometheus, unless the command line says so.
  package var textfile: String?
  /// `summary_json`: where `run` writes its numbers, unless the command line says so.
  package var summaryJSON: String?
  /// `privacy`: what the database may not know; nil where addresses are stored as they are.
  package var privacy: PrivacySettings?

  /// Where each key that isn't built in was set: `FILE:LINE`, or the variable's name.
  package var origins: [String: String] = [:]

  /// All keys, in the order of the documentation.
  package static let keys = [
    "database", "inputs", "own_domains", "own_hosts", "relays", "keep_delivered", "hybrid", "rules",
    "similar", "time_zone", "organisation", "contact", "phone", "signature", "sending_hosts",
    "languages", "exclude",
    "contacts", "check", "dns", "report", "export",
    "retention_days", "snapshot", "textfile", "summary_json", "privacy",
  ]

  /// What is built in.
  package init() {}

  /// Tells a database how what is read into it is to be taken.
  package func tell(_ store: Store) {
    store.route(through: relays?.map(\.description))
    store.keepsDelivered = keepsDelivered
  }

  /// Who sends letters: the contact, else the postmaster of our first domain.
  ///
  /// - Throws: ``Failure`` where it is needed and neither is configured.
  package func from(needed: Bool) throws -> String? {
    if let from = contact ?? own.domains.first.map({ "postmaster@\($0.name)" }) { return from }
    guard needed else { return nil }
    throw Failure(
      .configuration,
      message: "a mail needs a sender: name a contact (or own_domains) in the configuration"
    )
  }

  /// Reads a configuration.
  ///
  /// - Throws: ``Failure`` with path, line, column, and the nearest key where one is misspelt.
  package init(yaml: String, path: String) throws {
    let root: Node?
    do {
      root = try Yams.compose(yaml: yaml)
    } catch let error as YamlError {
      throw Failure(.configuration, message: "\(path): \(Self.words(error))")
    }
    guard let root else { return }
    guard let mapping = root.mapping else {
      throw Self.wrong(path, root, "the configuration has to be a mapping of keys to values")
    }
    var mistakes = Mistakes()
    for (key, value) in mapping { try mistakes.collect { try take(key, value, path) } }
    try mistakes.end()
  }

  /// Takes one key.
  private mutating func take(_ key: Node, _ value: Node, _ path: String) throws {
    if let name = key.string { origins[name] = "\(path):\(key.mark?.line ?? 0)" }
    switch key.string {
    case "check": check = try CheckSettings(ConfigMapping(value, path, "check"))
    case "dns": dns = try DNSSettings(ConfigMapping(value, path, "dns"))
    case "report": report = try ReportSettings(ConfigMapping(value, path, "report"))
    case "export": export = try ExportSettings(ConfigMapping(value, path, "export"))
    case "privacy": privacy = try PrivacySettings(ConfigMapping(value, path, "privacy"))
    case "retention_days":
      retentionDays = try ConfigMapping.number(value, path, key: "retention_days", 1...100_000)
    case "textfile": textfile = try Self.text(value, path, "textfile")
    case "summary_json": summaryJSON = try Self.text(value, path, "summary_json")
    case "snapshot": snapshot = try Self.text(value, path, "snapshot")
    case "database": database = try Self.text(value, path, "database")
    case "rules": rules = try Self.list(value, path, "rules")
    case "inputs": inputs = try Self.list(value, path, "inputs")
    case "own_domains":
      own.domains = try Self.entries(value, path, "own_domains", "a domain") {
        DomainName(ascii: $0.hasPrefix("*.") ? String($0.dropFirst(2)) : $0)
      }
    case "own_hosts":
      own.hosts = try Self.entries(
        value,
        path,
        "own_hosts",
        "a host name, an address or a network"
      ) { OwnHost($0) }
    case "relays":
      relays = try Self.entries(
        value,
        path,
        "relays",
        "a host name, an address or a network"
      ) { OwnHost($0) }
    case "organisation": organisation = try Self.text(value, path, "organisation")
    case "contact": contact = try Self.text(value, path, "contact")
    case "phone": phone = try Self.text(value, path, "phone")
    case "signature": signature = try Self.text(value, path, "signature")
    case "exclude":
      exclude = Set(
        try Self.entries(value, path, "exclude", "a domain") { DomainName(international: $0) }
      )
    case "contacts": contacts = try Self.contacts(value, path)
    case "sending_hosts":
      sendingHosts = try Self.entries(
        value,
        path,
        "sending_hosts",
        "a host name, an address or a network"
      ) { OwnHost($0) }
    case "languages": languages = try Self.languages(value, path)
    case "time_zone":
      let zone = try Self.text(value, path, "time_zone")
      guard TimeZone(identifier: zone) != nil else {
        throw Self.wrong(path, value, "this system knows no time zone '\(zone)'")
      }
      timeZone = zone
    case "keep_delivered":
      guard let kept = value.bool else {
        throw Self.wrong(path, value, "keep_delivered is true or false")
      }
      keepsDelivered = kept
    case "similar":
      guard let similar = value.bool else {
        throw Self.wrong(path, value, "similar is true or false")
      }
      allowsGuesses = similar
    case "hybrid":
      guard let hybrid = OwnSide.Hybrid(rawValue: value.string?.lowercased() ?? "") else {
        throw Self.wrong(path, value, "hybrid is true, false or auto")
      }
      own.hybrid = hybrid
    case let name:
      throw Self.wrong(path, key, KeyName.unknown(name ?? "?", of: Self.keys))
    }
  }

  private static func languages(
    _ node: Node,
    _ path: String
  ) throws -> [DomainName: Language] {
    guard let mapping = node.mapping else {
      throw wrong(path, node, "languages has to be a mapping of domains to en, nl or de")
    }
    var languages: [DomainName: Language] = [:]
    for (key, value) in mapping {
      guard let domain = key.string.flatMap({ DomainName(international: $0) }) else {
        throw wrong(path, key, "'\(key.string ?? "?")' is not a domain")
      }
      guard let language = value.string.flatMap({ Language(rawValue: $0) }) else {
        throw wrong(path, value, "'\(value.string ?? "?")' is none of en, nl, de")
      }
      languages[domain] = language
    }
    return languages
  }

  private static func contacts(
    _ node: Node,
    _ path: String
  ) throws -> [DomainName: String] {
    guard let mapping = node.mapping else {
      throw wrong(path, node, "contacts has to be a mapping of domains to mail addresses")
    }
    var contacts: [DomainName: String] = [:]
    for (key, value) in mapping {
      guard let domain = key.string.flatMap({ DomainName(international: $0) }) else {
        throw wrong(path, key, "'\(key.string ?? "?")' is not a domain")
      }
      guard let address = value.string, MailSender.isUsable(address) else {
        throw wrong(path, value, "'\(value.string ?? "?")' is no mail address")
      }
      contacts[domain] = address
    }
    return contacts
  }

  static func text(_ node: Node, _ path: String, _ key: String) throws -> String {
    guard let text = node.string, !text.isEmpty else {
      throw wrong(path, node, "\(key) has to be a text")
    }
    return text
  }

  static func list(_ node: Node, _ path: String, _ key: String) throws -> [String] {
    guard let sequence = node.sequence else {
      throw wrong(path, node, "\(key) has to be a list, each entry behind a dash")
    }
    return try sequence.map { try text($0, path, "each entry of \(key)") }
  }

  private static func entries<Entry>(
    _ node: Node,
    _ path: String,
    _ key: String,
    _ kind: String,
    _ parse: (String) -> Entry?
  ) throws -> [Entry] {
    guard let sequence = node.sequence else {
      throw wrong(path, node, "\(key) has to be a list, each entry behind a dash")
    }
    var (entries, mistakes) = ([Entry](), Mistakes())
    for item in sequence {
      try mistakes.collect {
        let text = try text(item, path, "each entry of \(key)")
        guard let entry = parse(text) else { throw wrong(path, item, "'\(text)' is not \(kind)") }
        entries.append(entry)
      }
    }
    try mistakes.end()
    return entries
  }

  static func wrong(_ path: String, _ node: Node, _ why: String) -> Failure {
    let place = node.mark.map { ":\($0.line):\($0.column)" } ?? ""
    return Failure(.configuration, message: "\(path)\(place): \(why)")
  }

  private static func words(_ error: YamlError) -> String {
    String("\(error)".split(separator: "\n").prefix(1).joined().prefix(300))
  }
}
