import RetourEvents
package import RetourLookup

/// `dns:` in the configuration: whom to ask, and how much.
package struct DNSSettings: Sendable {
  /// `resolver`: the resolver; nil for the system's.
  package var resolver: String?
  /// `trust_anchor`: a file of keys by which signatures are checked.
  package var anchor: String?
  /// `control`: a name that is there.
  package var control: String?
  /// `timeout`: seconds for a question.
  package var timeout = 5
  /// `budget`: seconds for everything.
  package var budget = 120
  /// `max_domains`: destinations at most.
  package var maximum = 500
  /// `check`: what is looked at.
  package var topics = Self.allTopics
  /// `dkim_selectors`: of our signatures.
  package var selectors: [String] = []
  /// `since`: how far back failures are looked at.
  package var since: String?
  /// `nightly`: whether `run` looks too.
  package var nightly = true

  static let keys = [
    "resolver", "trust_anchor", "control", "timeout", "budget", "max_domains", "check",
    "dkim_selectors", "since", "nightly",
  ]

  /// What is built in.
  package init() {}

  /// Reads what stands there.
  init(_ mapping: ConfigMapping) throws {
    try mapping.forEach(of: Self.keys) { key, value in
      switch key {
      case "resolver": resolver = try value.text()
      case "trust_anchor": anchor = try value.text()
      case "control":
        let name = try value.text()
        guard DNSName(name) != nil else {
          throw Settings.wrong(value.path, value.node, "'\(name)' is no name")
        }
        control = name
      case "timeout": timeout = try value.number(1...60)
      case "budget": budget = try value.number(1...86_400)
      case "max_domains": maximum = try value.number(0...100_000)
      case "check":
        topics = Set(
          try value.list().map { word in
            guard let topic = DNSTopic(rawValue: word), Self.allTopics.contains(topic) else {
              throw Settings.wrong(
                value.path,
                value.node,
                "'\(word)' is none of \(Self.topicNames)"
              )
            }
            return topic
          }
        )
      case "dkim_selectors":
        selectors = try value.list()
        for selector in selectors where !SigningKey.isSelector(selector) {
          throw Settings.wrong(value.path, value.node, "'\(selector)' is no selector")
        }
      case "since": since = try value.period()
      default: nightly = try value.bool()
      }
    }
  }

  /// What is looked at where nothing is said: all but registrations, for which somebody else is asked.
  package static let allTopics = Set(DNSTopic.allCases).subtracting([.reg])

  /// The names of all topics.
  package static var topicNames: String {
    DNSTopic.allCases.filter { allTopics.contains($0) }.map(\.rawValue).joined(separator: ", ")
  }

  /// The values in use, as people read them.
  var shown: String {
    let all: [(name: String, value: String?)] = [
      ("resolver", resolver), ("trust_anchor", anchor), ("control", control),
      ("timeout", "\(timeout)"), ("budget", "\(budget)"), ("max_domains", "\(maximum)"),
      (
        "check",
        topics == Self.allTopics
          ? nil : topics.map(\.rawValue).sorted().joined(separator: " ")
      ),
      ("dkim_selectors", selectors.isEmpty ? nil : selectors.joined(separator: " ")),
      ("since", since), ("nightly", "\(nightly)"),
    ]
    return all.compactMap { entry in entry.value.map { "\(entry.name): \($0)" } }
      .joined(separator: ", ")
  }
}
