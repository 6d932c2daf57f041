/// The words by which people and programs recognise reports, as data.
///
/// Lower case; matched as substrings. What a group means is said at the group; languages are mixed
/// on purpose.
enum Vocabulary {
  /// Senders of reports: local parts and names of mail systems.
  static let daemons = [
    "mailer-daemon", "mailer_daemon", "mailerdaemon", "postmaster", "post_master",
    "mail delivery", "mail-daemon", "maildaemon", "mail deliver system", "mailer daemon",
    "delivery subsystem", "delivery system", "mail.delivery.system", "system administrator",
    "microsoftexchange", "mail administrator", "mailadmin", "mail system", "mdaemon", "bounce",
    "ndr administrator", "ndr@", "symantec_antivirus", "double-bounce", "mail router",
    "delivery agent", "mail-deliver", "nondelivery", "non-delivery", "smtpd@", "mmsc",
    "smtp gateway",
    "message router", "mail server", "smtp server", "smtp-daemon", "virus scanner",
    "email firewall",
    "lotus notes", "amavis",
  ]

  /// Subjects of failure and delay notices.
  static let failureSubjects = [
    "undeliver", "returned mail", "return mail", "mail returned", "failure notice",
    "delivery status", "delivery failure", "delivery fail", "delivery has failed",
    "delivery error", "delivery problem", "delivery notification", "mail failure",
    "mail delivery", "message delivery", "delivery delay", "delayed mail", "could not send",
    "could not be delivered", "couldn't be delivered", "not delivered", "unable to deliver",
    "cannot deliver", "can't be delivered", "cannot be delivered", "non delivery",
    "non-delivery", "nondeliver", "nondelivery", "returned to sender", "returned email",
    "message status", "mail status", "bounce", "bounced", "error sending", "sending your mail",
    "mail system error", "mail error", "error mail", "transport error", "smtp error",
    "user unknown", "unknown user", "unknown recipient", "invalid recipient", "address unknown",
    "message you sent blocked", "mail rejected", "message rejected", "rejected mail",
    "rejected:", "blocked by", "message blocked", "warning: could not", "warning: message",
    "ndn:", "ndr:", "dsn:", "mailbox full", "over quota", "email delivery", "mail could not",
    "there was an error", "message not sent", "your message to", "non remis", "non_remis",
    "échec", "echec de", "onbestelbaar", "niet bezorgd", "niet afgeleverd", "bezorging",
    "unzustellbar", "nicht zugestellt", "zustellung", "zurückgesandt", "fehlgeschlagen",
    "no se puede entregar", "no se pudo entregar", "no se ha podido", "no entregado",
    "error de entrega", "mensaje no", "devuelto", "mensagem não", "não entregue",
    "não é possível entregar", "falha na entrega", "devolvid", "non recapitabile",
    "impossibile recapitare", "mancata consegna", "mancato recapito", "errore di consegna",
    "non consegnato", "olevererbar", "kan ikke leveres", "kunne ikke leveres", "ei voitu",
    "nie można dostarczyć", "niedostarcz", "nelze doručit", "nedoručiteln", "kézbesíthetetlen",
    "не удается доставить", "не доставлено", "недоставлен", "не может быть доставлено",
    "сообщение не", "ошибка доставки", "配信不能", "配信エラー", "送信エラー", "送信できません",
    "エラーメール", "未送达", "退信", "系统退信", "投递失败", "無法傳遞", "無法遞送",
    "メールエラー", "エラー通知", "failed mail", "配信失敗", "배달되지", "전송 실패", "반송", "teslim edileme",
    "iletilemedi", "không gửi được",
  ]

  /// Subjects of answers that a program gives in a person's place.
  static let autoReplySubjects = [
    "auto response", "auto-response", "autoresponse", "autorespons", "automated reply",
    "automated response", "vacation", "away from", "on leave", "on holiday", "afwezig",
    "ticket received", "thank you for your email", "thank you for contacting",
    "we have received your",
  ]

