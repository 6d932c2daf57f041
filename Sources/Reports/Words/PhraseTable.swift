import Events

extension Phrase {
  /// The phrase in all languages.
  var wording: Wording {
    switch self {
    // MARK: Nouns with numbers
    case .oneMessage: Wording("one message", "één bericht", "eine Nachricht")
    case .messages: Wording("{n} messages", "{n} berichten", "{n} Nachrichten")
    case .oneAddress: Wording("one address", "één adres", "eine Adresse")
    case .addresses: Wording("{n} addresses", "{n} adressen", "{n} Adressen")
    case .oneFailure: Wording("one failure", "één mislukking", "ein Fehlschlag")
    case .failures: Wording("{n} failures", "{n} mislukkingen", "{n} Fehlschläge")

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
    case .letterReference: Wording("Reference", "Kenmerk", "Zeichen")
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
    case .letterMostlyAnswer:
      Wording(
        "There {server} answered {reply}.",
        "Daarbij antwoordde {server} met {reply}.",
        "Dabei antwortete {server} mit {reply}."
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
        "Alles davon ist auf unserer Seite zu beheben; Sie müssen nichts tun."
      )
    case .whatToFix: Wording("What to repair", "Wat te herstellen", "Was zu beheben ist")
    case .nothingToFix:
      Wording(
        "Nothing in your hands: no failure of this period has to be repaired on your side.",
        "Niets van uw kant: geen mislukking in deze periode hoeft bij u te worden hersteld.",
        "Nichts auf Ihrer Seite: Kein Fehlschlag dieses Zeitraums ist bei Ihnen zu beheben."
      )
    case .notYours:
      Wording("Not in your hands", "Niet in uw handen", "Nicht in Ihrer Hand")
    case .thisOneIsOurs:
      Wording(
        "This one is ours; it is shown so that you see it.",
        "Deze is van ons; wij laten hem zien zodat u hem kent.",
        "Dies liegt bei uns; wir zeigen es, damit Sie es sehen."
      )
    case .maybeYours:
      Wording(
        "Not certain on which side: please compare with your logs.",
        "Niet zeker aan welke kant: vergelijk dit met uw logboeken.",
        "Nicht sicher, auf welcher Seite: Bitte vergleichen Sie mit Ihren Protokollen."
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
      Wording("Failures per day", "Mislukkingen per dag", "Fehlschläge pro Tag")
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
        "Minder dan vijf mislukkingen: te weinig voor een grafiek.",
        "Weniger als fünf Fehlschläge: zu wenige für ein Diagramm."
      )
    case .causeTable: Wording("Causes", "Oorzaken", "Ursachen")
    case .evidence: Wording("Evidence", "Bewijs", "Belege")
    case .evidenceNote:
      Wording(
        "The newest failures of each cause, one per server, at most five; answers are verbatim.",
        "De nieuwste mislukkingen per oorzaak, één per server, hoogstens vijf; antwoorden zijn letterlijk.",
        "Die neuesten Fehlschläge jeder Ursache, einer je Server, höchstens fünf; Antworten im Wortlaut."
      )
    case .addressesConcerned:
      Wording("Addresses concerned", "Betrokken adressen", "Betroffene Adressen")
    case .addressesHidden:
      Wording(
        "{addresses} of yours; we send the list on request.",
        "{addresses} van u; wij sturen de lijst op verzoek.",
        "{addresses} bei Ihnen; die Liste senden wir auf Anfrage."
      )
    case .moreAddresses:
      Wording(
        "and {n} more",
        "en nog {n}",
        "und {n} weitere"
      )
    case .howWeCounted: Wording("How we counted", "Hoe wij telden", "Wie wir gezählt haben")
    case .countedFailure:
      Wording(
        "One message to one recipient is one failure, however many reports speak of it.",
        "Eén bericht aan één ontvanger is één mislukking, hoeveel rapporten er ook over zijn.",
        "Eine Nachricht an einen Empfänger ist ein Fehlschlag, wie viele Berichte es auch gibt."
      )
    case .countedDays:
      Wording(
        "Days are those of the time zone {zone}; times are in Universal Time (UTC).",
        "Dagen zijn die van de tijdzone {zone}; tijden zijn in UTC.",
        "Tage gelten in der Zeitzone {zone}; Zeiten sind in UTC."
      )
    case .countedPermanent:
      Wording(
        "Expired means that our server gave up after trying for days.",
        "Verlopen betekent dat onze server het na dagen proberen heeft opgegeven.",
        "Abgelaufen heißt, dass unser Server nach tagelangen Versuchen aufgegeben hat."
      )
    case .countedLimits:
      Wording(
        "We count reports of failures; how much mail to you was delivered isn't part of this.",
        "Wij tellen meldingen van mislukkingen; hoeveel mail wel is bezorgd, staat hier niet in.",
        "Wir zählen Berichte über Fehlschläge; wie viel zugestellt wurde, steht hier nicht."
      )
    case .countedNotStated:
      Wording(
        "What a report doesn't state is called so; it is never taken for zero.",
        "Wat een rapport niet vermeldt, noemen wij zo; het geldt nooit als nul.",
        "Was ein Bericht nicht angibt, nennen wir so; es gilt nie als null."
      )
    case .removedTitle: Wording("What was removed", "Wat is weggelaten", "Was entfernt wurde")
    case .removedNote:
      Wording(
        """
        Senders, subjects, addresses and domains of others, private network addresses and internal \
        names were removed; {n} places in the texts.
        """,
        """
        Afzenders, onderwerpen, adressen en domeinen van anderen, privé-netwerkadressen en interne \
        namen zijn weggelaten; {n} plaatsen in de teksten.
        """,
        """
        Absender, Betreffzeilen, Adressen und Domänen anderer, private Netzwerkadressen und interne \
        Namen wurden entfernt; {n} Stellen in den Texten.
        """
      )
    case .attachments: Wording("All failures", "Alle mislukkingen", "Alle Fehlschläge")
    case .notStated:
      Wording(
        "not stated in the report",
        "niet vermeld in het rapport",
        "im Bericht nicht angegeben"
      )
    case .triedFor: Wording("tried for", "geprobeerd gedurende", "versucht seit")
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
    case .count: Wording("Failures", "Mislukt", "Fehlschläge")
    case .recipients: Wording("Recipients", "Ontvangers", "Empfänger")
    case .first: Wording("First", "Eerste", "Zuerst")
    case .last: Wording("Last", "Laatste", "Zuletzt")
    case .stage: Wording("Stage", "Stap", "Schritt")
    case .day: Wording("Day", "Dag", "Tag")
    case .domain: Wording("Domain", "Domein", "Domäne")
    case .share: Wording("Share", "Aandeel", "Anteil")
    case .change: Wording("Change", "Verschil", "Änderung")
    case .side: Wording("To be repaired", "Te herstellen", "Zu beheben")
    case .server: Wording("Server", "Server", "Server")
    case .address: Wording("Address", "Adres", "Adresse")
    case .sender: Wording("Sender", "Afzender", "Absender")
    case .text: Wording("Text", "Tekst", "Text")
    case .period: Wording("Period", "Periode", "Zeitraum")
    case .file: Wording("Files", "Bestanden", "Dateien")
    case .mainCause: Wording("Main cause", "Hoofdoorzaak", "Hauptursache")
    case .domains: Wording("Domains", "Domeinen", "Domänen")
    case .ours: Wording("by us", "door ons", "bei uns")
    case .theirs: Wording("by them", "door hen", "bei ihnen")
    case .yours: Wording("by you", "door u", "bei Ihnen")
    case .both: Wording("by both", "door beide", "bei beiden")
    case .unknownSide: Wording("not known", "niet bekend", "nicht bekannt")
    case .event: Wording("Event", "Gebeurtenis", "Ereignis")
    case .messageID: Wording("Message-ID", "Message-ID", "Message-ID")
    case .explanation: Wording("Meaning", "Betekenis", "Bedeutung")
    case .rate:
      Wording(
        "of {n} traced failed",
        "van {n} getraceerd mislukt",
        "von {n} verfolgten gescheitert"
      )

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
    case .overviewIntro:
      Wording(
        "Which destinations bounce, why, and on whose side it has to be repaired.",
        "Welke bestemmingen mail weigeren, waarom, en aan welke kant het moet worden hersteld.",
        "Welche Ziele E-Mails zurückweisen, warum, und auf welcher Seite es zu beheben ist."
      )
    case .coverage:
      Wording(
        "{failures} failed deliveries; {known} with a known cause ({share}), {unknown} unknown.",
        "{failures} mislukte bezorgingen; {known} met een bekende oorzaak ({share}), {unknown} onbekend.",
        "{failures} fehlgeschlagene Zustellungen; {known} mit bekannter Ursache ({share}), {unknown} unbekannt."
      )
    case .inputs:
      Wording(
        "{files} inputs, {messages} messages read, {not} no reports, {rejected} unreadable, {duplicates} duplicates",
        "{files} invoerbestanden, {messages} berichten gelezen, {not} geen rapport, {rejected} onleesbaar, {duplicates} dubbel",
        "{files} Eingaben, {messages} Nachrichten gelesen, {not} keine Berichte, {rejected} unlesbar, {duplicates} doppelt"
      )
    case .catalogue: Wording("Rule catalogue", "Regelcatalogus", "Regelkatalog")
    case .freshness: Wording("Last read", "Laatst gelezen", "Zuletzt gelesen")
    case .skip: Wording("Skip to the content", "Naar de inhoud", "Zum Inhalt")
    case .needsAttention: Wording("Needs attention", "Vraagt aandacht", "Braucht Aufmerksamkeit")
    case .nothingNeedsAttention:
      Wording(
        "Nothing stands out against the period before.",
        "Niets springt eruit ten opzichte van de vorige periode.",
        "Nichts fällt gegenüber dem Zeitraum davor auf."
      )
    case .tileFailures:
      Wording("Failed deliveries", "Mislukte bezorgingen", "Fehlgeschlagene Zustellungen")
    case .tileDomains: Wording("Domains affected", "Betroffen domeinen", "Betroffene Domänen")
    case .tilePermanent: Wording("Would fail again", "Zou weer mislukken", "Würde wieder scheitern")
    case .tileOurs: Wording("Ours to repair", "Door ons te herstellen", "Bei uns zu beheben")
    case .tileExpired:
      Wording("Given up after retries", "Opgegeven na pogingen", "Nach Versuchen aufgegeben")
    case .tileUnknown: Wording("Cause unknown", "Oorzaak onbekend", "Ursache unbekannt")
    case .tileLapsed:
      Wording(
        "Domain registration lapsed",
        "Domeinregistratie verlopen",
        "Domänenregistrierung erloschen"
      )
    case .previous:
      Wording(
        "Changes are those against {period}, the period of the same length before.",
        "Verschillen zijn die met {period}, de even lange periode ervoor.",
        "Änderungen sind die gegenüber {period}, dem gleich langen Zeitraum davor."
      )
    case .noPrevious:
      Wording(
        "The period before lies before the data: there is nothing to compare with.",
        "De periode ervoor ligt vóór de gegevens: er is niets om mee te vergelijken.",
        "Der Zeitraum davor liegt vor den Daten: Es gibt nichts zum Vergleichen."
      )
    case .unchanged: Wording("unchanged", "gelijk", "unverändert")
    case .countsOnly:
      Wording(
        "Counts only: without message traces nobody knows how much was delivered, so there are no rates.",
        "Alleen aantallen: zonder berichttraceringen is niet bekend hoeveel is bezorgd, dus geen percentages van verkeer.",
        "Nur Anzahlen: Ohne Nachrichtenverfolgung ist unbekannt, wie viel zugestellt wurde, daher keine Quoten."
      )
    case .perDay:
      Wording(
        "Failures per day, by cause",
        "Mislukkingen per dag, naar oorzaak",
        "Fehlschläge pro Tag nach Ursache"
      )
    case .perDayFinding:
      Wording(
        "The most on {day}: {most}. The largest group is {group} with {n}.",
        "De meeste op {day}: {most}. De grootste groep is {group} met {n}.",
        "Die meisten am {day}: {most}. Die größte Gruppe ist {group} mit {n}."
      )
    case .topDomains:
      Wording(
        "Domains that bounce most, by whose side",
        "Domeinen met de meeste mislukkingen, naar kant",
        "Domänen mit den meisten Fehlschlägen, nach Seite"
      )
    case .topDomainsFinding:
      Wording(
        "{domain} leads with {n}; {ours} of all are ours to repair.",
        "{domain} gaat aan kop met {n}; {ours} van alle moeten wij herstellen.",
        "{domain} führt mit {n}; {ours} von allen sind bei uns zu beheben."
      )
    case .heat: Wording("Domains and causes", "Domeinen en oorzaken", "Domänen und Ursachen")
    case .heatFinding:
      Wording(
        "Failures per domain and group of causes.",
        "Mislukkingen per domein en groep van oorzaken.",
        "Fehlschläge je Domäne und Ursachengruppe."
      )
    case .stages: Wording("Where it broke", "Waar het misging", "Wo es scheiterte")
    case .stagesFinding:
      Wording(
        "Most often at: {stage}, {n} failures.",
        "Meestal bij: {stage}, {n} mislukkingen.",
        "Am häufigsten bei: {stage}, {n} Fehlschläge."
      )
    case .timeToFailure:
      Wording("Time until failure", "Tijd tot de mislukking", "Zeit bis zum Fehlschlag")
    case .timeFinding:
      Wording(
        "Most often: {bucket}, {n} failures.",
        "Meestal: {bucket}, {n} mislukkingen.",
        "Am häufigsten: {bucket}, {n} Fehlschläge."
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
    case .tableDomains: Wording("Domains", "Domeinen", "Domänen")
    case .tableCauses: Wording("Causes", "Oorzaken", "Ursachen")
    case .tableHosts: Wording("Remote servers", "Andere servers", "Gegenstellen")
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
      Wording("Failures without a date", "Mislukkingen zonder datum", "Fehlschläge ohne Datum")
    case .futureDates:
      Wording(
        "Failures dated after the last run",
        "Mislukkingen gedateerd na de laatste run",
        "Fehlschläge mit Datum nach dem letzten Lauf"
      )
    case .unfinishedRuns:
      Wording("Runs that did not finish", "Runs die niet zijn voltooid", "Nicht beendete Läufe")
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
        "Verlopen betekent twee dingen, een verlopen domeinregistratie en opgebruikte tijd voor nieuwe pogingen; ze worden nooit opgeteld.",
        "Ablauf heißt zweierlei, eine erloschene Domänenregistrierung und verbrauchte Wiederholungszeit; beides wird nie addiert."
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
        "To teach Retour such a text, write a rule for it in Rules/.",
        "Schrijf in Rules/ een regel voor zo'n tekst om Retour die te leren.",
        "Um Retour einen solchen Text beizubringen, schreiben Sie in Rules/ eine Regel dafür."
      )
    case .attentionNewCause:
      Wording(
        "{domain} fails for a new reason: {reason} ({n}).",
        "{domain} mislukt om een nieuwe reden: {reason} ({n}).",
        "{domain} scheitert aus einem neuen Grund: {reason} ({n})."
      )
    case .attentionAllHard:
      Wording(
        "All mail to {domain} that failed would fail again: {reason} ({n}).",
        "Alle mislukte mail naar {domain} zou weer mislukken: {reason} ({n}).",
        "Alle fehlgeschlagenen E-Mails an {domain} würden wieder scheitern: {reason} ({n})."
      )
    case .attentionOurs:
      Wording(
        "Ours to repair, seen at {domains} domains: {reason} ({n}).",
        "Door ons te herstellen, gezien bij {domains} domeinen: {reason} ({n}).",
        "Bei uns zu beheben, gesehen bei {domains} Domänen: {reason} ({n})."
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
        "{domain} heeft {n} mislukkingen, {before} in de vorige periode.",
        "{domain} hat {n} Fehlschläge, {before} im Zeitraum davor."
      )

    // MARK: The index
    case .indexTitle:
      Wording(
        "Letters to the owners of domains",
        "Brieven aan de eigenaars van domeinen",
        "Briefe an die Eigentümer von Domänen"
      )
    case .indexIntro:
      Wording(
        "For the administrator only: this page names all domains. Send each owner the files of his own domain and nothing else.",
        "Alleen voor de beheerder: deze pagina noemt alle domeinen. Stuur elke eigenaar de bestanden van zijn eigen domein en niets anders.",
        "Nur für den Administrator: Diese Seite nennt alle Domänen. Senden Sie jedem Eigentümer die Dateien seiner eigenen Domäne und nichts anderes."
      )
    case .indexNoHosts:
      Wording(
        "The configuration names no sending_hosts, so the letters don't say from which servers the mail came.",
        "De configuratie noemt geen sending_hosts; daarom zeggen de brieven niet van welke servers de mail kwam.",
        "Die Konfiguration nennt keine sending_hosts; daher sagen die Briefe nicht, von welchen Servern die E-Mails kamen."
      )

    // MARK: Groups of causes
    case .groupAddress: Wording("Address or mailbox", "Adres of postbus", "Adresse oder Postfach")
    case .groupDestination:
      Wording(
        "Destination's servers, DNS",
        "Servers, DNS van de bestemming",
        "Server, DNS des Ziels"
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
