extension LetterPhrase {
  /// The phrase in all languages.
  var wording: Wording {
    switch self {
    // MARK: Head
    case .office:
      Wording(
        "{organisation}, mail administration",
        "{organisation}, mailbeheer",
        "{organisation}, E-Mail-Administration"
      )
    case .reference: Wording("Reference", "Kenmerk", "Unser Zeichen")
    case .titleAll:
      Wording(
        "Our mail to {domain} does not arrive",
        "Onze mail aan {domain} komt niet aan",
        "Unsere E-Mails an {domain} kommen nicht an"
      )
    case .titleSome:
      Wording(
        "Some of our mail to {domain} does not arrive",
        "Een deel van onze mail aan {domain} komt niet aan",
        "Ein Teil unserer E-Mails an {domain} kommt nicht an"
      )
    case .subjectSince:
      Wording(
        "Mail to {domain} cannot be delivered since {day} [{reference}]",
        "Mail aan {domain} is sinds {day} niet te bezorgen [{reference}]",
        "E-Mails an {domain} sind seit dem {day} nicht zustellbar [{reference}]"
      )
    case .subjectOnce:
      Wording(
        "Mail to {domain} could not be delivered [{reference}]",
        "Mail aan {domain} kon niet worden bezorgd [{reference}]",
        "E-Mails an {domain} konnten nicht zugestellt werden [{reference}]"
      )
    case .greeting:
      Wording("Dear postmaster,", "Geachte postmaster,", "Sehr geehrte Damen und Herren,")

    // MARK: What happened
    case .since:
      Wording(
        "Since {first} we have been unable to deliver {messages} to {people} at {domain}: {why}.",
        "Sinds {first} hebben wij {messages} aan {people} bij {domain} niet kunnen bezorgen: {why}.",
        "seit dem {first} konnten wir {messages} an {people} bei {domain} nicht zustellen: {why}."
      )
    case .between:
      Wording(
        "From {first} to {last} we were unable to deliver {messages} to {people} at {domain}: {why}.",
        "Van {first} tot en met {last} konden wij {messages} aan {people} bij {domain} niet bezorgen: {why}.",
        "vom {first} bis zum {last} konnten wir {messages} an {people} bei {domain} nicht zustellen: {why}."
      )
    case .on:
      Wording(
        "On {first} we were unable to deliver {messages} to {people} at {domain}: {why}.",
        "Op {first} konden wij {messages} aan {people} bij {domain} niet bezorgen: {why}.",
        "am {first} konnten wir {messages} an {people} bei {domain} nicht zustellen: {why}."
      )
    case .undated:
      Wording(
        "We were unable to deliver {messages} to {people} at {domain}: {why}.",
        "Wij konden {messages} aan {people} bij {domain} niet bezorgen: {why}.",
        "wir konnten {messages} an {people} bei {domain} nicht zustellen: {why}."
      )
    case .lastFailure:
      Wording(
        "The last failure was on {day} at {time} UTC.",
        "De laatste mislukte bezorging was op {day} om {time} uur UTC.",
        "Zuletzt scheiterte eine Zustellung am {day} um {time} Uhr UTC."
      )
    case .allOurs:
      Wording(
        "the cause lies on our side, and we are repairing it; you need not do anything",
        "de oorzaak ligt bij ons en wij herstellen die; u hoeft niets te doen",
        "die Ursache liegt bei uns, und wir beheben sie; Sie brauchen nichts zu tun"
      )
    case .more:
      Wording(
        "there are further causes, which are listed below",
        "er zijn nog andere oorzaken, die hieronder staan",
        "weitere Ursachen stehen unten"
      )
    case .oneMessage: Wording("one message", "één bericht", "eine Nachricht")
    case .messages: Wording("{n}\u{A0}messages", "{n}\u{A0}berichten", "{n}\u{A0}Nachrichten")
    case .onePerson: Wording("one person", "één persoon", "eine Person")
    case .people: Wording("{n}\u{A0}people", "{n}\u{A0}mensen", "{n}\u{A0}Personen")

    // MARK: Requests
    case .askHeading: Wording("What we ask you to do", "Wat wij u vragen", "Worum wir Sie bitten")
    case .inParticularFrom:
      Wording(
        "in particular from {servers}",
        "in het bijzonder van {servers}",
        "insbesondere von {servers}"
      )
    case .yourServer: Wording("your mail server", "uw mailserver", "Ihr Mailserver")
    case .andMoreServers: Wording("{n} more servers", "nog {n} servers", "{n} weitere Server")

    // MARK: Evidence
    case .sawHeading:
      Wording("What our servers saw", "Wat onze servers zagen", "Was unsere Server gesehen haben")
    case .server: Wording("Your server", "Uw server", "Ihr Server")
    case .itsAnswer: Wording("Its answer", "Antwoord", "Antwort")
    case .onConnecting:
      Wording(
        "none on connecting; we noted",
        "geen bij het verbinden; wij noteerden",
        "keine beim Verbinden; vermerkt wurde"
      )
    case .toCommand: Wording("to {command}:", "op {command}:", "auf {command}:")
    case .noWords:
      Wording("the report quotes none", "de melding vermeldt geen", "der Bericht nennt keine")
    case .givenUp: Wording("Given up", "Opgegeven", "Aufgegeben")
    case .refused: Wording("Refused", "Geweigerd", "Abgelehnt")
    case .after: Wording("After", "Na", "Nach")
    case .oneAttempt: Wording("one attempt", "één poging", "einem Versuch")
    case .attempts: Wording("{n} attempts", "{n} pogingen", "{n} Versuchen")
    case .attemptsRange:
      Wording("{n} to {m} attempts", "{n} tot {m} pogingen", "{n} bis {m} Versuchen")
    case .inTime: Wording("{attempts} in {time}", "{attempts} in {time}", "{attempts} in {time}")
    case .firstAndLast:
      Wording("First and last (UTC)", "Eerste en laatste (UTC)", "Zuerst und zuletzt (UTC)")
    case .fromOurServers: Wording("From our servers", "Vanaf onze servers", "Von unseren Servern")
    case .ourSendingServers:
      Wording("Our sending servers", "Onze verzendende servers", "Unsere sendenden Server")
    case .queueID:
      Wording("Our queue ID, newest", "Ons wachtrij-ID, laatste", "Unsere Queue-ID, letzte")
    case .messageID: Wording("Message-ID, newest", "Message-ID, laatste", "Message-ID, letzte")
    case .recipient: Wording("Recipient, newest", "Ontvanger, laatste", "Empfänger, letzter")
    case .notStated:
      Wording("not stated in the report", "niet vermeld in de melding", "im Bericht nicht genannt")

    // MARK: Checking
    case .checkHeading: Wording("How to check", "Zo controleert u het", "So können Sie es prüfen")
    case .shouldConnect:
      Wording(
        "from outside your network; it should connect",
        "van buiten uw netwerk; er hoort een verbinding tot stand te komen",
        "von außerhalb Ihres Netzes; die Verbindung sollte zustande kommen"
      )
    case .shouldGreet:
      Wording(
        "from outside your network; the answer to EHLO should be 250",
        "van buiten uw netwerk; het antwoord op EHLO hoort 250 te zijn",
        "von außerhalb Ihres Netzes; die Antwort auf EHLO sollte 250 lauten"
      )
    case .shouldAccept:
      Wording(
        "the answer should be 250, not {code}",
        "het antwoord hoort 250 te zijn, niet {code}",
        "die Antwort sollte 250 lauten, nicht {code}"
      )
    case .shouldNameServers:
      Wording(
        "should name only servers that take your mail",
        "hoort alleen servers te noemen die uw mail aannemen",
        "sollte nur Server nennen, die Ihre E-Mails annehmen"
      )
    case .shouldResolve:
      Wording("should give an address", "hoort een adres te geven", "sollte eine Adresse ergeben")
    case .shouldAnswer:
      Wording(
        "should end with an answer of your name servers",
        "hoort te eindigen met een antwoord van uw naamservers",
        "sollte mit einer Antwort Ihrer Nameserver enden"
      )
    case .shouldBeRegistered:
      Wording(
        "should say that the domain is registered, and until when",
        "hoort te zeggen dat het domein geregistreerd is, en tot wanneer",
        "sollte zeigen, dass die Domain registriert ist, und bis wann"
      )
    case .shouldShowCertificate:
      Wording(
        "should show a certificate for this name that is valid today",
        "hoort een certificaat voor deze naam te tonen dat vandaag geldig is",
        "sollte ein heute gültiges Zertifikat für diesen Namen zeigen"
      )
    case .shouldMatch:
      Wording(
        "should match the certificate of the server",
        "hoort te passen bij het certificaat van de server",
        "sollte zum Zertifikat des Servers passen"
      )
    case .lookInLog:
      Wording(
        "In the log of your server, look for {time} UTC.",
        "Zoek in het logboek van uw server rond {time} UTC.",
        "Im Protokoll Ihres Servers finden Sie es um {time} UTC."
      )

    // MARK: Reaching us
    case .reachHeading: Wording("How to reach us", "Contact", "So erreichen Sie uns")
    case .reply:
      Wording(
        "Please reply to this message, quoting {reference}.",
        "Antwoord gerust op dit bericht, onder vermelding van {reference}.",
        "Bitte antworten Sie auf diese Nachricht und nennen Sie das Zeichen {reference}."
      )
    case .replyTo:
      Wording(
        "Please reply to this message or write to {address}, quoting {reference}.",
        "Antwoord gerust op dit bericht, of schrijf naar {address} onder vermelding van {reference}.",
        "Bitte antworten Sie auf diese Nachricht oder schreiben Sie an {address} und nennen Sie das Zeichen {reference}."
      )
    case .call:
      Wording(
        "You can also call {phone}.",
        "U kunt ook bellen naar {phone}.",
        "Telefonisch erreichen Sie uns unter {phone}."
      )
    case .afterChange:
      Wording(
        "Once you have changed something, a short reply is enough: we will try again straight away and tell you whether it works.",
        "Hebt u iets aangepast, dan is een kort antwoord genoeg: wij proberen het meteen opnieuw en laten u weten of het werkt.",
        "Sobald Sie etwas geändert haben, genügt eine kurze Antwort: Wir versuchen es dann sofort noch einmal und sagen Ihnen, ob es klappt."
      )
    case .passOn:
      Wording(
        "If you do not run these servers yourself, please pass this message on to whoever does.",
        "Beheert u deze servers niet zelf, wilt u dit bericht dan doorsturen naar wie dat wel doet?",
        "Falls Sie die Server nicht selbst betreiben, leiten Sie diese Nachricht bitte an Ihren Dienstleister weiter."
      )
    case .attached:
      Wording(
        "Attached is {file} with one line for each failed delivery ({n}): time, server, answer and attempts.",
        "Bijgevoegd is {file}, met één regel voor elke mislukte bezorging ({n}): tijdstip, server, antwoord en pogingen.",
        "Beigefügt ist {file} mit einer Zeile für jede fehlgeschlagene Zustellung ({n}): Zeitpunkt, Server, Antwort und Versuche."
      )
    case .attachedPart:
      Wording(
        "Attached is {file} with one line for each of the newest {m} of {n} failed deliveries: time, server, answer and attempts.",
        "Bijgevoegd is {file}, met één regel voor elk van de nieuwste {m} van {n} mislukte bezorgingen: tijdstip, server, antwoord en pogingen.",
        "Beigefügt ist {file} mit je einer Zeile für die neuesten {m} von {n} fehlgeschlagenen Zustellungen: Zeitpunkt, Server, Antwort und Versuche."
      )
    case .onRequest:
      Wording(
        "On request we send you a list of all failed deliveries ({n}) with time, server, answer and attempts.",
        "Op verzoek sturen wij u een lijst van alle mislukte bezorgingen ({n}) met tijdstip, server, antwoord en pogingen.",
        "Auf Wunsch senden wir Ihnen eine Liste aller fehlgeschlagenen Zustellungen ({n}) mit Zeitpunkt, Server, Antwort und Versuchen."
      )
    case .namesShortened:
      Wording(
        "Recipients’ names are shortened in it; we will gladly send you the full addresses.",
        "De namen van ontvangers zijn daarin afgekort; de volledige adressen sturen wij u graag toe.",
        "Die Namen der Empfänger sind darin gekürzt; die vollständigen Adressen senden wir Ihnen gern."
      )
    case .namesWhole:
      Wording(
        "It names your recipients in full.",
        "Uw ontvangers staan er volledig in.",
        "Ihre Empfänger sind darin vollständig genannt."
      )
    case .pseudonyms:
      Wording(
        "We keep recipients under pseudonyms, which stay the same.",
        "Wij bewaren ontvangers onder pseudoniemen, die gelijk blijven.",
        "Empfänger speichern wir unter Pseudonymen, die gleich bleiben."
      )
    case .unknownOne:
      Wording(
        "{n} more message went to an address that does not exist; we take it off our lists ourselves.",
        "Daarnaast ging {n} bericht naar een adres dat niet bestaat; dat halen wij zelf uit onze lijsten.",
        "{n} weitere Nachricht ging an eine Adresse, die es nicht gibt; diese nehmen wir selbst aus unseren Verteilern."
      )
    case .unknownMany:
      Wording(
        "{n} more messages went to addresses that do not exist; we take those off our lists ourselves.",
        "Daarnaast gingen {n} berichten naar adressen die niet bestaan; die halen wij zelf uit onze lijsten.",
        "{n} weitere Nachrichten gingen an Adressen, die es nicht gibt; diese nehmen wir selbst aus unseren Verteilern."
      )
    case .fullOne:
      Wording(
        "{n} more message met a full mailbox.",
        "{n} bericht stuitte op een vol postvak.",
        "{n} weitere Nachricht traf auf ein volles Postfach."
      )
    case .fullMany:
      Wording(
        "{n} more messages met full mailboxes.",
        "{n} berichten stuitten op volle postvakken.",
        "{n} weitere Nachrichten trafen auf volle Postfächer."
      )
    case .peopleOne:
      Wording(
        "{n} more message failed for a reason that its sender or its recipient can repair.",
        "{n} bericht mislukte om een reden die de afzender of de ontvanger kan verhelpen.",
        "{n} weitere Nachricht scheiterte aus einem Grund, den Absender oder Empfänger beheben können."
      )
    case .peopleMany:
      Wording(
        "{n} more messages failed for reasons that senders or recipients can repair.",
        "{n} berichten mislukten om redenen die afzenders of ontvangers kunnen verhelpen.",
        "{n} weitere Nachrichten scheiterten aus Gründen, die Absender oder Empfänger beheben können."
      )
    case .unclearOne:
      Wording(
        "{n} more message failed for a reason that we do not know.",
        "{n} bericht mislukte om een reden die wij niet kennen.",
        "{n} weitere Nachricht scheiterte aus einem Grund, den wir nicht kennen."
      )
    case .unclearMany:
      Wording(
        "{n} more messages failed for reasons that we do not know.",
        "{n} berichten mislukten om redenen die wij niet kennen.",
        "{n} weitere Nachrichten scheiterten aus Gründen, die wir nicht kennen."
      )
    case .nothingToDo:
      Wording(
        "You need not do anything about them.",
        "Daar hoeft u niets aan te doen.",
        "Hier brauchen Sie nichts zu tun."
      )
    case .thanks:
      Wording(
        "Thank you for your help.",
        "Alvast hartelijk dank voor uw hulp.",
        "Vielen Dank für Ihre Unterstützung."
      )
    case .regards:
      Wording("Kind regards,", "Met vriendelijke groet,", "Mit freundlichen Grüßen")
    case .countedOnce:
      Wording(
        "One message to one recipient is counted once, however many reports it caused.",
        "Eén bericht aan één ontvanger telt één keer, hoeveel meldingen er ook over kwamen.",
        "Eine Nachricht an einen Empfänger zählt einmal, gleich wie viele Berichte es darüber gab."
      )
    case .quoted:
      Wording(
        "Answers are quoted as received.",
        "Antwoorden zijn weergegeven zoals ontvangen.",
        "Die Antworten sind wiedergegeben, wie wir sie erhielten."
      )
    case .quotedShortened:
      Wording(
        "Answers are quoted as received, except that names of recipients are shortened.",
        "Antwoorden zijn weergegeven zoals ontvangen; alleen de namen van ontvangers zijn afgekort.",
        "Die Antworten sind wiedergegeben, wie wir sie erhielten; nur die Namen der Empfänger sind gekürzt."
      )
    case .marked:
      Wording(
        "[…] stands for what may concern others.",
        "[…] staat voor wat anderen kan betreffen.",
        "[…] steht für das, was andere betreffen kann."
      )
    }
  }
}
