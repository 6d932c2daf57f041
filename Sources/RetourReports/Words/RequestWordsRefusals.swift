import RetourEvents

extension RequestWords {
  /// Words where a server answers and says no.
  static func refusal(_ reason: Reason) -> RequestWords? {
    switch reason {
    case .relayDenied:
      RequestWords(
        happens: Wording(
          "{s} refuses mail for your domain",
          "{s} weigert mail voor uw domein",
          "{s} lehnt E-Mails für Ihre Domain ab"
        ),
        happenThere: Wording(
          "{s} refuse mail for your domain",
          "{s} weigeren mail voor uw domein",
          "{s} lehnen E-Mails für Ihre Domain ab"
        ),
        ask: Wording(
          "Let {s} accept mail for {d}",
          "Laat {s} mail voor {d} aannemen",
          "Lassen Sie {s} E-Mails für {d} annehmen"
        ),
        hint: Wording(
          "Your domain is probably missing from the list of domains that it accepts mail for.",
          "Waarschijnlijk ontbreekt uw domein in de lijst met domeinen waarvoor hij mail aanneemt.",
          "Vermutlich fehlt Ihre Domain in der Liste der Domains, für die er E-Mails annimmt."
        )
      )
    case .destinationBlock:
      RequestWords(
        happens: Wording(
          "{s} blocks our mail",
          "{s} blokkeert onze mail",
          "{s} blockiert unsere E-Mails"
        ),
        happenThere: Wording(
          "{s} block our mail",
          "{s} blokkeren onze mail",
          "{s} blockieren unsere E-Mails"
        ),
        ask: Wording(
          "Take our servers and our domain off the block list of {s}",
          "Haal onze servers en ons domein van de blokkeerlijst van {s}",
          "Nehmen Sie unsere Server und unsere Domain von der Sperrliste von {s}"
        ),
        hint: Wording(
          "If a filter decided it, please tell us what it found, so that we can repair it.",
          "Heeft een filter het besloten, laat ons dan weten wat het vond, zodat wij het kunnen herstellen.",
          "Falls ein Filter so entschied, sagen Sie uns bitte, was er fand, damit wir es beheben können."
        ),
        namesOurs: true
      )
    case .policyRule:
      RequestWords(
        happens: Wording(
          "{s} refuses our mail by a rule",
          "{s} weigert onze mail op grond van een regel",
          "{s} lehnt unsere E-Mails aufgrund einer Regel ab"
        ),
        happenThere: Wording(
          "{s} refuse our mail by a rule",
          "{s} weigeren onze mail op grond van een regel",
          "{s} lehnen unsere E-Mails aufgrund einer Regel ab"
        ),
        ask: Wording(
          "Find the rule at {s} that refuses this mail, and correct it if the mail is wanted",
          "Zoek op {s} de regel die deze mail weigert, en pas hem aan als de mail gewenst is",
          "Suchen Sie auf {s} die Regel, die diese E-Mails ablehnt, und ändern Sie sie, falls sie erwünscht sind"
        ),
        namesOurs: true
      )
    case .senderNotPermitted:
      RequestWords(
        happens: Wording(
          "{s} lets only certain senders write to these recipients",
          "{s} laat alleen bepaalde afzenders toe bij deze ontvangers",
          "{s} lässt bei diesen Empfängern nur bestimmte Absender zu"
        ),
        happenThere: Wording(
          "{s} let only certain senders write to these recipients",
          "{s} laten alleen bepaalde afzenders toe bij deze ontvangers",
          "{s} lassen bei diesen Empfängern nur bestimmte Absender zu"
        ),
        ask: Wording(
          "Allow our senders for these recipients, or tell us that this mail is not wanted",
          "Sta onze afzenders toe bij deze ontvangers, of laat ons weten dat deze mail niet gewenst is",
          "Lassen Sie unsere Absender bei diesen Empfängern zu, oder sagen Sie uns, dass diese E-Mails nicht erwünscht sind"
        )
      )
    case .serverError:
      RequestWords(
        happens: Wording(
          "{s} reports an error of its own",
          "{s} meldt een eigen storing",
          "{s} meldet einen eigenen Fehler"
        ),
        happenThere: Wording(
          "{s} report errors of their own",
          "{s} melden een eigen storing",
          "{s} melden eigene Fehler"
        ),
        ask: Wording(
          "Look into the log of {s} at the times below",
          "Kijk in het logboek van {s} op de tijdstippen hieronder",
          "Sehen Sie im Protokoll von {s} zu den Zeiten unten nach"
        ),
        hint: Wording(
          "Disk, memory, filters or look-ups may have failed.",
          "Schijf, geheugen, filters of opzoekingen kunnen gefaald hebben.",
          "Platte, Speicher, Filter oder Abfragen können versagt haben."
        )
      )
    case .mailLoop:
      RequestWords(
        happens: Wording(
          "your servers send it in circles",
          "uw servers sturen ze in een kring rond",
          "Ihre Server schicken sie im Kreis"
        ),
        ask: Wording(
          "Find the forwarding rule or the alias that sends this mail back",
          "Zoek de doorstuurregel of de alias die deze mail terugstuurt",
          "Suchen Sie die Weiterleitung oder den Alias, der diese E-Mails zurückschickt"
        )
      )
    case .queueExpired:
      RequestWords(
        happens: Wording(
          "our servers gave up after many attempts without a clear answer from yours",
          "onze servers gaven het na vele pogingen op zonder duidelijk antwoord van de uwe",
          "unsere Server gaben nach vielen Versuchen ohne klare Antwort der Ihren auf"
        ),
        ask: Wording(
          "Check that {s} could be reached at the times below",
          "Ga na of {s} op de tijdstippen hieronder bereikbaar was",
          "Prüfen Sie, ob {s} zu den Zeiten unten erreichbar war"
        ),
        askThere: Wording(
          "Check that {s} could be reached at the times below",
          "Ga na of {s} op de tijdstippen hieronder bereikbaar waren",
          "Prüfen Sie, ob {s} zu den Zeiten unten erreichbar waren"
        ),
        namesOurs: true
      )
    case .unclassified, .noDiagnosis:
      RequestWords(
        happens: reason == .unclassified
          ? Wording(
            "the answer of {s} gives a reason that we cannot place",
            "het antwoord van {s} noemt een reden die wij niet kunnen plaatsen",
            "die Antwort von {s} nennt einen Grund, den wir nicht einordnen können"
          )
          : Wording(
            "the reports do not say why",
            "de meldingen zeggen niet waarom",
            "die Berichte sagen nicht, warum"
          ),
        ask: Wording(
          "Look into the log of {s} at the times below, and tell us what it says",
          "Kijk in het logboek van {s} op de tijdstippen hieronder, en laat ons weten wat er staat",
          "Sehen Sie im Protokoll von {s} zu den Zeiten unten nach, und sagen Sie uns, was dort steht"
        )
      )
    default: nil
    }
  }

