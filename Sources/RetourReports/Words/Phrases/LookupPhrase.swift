import RetourLookup

/// What look-ups found, in the words of letters and of the overview.
enum LookupPhrase: CaseIterable {
  case noName, noExchange, nullExchange, implicit, targetNoName, targetNoData, targetAddress
  case targetPrivate, loop, inOrder, unknown
  case addToSPF, noSPF, manySPF, wrongSPF, lookupsSPF
  case lookedUp, lookedUpAfter, nobodyCan, itStands, suspect, suspectNote

  /// The phrase for a finding about where mail goes; nil for others.
  init?(ofMail check: DNSCheck) {
    switch check {
    case .noName: self = .noName
    case .noExchange: self = .noExchange
    case .nullExchange: self = .nullExchange
    case .implicit: self = .implicit
    case .targetNoName: self = .targetNoName
    case .targetNoData: self = .targetNoData
    case .targetAddress: self = .targetAddress
    case .targetPrivate: self = .targetPrivate
    case .loop: self = .loop
    case .mx: self = .inOrder
    case .exchangeUnknown: self = .unknown
    default: return nil
    }
  }

  /// The phrase for a finding about who may send; nil for others.
  init?(ofSender check: DNSCheck) {
    switch check {
    case .sourceSPF, .exchangeOnlineSPF: self = .addToSPF
    case .noSPF: self = .noSPF
    case .multipleSPF: self = .manySPF
    case .syntaxSPF, .includeSPF, .loopSPF, .voidSPF: self = .wrongSPF
    case .lookupsSPF: self = .lookupsSPF
    default: return nil
    }
  }

