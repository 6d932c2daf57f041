import RetourEvents

/// What a letter says of one reason: what happens, what the owner is asked to do, and what helps him.
///
/// `{s}` is the server, or some of them; `{d}` is the owner's domain.
struct RequestWords {
  /// What happens, as part of a sentence: "{s} does not answer".
  let happens: Wording
  /// The same of several servers.
  var happenThere: Wording?
  /// What we ask.
  let ask: Wording
  /// The same of several servers.
  var askThere: Wording?
  /// What may be wrong, or what else helps.
  var hint: Wording?
  /// Whether it helps to know from which servers of ours the mail comes.
  var namesOurs = false

  /// What happens at one server or at several.
  func happens(_ servers: Int, _ language: Language, _ values: KeyValuePairs<String, String>)
    -> String
  {
    (servers > 1 ? happenThere ?? happens : happens).filled(language, values)
  }

  /// What is asked of one server or of several.
  func ask(_ servers: Int, _ language: Language, _ values: KeyValuePairs<String, String>) -> String
  {
    (servers > 1 ? askThere ?? ask : ask).filled(language, values)
  }

  /// The words for a reason.
  static func of(_ reason: Reason) -> RequestWords {
    connection(reason) ?? records(reason) ?? refusal(reason) ?? recipients(reason) ?? general
  }

  // MARK: Connections

  private static func connection(_ reason: Reason) -> RequestWords? {
    switch reason {
    case .connectionTimeout:
      RequestWords(
        happens: Wording("{s} does not answer", "{s} reageert niet", "{s} antwortet nicht"),
        happenThere: Wording("{s} do not answer", "{s} reageren niet", "{s} antworten nicht"),
        ask: letIn.ask,
        askThere: letIn.askThere,
        hint: takeOut,
        namesOurs: true
      )
    case .connectionRefused:
      RequestWords(
        happens: Wording(
          "{s} refuses connections",
          "{s} weigert verbindingen",
          "{s} lehnt Verbindungen ab"
        ),
        happenThere: Wording(
          "{s} refuse connections",
          "{s} weigeren verbindingen",
          "{s} lehnen Verbindungen ab"
        ),
        ask: letIn.ask,
        askThere: letIn.askThere,
        hint: takeOut,
        namesOurs: true
      )
    case .connectionDropped:
      RequestWords(
        happens: Wording(
          "{s} cuts connections off",
          "{s} verbreekt verbindingen",
          "{s} bricht Verbindungen ab"
        ),
        happenThere: Wording(
          "{s} cut connections off",
          "{s} verbreken verbindingen",
          "{s} brechen Verbindungen ab"
        ),
        ask: Wording(
          "Let {s} hold connections until the mail is accepted",
          "Zorg dat {s} de verbinding openhoudt tot de mail is aangenomen",
          "Sorgen Sie dafür, dass {s} Verbindungen hält, bis die E-Mail angenommen ist"
        ),
        askThere: Wording(
          "Let {s} hold connections until the mail is accepted",
          "Zorg dat {s} de verbinding openhouden tot de mail is aangenomen",
          "Sorgen Sie dafür, dass {s} Verbindungen halten, bis die E-Mail angenommen ist"
        ),
        hint: Wording(
          "A firewall that inspects SMTP or a short time limit may be what cuts them.",
          "Een firewall die SMTP inspecteert of een korte tijdslimiet kan de oorzaak zijn.",
          "Ursache kann eine Firewall sein, die SMTP prüft, oder eine kurze Zeitgrenze."
        ),
        namesOurs: true
      )
    case .serverUnavailable:
      RequestWords(
        happens: Wording(
          "{s} takes no mail at present",
          "{s} neemt op dit moment geen mail aan",
          "{s} nimmt zurzeit keine E-Mails an"
        ),
        happenThere: Wording(
          "{s} take no mail at present",
          "{s} nemen op dit moment geen mail aan",
          "{s} nehmen zurzeit keine E-Mails an"
        ),
        ask: Wording(
          "Let {s} take mail again",
          "Zorg dat {s} weer mail aanneemt",
          "Sorgen Sie dafür, dass {s} wieder E-Mails annimmt"
        ),
        askThere: Wording(
          "Let {s} take mail again",
          "Zorg dat {s} weer mail aannemen",
          "Sorgen Sie dafür, dass {s} wieder E-Mails annehmen"
        ),
        hint: Wording(
          "The mail service may be stopped, in maintenance, or short of disk or memory.",
          "De maildienst kan gestopt zijn, in onderhoud, of te weinig schijf of geheugen hebben.",
          "Der Maildienst kann gestoppt oder in Wartung sein, oder es fehlt an Platz oder Speicher."
        )
      )
    default: security(reason)
    }
  }