  /// Words where it is about single recipients.
  static func recipients(_ reason: Reason) -> RequestWords? {
    switch reason {
    case .recipientUnknown, .addressInvalid, .domainNotFound:
      RequestWords(
        happens: Wording(
          "these addresses do not exist there",
          "deze adressen bestaan daar niet",
          "diese Adressen gibt es dort nicht"
        ),
        ask: Wording(
          "If these addresses should exist, create them or an alias for them",
          "Moeten deze adressen bestaan, maak ze dan aan of maak er een alias voor",
          "Falls es diese Adressen geben soll, legen Sie sie oder einen Alias dafür an"
        ),
        hint: Wording(
          "Otherwise you need not do anything: we take them off our lists.",
          "Anders hoeft u niets te doen: wij halen ze uit onze lijsten.",
          "Sonst brauchen Sie nichts zu tun: Wir nehmen sie aus unseren Verteilern."
        )
      )
    case .recipientDisabled:
      RequestWords(
        happens: Wording(
          "these mailboxes are switched off",
          "deze postvakken zijn uitgeschakeld",
          "diese Postfächer sind abgeschaltet"
        ),
        ask: Wording(
          "Switch these mailboxes on again, or tell us where they moved",
          "Schakel deze postvakken weer in, of laat ons weten waarheen ze verhuisd zijn",
          "Schalten Sie diese Postfächer wieder ein, oder sagen Sie uns, wohin sie umgezogen sind"
        )
      )
    case .mailboxFull:
      RequestWords(
        happens: Wording(
          "these mailboxes are full",
          "deze postvakken zijn vol",
          "diese Postfächer sind voll"
        ),
        ask: Wording(
          "Give these mailboxes more space, or ask their users to clear them",
          "Geef deze postvakken meer ruimte, of vraag de gebruikers ze op te ruimen",
          "Geben Sie diesen Postfächern mehr Platz, oder bitten Sie ihre Nutzer, sie aufzuräumen"
        )
      )
    default: nil
    }
  }

  /// Words for all other reasons.
  static let general = RequestWords(
    happens: Wording("{s} refuses it", "{s} weigert ze", "{s} lehnt sie ab"),
    happenThere: Wording("{s} refuse it", "{s} weigeren ze", "{s} lehnen sie ab"),
    ask: Wording(
      "Look into why {s} refuses this mail",
      "Ga na waarom {s} deze mail weigert",
      "Prüfen Sie, warum {s} diese E-Mails ablehnt"
    ),
    askThere: Wording(
      "Look into why {s} refuse this mail",
      "Ga na waarom {s} deze mail weigeren",
      "Prüfen Sie, warum {s} diese E-Mails ablehnen"
    ),
    namesOurs: true
  )
}
