import Classifier
import Events

/// The page for the administrator that lists the letters of one run.
public struct LetterIndex: Sendable {
  /// One letter.
  public struct Entry: Sendable {
    /// The domain.
    public let domain: String
    /// Failures of the period.
    public let failures: Int
    /// Those to be repaired on their side, at least in part.
    public let theirs: Int
    /// Those to be repaired on ours.
    public let ours: Int
    /// The most frequent reason in words.
    public let mainReason: String
    /// The files, by name.
    public let files: [String]

    /// What the page says about a letter with the names of its files.
    public init(_ letter: Letter, files: [String]) {
      let main = letter.causes.max { $0.failures < $1.failures }
      domain = letter.domainTitle
      failures = letter.totals.failures
      theirs = letter.theirs.filter { $0.side != .unknown }.reduce(0) { $0 + $1.failures }
      ours = letter.ours.reduce(0) { $0 + $1.failures }
      mainReason = main.map { Remedy.of($0.reason, in: letter.language).meaning } ?? ""
      self.files = files
    }
  }

  /// How many letters the page lists; the others lie beside it.
  private static let limit = 5_000

  private var entries: [Entry] = []
  private let options: Letter.Options
  private let namesHosts: Bool

  /// Creates an empty index.
  public init(_ options: Letter.Options) {
    self.options = options
    namesHosts = !options.sender.sendingHosts.isEmpty
  }

  /// Adds a letter.
  public mutating func add(_ entry: Entry) { entries.append(entry) }

  /// The page.
  public func html() -> [UInt8] {
    let language = options.language
    return Page.document(
      title: language(.indexTitle),
      language: language,
      header: { html in
        html.element("h1", text: language(.indexTitle))
        html.element("p", ["class": "lead"], text: language(.indexIntro))
        if !namesHosts { html.element("p", ["class": "soft"], text: language(.indexNoHosts)) }
      },
      main: { html in
        let columns: [(Phrase, Bool)] = [
          (.domain, false), (.count, true), (.theirs, true), (.ours, true), (.mainCause, false),
          (.file, false),
        ]
        html.table(
          caption: language(.indexTitle),
          columns: columns.map { phrase, isNumber in
            let isSide = phrase == .theirs || phrase == .ours
            return (isSide ? "\(language(.side)) \(language(phrase))" : language(phrase), isNumber)
          }
        ) { html in
          for entry in entries.prefix(Self.limit) { row(entry, &html) }
        }
        if entries.count > Self.limit {
          let more = language.number(entries.count - Self.limit)
          html.element("p", text: language(.andMore, ["n": more]))
        }
      },
      footer: { html in
        let time = language.moment(options.now.description)
        html.element("p", text: language(.generatedBy, ["time": time]))
      }
    )
  }

  private func row(_ entry: Entry, _ html: inout HTML) {
    html.element("tr") { html in
      html.element("th", ["scope": "row"]) { $0.foreign(entry.domain) }
      html.number(options.language.number(entry.failures))
      html.number(options.language.number(entry.theirs))
      html.number(options.language.number(entry.ours))
      html.element("td", ["class": "t"], text: entry.mainReason)
      html.element("td") { html in
        for (index, file) in entry.files.enumerated() {
          if index > 0 { html.put(" ") }
          html.link(file, String(file[(file.lastIndex(of: ".") ?? file.startIndex)...].dropFirst()))
        }
      }
    }
    html.newline()
  }
}