  /// Subjects that nobody else writes.
  static let absenceSubjects = [
    "out of office", "out of the office", "out-of-office", "automatic reply:", "auto reply:",
    "autoreply:", "auto-reply:", "automatische antwort", "abwesenheitsnotiz", "abwesend:",
    "automatisch antwoord", "automatische beantwoording", "réponse automatique",
    "absence du bureau", "respuesta automática", "fuera de la oficina", "resposta automática",
    "risposta automatica", "fuori sede:", "fuori ufficio", "autosvar", "automatiskt svar",
    "automatisk svar", "automaattinen vastaus", "odpowiedź automatyczna", "automatická odpověď",
    "automatiska atbilde", "автоответ", "автоматический ответ", "自動返信", "自动回复", "自動回覆",
    "자동 회신", "otomatik yanıt",
  ]

  /// Subjects of complaints that are not in the form of RFC 5965.
  static let complaintSubjects = ["complaint about message from", "abuse report for message"]

  /// What a failure notice says to its reader.
  ///
  /// One of these, or an SMTP reply, has to stand in a notice that has no machine-readable part.
  static let failureTexts = [
    "could not be delivered", "couldn't be delivered", "couldn’t be delivered",
    "couldn't deliver", "wasn't able to deliver", "not able to deliver", "unable to deliver",
    "unable to send", "cannot be delivered", "can't be delivered", "can not be delivered",
    "could not deliver", "cannot deliver", "was not delivered", "wasn't delivered",
    "not been delivered", "has not been delivered", "were not delivered", "did not reach",
    "undeliverable", "undelivered", "delivery has failed", "delivery failed",
    "delivery failure", "delivery to the following", "delivering your m", "delivery error",
    "failed permanently", "permanent error", "permanent fatal error", "permanent failure",
    "fatal error", "failure notice", "returned to sender", "returned to you", "returned mail",
    "delivery errors", "delivery problem", "returning message to sender", "bounced",
    "transcript of session", "error sending your", "not deliverable", "error occurred while",
    "had trouble delivering", "trouble delivering", "mail delivery failed", "mailbox is full",
    "mailbox full", "over quota", "quota exceeded", "user unknown", "unknown user",
    "no such user", "no such recipient", "user not found", "unknown recipient",
    "recipient unknown", "invalid recipient", "invalid user", "invalid final delivery",
    "address unknown", "does not exist", "doesn't exist", "not listed in", "host unknown",
    "unknown host", "not recognized", "rejected your message", "gave this error",
    "was rejected", "has been rejected", "been blocked", "did not receive this message",
    "delivery delayed", "has been delayed", "is delayed", "not yet been delivered",
    "still being retried", "will be retried", "not been able to deliver", "mail is undeliverable",
    "unable to be delivered", "unable to relay", "message expired", "no valid recipients",
    "non remis", "n'a pas pu être remis", "n'a pas été remis", "n'a pu être", "échec de la remise",
    "kan niet worden bezorgd", "kon niet worden", "niet worden afgeleverd", "niet bezorgd",
    "nicht zugestellt", "nicht zustellbar", "unzustellbar", "zustellung", "fehlgeschlagen",
    "no se puede entregar", "no se pudo entregar", "no se ha podido entregar",
    "no pudo ser entregado",
    "não pôde ser entregue", "não foi possível entregar", "falha na entrega", "não foi entregue",
    "non è stato possibile", "non è riuscito", "non recapitabil", "non consegnato",
    "impossibile recapitare", "kunde inte levereras", "kunne ikke leveres", "ei voitu toimittaa",
    "nie można dostarczyć", "nie może być", "nelze doručit", "не удалось",
    "не может быть доставлено",
    "не доставлено", "не существует", "送信できません", "配信できません", "配信不能", "届けられません",
    "送達できません", "エラー", "无法送达", "退信", "無法", "投递失败", "배달하지 못", "전송되지",
    "退回", "无法投递", "未能送达", "发送失败", "unzustellbare", "teslim edilemedi", "iletilemedi",
    "may not exist", "problem delivering", "problems delivering", "no answer from host",
    "errors occurred", "mailbox unavailable", "recipient address rejected", "user doesn't have",
    "returned permanent errors", "mail could not", "message could not", "cannot send message",
    "the following addresses had", "the following address failed", "not been delivered",
    "delivery notification", "delivery report", "mail has been returned", "automatically rejected",
    "did not exactly match", "n'a pas pu etre", "malformed address", "incorrectly constructed",
  ]

