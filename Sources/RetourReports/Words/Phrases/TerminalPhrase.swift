public import RetourEvents

/// What answers on a terminal say besides numbers and names.
public enum TerminalPhrase: CaseIterable, Sendable {
  /// The first lines.
  case allDays, changeAgainst, nothingEarlier
  case failures, noTraces, fewTraced, rateOfTraced, rateBefore
  /// Heads of columns.
  case domain, failed, change, rate, failedOfTraced, unknown, whoseMove, mainCause
  /// Cells.
  case countOf, oneMore, more, nameless, you, owner, people, notKnown
  /// The head of a domain.
  case still, givenUp, ofTraced, tooFew, untraced, stillYes, stillNo, most
  /// Its parts, and what stands below a table that is too wide.
  case causes, servers, triedAgain, days, records, noRoom, allColumns

  /// The phrase in all languages.
  var wording: Wording { headWording ?? tableWording ?? domainWording }

  private var headWording: Wording? {
    switch self {
    case .allDays: Wording("all days", "alle dagen", "alle Tage")
    case .changeAgainst:
      Wording(
        "change against {period}",
        "verschil met {period}",
        "Änderung gegenüber {period}"
      )
    case .nothingEarlier:
      Wording(
        "nothing earlier to compare with",
        "niets van daarvoor om mee te vergelijken",
        "nichts Früheres zum Vergleichen"
      )
    case .failures: Wording("{n} failed", "{n} mislukt", "{n} gescheitert")
    case .noTraces:
      Wording(
        "No traces were read, so there are counts and no rates.",
        "Er zijn geen traces gelezen: er zijn aantallen en geen percentages.",
        "Es wurden keine Traces gelesen: Es gibt Zahlen und keine Quoten."
      )
    case .fewTraced:
      Wording(
        "{n} of {traced} traced failed: too few for a rate.",
        "{n} van {traced} gevolgde mislukt: te weinig voor een percentage.",
        "{n} von {traced} verfolgten gescheitert: zu wenige für eine Quote."
      )
    case .rateOfTraced:
      Wording(
        "{rate} of {traced} traced failed",
        "{rate} van {traced} gevolgde mislukt",
        "{rate} von {traced} verfolgten gescheitert"
      )
    case .rateBefore: Wording("it was {rate}", "dat was {rate}", "vorher {rate}")
    default: nil
    }
  }

  private var tableWording: Wording? {
    switch self {
    case .domain: Wording("domain", "domein", "Domain")
    case .failed: Wording("failed", "mislukt", "gescheitert")
    case .change: Wording("change", "verschil", "Änderung")
    case .rate: Wording("rate", "aandeel", "Quote")
    case .failedOfTraced:
      Wording("failed of traced", "mislukt van gevolgd", "gescheitert von verfolgt")
    case .unknown: Wording("unknown", "onbekend", "unbekannt")
    case .whoseMove: Wording("whose move", "aan zet", "am Zug")
    case .mainCause: Wording("main known cause", "bekende hoofdoorzaak", "bekannte Hauptursache")
    case .countOf: Wording("{n} of {whole}", "{n} van {whole}", "{n} von {whole}")
    case .oneMore: Wording("1 more domain", "nog 1 domein", "1 weitere Domain")
    case .more: Wording("{n} more domains", "nog {n} domeinen", "{n} weitere Domains")
    case .nameless: Wording("no domain named", "geen domein genoemd", "keine Domain genannt")
    case .you: Wording("you", "u", "Sie")
    case .owner: Wording("owner", "beheerder", "Betreiber")
    case .people: Wording("people", "mensen", "Personen")
    case .notKnown: Wording("not known", "onbekend", "unbekannt")
    default: nil
    }
  }

  private var domainWording: Wording {
    switch self {
    case .still: Wording("still?", "nog steeds?", "noch immer?")
    case .givenUp:
      Wording(
        "{n} of them given up after retries",
        "waarvan {n} opgegeven na meer pogingen",
        "davon {n} nach weiteren Versuchen aufgegeben"
      )
    case .ofTraced:
      Wording("{n} of {traced} traced", "{n} van {traced} gevolgde", "{n} von {traced} verfolgten")
    case .tooFew:
      Wording("too few for a rate", "te weinig voor een percentage", "zu wenige für eine Quote")
    case .untraced:
      Wording(
        "{n} more that no trace shows",
        "nog {n} die geen trace toont",
        "{n} weitere, die kein Trace zeigt"
      )
    case .stillYes:
      Wording(
        "yes: {n} in the last 7 days, the last on {day}",
        "ja: {n} in de laatste 7 dagen, de laatste op {day}",
        "ja: {n} in den letzten 7 Tagen, zuletzt am {day}"
      )
    case .stillNo:
      Wording(
        "not since {day}; the period ends on {end}",
        "niet sinds {day}; de periode eindigt op {end}",
        "nicht seit {day}; der Zeitraum endet am {end}"
      )
    case .most: Wording("at most {n} a day", "hoogstens {n} per dag", "höchstens {n} am Tag")
    case .causes: Wording("Causes", "Oorzaken", "Ursachen")
    case .servers: Wording("Servers", "Servers", "Server")
    case .days: Wording("Days", "Dagen", "Tage")
    case .triedAgain:
      Wording("Tried again and again", "Steeds opnieuw geprobeerd", "Immer wieder versucht")
    case .records:
      Wording(
        "Records, as `retour dns` found them",
        "Records, zoals `retour dns` ze vond",
        "Einträge, wie `retour dns` sie fand"
      )
    case .noRoom:
      Wording("no room for {names}", "geen plaats voor {names}", "kein Platz für {names}")
    default:
      Wording(
        "--format csv has all columns",
        "--format csv heeft alle kolommen",
        "--format csv hat alle Spalten"
      )
    }
  }
}

extension Language {
  /// A phrase of terminals, with what stands for the names in braces.
  public func terminal(
    _ phrase: TerminalPhrase,
    _ values: KeyValuePairs<String, String> = [:]
  ) -> String {
    var text = phrase.wording[self]
    for (name, value) in values { text = text.replacing("{\(name)}", with: value) }
    return text
  }

  /// Whose move it is, in a word.
  public func terminal(_ move: WhoseMove) -> String {
    switch move {
    case .you: TerminalPhrase.you.wording[self]
    case .owner: TerminalPhrase.owner.wording[self]
    case .people: TerminalPhrase.people.wording[self]
    case .unknown: TerminalPhrase.notKnown.wording[self]
    }
  }
}
