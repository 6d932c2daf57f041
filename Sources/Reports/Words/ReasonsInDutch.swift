import Events

extension Reason {
  /// The reason in Dutch, in the tone of Microsoft's article about 4.4.7.
  var dutch: ReasonWords {
    switch self {
    case .domainNotFound:
      ReasonWords(
        "Het domein van de ontvanger bestaat niet in DNS.",
        "Controleer bij uw registrar of het domein geregistreerd en betaald is, en of de naamservers zijn gedelegeerd en antwoorden."
      )
    case .dnsFailure:
      ReasonWords(
        "De naamservers van de bestemming gaven geen bruikbaar antwoord.",
        "Herstel uw naamservers of DNSSEC-handtekeningen: opzoekingen van MX- en adresrecords mislukken of duren te lang."
      )
    case .connectionTimeout:
      ReasonWords(
        "De mailserver van de bestemming antwoordde niet of was via het netwerk niet bereikbaar.",
        "Controleer of uw mailserver draait en of firewall en routering poort 25 vanaf onze adressen doorlaten."
      )
    case .connectionRefused:
      ReasonWords(
        "De server van de bestemming weigerde de verbinding.",
        "Start de mailservice of open de firewall op poort 25 voor onze adressen; verwijder MX-records van servers die er niet meer zijn."
      )
    case .connectionDropped:
      ReasonWords(
        "De sessie werd halverwege afgebroken.",
        "Controleer de SMTP-inspectie op uw firewall, de toestand van de server en zijn tijdslimieten."
      )
    case .serverUnavailable:
      ReasonWords(
        "De server van de bestemming antwoordt, maar neemt nu geen mail aan.",
        "Controleer de belasting van de mailserver, zijn onderdelen en of hij in onderhoud is."
      )
    case .destinationBlock:
      ReasonWords(
        "De organisatie van de ontvanger blokkeert ons met een eigen lijst of antispaminstelling.",
        "Haal ons van uw lijst of sta onze afzenders toe; agressieve antispaminstellingen blokkeren betrouwbare afzenders."
      )
    case .mailServiceDisabled:
      ReasonWords(
        "Het domein bestaat, maar zijn maildienst is uitgeschakeld of heeft geen licentie.",
        "Schakel de maildienst van het domein in of verleng de licentie."
      )
    case .noMx:
      ReasonWords(
        "Het domein heeft geen MX-record en geen adresrecord.",
        "Publiceer een MX-record dat uw mailserver noemt."
      )
    case .nullMx:
      ReasonWords(
        "Het domein verklaart dat het geen mail aanneemt.",
        "Als het domein wel mail moet ontvangen, vervang dan het lege MX-record (een enkele punt) door een record dat uw mailserver noemt."
      )
    case .mxHostNotFound:
      ReasonWords(
        "Het MX-record van de bestemming noemt een host die niet bestaat.",
        "Corrigeer het doel van uw MX-record of publiceer er een adresrecord voor."
      )
    case .mxLoop:
      ReasonWords(
        "Het beste MX-record van het domein wijst naar de verzendende server zelf.",
        "Corrigeer uw MX-record: het noemt een server die niet voor u bezorgt."
      )
    case .relayDenied:
      ReasonWords(
        "De server die het MX-record noemt, neemt geen mail voor dat domein aan.",
        "Corrigeer uw MX-record of voeg het domein toe aan de domeinen die uw server aanneemt; reken na een verhuizing op 72 uur voor DNS."
      )
    case .senderMxMissing:
      ReasonWords(
        "Ons eigen afzenderdomein heeft geen bruikbaar MX- of adresrecord of is niet te vinden.",
        "Niets: het domein van de afzender moet worden hersteld."
      )
    case .spfFail:
      ReasonWords(
        "De ontvanger controleerde ons SPF-record, en het verzendende adres staat er niet in.",
        "Niets, tenzij u doorstuurt: herschrijf dan de afzender of controleer vóór het doorsturen."
      )
    case .spfRecordError:
      ReasonWords(
        "Ons SPF-record kan niet worden uitgewerkt.",
        "Niets: het record van de afzender moet worden hersteld."
      )
    case .spfOrDkimMissing:
      ReasonWords(
        "De ontvanger eist dat SPF of DKIM slaagt, en geen van beide slaagde.",
        "Niets: het domein van de afzender moet zijn mail waarmerken."
      )
    case .queueExpired:
      ReasonWords(
        "De tijd voor nieuwe pogingen was op, en het rapport zegt niet waarom.",
        "Controleer of uw mailserver in die tijd bereikbaar was; vraag ons naar servernaam, fout, pogingen en duur."
      )
    case .domainExpired:
      ReasonWords(
        "De registratie van een domein is verlopen.",
        "Verleng het domein bij uw registrar en controleer of de naamservers weer antwoorden."
      )
    case .connectorAuth:
      ReasonWords(
        "Exchange Online of onze eigen Exchange herkent de andere helft van onze organisatie niet.",
        "Niets: de fout ligt binnen de verzendende organisatie."
      )
    case .connectorTls:
      ReasonWords(
        "TLS tussen onze eigen Exchange en Exchange Online mislukt.",
        "Niets: de fout ligt binnen de verzendende organisatie."
      )
    case .onpremUnreachable:
      ReasonWords(
        "Onze eigen on-premises server of smarthost was niet bereikbaar.",
        "Niets: de fout ligt binnen de verzendende organisatie."
      )
    case .hybridLoop:
      ReasonWords(
        "Het bericht ging in kringen rond tussen onze eigen Exchange en Exchange Online.",
        "Niets: de fout ligt binnen de verzendende organisatie."
      )
    case .hybridConfig:
      ReasonWords(
        "Een instelling van de hybride implementatie is verkeerd.",
        "Niets: de fout ligt binnen de verzendende organisatie."
      )
    case .dkimDmarcFail:
      ReasonWords(
        "DKIM of DMARC mislukte bij de ontvanger.",
        "Niets, tenzij u mail doorstuurt en onderweg wijzigt."
      )
    case .reverseDns:
      ReasonWords(
        "Ons verzendende adres heeft geen geldige omgekeerde naam, of de server begroet met een verkeerde naam.",
        "Niets: het adres van de afzender moet worden hersteld."
      )
    case .recipientUnknown:
      ReasonWords(
        "Die postbus bestaat niet.",
        "Als het adres wel zou moeten bestaan, maak het dan aan of geef het een alias."
      )
    case .recipientDisabled:
      ReasonWords(
        "De postbus is uitgeschakeld, geblokkeerd, verhuisd of niet meer in gebruik.",
        "Schakel de postbus in of maak bekend waarheen hij is verhuisd."
      )
    case .addressInvalid:
      ReasonWords(
        "Het adres is onjuist gevormd, gereserveerd of een oud intern adres.",
        "Niets: het adres is verkeerd."
      )
    case .mailboxFull:
      ReasonWords(
        "De postbus is over zijn quotum.",
        "Geef de postbus meer ruimte of vraag de eigenaar hem op te ruimen."
      )
    case .spamContent:
      ReasonWords(
        "De inhoud is als spam beoordeeld.",
        "Geef het bericht vrij als het gewenst was, en train of versoepel het filter."
      )
    case .malwareAttachment:
      ReasonWords(
        "Het bericht bevat een virus of een soort bijlage die niet is toegestaan.",
        "Sta het soort bijlage toe als het gewenst is."
      )
    case .malformedMessage:
      ReasonWords(
        "Het bericht voldoet niet aan de regels voor kopregels of MIME.",
        "Niets: het bericht was al kapot voordat het u bereikte."
      )
    case .ipReputation:
      ReasonWords(
        "Ons verzendende adres staat op een blokkeerlijst of heeft een slechte naam.",
        "Maak een uitzondering voor de afzender als u hem vertrouwt."
      )
    case .domainReputation:
      ReasonWords(
        "Ons domein of een domein in een koppeling staat op een lijst of heeft een slechte naam.",
        "Maak een uitzondering voor de afzender als u hem vertrouwt."
      )
    case .senderNotPermitted:
      ReasonWords(
        "De ontvanger neemt alleen mail van bepaalde afzenders aan.",
        "Sta de afzender toe voor deze ontvanger of groep, of stel die open voor afzenders van buiten."
      )
    case .policyRule:
      ReasonWords(
        "Een mailregel of niet nader genoemd beleid weigerde het bericht.",
        "Zoek de regel die het weigerde en corrigeer die als het bericht gewenst was."
      )
    case .throttled:
      ReasonWords(
        "Er is in te korte tijd te veel naar die ontvanger of postbus gestuurd.",
        "Verhoog uw limieten voor deze afzender als u de mail wilt."
      )
    case .greylisted:
      ReasonWords(
        "De ontvanger stelt een eerste contact uit, en onze nieuwe pogingen voldeden niet.",
        "Zonder afzenders uit die vanaf veel adressen opnieuw proberen, zoals grote aanbieders."
      )
    case .senderQuota:
      ReasonWords(
        "Onze eigen verzendlimiet is bereikt.",
        "Niets: de limiet is die van de afzender."
      )
    case .tooManyRecipients:
      ReasonWords(
        "Het bericht had te veel ontvangers tegelijk.",
        "Verhoog de limiet als u zulke berichten wilt."
      )
    case .messageTooLarge:
      ReasonWords(
        "Het bericht of zijn bijlage is groter dan toegestaan.",
        "Verhoog de limiet als u zulke berichten wilt."
      )
    case .tlsRequired:
      ReasonWords(
        "Een van beide kanten eist TLS, en dat is niet mogelijk.",
        "Bied op uw mailserver STARTTLS aan met TLS 1.2 en een geldig certificaat."
      )
    case .certificateInvalid:
      ReasonWords(
        "Het certificaat van de bestemming is verlopen, niet vertrouwd of voor een andere naam.",
        "Installeer op de mailserver een geldig certificaat met de volledige keten en de juiste naam."
      )
    case .tlsPolicyFailed:
      ReasonWords(
        "DANE, DNSSEC of MTA-STS van de bestemming past niet bij haar servers.",
        "Corrigeer het TLSA-record, de DNSSEC-handtekeningen of het MTA-STS-beleid, zodat ze bij de MX-hosts passen."
      )
    case .senderBlocked:
      ReasonWords(
        "Ons account, onze organisatie of ons domein mag niet verzenden.",
        "Niets: de blokkade ligt aan de kant van de afzender."
      )
    case .senderInvalid:
      ReasonWords(
        "Ons afzenderadres is onjuist gevormd, onbekend of niet van ons.",
        "Niets: het adres van de afzender moet worden gecorrigeerd."
      )
    case .submissionAuth:
      ReasonWords(
        "Onze client of ons apparaat meldde zich niet aan of stuurt zonder toestemming door.",
        "Niets: de fout ligt bij de insturende kant."
      )
    case .mailLoop:
      ReasonWords(
        "Het bericht ging langs te veel servers: het loopt in kringen.",
        "Zoek de doorstuurregel of alias die het terugstuurt."
      )
    case .serverError:
      ReasonWords(
        "Een mailserver had een interne fout.",
        "Kijk in het logboek van uw server op dat moment: schijf, geheugen, filters, opzoekingen."
      )
    case .protocolError:
      ReasonWords(
        "De servers verstonden elkaar niet.",
        "Controleer of een firewall of filter SMTP-opdrachten verandert."
      )
    case .unclassified:
      ReasonWords(
        "Het rapport bevat een tekst die geen regel kent.",
        "Lees de tekst die uw server gaf."
      )
    case .noDiagnosis:
      ReasonWords(
        "Het rapport bevat geen code en geen tekst die zegt waarom.",
        "Kijk in het logboek van uw server op dat moment."
      )
    }
  }
}