  /// What says that the message is late and still tried, not given up.
  static let delayTexts = [
    "warning message only", "this is a warning", "still being retried", "will be retried",
    "will continue to", "no action is required", "not yet been delivered", "has been delayed",
    "is delayed for", "message delayed", "delivery delayed", "delivery is delayed",
    "you do not need to re-send", "you do not need to resend", "temporary failure report",
    "retrying to deliver", "still trying", "will keep trying", "we'll keep trying",
    "attempts to deliver the message will continue", "delivery attempts will continue",
    "we'll retry", "delivery to the following recipients has been delayed",
    "the server will keep trying", "kept in the queue for up to", "will retry",
    "retry will be attempted", "still in our queue", "queue and will be", "noch nicht zugestellt",
  ]

  /// What says that a notice is final in spite of words about delay.
  static let finalTexts = [
    "giving up", "given up", "retry timeout exceeded", "failed permanently", "permanent error",
    "permanent failure", "permanent fatal", "could not be delivered for",
    "no further delivery attempts", "will not be retried", "has stopped trying", "message expired",
    "queue too long", "gave up", "envelope expired",
  ]

  /// Subjects of delay notices.
  static let delaySubjects = [
    "delay", "warning: could not", "warning: message", "still being retried", "(warning)",
    ": warning", "verzögert", "vertraagd", "différé", "retras",
  ]

  /// Lines after which the original message follows.
  static let originalMarkers = [
    "original message", "copy of the message", "returned message", "unsent message",
    "message header", "message text follows", "header of the original", "headers of the original",
    "original header", "below this line is", "below is a copy", "returned mail follows",
    "message follows", "headers follow", "header follows", "undelivered message",
    "text of the message", "copy of your message", "original mail", "your message was:",
    "start of the original", "message contents", "copie du message", "berichtkoppen",
    "nachrichtenkopf", "originalnachricht", "en-têtes de message", "intestazioni originali",
    "encabezados de mensaje", "cabeçalhos originais", "ursprungshuvuden", "message body follows",
    "full message", "transcript of message", "the following is a copy", "content of your message",
    "original-message", "included is a copy",
  ]

  /// What asks the sender to prove something before a mail is delivered.
  static let challengeTexts = [
    "confirm your message", "confirm this message", "confirm that you are", "confirm you are",
    "confirm that you sent", "you are not a robot", "you are a human", "one-time verification",
    "one time verification", "to confirm that you", "link below to confirm",
    "click here to confirm",
    "requires confirmation", "requires that you verify", "verify that you sent", "held until you",
    "being held until", "challenge/response", "challenge-response", "list of approved senders",
    "add you to my list", "add yourself to", "bevestig dat u", "bevestig uw bericht",
    "bestätigen sie, dass", "bestätigen sie ihre nachricht", "confirmez que vous",
  ]

  /// What stands above a message that a person forwards.
  static let forwardTexts = [
    "forwarded message", "doorgestuurd bericht", "weitergeleitete nachricht", "message transféré",
    "mensaje reenviado", "messaggio inoltrato", "mensagem encaminhada", "videresendt meddelelse",
    "vidarebefordrat meddelande",
  ]

  /// Subjects and senders of what sums up many mails, or lists what was held back.
  static let summaryTexts = [
    "log summar", "log report", "mail summary", "mail summaries", "daily summary", "daily report",
    "weekly report", "weekly summary", "monthly report", "mail statistics", "mail stats",
    "mailstats", "statistics for", "pflogsumm", "logwatch", "logcheck", "digest", "quarantine",
    "quarantäne", "quarantaine", "cuarentena", "quarantena", "quarentena", "spam notification",
    "spam report", "spam summary", "junk summary", "junk report", "held messages", "messages held",
    "messages on hold", "new messages in", "end user digest", "tagesbericht", "wochenbericht",
    "zusammenfassung", "dagrapport", "weekrapport", "dagelijks overzicht", "samenvatting",
    "rapport quotidien", "récapitulatif", "resumen diario", "resumen de", "riepilogo",
    "resumo diário", "report domain:", "dmarc aggregate", "dmarc report", "tls report",
    "newsletter", "nieuwsbrief", "cron <", "cron daemon", "anacron", "fail2ban", "nagios", "zabbix",
    "icinga", "failed pipeline", "pipeline failed", "build failed", "failed build", "test report",
  ]