  private static let letIn = (
    ask: Wording(
      "Let {s} accept connections on port 25 again",
      "Zorg dat {s} weer verbindingen op poort 25 aanneemt",
      "Lassen Sie auf {s} wieder Verbindungen auf Port 25 zu"
    ),
    askThere: Wording(
      "Let {s} accept connections on port 25 again",
      "Zorg dat {s} weer verbindingen op poort 25 aannemen",
      "Lassen Sie auf {s} wieder Verbindungen auf Port 25 zu"
    )
  )

  private static let takeOut = Wording(
    "If a server no longer exists, please take it out of your MX record.",
    "Bestaat een server niet meer, haal hem dan uit uw MX-record.",
    "Falls es einen Server nicht mehr gibt, nehmen Sie ihn bitte aus dem MX-Eintrag."
  )

  private static func security(_ reason: Reason) -> RequestWords? {
    switch reason {
    case .tlsRequired:
      RequestWords(
        happens: Wording(
          "no encrypted connection (TLS) to {s} can be made",
          "met {s} komt geen versleutelde verbinding (TLS) tot stand",
          "mit {s} kommt keine verschlüsselte Verbindung (TLS) zustande"
        ),
        ask: Wording(
          "Let {s} offer STARTTLS with TLS 1.2 or newer and a valid certificate",
          "Laat {s} STARTTLS aanbieden, met TLS 1.2 of nieuwer en een geldig certificaat",
          "Lassen Sie {s} STARTTLS mit TLS 1.2 oder neuer und gültigem Zertifikat anbieten"
        )
      )
    case .certificateInvalid:
      RequestWords(
        happens: Wording(
          "the certificate of {s} is not valid",
          "het certificaat van {s} is niet geldig",
          "das Zertifikat von {s} ist nicht gültig"
        ),
        happenThere: Wording(
          "the certificates of {s} are not valid",
          "de certificaten van {s} zijn niet geldig",
          "die Zertifikate von {s} sind nicht gültig"
        ),
        ask: Wording(
          "Install a valid certificate with its full chain on {s}",
          "Installeer op {s} een geldig certificaat met de volledige keten",
          "Installieren Sie auf {s} ein gültiges Zertifikat mit vollständiger Kette"
        ),
        hint: Wording(
          "It has to be issued for the name that your MX record gives.",
          "Het moet op de naam staan die uw MX-record noemt.",
          "Es muss auf den Namen lauten, den Ihr MX-Eintrag nennt."
        )
      )
    case .tlsPolicyFailed:
      RequestWords(
        happens: Wording(
          "the TLS policy of your domain does not match {s}",
          "het TLS-beleid van uw domein past niet bij {s}",
          "die TLS-Richtlinie Ihrer Domain passt nicht zu {s}"
        ),
        ask: Wording(
          "Correct the TLSA record, the DNSSEC signatures or the MTA-STS policy, so that they match {s}",
          "Herstel het TLSA-record, de DNSSEC-handtekeningen of het MTA-STS-beleid, zodat het past bij {s}",
          "Berichtigen Sie TLSA-Eintrag, DNSSEC-Signaturen oder MTA-STS-Richtlinie, sodass sie zu {s} passen"
        )
      )
    default: nil
    }
  }

  // MARK: Records

