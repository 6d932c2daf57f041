import RetourEvents

extension Phrase {
  /// The phrase in all languages.
  var wording: Wording {
    switch self {
    // MARK: Nouns with numbers
    case .oneMessage: Wording("one message", "één bericht", "eine Nachricht")
    case .messages: Wording("{n} messages", "{n} berichten", "{n} Nachrichten")
    case .oneAddress: Wording("one address", "één adres", "eine Adresse")
    case .addresses: Wording("{n} addresses", "{n} adressen", "{n} Adressen")
    case .oneFailure: Wording("one failure", "één mislukte bezorging", "ein Zustellfehler")
    case .failures: Wording("{n} failures", "{n} mislukte bezorgingen", "{n} Zustellfehler")

    // MARK: The letter
    case .letterTitle:
      Wording(
        "Mail we could not deliver to {domain}, {period}",
        "Mail die wij niet konden bezorgen bij {domain}, {period}",
        "E-Mails, die wir an {domain} nicht zustellen konnten, {period}"
      )
    case .letterTitlePlain:
      Wording(
        "Mail we could not deliver to",
        "Mail die wij niet konden bezorgen bij",
        "E-Mails, die wir nicht zustellen konnten an"
      )
    case .letterFrom: Wording("From", "Van", "Von")
    case .letterContact: Wording("Contact", "Contact", "Kontakt")
    case .letterReference: Wording("Reference", "Ons kenmerk", "Unser Zeichen")
    case .letterGenerated: Wording("Written", "Opgesteld", "Erstellt")
    case .letterSummary:
      Wording(
        "Delivery of {failures} to {addresses} at {domain} failed.",
        "De bezorging van {failures} aan {addresses} bij {domain} is mislukt.",
        "Die Zustellung von {failures} an {addresses} bei {domain} ist fehlgeschlagen."
      )
    case .letterMostly:
      Wording(
        "Most often ({n} times): {cause}",
        "Meestal ({n} keer): {cause}",
        "Am häufigsten ({n}-mal): {cause}"
      )
    case .letterUnclassified:
      Wording(
        "The server gave a reason that we can't place; its words stand below.",
        "De server gaf een reden die wij niet kunnen plaatsen; de letterlijke tekst staat hieronder.",
        "Der Server nannte einen Grund, den wir nicht einordnen können; sein Wortlaut steht unten."
      )
    case .letterMostlyAnswer:
      Wording(
        "{server} answered {reply}.",
        "{server} antwoordde daarbij met {reply}.",
        "{server} antwortete dabei mit {reply}."
      )
    case .letterSpan:
      Wording(
        "First {first}, last {last}.",
        "Voor het eerst {first}, voor het laatst {last}.",
        "Zuerst {first}, zuletzt {last}."
      )
    case .letterStillHappening:
      Wording(
        "It was still happening when we last looked.",
        "Het gebeurde nog steeds toen wij voor het laatst keken.",
        "Es trat noch immer auf, als wir zuletzt nachsahen."
      )
    case .letterAllOurs:
      Wording(
        "All of it has to be repaired on our side; there is nothing you have to do.",
        "Alles moet aan onze kant worden hersteld; u hoeft niets te doen.",
        "All das ist bei uns zu beheben; Sie müssen nichts tun."
      )
    case .whatToFix: Wording("What to repair", "Wat er te herstellen is", "Was zu beheben ist")
    case .nothingToFix:
      Wording(
        "Nothing in your hands: no failure of this period has to be repaired on your side.",
        "Niets van uw kant: geen van deze mislukte bezorgingen hoeft bij u te worden hersteld.",
        "Nichts auf Ihrer Seite: Keiner dieser Zustellfehler ist bei Ihnen zu beheben."
      )
    case .notYours: Wording("Not in your hands", "Ligt niet bij u", "Liegt nicht bei Ihnen")
    case .thisOneIsOurs:
      Wording(
        "This one is ours; it is shown so that you see it.",
        "Dit ligt aan ons; wij vermelden het zodat u ervan weet.",
        "Das liegt an uns; wir führen es auf, damit Sie davon wissen."
      )
    case .maybeYours:
      Wording(
        "Not certain on which side: please compare with your logs.",
        "Het is niet zeker aan welke kant dit ligt: vergelijk het met uw logbestanden.",
        "Auf welcher Seite das liegt, ist nicht sicher: Bitte vergleichen Sie mit Ihren Protokollen."
      )
    case .standardSays:
      Wording(
        "What the standard says (RFC 3463)",
        "Wat de standaard zegt (RFC 3463)",
        "Was der Standard sagt (RFC 3463)"
      )
    case .check: Wording("What to do", "Wat u kunt doen", "Was Sie tun können")
    case .verifyWith: Wording("Verify with", "Controleer met", "Prüfen mit")
    case .linkInReport:
      Wording(
        "Page named by the server (not checked by us)",
        "Pagina die de server noemt (niet door ons gecontroleerd)",
        "Vom Server genannte Seite (von uns nicht geprüft)"
      )
    case .chartTitle:
      Wording(
        "Failures per day",
        "Mislukte bezorgingen per dag",
        "Zustellfehler pro Tag"
      )
    case .chartDescription:
      Wording(
        "{n} on {days} days; the most on {day}: {most}.",
        "{n} op {days} dagen; de meeste op {day}: {most}.",
        "{n} an {days} Tagen; die meisten am {day}: {most}."
      )
    case .chartNumbers:
      Wording("The numbers as a table", "De getallen als tabel", "Die Zahlen als Tabelle")
    case .noChart:
      Wording(
        "Fewer than five failures: too few for a chart.",
        "Minder dan vijf mislukte bezorgingen: te weinig voor een grafiek.",
        "Weniger als fünf Zustellfehler: zu wenige für ein Diagramm."
      )
    case .causeTable: Wording("Causes", "Oorzaken", "Ursachen")
    case .evidence: Wording("Evidence", "Onderbouwing", "Belege")
    case .evidenceNote:
      Wording(
        "The newest failures of each cause, one per server, at most five; answers are verbatim.",
        "Per oorzaak de recentste gevallen, één per server en hoogstens vijf; de antwoorden zijn letterlijk overgenomen.",
        "Je Ursache die neuesten Fälle, einer je Server und höchstens fünf; die Antworten stehen im Wortlaut."
      )
    case .addressesConcerned:
      Wording("Addresses concerned", "Betrokken adressen", "Betroffene Adressen")
    case .addressesHidden:
      Wording(
        "This concerns {addresses} of yours; we send the list on request.",
        "Het gaat om {addresses} bij u; op verzoek sturen wij de lijst.",
        "Es geht um {addresses} bei Ihnen; die Liste senden wir auf Anfrage."
      )
    case .addressesPseudonymous:
      Wording(
        "{addresses} of yours; we keep them under pseudonyms, which stay the same.",
        "{addresses} van u; wij bewaren ze onder pseudoniemen, die gelijk blijven.",
        "{addresses} bei Ihnen; wir speichern sie unter Pseudonymen, die gleich bleiben."
      )
    case .moreAddresses:
      Wording(
        "and {n} more",
        "en nog {n}",
        "und {n} weitere"
      )
    case .howWeCounted: Wording("How we counted", "Hoe wij hebben geteld", "Wie wir gezählt haben")
    case .countedFailure:
      Wording(
        "One message to one recipient is one failure, however many reports speak of it.",
        "Eén bericht aan één ontvanger telt als één mislukte bezorging, hoeveel meldingen er ook over zijn.",
        "Eine Nachricht an einen Empfänger zählt als ein Zustellfehler, gleich wie viele Berichte es darüber gibt."
      )
    case .countedDays:
      Wording(
        "Days are those of the time zone {zone}; times are in Universal Time (UTC).",
        "Dagen gelden in de tijdzone {zone}; tijden zijn in UTC.",
        "Tage gelten in der Zeitzone {zone}, Uhrzeiten in UTC."
      )
    case .countedPermanent:
      Wording(
        "Expired means that our server gave up after trying for days.",
        "‘Verlopen’ betekent dat onze server het na dagenlang proberen heeft opgegeven.",
        "„Abgelaufen“ heißt, dass unser Server nach tagelangen Versuchen aufgegeben hat."
      )
    case .countedLimits:
      Wording(
        "We count reports of failures; how much mail to you was delivered isn't part of this.",
        "Wij tellen meldingen van mislukte bezorgingen; hoeveel mail wel is bezorgd, staat hier niet in.",
        "Wir zählen Berichte über Zustellfehler; wie viel zugestellt wurde, steht hier nicht."
      )
    case .countedNotStated:
      Wording(
        "What a report doesn't state is called so; it is never taken for zero.",
        "Wat een melding niet vermeldt, noemen wij zo; het geldt nooit als nul.",
        "Was ein Bericht nicht angibt, nennen wir so; es gilt nie als null."
      )
    case .removedTitle: Wording("What was removed", "Wat is weggelaten", "Was entfernt wurde")
    case .removedNote:
      Wording(
        """
        Senders, subjects, addresses and domains of others, private network addresses and internal \
        names were removed (places in the texts: {n}).
        """,
        """
        Afzenders, onderwerpen, adressen en domeinen van anderen, privé-netwerkadressen en interne \
        namen zijn weggelaten (plaatsen in de teksten: {n}).
        """,
        """
        Absender, Betreffzeilen, Adressen und Domains anderer, private Netzwerkadressen und interne \
        Namen wurden entfernt (Stellen in den Texten: {n}).
        """
      )
    case .attachments: Wording("All failures", "Alle mislukte bezorgingen", "Alle Zustellfehler")
    case .notStated:
      Wording(
        "not stated in the report",
        "niet vermeld in de melding",
        "im Bericht nicht angegeben"
      )
    case .triedFor: Wording("tried for", "duur van de pogingen", "Dauer der Versuche")
    case .attempts: Wording("attempts", "pogingen", "Versuche")
    case .ourQueueID: Wording("our queue id", "ons wachtrij-id", "unsere Warteschlangen-ID")
    case .reportedBy: Wording("reported by", "gemeld door", "gemeldet von")
    case .nothingNext:
      Wording(
        "given up, no further try",
        "opgegeven, geen nieuwe poging",
        "aufgegeben, kein weiterer Versuch"
      )
    case .ourSendingHosts:
      Wording("Our sending servers", "Onze verzendende servers", "Unsere sendenden Server")
    case .expiredNote:
      Wording(
        "given up after retries: {n}",
        "opgegeven na herhaalde pogingen: {n}",
        "nach Wiederholungen aufgegeben: {n}"
      )

    // MARK: Columns
    case .cause: Wording("Cause", "Oorzaak", "Ursache")
    case .reason: Wording("Reason", "Reden", "Grund")
    case .code: Wording("SMTP code", "SMTP-code", "SMTP-Code")
    case .status: Wording("Enhanced code", "Uitgebreide code", "Erweiterter Code")
    case .count: Wording("Failures", "Mislukt", "Zustellfehler")
    case .recipients: Wording("Recipients", "Ontvangers", "Empfänger")
    case .first: Wording("First", "Eerste", "Zuerst")
    case .last: Wording("Last", "Laatste", "Zuletzt")
    case .stage: Wording("Stage", "Stap", "Phase")
    case .day: Wording("Day", "Dag", "Tag")
    case .domain: Wording("Domain", "Domein", "Domain")
    case .share: Wording("Share", "Aandeel", "Anteil")
    case .change: Wording("Change", "Verschil", "Änderung")
    case .side: Wording("To be repaired", "Te herstellen", "Zu beheben")
    case .server: Wording("Server", "Server", "Server")
    case .address: Wording("Address", "Adres", "Adresse")
    case .sender: Wording("Sender", "Afzender", "Absender")
    case .text: Wording("Text", "Tekst", "Text")
    case .period: Wording("Period", "Periode", "Zeitraum")
    case .file: Wording("Files", "Bestanden", "Dateien")
    case .mainCause:
      Wording("Main known cause", "Belangrijkste bekende oorzaak", "Wichtigste bekannte Ursache")
    case .domains: Wording("Domains", "Domeinen", "Domains")
    case .ours: Wording("by us", "door ons", "bei uns")
    case .theirs: Wording("by them", "door hen", "bei ihnen")
    case .yours: Wording("by you", "door u", "bei Ihnen")
    case .both: Wording("by both", "door beide", "bei beiden")
    case .unknownSide: Wording("not known", "niet bekend", "nicht bekannt")
    case .event: Wording("Event", "Gebeurtenis", "Ereignis")
    case .messageID: Wording("Message-ID", "Message-ID", "Message-ID")
    case .explanation: Wording("Meaning", "Betekenis", "Bedeutung")
    case .serverOperator: Wording("Operator", "Beheerder", "Betreiber")
    case .servers: Wording("Servers", "Servers", "Server")
    case .alike: Wording("Its share", "Aandeel daarvan", "Anteil davon")
    case .wording: Wording("Wording", "Bewoording", "Wortlaut")
    case .reports: Wording("Reports", "Meldingen", "Berichte")
    case .texts: Wording("Texts", "Teksten", "Texte")
    case .changed: Wording("Last changed", "Laatst gewijzigd", "Zuletzt geändert")
    case .messagesRead: Wording("Messages", "Berichten", "Nachrichten")
    case .unreadable: Wording("Unreadable", "Onleesbaar", "Unlesbar")
    // MARK: Stages
    case .stageConnect: Wording("connecting", "verbinden", "Verbindungsaufbau")
    case .stageGreeting: Wording("greeting (EHLO)", "begroeting (EHLO)", "Begrüßung (EHLO)")
    case .stageTLS: Wording("STARTTLS", "STARTTLS", "STARTTLS")
    case .stageLogin: Wording("AUTH", "AUTH", "AUTH")
    case .stageMail: Wording("sender (MAIL FROM)", "afzender (MAIL FROM)", "Absender (MAIL FROM)")
    case .stageRcpt: Wording("recipient (RCPT TO)", "ontvanger (RCPT TO)", "Empfänger (RCPT TO)")
    case .stageData: Wording("content (DATA)", "inhoud (DATA)", "Inhalt (DATA)")
    case .stageUnknown: Wording("not stated", "niet vermeld", "nicht angegeben")

    // MARK: The overview
    case .overviewTitle:
      Wording(
        "Undelivered mail, {period}",
        "Onbestelbare mail, {period}",
        "Unzustellbare E-Mails, {period}"
      )
    case .inputs:
      Wording(
        "{files} inputs, {messages} messages read, {not} without a report, {rejected} unreadable, {duplicates} duplicates",
        "{files} bronnen, {messages} berichten gelezen, {not} zonder melding, {rejected} onleesbaar, {duplicates} dubbel",
        "{files} Quellen, {messages} Nachrichten gelesen, {not} ohne Bericht, {rejected} unlesbar, {duplicates} doppelt"
      )
    case .catalogue: Wording("Rule catalogue", "Regelcatalogus", "Regelkatalog")
    case .runNumber: Wording("run {n}", "run {n}", "Lauf {n}")
    case .freshness: Wording("Last read", "Laatst gelezen", "Zuletzt gelesen")
    case .skip: Wording("Skip to the content", "Naar de inhoud", "Zum Inhalt")
    case .needsAttention: Wording("What changed", "Wat er veranderde", "Was sich änderte")
    case .nothingNeedsAttention:
      Wording(
        "Nothing stands out against the period before.",
        "Ten opzichte van de vorige periode springt er niets uit.",
        "Gegenüber dem Zeitraum davor fällt nichts auf."
      )
    case .tileOurs: Wording("Ours to repair", "Door ons te herstellen", "Bei uns zu beheben")
    case .tileExpired:
      Wording(
        "Given up after retries",
        "Na herhaalde pogingen opgegeven",
        "Nach Wiederholungen aufgegeben"
      )
    case .tileLapsed:
      Wording("Registration lapsed", "Registratie verlopen", "Registrierung erloschen")
    case .countsOnly:
      Wording(
        "Counts only: without message traces nobody knows how much was delivered, so there are no rates.",
        "Alleen aantallen: zonder berichttraceringen is niet bekend hoeveel er is bezorgd; daarom staan hier geen percentages van het verkeer.",
        "Nur Anzahlen: Ohne Nachrichtenverfolgung ist unbekannt, wie viel zugestellt wurde; daher gibt es keine Quoten."
      )
    case .clockChange:
      Wording(
        "{day} had {n} hours: the clocks changed.",
        "{day} had {n} uur: de klok werd verzet.",
        "Der {day} hatte {n} Stunden: Die Uhren wurden umgestellt."
      )
    case .noData: Wording("no data", "geen gegevens", "keine Daten")
    case .noDataNote:
      Wording(
        "No data: nothing that was read speaks of these days. Whether mail failed on them is not known.",
        "Geen gegevens: niets van wat is gelezen, gaat over deze dagen. Of er toen mail is mislukt, is niet bekend.",
        "Keine Daten: Nichts, was gelesen wurde, spricht von diesen Tagen. Ob an ihnen E-Mails scheiterten, ist nicht bekannt."
      )
    case .heat: Wording("Domains and causes", "Domeinen en oorzaken", "Domains und Ursachen")
    case .heatFinding:
      Wording(
        "Failures per domain and group of causes.",
        "Mislukte bezorgingen per domein en groep van oorzaken.",
        "Zustellfehler je Domain und Ursachengruppe."
      )
    case .stages: Wording("Where it broke", "Waar het misging", "Wo es scheiterte")
    case .stagesFinding:
      Wording(
        "Most often at: {stage}, {n} failures.",
        "Meestal bij: {stage}, {n} mislukte bezorgingen.",
        "Am häufigsten bei: {stage}, {n} Zustellfehler."
      )
    case .timeToFailure:
      Wording(
        "Time until failure",
        "Tijd tot het mislukken",
        "Zeit bis zum Scheitern"
      )
    case .timeFinding:
      Wording(
        "Most often: {bucket}, {n} failures.",
        "Meestal: {bucket}, {n} mislukte bezorgingen.",
        "Am häufigsten: {bucket}, {n} Zustellfehler."
      )
    case .timeKnown:
      Wording(
        "Known for {n} of {all}; the others don't state it.",
        "Bekend voor {n} van {all}; de andere vermelden het niet.",
        "Bekannt für {n} von {all}; die übrigen geben es nicht an."
      )
    case .atOnce: Wording("at once", "meteen", "sofort")
    case .underHour: Wording("within an hour", "binnen een uur", "binnen einer Stunde")
    case .underDay: Wording("within a day", "binnen een dag", "binnen eines Tages")
    case .upToFive: Wording("one to five days", "één tot vijf dagen", "ein bis fünf Tage")
    case .longer: Wording("over five days", "meer dan vijf dagen", "über fünf Tage")
    case .expiredBucket:
      Wording(
        "expired, duration not stated",
        "verlopen, duur niet vermeld",
        "abgelaufen, Dauer nicht angegeben"
      )
    case .tableDomains: Wording("Domains", "Domeinen", "Domains")
    case .tableCauses: Wording("Causes", "Oorzaken", "Ursachen")
    case .tableHosts: Wording("Remote servers", "Externe servers", "Gegenstellen")
    case .tableOperators:
      Wording(
        "Operators of the servers",
        "Beheerders van de servers",
        "Betreiber der Server"
      )
    case .operatorNote:
      Wording(
        "Servers whose names have the same registrable domain are taken together; servers of which only the address is known are left out.",
        "Servers waarvan de naam hetzelfde registreerbare domein heeft, zijn samengenomen; servers waarvan alleen het adres bekend is, ontbreken.",
        "Server, deren Namen dieselbe registrierbare Domain haben, sind zusammengefasst; Server, von denen nur die Adresse bekannt ist, fehlen."
      )
    case .howExample:
      Wording(
        "How an example was found (SQL)",
        "Hoe een voorbeeld is gevonden (SQL)",
        "Wie ein Beispiel gefunden wurde (SQL)"
      )
    case .tableSenders:
      Wording(
        "Our senders hit most",
        "Onze meest getroffen afzenders",
        "Unsere am meisten betroffenen Absender"
      )
    case .tableUnknown:
      Wording(
        "Texts that no rule knows",
        "Teksten die geen regel kent",
        "Texte, die keine Regel kennt"
      )
    case .dataQuality: Wording("Data quality", "Kwaliteit van de gegevens", "Datenqualität")
    case .rejects:
      Wording("Could not be read", "Kon niet worden gelezen", "Konnte nicht gelesen werden")
    case .noRejects:
      Wording(
        "Everything could be read.",
        "Alles kon worden gelezen.",
        "Alles konnte gelesen werden."
      )
    case .withoutDate:
      Wording(
        "Failures without a date",
        "Mislukte bezorgingen zonder datum",
        "Zustellfehler ohne Datum"
      )
    case .futureDates:
      Wording(
        "Failures dated after the last run",
        "Mislukte bezorgingen met een datum na de laatste run",
        "Zustellfehler mit Datum nach dem letzten Lauf"
      )
    case .unfinishedRuns:
      Wording("Runs that did not finish", "Runs die niet zijn voltooid", "Nicht beendete Läufe")
    case .nameless:
      Wording(
        "Failures whose report doesn't name the original message",
        "Mislukte bezorgingen waarvan de melding het oorspronkelijke bericht niet noemt",
        "Zustellfehler, deren Bericht die ursprüngliche Nachricht nicht nennt"
      )
    case .traceOnly:
      Wording(
        "Failures in a message trace without a bounce",
        "Mislukte bezorgingen in een berichttracering zonder bounce",
        "Zustellfehler in der Nachrichtenverfolgung ohne Bericht"
      )
    case .withoutTrace:
      Wording(
        "Bounces without a row in a message trace, on days that one covers",
        "Bounces zonder regel in een berichttracering, op dagen die er een bestrijkt",
        "Berichte ohne Zeile in der Nachrichtenverfolgung, an Tagen, die sie abdeckt"
      )
    case .disagreements:
      Wording(
        "What a message trace calls delivered and a bounce failed is listed by",
        "Wat een berichttracering bezorgd noemt en een bounce mislukt, toont",
        "Was die Nachrichtenverfolgung zugestellt nennt und ein Bericht gescheitert, zeigt"
      )
    case .oldestInputs:
      Wording(
        "Inputs that were not changed for the longest time",
        "Bronnen die het langst niet zijn gewijzigd",
        "Quellen, die am längsten nicht geändert wurden"
      )
    case .howAsked:
      Wording(
        "How this was asked (SQL)",
        "Hoe dit is gevraagd (SQL)",
        "Wie das gefragt wurde (SQL)"
      )
    case .andMore: Wording("and {n} more", "en nog {n}", "und {n} weitere")
    case .expiryApart:
      Wording(
        "Expiry means two things, a lapsed domain registration and used-up retry time; they are never added up.",
        "‘Verlopen’ betekent twee dingen: een verlopen domeinregistratie en opgebruikte tijd voor nieuwe pogingen. Ze worden nooit bij elkaar opgeteld.",
        "„Ablauf“ heißt zweierlei: eine erloschene Domainregistrierung und verbrauchte Zeit für Wiederholungen. Beides wird nie addiert."
      )
    case .noFailures:
      Wording(
        "No failed delivery in this period.",
        "Geen mislukte bezorging in deze periode.",
        "Keine fehlgeschlagene Zustellung in diesem Zeitraum."
      )
    case .generatedBy:
      Wording(
        "Written by Retour on {time}.",
        "Opgesteld door Retour op {time}.",
        "Erstellt von Retour am {time}."
      )
    case .zone: Wording("time zone {zone}", "tijdzone {zone}", "Zeitzone {zone}")
    case .writeRule:
      Wording(
        "To teach Retour such a text, write a rule for it in a file of your own (rules: in the configuration). One to begin with:",
        "Schrijf in een eigen bestand (rules: in de configuratie) een regel voor zo'n tekst om Retour die te leren. Om mee te beginnen:",
        "Um Retour einen solchen Text beizubringen, schreiben Sie in einer eigenen Datei (rules: in der Konfiguration) eine Regel dafür. Für den Anfang:"
      )
    case .ruleToBegin:
      Wording(
        "A rule for the first of them",
        "Een regel voor de eerste",
        "Eine Regel für den ersten"
      )
    case .attentionNewCause:
      Wording(
        "Mail to {domain} fails for a new reason: {reason} ({n}).",
        "Mail naar {domain} mislukt om een nieuwe reden: {reason} ({n}).",
        "E-Mails an {domain} scheitern aus einem neuen Grund: {reason} ({n})."
      )
    case .attentionAllHard:
      Wording(
        "All mail to {domain} that failed would fail again: {reason} ({n}).",
        "Alle mislukte mail naar {domain} zou weer mislukken: {reason} ({n}).",
        "Alle fehlgeschlagenen E-Mails an {domain} würden erneut scheitern: {reason} ({n})."
      )
    case .attentionAllHardMany:
      Wording(
        "All failed mail to {domains} domains, {domain} most, would fail again: {reason} ({n}).",
        "Alle mislukte mail naar {domains} domeinen, het meest naar {domain}, zou weer mislukken: {reason} ({n}).",
        "Alle fehlgeschlagenen E-Mails an {domains} Domains, am meisten an {domain}, würden erneut scheitern: {reason} ({n})."
      )
    case .attentionOurs:
      Wording(
        "Ours to repair, seen at {domains} domains: {reason} ({n}).",
        "Door ons te herstellen, gezien bij {domains} domeinen: {reason} ({n}).",
        "Bei uns zu beheben, gesehen bei {domains} Domains: {reason} ({n})."
      )
    case .attentionGone:
      Wording(
        "{reason} at {domain} has stopped; the period before had {n}.",
        "{reason} bij {domain} is gestopt; de vorige periode had er {n}.",
        "{reason} bei {domain} hat aufgehört; der Zeitraum davor hatte {n}."
      )
    case .attentionOver:
      Wording(
        "{domain} has {n} failures, {before} in the period before.",
        "Bij {domain} zijn {n} bezorgingen mislukt, in de vorige periode {before}.",
        "{domain} hat {n} Zustellfehler, im Zeitraum davor {before}."
      )
    case .seeDomain: Wording("To the domain", "Naar het domein", "Zur Domain")
    case .seeCauses: Wording("To the causes", "Naar de oorzaken", "Zu den Ursachen")

    // MARK: The index
    case .indexTitle:
      Wording(
        "Letters to the owners of domains",
        "Brieven aan de houders van domeinen",
        "Schreiben an die Inhaber von Domains"
      )
    case .indexNoHosts:
      Wording(
        "The configuration names no sending_hosts, so the letters don't say from which servers the mail came.",
        "De configuratie noemt geen sending_hosts; daarom staat in de brieven niet van welke servers de mail kwam.",
        "Die Konfiguration nennt keine sending_hosts; daher steht in den Schreiben nicht, von welchen Servern die E-Mails kamen."
      )

    // MARK: Groups of causes
    case .groupAddress: Wording("Address or mailbox", "Adres of postbus", "Adresse oder Postfach")
    case .groupDestination:
      Wording(
        "Destination's servers, DNS",
        "Servers en DNS van de bestemming",
        "Server und DNS des Ziels"
      )
    case .groupAuthentication: Wording("SPF, DKIM, TLS", "SPF, DKIM, TLS", "SPF, DKIM, TLS")
    case .groupReputation:
      Wording(
        "Reputation, content, volume",
        "Reputatie, inhoud, volume",
        "Reputation, Inhalt, Menge"
      )
    case .groupOurSystems:
      Wording("Our own systems", "Onze eigen systemen", "Unsere eigenen Systeme")
    case .groupPolicy:
      Wording("Policy, size, faults", "Beleid, grootte, storingen", "Richtlinie, Größe, Störungen")
    case .groupRegistration:
      Wording("Registration lapsed", "Registratie verlopen", "Registrierung erloschen")
    case .groupRetries:
      Wording("Retry time used up", "Tijd voor pogingen op", "Wiederholungszeit verbraucht")
    case .groupUnknown: Wording("Unknown", "Onbekend", "Unbekannt")
    }
  }
}
