import RetourClassifier
import RetourEvents

/// The page for the administrator that lists the letters of one run, and says why others weren't
/// written.
public struct LetterIndex: Sendable {
  /// One letter.
  public struct Entry: Sendable {
    let domain: String
    let recent: Int
    let asked: [String]
    let since: String?
    let isStill: Bool
    let addressee: String
    let arrivesByMail: Bool
    let language: Language
    let files: [String]

    /// What the page says about a letter.
    ///
    /// - Parameters:
    ///   - letter: the letter.
    ///   - recent: what failed in the last days of what it asks for.
    ///   - files: the names of its files.
    public init(_ letter: Letter, recent: Int, files: [String]) {
      domain = letter.domainTitle
      self.recent = recent
      asked = letter.asked.map(\.ask)
      since = letter.told.compactMap(\.firstAt).min().map { String($0.prefix(10)) }
      isStill = letter.isStillHappening
      addressee = letter.addressee
      arrivesByMail = letter.arrivesByMail
      language = letter.language
      self.files = files
    }
  }

  /// How many letters the page lists; the others lie beside it.
  private static let limit = 5_000
  /// How many domains are named for a reason why there is none.
  private static let refusedLimit = 200

  private var entries: [Entry] = []
  private let refused: [LetterPlan.Refused]
  private let options: Letter.Options
  private let over: Int
  private let namesHosts: Bool
  private var language: Language { options.language }

  /// Creates an index without letters.
  ///
  /// - Parameters:
  ///   - options: how the page is written.
  ///   - refused: domains without a letter.
  ///   - over: the failures that a domain has to have more of.
  public init(_ options: Letter.Options, _ refused: [LetterPlan.Refused], over: Int) {
    self.options = options
    self.refused = refused
    self.over = over
    namesHosts = !options.sender.sendingHosts.isEmpty
  }

  /// Adds a letter.
  public mutating func add(_ entry: Entry) { entries.append(entry) }

  /// The page.
  public func html() -> [UInt8] {
    Page.document(
      title: language(.indexTitle),
      language: language,
      header: { html in
        html.element("p", ["class": "soft"], text: language(.indexTitle))
        html.element("h1", text: heading)
        html.element("p", ["class": "lead"]) { html in
          let recent = entries.reduce(0) { $0 + $1.recent }
          if recent > 0 {
            let days = language.number(LetterPlan.days)
            html.put(
              language.index(.leadFrees, ["n": language.number(recent), "days": days]) + " "
            )
          }
          html.put(language.index(.lead))
        }
        if !namesHosts { html.element("p", ["class": "soft"], text: language(.indexNoHosts)) }
      },
      main: { html in
        worth(&html)
        notWorth(&html)
        html.element("section", ["aria-labelledby": "decided"]) { html in
          html.element("h2", ["id": "decided"], text: language.index(.decided))
          let days = language.number(LetterPlan.days)
          html.element("p", text: language.index(.decidedNote, ["days": days]))
        }
      },
      footer: { html in
        let time = language.moment(options.now.description)
        html.element("p", text: language(.generatedBy, ["time": time]))
      }
    )
  }

  private var heading: String {
    switch entries.count {
    case 0: language.index(.headingNone)
    case 1: language.index(.headingOne)
    case let count:
      language.sentence(language.index(.heading, ["n": language.spelled(count)]))
    }
  }

  private func worth(_ html: inout HTML) {
    guard !entries.isEmpty else { return }
    html.element("section", ["aria-labelledby": "worth"]) { html in
      html.element("h2", ["id": "worth"], text: language.index(.worth))
      html.element("p", ["class": "soft"], text: language.index(.worthNote))
      let days = language.number(LetterPlan.days)
      html.table(
        caption: language.index(.worth),
        columns: [
          (language(.domain), false), (language.index(.recent, ["n": days]), true),
          (language.index(.asked), false), (language.index(.since), false),
          (language.index(.how), false), (language.index(.languageName), false),
          (language.index(.files), false),
        ]
      ) { html in
        for entry in entries.prefix(Self.limit) { row(entry, &html) }
      }
      if entries.count > Self.limit {
        let more = language.number(entries.count - Self.limit)
        html.element("p", text: language(.andMore, ["n": more]))
      }
    }
    html.newline()
  }