  private static func records(_ reason: Reason) -> RequestWords? {
    switch reason {
    case .dnsFailure:
      RequestWords(
        happens: Wording(
          "the name servers of your domain give no usable answer",
          "de naamservers van uw domein geven geen bruikbaar antwoord",
          "die Nameserver Ihrer Domain geben keine brauchbare Antwort"
        ),
        ask: Wording(
          "Repair the name servers of {d}",
          "Herstel de naamservers van {d}",
          "Bringen Sie die Nameserver von {d} in Ordnung"
        ),
        hint: Wording(
          "Look-ups of MX and address records fail or time out; DNSSEC signatures may have run out.",
          "Het opvragen van MX- en adresrecords mislukt of duurt te lang; DNSSEC-handtekeningen kunnen verlopen zijn.",
          "Abfragen von MX- und Adresseinträgen scheitern oder dauern zu lange; DNSSEC-Signaturen können abgelaufen sein."
        )
      )
    case .noMx, .nullMx:
      RequestWords(
        happens: Wording(
          "your domain has no MX record for mail",
          "uw domein heeft geen MX-record voor mail",
          "Ihre Domain hat keinen MX-Eintrag für E-Mails"
        ),
        ask: Wording(
          "Publish an MX record for {d} that names your mail server",
          "Publiceer voor {d} een MX-record dat uw mailserver noemt",
          "Veröffentlichen Sie für {d} einen MX-Eintrag, der Ihren Mailserver nennt"
        )
      )
    case .mxHostNotFound:
      RequestWords(
        happens: Wording(
          "your MX record names a server that does not exist",
          "uw MX-record noemt een server die niet bestaat",
          "Ihr MX-Eintrag nennt einen Server, den es nicht gibt"
        ),
        ask: Wording(
          "Correct the MX record of {d}, or publish an address for the server that it names",
          "Herstel het MX-record van {d}, of publiceer een adres voor de server die het noemt",
          "Berichtigen Sie den MX-Eintrag von {d}, oder veröffentlichen Sie eine Adresse für den Server, den er nennt"
        )
      )
    case .mxLoop:
      RequestWords(
        happens: Wording(
          "your MX record leads back to the server that delivers",
          "uw MX-record wijst terug naar de server die bezorgt",
          "Ihr MX-Eintrag führt zum zustellenden Server zurück"
        ),
        ask: Wording(
          "Correct the MX record of {d}",
          "Herstel het MX-record van {d}",
          "Berichtigen Sie den MX-Eintrag von {d}"
        ),
        hint: Wording(
          "It names a server that does not deliver for you.",
          "Het noemt een server die niet voor u bezorgt.",
          "Er nennt einen Server, der nicht für Sie zustellt."
        )
      )
    case .domainExpired:
      RequestWords(
        happens: Wording(
          "the registration of your domain seems to have lapsed",
          "de registratie van uw domein lijkt te zijn verlopen",
          "die Registrierung Ihrer Domain scheint abgelaufen zu sein"
        ),
        ask: Wording(
          "Renew {d} at your registrar",
          "Verleng {d} bij uw registrar",
          "Verlängern Sie {d} bei Ihrem Registrar"
        ),
        hint: Wording(
          "Please check as well that its name servers answer again.",
          "Controleer daarna ook of de naamservers weer antwoorden.",
          "Prüfen Sie bitte auch, ob die Nameserver wieder antworten."
        )
      )
    case .mailServiceDisabled:
      RequestWords(
        happens: Wording(
          "mail is switched off for your domain",
          "mail is voor uw domein uitgeschakeld",
          "E-Mail ist für Ihre Domain abgeschaltet"
        ),
        ask: Wording(
          "Switch the mail service of {d} on again, or let its MX record name the server that takes its mail",
          "Schakel de maildienst van {d} weer in, of laat het MX-record de server noemen die de mail aanneemt",
          "Schalten Sie den Maildienst von {d} wieder ein, oder nennen Sie im MX-Eintrag den Server, der die E-Mails annimmt"
        )
      )
    default: nil
    }
  }
}
