import RetourEvents
import RetourReports

/// `report:` in the configuration: the overview that `run` writes.
struct ReportSettings {
  /// `path`: the file.
  var path: String
  /// `every`: days between two; 1 is every day.
  var every = 1
  /// `since`: how far back it looks, for example `30d`.
  var since: String?
  /// `lang`: its language.
  var language: Language?

  static let keys = ["path", "every", "since", "lang"]

  /// Reads the section.
  init(_ section: Section) throws {
    var path: String?
    var (every, since, language) = (1, String?.none, Language?.none)
    let needed = (key: "path", why: "needs a path to write to")
    try section.forEach(of: Self.keys, needing: needed) { key, value in
      switch key {
      case "path": path = try value.text()
      case "every": every = try value.number(1...366)
      case "since": since = try value.period()
      default: language = try value.name()
      }
    }
    guard let path else {
      throw section.wrong(needed.why)
    }
    self.path = path
    self.every = every
    self.since = since
    self.language = language
  }
}

/// `export:` in the configuration: the letters that `run` writes.
struct ExportSettings {
  /// `folder`: where they go.
  var folder: String
  /// The page with the list of letters.
  var index: String { "\(folder)/index.html" }
  /// `every`: days between two rounds.
  var every = 7
  /// `since`: how far back they look.
  var since: String?
  /// `over`: only domains with more failures than this.
  var over = 0
  /// `formats`: how they are written.
  var formats = [Export.Format.html]

  /// `causes` and `include_recipients_unknown`: what owners are asked to repair.
  var scope = LetterScope()

  static let keys = [
    "folder", "every", "since", "over", "formats", "causes", "include_recipients_unknown",
  ]

  /// Reads the section.
  init(_ section: Section) throws {
    var folder: String?
    var (every, since, over) = (7, String?.none, 0)
    var formats = [Export.Format.html]
    var scope = LetterScope()
    let needed = (key: "folder", why: "needs a folder to write to")
    try section.forEach(of: Self.keys, needing: needed) { key, value in
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
                "'\(word)' is no cause; those are \(Export.causeNames)"
              )
            }
            return cause
          }
        )
      default:
        formats = try value.list().map { word in
          guard let format = Export.Format(rawValue: word) else {
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
      throw section.wrong(needed.why)
    }
    self.folder = folder
    self.every = every
    self.since = since
    self.over = over
    self.formats = formats
    self.scope = scope
  }
}