  /// What a report says about a mail that arrived.
  static let successTexts = [
    "successfully delivered", "successful mail delivery", "successful delivery",
    "delivered successfully", "was successfully delivered", "(success)", "successfully relayed",
    "delivery was successful", "has been delivered to the following",
    "was delivered to the following", "erfolgreich zugestellt", "erfolgreiche zustellung",
    "succesvol bezorgd", "succesvol afgeleverd", "remis avec succès", "correctement remis",
    "entregado correctamente", "se entregó correctamente", "entregue com êxito",
    "entregue com sucesso", "consegnato correttamente", "recapitato correttamente",
    "your message was delivered to", "relayed to the following", "has been relayed",
  ]

  /// How a person greets many.
  static let greetingTexts = [
    "dear all", "dear colleague", "dear team", "dear reader",
    "dear everyone", "dear everybody", "dear friends", "hi all", "hi team",
    "hi everyone", "hi everybody", "hi folks", "hello all", "hello team", "hello everyone",
    "hello everybody", "good morning all", "good afternoon all", "liebe kolleg", "liebe alle",
    "liebe leser", "liebes team", "hallo zusammen", "hallo alle", "hallo team", "hallo allemaal",
    "guten morgen zusammen", "guten tag zusammen", "beste collega", "beste allen", "beste lezer",
    "beste mensen", "geachte collega", "chers collègues", "chers tous", "cher lecteur",
    "bonjour à tous", "estimados", "queridos", "hola a todos", "cari colleghi", "cari tutti",
    "ciao a tutti", "caros colegas", "prezados", "olá a todos",
  ]

  /// What else is delivered, paid or run, and fails.
  static let otherGoodTexts = [
    "paket", "pakje", "parcel", "your package", "the package", "shipment", "sendungsnummer",
    "ihre sendung", "courier", "tracking number", "trackingnummer", "track & trace", "zending",
    "colis", "paquete", "pacco", "spedizione", "encomenda", "carrier", "payment", "zahlung",
    "betaling", "paiement", "pipeline", "job log", "build #", "assert", "stack trace", "traceback",
  ]

  /// Fields of forms on pages of the web.
  static let formLabels: [StaticString] = [
    "name", "your name", "first name", "last name", "full name", "email", "e-mail", "mail",
    "email address", "e-mail address", "your email", "message", "your message", "comment",
    "comments", "phone", "telephone", "company", "website", "nachricht", "ihre nachricht",
    "telefon",
    "firma", "vorname", "nachname", "bericht", "uw bericht", "naam", "telefoon", "bedrijf", "nom",
    "prénom", "téléphone", "société", "nombre", "mensaje", "teléfono", "empresa", "nome",
    "messaggio", "telefono", "azienda", "mensagem", "telefone", "author", "ip", "ip address", "url",
  ]

  /// Names of header fields in the languages of programs of mail.
  static let fromLabels: [StaticString] = [
    "from", "von", "van", "de", "da", "från", "fra", "от", "od", "sender",
  ]
  /// See ``fromLabels``.
  static let subjectLabels: [StaticString] = [
    "subject", "betreff", "onderwerp", "objet", "asunto", "oggetto", "assunto", "ämne", "emne",
    "тема", "temat",
  ]

  /// Local parts of the addresses to which mails come back, as group 0.
  static let returnAddresses = PhraseAutomaton([
    "-bounce", "bounce-", "bounces", "-owner", "owner-", "-error", "-admin", "-return",
    "postmaster",
    "mailer-daemon",
  ])

