import RetourEvents

/// What the head of the overview says.
enum OverviewPhrase: CaseIterable {
  case nothingToday, oneYours, someYours, oneOwner, someOwners
  case oneAndOne, oneAndSome, someAndOne, someAndSome
  case roseFrom, fellFrom, sameAs, noEarlier, compared, comparedNone
  case failed, tracedFailed, noTraces, domainsFailed, causeUnknown, wasBefore, was
  case whoseMove, todo, nothingTodo, inDays, inDaysNote, new, writeOwner, reachOwner, sinceDay
  case atDomains, removeAddresses, addressesNote, moreTasks, over, details
  case sentPerDay, ratePerDay, failedPerDay, rateBefore, panels, panelsNote, weekend
  case rateOf, unknownColumn, move, course, yours, theirs, people, notKnown
  case reasons, lastErrors, lastErrorsNote
  case blocks, blocksNote, blockList, refusedAddress, noList
  case accounted, heldBack, relayed
  case events, eventPeak, eventBlock, eventBlockOver, eventStart
  case eventAddress, eventDomains, eventHost, eventMore

  /// The phrase in all languages.
  var wording: Wording {
    switch self {
    case .nothingToday:
      Wording(
        "Nothing needs you today.",
        "Vandaag hoeft u niets te doen.",
        "Heute ist nichts zu tun."
      )
    case .oneYours:
      Wording(
        "One thing is yours to repair.",
        "Eén ding moet u zelf herstellen.",
        "Eine Sache müssen Sie beheben."
      )
    case .someYours:
      Wording(
        "{n} things are yours to repair.",
        "{n} dingen moet u zelf herstellen.",
        "{n} Dinge müssen Sie beheben."
      )
    case .oneOwner:
      Wording(
        "One owner needs to hear from you.",
        "Eén beheerder moet van u horen.",
        "Ein Betreiber muss von Ihnen hören."
      )
    case .someOwners:
      Wording(
        "{m} owners need to hear from you.",
        "{m} beheerders moeten van u horen.",
        "{m} Betreiber müssen von Ihnen hören."
      )
    case .oneAndOne:
      Wording(
        "One thing is yours to repair, and one owner needs to hear from you.",
        "Eén ding moet u zelf herstellen, en één beheerder moet van u horen.",
        "Eine Sache müssen Sie beheben, und ein Betreiber muss von Ihnen hören."
      )
    case .oneAndSome:
      Wording(
        "One thing is yours to repair, and {m} owners need to hear from you.",
        "Eén ding moet u zelf herstellen, en {m} beheerders moeten van u horen.",
        "Eine Sache müssen Sie beheben, und {m} Betreiber müssen von Ihnen hören."
      )
    case .someAndOne:
      Wording(
        "{n} things are yours to repair, and one owner needs to hear from you.",
        "{n} dingen moet u zelf herstellen, en één beheerder moet van u horen.",
        "{n} Dinge müssen Sie beheben, und ein Betreiber muss von Ihnen hören."
      )
    case .someAndSome:
      Wording(
        "{n} things are yours to repair, and {m} owners need to hear from you.",
        "{n} dingen moet u zelf herstellen, en {m} beheerders moeten van u horen.",
        "{n} Dinge müssen Sie beheben, und {m} Betreiber müssen von Ihnen hören."
      )
    case .roseFrom:
      Wording(
        "Failures rose from {before} to {now}.",
        "Het aantal mislukte bezorgingen steeg van {before} naar {now}.",
        "Die Zustellfehler stiegen von {before} auf {now}."
      )
    case .fellFrom:
      Wording(
        "Failures fell from {before} to {now}.",
        "Het aantal mislukte bezorgingen daalde van {before} naar {now}.",
        "Die Zustellfehler sanken von {before} auf {now}."
      )
    case .sameAs:
      Wording(
        "{now} deliveries failed, as many as before.",
        "{now} bezorgingen mislukten, evenveel als ervoor.",
        "{now} Zustellungen scheiterten, so viele wie zuvor."
      )
    case .noEarlier:
      Wording(
        "{now} deliveries failed.",
        "{now} bezorgingen mislukten.",
        "{now} Zustellungen scheiterten."
      )
    case .compared:
      Wording("compared with {period}", "vergeleken met {period}", "verglichen mit {period}")
    case .comparedNone:
      Wording(
        "nothing earlier to compare with",
        "niets eerders om mee te vergelijken",
        "nichts Früheres zum Vergleich"
      )
    case .failed: Wording("failed deliveries", "mislukte bezorgingen", "Zustellfehler")
    case .tracedFailed:
      Wording(
        "{n} of {m} traced deliveries failed",
        "{n} van {m} getraceerde bezorgingen mislukt",
        "{n} von {m} verfolgten Zustellungen gescheitert"
      )
    case .relayed:
      Wording(
        "Mail leaves through {hosts}. Your log shows that it was handed over there, not what became of it: it counts as relayed, and has no rate.",
        "De mail gaat weg via {hosts}. Uw log toont dat die daar is aangenomen, niet wat er verder mee gebeurde: hij telt als doorgegeven, zonder percentage.",
        "Die E-Mails gehen über {hosts} hinaus. Ihr Protokoll zeigt, dass sie dort angenommen wurden, nicht, was aus ihnen wurde: Sie zählen als weitergeleitet, ohne Quote."
      )
    case .noTraces:
      Wording(
        "No rate: fewer than 20 deliveries were traced.",
        "Geen percentage: minder dan 20 bezorgingen getraceerd.",
        "Keine Quote: weniger als 20 Zustellungen verfolgt."
      )
    case .domainsFailed:
      Wording(
        "domains that refused or lost mail",
        "domeinen die mail weigerden of kwijtraakten",
        "Domains, die E-Mails ablehnten oder verloren"
      )
    case .causeUnknown:
      Wording(
        "cause unknown: {n} of {m}",
        "oorzaak onbekend: {n} van {m}",
        "Ursache unbekannt: {n} von {m}"
      )
    case .wasBefore: Wording("{n} before", "{n} ervoor", "{n} zuvor")
    case .was:
      Wording(
        "{rate} before ({n} of {m})",
        "{rate} ervoor ({n} van {m})",
        "{rate} zuvor ({n} von {m})"
      )
    case .whoseMove: Wording("Whose move?", "Wie is aan zet?", "Wer ist am Zug?")
    case .todo: Wording("What to do today", "Wat vandaag te doen", "Was heute zu tun ist")
    case .nothingTodo:
      Wording(
        "Nothing failed often enough in the last seven days to do anything about it.",
        "Niets mislukte de laatste zeven dagen vaak genoeg om er iets aan te doen.",
        "Nichts scheiterte in den letzten sieben Tagen oft genug, um etwas zu tun."
      )
    case .inDays: Wording("in 7 days", "in 7 dagen", "in 7 Tagen")
    case .inDaysNote:
      Wording(
        "The number is what failed for it in the last 7 days: what a repair frees each week. These are {n} of {m}.",
        "Het getal is wat er de laatste 7 dagen om mislukte: wat herstel per week oplevert. Dit zijn er {n} van {m}.",
        "Die Zahl ist, was dafür in den letzten 7 Tagen scheiterte: was eine Behebung je Woche bringt. Das sind {n} von {m}."
      )
    case .new: Wording("new", "nieuw", "neu")
    case .writeOwner:
      Wording("Write to {domain}", "Schrijf naar {domain}", "Schreiben Sie an {domain}")
    case .reachOwner:
      Wording(
        "Reach {domain} otherwise than by mail",
        "Bereik {domain} anders dan per mail",
        "Erreichen Sie {domain} anders als per E-Mail"
      )
    case .sinceDay: Wording("Since {day}.", "Sinds {day}.", "Seit {day}.")
    case .atDomains:
      Wording(
        "At {domains} domains, since {day}.",
        "Bij {domains} domeinen, sinds {day}.",
        "Bei {domains} Domains, seit {day}."
      )
    case .removeAddresses:
      Wording(
        "Remove addresses that don’t exist",
        "Verwijder adressen die niet bestaan",
        "Entfernen Sie Adressen, die es nicht gibt"
      )
    case .addressesNote:
      Wording(
        "{n} failures at {domains} domains in the period.",
        "{n} mislukte bezorgingen bij {domains} domeinen in de periode.",
        "{n} Zustellfehler bei {domains} Domains im Zeitraum."
      )
    case .moreTasks:
      Wording(
        "{n} more, below in the table of domains.",
        "Nog {n}, hieronder in de tabel van domeinen.",
        "{n} weitere, unten in der Tabelle der Domains."
      )
    case .over:
      Wording(
        "Over, nothing to do: {what}.",
        "Voorbij, niets te doen: {what}.",
        "Vorbei, nichts zu tun: {what}."
      )
    case .details: Wording("Details", "Details", "Einzelheiten")
    case .sentPerDay: Wording("Traced per day", "Getraceerd per dag", "Verfolgt pro Tag")
    case .ratePerDay:
      Wording(
        "Failed, per cent of traced",
        "Mislukt, procent van getraceerd",
        "Gescheitert, Prozent der verfolgten"
      )
    case .failedPerDay:
      Wording(
        "Failed per day, by whose move",
        "Mislukt per dag, naar wie aan zet is",
        "Gescheitert pro Tag, nach Zug"
      )
    case .rateBefore:
      Wording("period before: {rate}", "periode ervoor: {rate}", "Zeitraum davor: {rate}")
    case .panels: Wording("Day by day", "Dag voor dag", "Tag für Tag")
    case .panelsNote:
      Wording(
        "The most on {day}: {most}. Hatched: nothing was read about it. Shaded: weekends. The rate counts traced deliveries only, on days with at least 20.",
        "De meeste op {day}: {most}. Gearceerd: er is niets over gelezen. Grijs: weekend. Het percentage telt alleen getraceerde bezorgingen, op dagen met minstens 20.",
        "Die meisten am {day}: {most}. Schraffiert: Darüber wurde nichts gelesen. Grau: Wochenenden. Die Quote zählt nur verfolgte Zustellungen, an Tagen mit mindestens 20."
      )
    case .weekend: Wording("weekend", "weekend", "Wochenende")
    case .rateOf:
      Wording(
        "Rate, failed of traced",
        "Percentage, mislukt van getraceerd",
        "Quote, gescheitert von verfolgt"
      )
    case .unknownColumn: Wording("Unknown", "Onbekend", "Unbekannt")
    case .move: Wording("Whose move", "Aan zet", "Am Zug")
    case .course: Wording("Course", "Verloop", "Verlauf")
    case .blocks:
      Wording(
        "Who refuses our addresses",
        "Wie onze adressen weigert",
        "Wer unsere Adressen ablehnt"
      )
    case .blocksNote:
      Wording(
        "List and address as the answers name them. Ask the list to remove the address once what led to it is repaired.",
        "Lijst en adres zoals de antwoorden ze noemen. Vraag de lijst het adres te verwijderen zodra de aanleiding is hersteld.",
        "Liste und Adresse, wie die Antworten sie nennen. Bitten Sie die Liste um Austragung, sobald der Anlass behoben ist."
      )
    case .blockList: Wording("Block list", "Blokkeerlijst", "Sperrliste")
    case .refusedAddress: Wording("Address refused", "Geweigerd adres", "Abgelehnte Adresse")
    case .noList: Wording("no list named", "geen lijst genoemd", "keine Liste genannt")
    case .accounted:
      Wording(
        "Of {sent} traced deliveries {delivered} were delivered, {failed} failed, {open} are still open{held}.",
        "Van {sent} getraceerde bezorgingen zijn {delivered} bezorgd, {failed} mislukt, {open} nog onderweg{held}.",
        "Von {sent} verfolgten Zustellungen sind {delivered} zugestellt, {failed} gescheitert, {open} noch offen{held}."
      )
    case .events: Wording("Marked in the chart", "In de grafiek gemarkeerd", "Im Diagramm markiert")
    case .eventPeak:
      Wording(
        "{when}: {n} failures at {where}, far more than on other days. {reason}",
        "{when}: {n} mislukte bezorgingen bij {where}, veel meer dan op andere dagen. {reason}",
        "{when}: {n} Zustellfehler bei {where}, weit mehr als an anderen Tagen. {reason}"
      )
    case .eventBlock:
      Wording(
        "From {when}: {list} lists {address}; {n} deliveries were refused for it.",
        "Vanaf {when}: {address} staat op {list}; daarom zijn {n} bezorgingen geweigerd.",
        "Ab {when}: {address} steht auf {list}; deshalb wurden {n} Zustellungen abgelehnt."
      )
    case .eventBlockOver:
      Wording(
        "{when}: {list} listed {address}; {n} deliveries were refused for it.",
        "{when}: {address} stond op {list}; daarom zijn {n} bezorgingen geweigerd.",
        "{when}: {address} stand auf {list}; deshalb wurden {n} Zustellungen abgelehnt."
      )
    case .eventStart:
      Wording(
        "From {when}: {n} failures at {where}, none on the {days} days read before. {reason}",
        "Vanaf {when}: {n} mislukte bezorgingen bij {where}, geen op de {days} gelezen dagen ervoor. {reason}",
        "Ab {when}: {n} Zustellfehler bei {where}, keiner an den {days} gelesenen Tagen davor. {reason}"
      )
    case .eventAddress:
      Wording("an address of yours", "een adres van u", "eine Ihrer Adressen")
    case .eventDomains: Wording("{n} domains", "{n} domeinen", "{n} Domains")
    case .eventHost:
      Wording(
        " (all at {operator})",
        " (alle bij {operator})",
        " (alle bei {operator})"
      )
    case .eventMore:
      Wording("{names} and {n} more", "{names} en nog {n}", "{names} und {n} weiteren")
    case .heldBack:
      Wording(
        ", {n} were held back by filters",
        ", {n} tegengehouden door filters",
        ", {n} von Filtern zurückgehalten"
      )
    case .yours: Wording("You", "U", "Sie")
    case .theirs: Wording("Their owner", "Beheerder", "Betreiber")
    case .people: Wording("Senders and recipients", "Mensen", "Personen")
    case .notKnown: Wording("Not known", "Onbekend", "Unbekannt")
    case .reasons: Wording("Reasons", "Redenen", "Gründe")
    case .lastErrors:
      Wording(
        "Given up after retries: the last errors",
        "Opgegeven na herhaalde pogingen: de laatste fouten",
        "Nach Wiederholungen aufgegeben: die letzten Fehler"
      )
    case .lastErrorsNote:
      Wording(
        "What was the last error before the time ran out, at which domain. A lapsed registration is another thing and no part of this.",
        "Wat de laatste fout was voordat de tijd op was, en bij welk domein. Een verlopen registratie is iets anders en telt hier niet mee.",
        "Was der letzte Fehler war, bevor die Zeit ablief, und bei welcher Domain. Eine erloschene Registrierung ist etwas anderes und zählt hier nicht."
      )
    }
  }
}

extension Language {
  /// A phrase of the overview with its names filled in.
  func overview(_ phrase: OverviewPhrase, _ values: KeyValuePairs<String, String> = [:]) -> String {
    phrase.wording.filled(self, values)
  }
}
