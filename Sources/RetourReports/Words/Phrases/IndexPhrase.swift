import RetourEvents

/// What the page says that lists letters.
enum IndexPhrase: CaseIterable {
  case headingNone, headingOne, heading, lead, leadFrees
  case worth, worthNote, recent, asked, since, still, how, languageName, files, letter
  case byMail, notByMail, otherwise
  case notWorth, notWorthNote, whyNot, domains, failed, move, instead
  case over, ours, people, unknown, otherCauses, nobody, own, excluded, few
  case overHelp, oursHelp, peopleHelp, unknownHelp, otherCausesHelp, nobodyHelp, ownHelp
  case excludedHelp, fewHelp
  case decided, decidedNote, you, owner, persons, notKnown, all

  /// The phrase in all languages.
  var wording: Wording {
    switch self {
    case .headingNone:
      Wording(
        "No letter is worth sending.",
        "Geen brief is het versturen waard.",
        "Kein Schreiben lohnt sich."
      )
    case .headingOne:
      Wording(
        "One letter is worth sending.",
        "Eén brief is het versturen waard.",
        "Ein Schreiben lohnt sich."
      )
    case .heading:
      Wording(
        "{n} letters are worth sending.",
        "{n} brieven zijn het versturen waard.",
        "{n} Schreiben lohnen sich."
      )
    case .leadFrees:
      Wording(
        "What they ask for failed {n} times in the last {days} days.",
        "Wat ze vragen, mislukte de laatste {days} dagen {n} keer.",
        "Worum sie bitten, scheiterte in den letzten {days} Tagen {n}-mal."
      )
    case .lead:
      Wording(
        "Nothing has been sent: read a letter, then send it yourself. This page names all domains and is for you only; give each owner the files of his own domain and nothing else.",
        "Er is niets verstuurd: lees een brief en verstuur hem zelf. Deze pagina noemt alle domeinen en is alleen voor u; geef elke beheerder de bestanden van zijn eigen domein en niets anders.",
        "Nichts wurde gesendet: Lesen Sie ein Schreiben und senden Sie es selbst. Diese Seite nennt alle Domains und ist nur für Sie; geben Sie jedem Betreiber die Dateien seiner eigenen Domain und nichts anderes."
      )
    case .worth: Wording("Worth sending", "Het versturen waard", "Lohnt sich")
    case .worthNote:
      Wording(
        "Something that the owner can repair and that still fails. Sorted by what a repair frees.",
        "Iets wat de beheerder kan herstellen en wat nog steeds mislukt. Gesorteerd naar wat herstel oplevert.",
        "Etwas, das der Betreiber beheben kann und das noch scheitert. Sortiert nach dem, was es bringt."
      )
    case .recent: Wording("Failed in {n} days", "Mislukt in {n} dagen", "In {n} Tagen gescheitert")
    case .asked: Wording("What we ask", "Wat wij vragen", "Worum wir bitten")
    case .since: Wording("Since", "Sinds", "Seit")
    case .still: Wording("{day}, still", "{day}, nog steeds", "{day}, noch immer")
    case .how: Wording("How to get it there", "Hoe het aankomt", "Wie es ankommt")
    case .languageName: Wording("Language", "Taal", "Sprache")
    case .files: Wording("Files", "Bestanden", "Dateien")
    case .letter: Wording("letter", "brief", "Schreiben")
    case .byMail:
      Wording("By mail to {address}", "Per mail aan {address}", "Per E-Mail an {address}")
    case .notByMail: Wording("Not by mail", "Niet per mail", "Nicht per E-Mail")
    case .otherwise:
      Wording(
        "what fails there hits {address} too. Telephone, web form, or the registrar’s contact.",
        "wat daar mislukt, treft ook {address}. Telefoon, webformulier, of de contactpersoon bij de registrar.",
        "was dort scheitert, trifft auch {address}. Telefon, Webformular oder der Kontakt beim Registrar."
      )
    case .notWorth: Wording("Not worth sending", "Niet het versturen waard", "Lohnt sich nicht")
    case .notWorthNote:
      Wording(
        "Why there is no letter, and what helps instead. Open a line for its domains.",
        "Waarom er geen brief is, en wat wel helpt. Open een regel voor de domeinen.",
        "Warum es kein Schreiben gibt, und was stattdessen hilft. Öffnen Sie eine Zeile für ihre Domains."
      )
    case .whyNot: Wording("Why not", "Waarom niet", "Warum nicht")
    case .domains: Wording("Domains", "Domeinen", "Domains")
    case .failed: Wording("Failed", "Mislukt", "Gescheitert")
    case .move: Wording("Whose move", "Aan zet", "Am Zug")
    case .instead: Wording("What helps instead", "Wat wel helpt", "Was stattdessen hilft")
    case .over: Wording("It is over", "Het is voorbij", "Es ist vorbei")
    case .overHelp:
      Wording(
        "Nothing: it didn’t fail in the last {days} days.",
        "Niets: de laatste {days} dagen mislukte het niet.",
        "Nichts: In den letzten {days} Tagen scheiterte es nicht."
      )
    case .ours:
      Wording("Ours to repair first", "Eerst zelf herstellen", "Zuerst bei uns zu beheben")
    case .oursHelp:
      Wording(
        "See the overview. A letter now would ask owners to repair our fault.",
        "Zie het overzicht. Een brief zou beheerders nu vragen onze fout te herstellen.",
        "Siehe Übersicht. Ein Schreiben würde Betreiber bitten, unseren Fehler zu beheben."
      )
    case .people:
      Wording(
        "Only wrong addresses, full mailboxes and the like",
        "Alleen verkeerde adressen, volle postvakken en dergelijke",
        "Nur falsche Adressen, volle Postfächer und Ähnliches"
      )
    case .peopleHelp:
      Wording(
        "Take the addresses off your lists: retour query addresses-to-remove",
        "Haal de adressen uit uw lijsten: retour query addresses-to-remove",
        "Nehmen Sie die Adressen aus Ihren Listen: retour query addresses-to-remove"
      )
    case .unknown: Wording("Cause not known", "Oorzaak niet bekend", "Ursache nicht bekannt")
    case .unknownHelp:
      Wording(
        "Rules for the wordings: retour unknown",
        "Regels voor de bewoordingen: retour unknown",
        "Regeln für die Wortlaute: retour unknown"
      )
    case .otherCauses:
      Wording(
        "Causes that weren’t asked for",
        "Oorzaken waar niet naar is gevraagd",
        "Nicht gefragte Ursachen"
      )
    case .otherCausesHelp:
      Wording(
        "Leave --causes (export.causes) out for letters about them.",
        "Laat --causes (export.causes) weg voor brieven daarover.",
        "Lassen Sie --causes (export.causes) weg, dann gibt es Schreiben darüber."
      )
    case .nobody:
      Wording(
        "Nobody to write to: the domain doesn’t exist, or others have theirs below it",
        "Niemand om aan te schrijven: het domein bestaat niet, of anderen hebben er domeinen onder",
        "Niemand, dem man schreiben könnte: Die Domain gibt es nicht, oder andere haben ihre darunter"
      )
    case .nobodyHelp:
      Wording(
        "Ask the senders how else they reach these people.",
        "Vraag de afzenders hoe ze deze mensen anders bereiken.",
        "Fragen Sie die Absender, wie sie diese Personen sonst erreichen."
      )
    case .own: Wording("Our own domain", "Ons eigen domein", "Unsere eigene Domain")
    case .ownHelp: Wording("See the overview.", "Zie het overzicht.", "Siehe Übersicht.")
    case .excluded:
      Wording(
        "Excluded by the configuration",
        "Uitgesloten door de configuratie",
        "Durch die Konfiguration ausgenommen"
      )
    case .excludedHelp:
      Wording("See exclude: there.", "Zie exclude: daar.", "Siehe dort exclude:.")
    case .few:
      Wording(
        "No more than {n} failures",
        "Hoogstens {n} mislukte bezorgingen",
        "Höchstens {n} Zustellfehler"
      )
    case .fewHelp:
      Wording(
        "Nothing; retour export --domain NAME writes one all the same.",
        "Niets; retour export --domain NAAM schrijft er toch een.",
        "Nichts; retour export --domain NAME schreibt trotzdem eines."
      )
    case .decided: Wording("How it was decided", "Hoe dit is besloten", "Wie entschieden wurde")
    case .decidedNote:
      Wording(
        "A letter is worth sending where the owner of the domain can repair a cause (neither we nor the recipient can), and it failed within the {days} days before the newest failure of all.",
        "Een brief is het versturen waard waar de beheerder van het domein een oorzaak kan herstellen (wij niet en de ontvanger niet), en het mislukte binnen {days} dagen voor de nieuwste mislukte bezorging van alle.",
        "Ein Schreiben lohnt sich, wo der Betreiber der Domain eine Ursache beheben kann (weder wir noch der Empfänger), und es innerhalb der {days} Tage vor dem neuesten Zustellfehler überhaupt scheiterte."
      )
    case .you: Wording("You", "U", "Sie")
    case .owner: Wording("Owner", "Beheerder", "Betreiber")
    case .persons: Wording("People", "Mensen", "Personen")
    case .notKnown: Wording("Not known", "Onbekend", "Unbekannt")
    case .all: Wording("All", "Alle", "Alle")
    }
  }
}

extension Language {
  /// A phrase of the page that lists letters.
  func index(_ phrase: IndexPhrase, _ values: KeyValuePairs<String, String> = [:]) -> String {
    phrase.wording.filled(self, values)
  }

  /// Whose move it is, in a word.
  func move(_ move: WhoseMove) -> String {
    switch move {
    case .you: index(.you)
    case .owner: index(.owner)
    case .people: index(.persons)
    case .unknown: index(.notKnown)
    }
  }
}