  /// Subjects that reports of mail systems begin with, as group 0.
  static let reportSubjects = PhraseAutomaton([
    "undelivered mail", "undeliverable", "returned mail", "mail delivery failed",
    "mail delivery system", "delivery status notification", "failure notice", "delivery failure",
    "returned to sender", "returning message to sender", "unzustellbar", "onbestelbaar",
    "non remis", "no se puede entregar", "non recapitabile",
  ])

  /// See ``summaryTexts``, as group 0.
  static let summaries = PhraseAutomaton(summaryTexts)

  /// See ``successTexts``, as group 0.
  static let successes = PhraseAutomaton(successTexts)

  /// See ``greetingTexts``, as group 0.
  static let greetings = PhraseAutomaton(greetingTexts)

  /// See ``otherGoodTexts``, as group 0.
  static let otherGoods = PhraseAutomaton(otherGoodTexts)

  /// Senders that only programs of mail systems and those who keep them have, as group 0.
  static let keepers = PhraseAutomaton([
    "mailer-daemon", "postmaster", "mdaemon", "system administrator", "delivery subsystem",
    "mail delivery system",
  ])

  /// See ``challengeTexts``, as group 0.
  static let challenges = PhraseAutomaton(challengeTexts)

  /// See ``forwardTexts``, as group 0.
  static let forwards = PhraseAutomaton(forwardTexts)

  /// Group numbers of ``subjects``.
  enum SubjectGroup {
    static let failure = 0
    static let autoReply = 1
    static let delay = 2
    static let absence = 3
    static let complaint = 4
  }

  /// All subjects.
  static let subjects = PhraseAutomaton(
    failureSubjects.map { ($0, SubjectGroup.failure) }
      + autoReplySubjects.map { ($0, SubjectGroup.autoReply) }
      + delaySubjects.map { ($0, SubjectGroup.delay) }
      + absenceSubjects.map { ($0, SubjectGroup.absence) }
      + complaintSubjects.map { ($0, SubjectGroup.complaint) }
  )

  /// All senders, as group 0.
  static let senders = PhraseAutomaton(daemons)

  /// Group numbers of ``texts``.
  enum TextGroup {
    static let failure = 0
    static let delay = 1
    static let final = 2
    /// An address is derived from another.
    static let derived = 3
    /// Attempts are counted.
    static let attempts = 4
    /// What only Exchange writes.
    static let exchange = 5
    /// What may announce the original message.
    static let original = 6
  }

  /// Words before the address from which the failed one was derived.
  static let derivedLabels = ["expanded from", "generated from", "generated by"]

  /// What Exchange never translates, and its labels for the server that wrote the notice.
  static let exchangeAnchors = [
    "returned '", "returned \"", "returned ‘", "##", "#smtp#", "generating server:",
    "dsn generated by:", "reported error:", "remote server:", "bronserver:",
    "generierender server:", "serveur de génération", "server di generazione:",
    "servidor de generación:", "servidor de origem:", "genererande server:", "формирующий сервер:",
  ]

  /// What notices say.
  static let texts = PhraseAutomaton(
    failureTexts.map { ($0, TextGroup.failure) } + delayTexts.map { ($0, TextGroup.delay) }
      + finalTexts.map { ($0, TextGroup.final) } + derivedLabels.map { ($0, TextGroup.derived) }
      + exchangeAnchors.map { ($0, TextGroup.exchange) } + [(" attempt", TextGroup.attempts)]
      + originalMarkers.map { ($0, TextGroup.original) }
      + NoticeLanguage.allCases.flatMap { language in
        language.words.map { ($0, language.rawValue) }
      }
  )

  /// Whether a line has any words of a notice.
  static func isOfNotice(_ line: Bytes) -> Bool {
    texts.groups(in: line) & ~(1 << UInt64(TextGroup.original)) != 0
  }

  /// Where the original message begins, as group 0.
  static let markers = PhraseAutomaton(originalMarkers)
}

/// Reads one bit of a set of groups.
extension UInt64 {
  func has(_ group: Int) -> Bool { self & (1 << UInt64(group)) != 0 }
}