  /// The phrase in all languages.
  var wording: Wording {
    switch self {
    case .noName:
      Wording(
        "The name {name} does not resolve; one possible reason is a lapsed registration.",
        "De naam {name} bestaat niet in DNS; een mogelijke reden is een verlopen registratie.",
        "Der Name {name} ist im DNS nicht vorhanden; ein möglicher Grund ist eine abgelaufene Registrierung."
      )
    case .noExchange:
      Wording(
        "{name} has neither an MX record nor an address.",
        "{name} heeft geen MX-record en geen adres.",
        "{name} hat weder einen MX-Eintrag noch eine Adresse."
      )
    case .nullExchange:
      Wording(
        "The MX record of {name} says that the domain takes no mail (null MX).",
        "Het MX-record van {name} zegt dat het domein geen mail aanneemt (null MX).",
        "Der MX-Eintrag von {name} sagt, dass die Domain keine E-Mails annimmt (Null-MX)."
      )
    case .implicit:
      Wording(
        "{name} has no MX record, so mail goes to its own address, which often is a web server's.",
        "{name} heeft geen MX-record, dus mail gaat naar het eigen adres, vaak dat van een webserver.",
        "{name} hat keinen MX-Eintrag, also gehen E-Mails an die eigene Adresse, oft die eines Webservers."
      )
    case .targetNoName:
      Wording(
        "The name {name}, to which the MX record of {domain} points, does not exist.",
        "De naam {name}, waarnaar het MX-record van {domain} verwijst, bestaat niet.",
        "Der Name {name}, auf den der MX-Eintrag von {domain} zeigt, existiert nicht."
      )
    case .targetNoData:
      Wording(
        "The name {name}, to which the MX record of {domain} points, has no address.",
        "De naam {name}, waarnaar het MX-record van {domain} verwijst, heeft geen adres.",
        "Der Name {name}, auf den der MX-Eintrag von {domain} zeigt, hat keine Adresse."
      )
    case .targetAddress:
      Wording(
        "The MX record of {domain} names an address where a host name has to be.",
        "Het MX-record van {domain} noemt een adres waar een hostnaam moet staan.",
        "Der MX-Eintrag von {domain} nennt eine Adresse, wo ein Hostname stehen muss."
      )
    case .targetPrivate:
      Wording(
        "{name}, to which the MX record of {domain} points, has only addresses that nobody outside can reach.",
        "{name}, waarnaar het MX-record van {domain} verwijst, heeft alleen adressen die van buiten niet bereikbaar zijn.",
        "{name}, auf den der MX-Eintrag von {domain} zeigt, hat nur Adressen, die von außen nicht erreichbar sind."
      )
    case .loop:
      Wording(
        "The MX record of {domain} names a server of ours, which does not take its mail.",
        "Het MX-record van {domain} noemt een server van ons, die deze mail niet aanneemt.",
        "Der MX-Eintrag von {domain} nennt einen Server von uns, der diese E-Mails nicht annimmt."
      )
    case .inOrder:
      Wording(
        "The MX records of {domain} are in order.",
        "De MX-records van {domain} zijn in orde.",
        "Die MX-Einträge von {domain} sind in Ordnung."
      )
    case .unknown:
      Wording(
        "The MX records of {domain} could not be checked (no answer from the resolver).",
        "De MX-records van {domain} konden niet worden gecontroleerd (geen antwoord van de resolver).",
        "Die MX-Einträge von {domain} konnten nicht geprüft werden (keine Antwort vom Resolver)."
      )
    case .addToSPF:
      Wording(
        "Add {add} to the SPF record of {domain}, so that it reads: {proposed}",
        "Voeg {add} toe aan het SPF-record van {domain}, zodat er staat: {proposed}",
        "Ergänzen Sie {add} im SPF-Eintrag von {domain}, sodass er lautet: {proposed}"
      )
    case .noSPF:
      Wording(
        "{domain} has no SPF record.",
        "{domain} heeft geen SPF-record.",
        "{domain} hat keinen SPF-Eintrag."
      )
    case .manySPF:
      Wording(
        "{name} has several SPF records, so none counts.",
        "{name} heeft meerdere SPF-records, dus geen ervan telt.",
        "{name} hat mehrere SPF-Einträge, also gilt keiner."
      )
    case .wrongSPF:
      Wording(
        "The SPF record of {domain} cannot be used; the cause is {name}.",
        "Het SPF-record van {domain} is niet bruikbaar; de oorzaak is {name}.",
        "Der SPF-Eintrag von {domain} ist nicht brauchbar; die Ursache ist {name}."
      )
    case .lookupsSPF:
      Wording(
        "The SPF record of {domain} needs {lookups} look-ups; 10 are allowed.",
        "Het SPF-record van {domain} vraagt {lookups} opzoekingen; 10 zijn toegestaan.",
        "Der SPF-Eintrag von {domain} braucht {lookups} Abfragen; 10 sind erlaubt."
      )
    case .lookedUp:
      Wording("Looked up on {moment}:", "Opgezocht op {moment}:", "Nachgesehen am {moment}:")
    case .lookedUpAfter:
      Wording(
        "Looked up on {moment}, {age} after the last failure:",
        "Opgezocht op {moment}, {age} na de laatste mislukking:",
        "Nachgesehen am {moment}, {age} nach dem letzten Fehler:"
      )
    case .nobodyCan:
      Wording(
        "Nobody on the Internet can send mail to this domain until that is corrected.",
        "Niemand op internet kan mail naar dit domein sturen totdat dat is hersteld.",
        "Niemand im Internet kann dieser Domain E-Mails senden, bis das behoben ist."
      )
    case .itStands:
      Wording(
        "The record stands as: {domain}. MX {record}. It should name a server that exists and has an address.",
        "Het record luidt: {domain}. MX {record}. Het moet een server noemen die bestaat en een adres heeft.",
        "Der Eintrag lautet: {domain}. MX {record}. Er muss einen Server nennen, den es gibt und der eine Adresse hat."
      )
    case .suspect:
      Wording(
        "Look at your own resolver",
        "Kijk naar uw eigen resolver",
        "Sehen Sie nach Ihrem eigenen Resolver"
      )
    case .suspectNote:
      Wording(
        "On {day} {n} domains that have nothing to do with each other weren't found, and all are in order now.",
        "Op {day} werden {n} domeinen zonder verband niet gevonden, en alle zijn nu in orde.",
        "Am {day} wurden {n} Domains ohne Zusammenhang nicht gefunden, und alle sind jetzt in Ordnung."
      )
    }
  }
}
