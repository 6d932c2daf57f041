package import RetourEvents
package import RetourReports

/// `report:` in the configuration: the overview that `run` writes.
package struct ReportSettings: Sendable {
  /// `path`: the file.
  package var path: String
  /// `every`: days between two; 1 is every day.
  package var every = 1
  /// `since`: how far back it looks, for example `30d`.
  package var since: String?
  /// `lang`: its language.
  package var language: Language?

  static let keys = ["path", "every", "since", "lang"]

  /// Reads what stands there.
  init(_ mapping: ConfigMapping) throws {
    var path: String?
    var (every, since, language) = (1, String?.none, Language?.none)
    let needed = (key: "path", why: "needs a path to write to")
    try mapping.forEach(of: Self.keys, needing: needed) { key, value in
      switch key {
      case "path": path = try value.text()
      case "every": every = try value.number(1...366)
      case "since": since = try value.period()
      default: language = try value.name()
      }
    }
    guard let path else {
      throw mapping.wrong(needed.why)
    }
    self.path = path
    self.every = every
    self.since = since
    self.language = language
  }
}

/// `export:` in the configuration: the letters that `run` writes.
package struct ExportSettings: Sendable {
  /// `folder`: where they go.
  package var folder: String
  /// The page with the list of letters.
  var index: String { "\(folder)/index.html" }
  /// `every`: days between two rounds.
  package var every = 7
  /// `since`: how far back they look.
  package var since: String?
  /// `over`: only domains with more failures than this.
  package var over = 0
  /// `formats`: how they are written.
  package var formats = [LetterFormat.html]

  /// `causes` and `include_recipients_unknown`: what owners are asked to repair.
  package var scope = LetterScope()

  static let keys = [
    "folder", "every", "since", "over", "formats", "causes", "include_recipients_unknown",
  ]

  /// Reads what stands there.
  init(_ mapping: ConfigMapping) throws {
    var folder: String?
    var (every, since, over) = (7, String?.none, 0)
    var formats = [LetterFormat.html]
    var scope = LetterScope()
    let needed = (key: "folder", why: "needs a folder to write to")
    try mapping.forEach(of: Self.keys, needing: needed) { key, value in
      switch key {
      case "folder": folder = try value.text()
      case "every": every = try value.number(1...366)
      case "since": since = try value.period()
      case "over": over = try value.number(0...1_000_000_000)
      case "include_recipients_unknown": scope.includesRecipients = try value.bool()
      case "causes":
        scope.causes = Set(
          try value.list().map { word in
            guard let cause = Cause(rawValue: word) else {
              throw Settings.wrong(
                value.path,
                value.node,
                "'\(word)' is no cause; those are \(Cause.names)"
              )
            }
            return cause
          }
        )
      default:
        formats = try value.list().map { word in
          guard let format = LetterFormat(rawValue: word) else {
            throw Settings.wrong(
              value.path,
              value.node,
              "'\(word)' is none of html, txt, csv, json, eml"
            )
          }
          return format
        }
      }
    }
    guard let folder else {
      throw mapping.wrong(needed.why)
    }
    self.folder = folder
    self.every = every
    self.since = since
    self.over = over
    self.formats = formats
    self.scope = scope
  }
}

/// How a letter is written; the raw value is the file's type.
package enum LetterFormat: String, CaseIterable, Sendable {
  case html
  case txt
  case csv
  case json
  case eml
}

extension Cause {
  /// The names of all causes, for people.
  package static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
