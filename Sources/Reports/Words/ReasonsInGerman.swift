import Events

extension Reason {
  /// The reason in German.
  var german: ReasonWords {
    switch self {
    case .domainNotFound:
      ReasonWords(
        "Die Domäne des Empfängers gibt es im DNS nicht.",
        "Prüfen Sie bei Ihrem Registrar, ob die Domäne registriert und bezahlt ist und ob ihre Nameserver delegiert sind und antworten."
      )
    case .dnsFailure:
      ReasonWords(
        "Die Nameserver des Ziels gaben keine brauchbare Antwort.",
        "Richten Sie Ihre Nameserver oder DNSSEC-Signaturen: Abfragen von MX- und Adresseinträgen scheitern oder dauern zu lange."
      )
    case .connectionTimeout:
      ReasonWords(
        "Der Mailserver des Ziels antwortete nicht oder war über das Netz nicht erreichbar.",
        "Prüfen Sie, ob Ihr Mailserver läuft und ob Firewall und Routing Port 25 von unseren Adressen durchlassen."
      )
    case .connectionRefused:
      ReasonWords(
        "Der Server des Ziels lehnte die Verbindung ab.",
        "Starten Sie den Maildienst oder öffnen Sie Port 25 der Firewall für unsere Adressen; entfernen Sie MX-Einträge von Servern, die es nicht mehr gibt."
      )
    case .connectionDropped:
      ReasonWords(
        "Die Sitzung wurde mittendrin abgebrochen.",
        "Prüfen Sie die SMTP-Inspektion Ihrer Firewall, den Zustand des Servers und seine Zeitlimits."
      )
    case .serverUnavailable:
      ReasonWords(
        "Der Server des Ziels antwortet, nimmt aber zurzeit keine E-Mails an.",
        "Prüfen Sie die Auslastung des Mailservers, seine Bestandteile und ob er gewartet wird."
      )
    case .destinationBlock:
      ReasonWords(
        "Die Organisation des Empfängers sperrt uns durch eine eigene Liste oder Antispam-Einstellung.",
        "Nehmen Sie uns von Ihrer Liste oder lassen Sie unsere Absender zu; scharfe Antispam-Einstellungen sperren vertrauenswürdige Absender."
      )
    case .mailServiceDisabled:
      ReasonWords(
        "Die Domäne gibt es, aber ihr Maildienst ist abgeschaltet oder nicht lizenziert.",
        "Schalten Sie den Maildienst der Domäne ein oder erneuern Sie die Lizenz."
      )
    case .noMx:
      ReasonWords(
        "Die Domäne hat keinen MX- und keinen Adresseintrag.",
        "Veröffentlichen Sie einen MX-Eintrag, der Ihren Mailserver nennt."
      )
    case .nullMx:
      ReasonWords(
        "Die Domäne erklärt, dass sie keine E-Mails annimmt.",
        "Soll die Domäne E-Mails empfangen, ersetzen Sie den leeren MX-Eintrag (ein einzelner Punkt) durch einen, der Ihren Mailserver nennt."
      )
    case .mxHostNotFound:
      ReasonWords(
        "Der MX-Eintrag des Ziels nennt einen Host, den es nicht gibt.",
        "Berichtigen Sie das Ziel Ihres MX-Eintrags oder veröffentlichen Sie einen Adresseintrag dafür."
      )
    case .mxLoop:
      ReasonWords(
        "Der beste MX-Eintrag der Domäne zeigt auf den sendenden Server selbst.",
        "Berichtigen Sie Ihren MX-Eintrag: Er nennt einen Server, der nicht für Sie zustellt."
      )
    case .relayDenied:
      ReasonWords(
        "Der im MX-Eintrag genannte Server nimmt keine E-Mails für diese Domäne an.",
        "Berichtigen Sie Ihren MX-Eintrag oder fügen Sie die Domäne denen hinzu, die Ihr Server annimmt; rechnen Sie nach einem Umzug mit 72 Stunden für DNS."
      )
    case .senderMxMissing:
      ReasonWords(
        "Unsere eigene Absenderdomäne hat keinen brauchbaren MX- oder Adresseintrag oder ist nicht auflösbar.",
        "Nichts: Die Domäne des Absenders muss berichtigt werden."
      )
    case .spfFail:
      ReasonWords(
        "Der Empfänger prüfte unseren SPF-Eintrag, und die sendende Adresse steht nicht darin.",
        "Nichts, außer Sie leiten weiter: Dann schreiben Sie den Absender um oder prüfen Sie vor der Weiterleitung."
      )
    case .spfRecordError:
      ReasonWords(
        "Unser SPF-Eintrag lässt sich nicht auswerten.",
        "Nichts: Der Eintrag des Absenders muss berichtigt werden."
      )
    case .spfOrDkimMissing:
      ReasonWords(
        "Der Empfänger verlangt, dass SPF oder DKIM besteht, und keines bestand.",
        "Nichts: Die Domäne des Absenders muss ihre E-Mails ausweisen."
      )
    case .queueExpired:
      ReasonWords(
        "Die Zeit für Wiederholungen war verbraucht, und der Bericht sagt nicht, warum.",
        "Prüfen Sie, ob Ihr Mailserver in dieser Zeit erreichbar war; fragen Sie uns nach Servername, Fehler, Versuchen und Dauer."
      )
    case .domainExpired:
      ReasonWords(
        "Die Registrierung einer Domäne ist erloschen.",
        "Verlängern Sie die Domäne bei Ihrem Registrar und prüfen Sie, ob ihre Nameserver wieder antworten."
      )
    case .connectorAuth:
      ReasonWords(
        "Exchange Online oder unser eigener Exchange erkennt die andere Hälfte unserer Organisation nicht.",
        "Nichts: Der Fehler liegt innerhalb der sendenden Organisation."
      )
    case .connectorTls:
      ReasonWords(
        "TLS zwischen unserem eigenen Exchange und Exchange Online scheitert.",
        "Nichts: Der Fehler liegt innerhalb der sendenden Organisation."
      )
    case .onpremUnreachable:
      ReasonWords(
        "Unser eigener lokaler Server oder Smarthost war nicht erreichbar.",
        "Nichts: Der Fehler liegt innerhalb der sendenden Organisation."
      )
    case .hybridLoop:
      ReasonWords(
        "Die Nachricht lief im Kreis zwischen unserem eigenen Exchange und Exchange Online.",
        "Nichts: Der Fehler liegt innerhalb der sendenden Organisation."
      )
    case .hybridConfig:
      ReasonWords(
        "Eine Einstellung der Hybridbereitstellung ist falsch.",
        "Nichts: Der Fehler liegt innerhalb der sendenden Organisation."
      )
    case .dkimDmarcFail:
      ReasonWords(
        "DKIM oder DMARC scheiterte beim Empfänger.",
        "Nichts, außer Sie leiten E-Mails weiter und ändern sie unterwegs."
      )
    case .reverseDns:
      ReasonWords(
        "Unsere sendende Adresse hat keinen gültigen Rückwärtsnamen, oder der Server grüßt mit einem falschen Namen.",
        "Nichts: Die Adresse des Absenders muss berichtigt werden."
      )
    case .recipientUnknown:
      ReasonWords(
        "Dieses Postfach gibt es nicht.",
        "Soll es die Adresse geben, legen Sie sie oder einen Alias dafür an."
      )
    case .recipientDisabled:
      ReasonWords(
        "Das Postfach ist abgeschaltet, gesperrt, umgezogen oder nicht mehr in Gebrauch.",
        "Schalten Sie das Postfach frei oder geben Sie bekannt, wohin es umgezogen ist."
      )
    case .addressInvalid:
      ReasonWords(
        "Die Adresse ist falsch gebildet, reserviert oder eine alte interne.",
        "Nichts: Die Adresse ist falsch."
      )
    case .mailboxFull:
      ReasonWords(
        "Das Postfach hat sein Kontingent überschritten.",
        "Geben Sie dem Postfach mehr Platz oder bitten Sie seinen Besitzer aufzuräumen."
      )
    case .spamContent:
      ReasonWords(
        "Der Inhalt wurde als Spam beurteilt.",
        "Geben Sie die Nachricht frei, wenn sie erwünscht war, und trainieren oder lockern Sie den Filter."
      )
    case .malwareAttachment:
      ReasonWords(
        "Die Nachricht enthält einen Virus oder eine Art von Anhang, die nicht erlaubt ist.",
        "Erlauben Sie die Art von Anhang, wenn sie erwünscht ist."
      )
    case .malformedMessage:
      ReasonWords(
        "Die Nachricht verletzt die Regeln für Kopfzeilen oder MIME.",
        "Nichts: Die Nachricht war schon fehlerhaft, bevor sie Sie erreichte."
      )
    case .ipReputation:
      ReasonWords(
        "Unsere sendende Adresse steht auf einer Sperrliste oder hat einen schlechten Ruf.",
        "Machen Sie eine Ausnahme für den Absender, wenn Sie ihm vertrauen."
      )
    case .domainReputation:
      ReasonWords(
        "Unsere Domäne oder eine verlinkte Domäne steht auf einer Liste oder hat einen schlechten Ruf.",
        "Machen Sie eine Ausnahme für den Absender, wenn Sie ihm vertrauen."
      )
    case .senderNotPermitted:
      ReasonWords(
        "Der Empfänger nimmt nur E-Mails bestimmter Absender an.",
        "Lassen Sie den Absender für diesen Empfänger oder diese Gruppe zu, oder öffnen Sie sie für Absender von außen."
      )
    case .policyRule:
      ReasonWords(
        "Eine Mailregel oder nicht näher genannte Richtlinie lehnte die Nachricht ab.",
        "Suchen Sie die Regel, die sie ablehnte, und berichtigen Sie diese, wenn die Nachricht erwünscht war."
      )
    case .throttled:
      ReasonWords(
        "In zu kurzer Zeit wurde zu viel an diesen Empfänger oder dieses Postfach gesendet.",
        "Erhöhen Sie Ihre Grenzen für diesen Absender, wenn Sie die E-Mails wollen."
      )
    case .greylisted:
      ReasonWords(
        "Der Empfänger verzögert erste Kontakte, und unsere Wiederholungen genügten ihm nicht.",
        "Nehmen Sie Absender aus, die von vielen Adressen wiederholen, etwa große Anbieter."
      )
    case .senderQuota:
      ReasonWords(
        "Unsere eigene Sendegrenze ist erreicht.",
        "Nichts: Die Grenze ist die des Absenders."
      )
    case .tooManyRecipients:
      ReasonWords(
        "Die Nachricht hatte zu viele Empfänger auf einmal.",
        "Erhöhen Sie die Grenze, wenn Sie solche Nachrichten wollen."
      )
    case .messageTooLarge:
      ReasonWords(
        "Die Nachricht oder ihr Anhang ist größer als erlaubt.",
        "Erhöhen Sie die Grenze, wenn Sie solche Nachrichten wollen."
      )
    case .tlsRequired:
      ReasonWords(
        "Eine Seite verlangt TLS, und es ist nicht zu haben.",
        "Bieten Sie auf Ihrem Mailserver STARTTLS mit TLS 1.2 und gültigem Zertifikat an."
      )
    case .certificateInvalid:
      ReasonWords(
        "Das Zertifikat des Ziels ist abgelaufen, nicht vertrauenswürdig oder gilt für einen anderen Namen.",
        "Installieren Sie auf dem Mailserver ein gültiges Zertifikat mit vollständiger Kette und richtigem Namen."
      )
    case .tlsPolicyFailed:
      ReasonWords(
        "DANE, DNSSEC oder MTA-STS des Ziels passt nicht zu seinen Servern.",
        "Berichtigen Sie den TLSA-Eintrag, die DNSSEC-Signaturen oder die MTA-STS-Richtlinie, sodass sie zu den MX-Hosts passen."
      )
    case .senderBlocked:
      ReasonWords(
        "Unser Konto, unsere Organisation oder unsere Domäne ist für das Senden gesperrt.",
        "Nichts: Die Sperre liegt auf der Seite des Absenders."
      )
    case .senderInvalid:
      ReasonWords(
        "Unsere Absenderadresse ist falsch gebildet, unbekannt oder nicht unsere.",
        "Nichts: Die Adresse des Absenders muss berichtigt werden."
      )
    case .submissionAuth:
      ReasonWords(
        "Unser Programm oder Gerät meldete sich nicht an oder leitet ohne Erlaubnis weiter.",
        "Nichts: Der Fehler liegt auf der einliefernden Seite."
      )
    case .mailLoop:
      ReasonWords(
        "Die Nachricht ging durch zu viele Server: Sie läuft im Kreis.",
        "Suchen Sie die Weiterleitung oder den Alias, der sie zurückschickt."
      )
    case .serverError:
      ReasonWords(
        "Ein Mailserver hatte einen internen Fehler.",
        "Sehen Sie im Protokoll Ihres Servers zu dieser Zeit nach: Platte, Speicher, Filter, Abfragen."
      )
    case .protocolError:
      ReasonWords(
        "Die Server verstanden einander nicht.",
        "Prüfen Sie, ob eine Firewall oder ein Filter SMTP-Befehle verändert."
      )
    case .unclassified:
      ReasonWords(
        "Der Bericht enthält einen Text, den keine Regel kennt.",
        "Lesen Sie den Text, den Ihr Server gab."
      )
    case .noDiagnosis:
      ReasonWords(
        "Der Bericht enthält weder Code noch Text, der sagt, warum.",
        "Sehen Sie im Protokoll Ihres Servers zu dieser Zeit nach."
      )
    }
  }
}