  private func row(_ entry: Entry, _ html: inout HTML) {
    html.element("tr") { html in
      html.element("th", ["scope": "row"]) { $0.foreign(entry.domain) }
      html.number(language.number(entry.recent))
      html.element("td", ["class": "t", "lang": entry.language.rawValue]) { html in
        for (index, ask) in entry.asked.enumerated() {
          if index > 0 { html.void("br") }
          html.put(entry.asked.count > 1 ? "\(index + 1). \(ask)" : ask)
        }
      }
      html.element("td", ["class": "d"]) { html in
        let day = entry.since.map { language.day($0) } ?? "–"
        html.put(entry.isStill ? language.index(.still, ["day": day]) : day)
      }
      html.element("td", ["class": "o"]) { html in
        if entry.arrivesByMail {
          html.put(language.index(.byMail, ["address": entry.addressee]))
        } else {
          html.element("strong", text: language.index(.notByMail))
          html.put(": " + language.index(.otherwise, ["address": entry.addressee]))
        }
      }
      html.element("td", text: entry.language.rawValue)
      html.element("td") { html in
        for (index, file) in entry.files.enumerated() {
          if index > 0 { html.put(" ") }
          let type = String(file[(file.lastIndex(of: ".") ?? file.startIndex)...].dropFirst())
          html.link(file, type == "html" ? language.index(.letter) : type)
        }
      }
    }
    html.newline()
  }

  private func notWorth(_ html: inout HTML) {
    guard !refused.isEmpty else { return }
    html.element("section", ["aria-labelledby": "not-worth"]) { html in
      html.element("h2", ["id": "not-worth"], text: language.index(.notWorth))
      html.element("p", ["class": "soft"], text: language.index(.notWorthNote))
      html.table(
        caption: language.index(.notWorth),
        columns: [
          (language.index(.whyNot), false), (language.index(.domains), true),
          (language.index(.failed), true), (language.index(.move), false),
          (language.index(.instead), false),
        ]
      ) { html in
        for refusal in LetterPlan.Refusal.allCases {
          let some = refused.filter { $0.refusal == refusal }
          if !some.isEmpty { row(refusal, some, &html) }
        }
      }
    }
    html.newline()
  }

  private func row(
    _ refusal: LetterPlan.Refusal,
    _ some: [LetterPlan.Refused],
    _ html: inout HTML
  ) {
    let words = refusal.words
    let values: KeyValuePairs = [
      "n": language.number(over), "days": language.number(LetterPlan.days),
    ]
    html.element("tr") { html in
      html.element("th", ["scope": "row", "class": "t"]) { html in
        html.details(language.index(words.why, values)) { html in
          for (index, one) in some.prefix(Self.refusedLimit).enumerated() {
            if index > 0 { html.put(", ") }
            html.foreign(one.domain)
            html.put(" (\(language.number(one.failures)))")
          }
          if some.count > Self.refusedLimit {
            let more = language.number(some.count - Self.refusedLimit)
            html.put(", " + language(.andMore, ["n": more]))
          }
        }
      }
      html.number(language.number(some.count))
      html.number(language.number(some.reduce(0) { $0 + $1.failures }))
      html.element("td", text: words.move.map { language.move($0) } ?? "–")
      html.element("td", ["class": "t"], text: language.index(words.instead, values))
    }
    html.newline()
  }
}

extension LetterPlan.Refusal {
  /// What the page says of it.
  fileprivate var words: (why: IndexPhrase, instead: IndexPhrase, move: WhoseMove?) {
    switch self {
    case .over: (.over, .overHelp, nil)
    case .ours: (.ours, .oursHelp, .you)
    case .people: (.people, .peopleHelp, .people)
    case .unknown: (.unknown, .unknownHelp, .unknown)
    case .otherCauses: (.otherCauses, .otherCausesHelp, .owner)
    case .nobody: (.nobody, .nobodyHelp, .people)
    case .own: (.own, .ownHelp, .you)
    case .excluded: (.excluded, .excludedHelp, nil)
    case .few: (.few, .fewHelp, nil)
    }
  }
}
