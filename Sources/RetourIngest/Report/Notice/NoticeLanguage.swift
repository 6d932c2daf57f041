/// The language that a notice is written in, told by words that only it has.
///
/// Lower case; what stands here is the wording of failure notices, as servers send it. The groups
/// go with those of ``Vocabulary/TextGroup`` into one automaton, so that telling the language costs
/// no further pass over the text.
enum NoticeLanguage: Int, CaseIterable {
  case english = 16
  case dutch, german, french, italian, spanish, portuguese, swedish, danish, norwegian, finnish
  case polish, czech, hungarian, turkish, russian, japanese, chinese, korean

  /// The tag (BCP 47).
  var tag: String {
    switch self {
    case .english: "en"
    case .dutch: "nl"
    case .german: "de"
    case .french: "fr"
    case .italian: "it"
    case .spanish: "es"
    case .portuguese: "pt"
    case .swedish: "sv"
    case .danish: "da"
    case .norwegian: "nb"
    case .finnish: "fi"
    case .polish: "pl"
    case .czech: "cs"
    case .hungarian: "hu"
    case .turkish: "tr"
    case .russian: "ru"
    case .japanese: "ja"
    case .chinese: "zh"
    case .korean: "ko"
    }
  }

  /// Words that no other language of this list writes.
  var words: [String] {
    switch self {
    case .english:
      [
        "could not be delivered", "couldn't be delivered", "was not delivered", "has failed to",
        "unable to deliver", "your message", "the following", "delivery has failed",
        "the recipient", "delivery failed", "undeliverable", "this message was",
      ]
    case .dutch:
      [
        "kan niet worden bezorgd", "kon niet worden bezorgd", "niet worden afgeleverd",
        "geadresseerde", "diagnostische gegevens", "diagnostische informatie", "bericht kan niet",
        "uw bericht", "niet bezorgd",
      ]
    case .german:
      [
        "nicht zugestellt", "nicht zustellbar", "unzustellbar", "diagnoseinformationen",
        "ihre nachricht", "empfänger", "zustellung", "konnte nicht",
      ]
    case .french:
      [
        "échec de la remise", "n'a pas pu être", "n’a pas pu être", "informations de diagnostic",
        "votre message", "destinataire", "n'a pas été remis",
      ]
    case .italian:
      [
        "il recapito non è", "impossibile recapitare", "informazioni di diagnostica",
        "non è stato possibile", "il messaggio non", "messaggio non è stato",
      ]
    case .spanish:
      [
        "no se puede entregar", "no se pudo entregar", "no se ha podido entregar",
        "información de diagnóstico", "su mensaje", "el mensaje no", "encabezados de mensaje",
      ]
    case .portuguese:
      [
        "não é possível entregar", "falha na entrega", "informações de diagnóstico",
        "não pôde ser entregue", "não foi possível", "sua mensagem", "não foi entregue",
      ]
    case .swedish:
      [
        "kunde inte levereras", "diagnostisk information f", "olevererbart", "ditt meddelande",
        "kunde inte leverera",
      ]
    case .danish: ["kunne ikke leveres til", "din meddelelse", "meddelelsen kunne", "modtagere"]
    case .norwegian: ["meldingen kunne ikke", "kunne ikke levere meldingen", "mottakere"]
    case .finnish: ["ei voitu toimittaa", "viestiä ei", "vastaanottaj"]
    case .polish: ["nie można dostarczyć", "nie mogła zostać dostarczona", "wiadomoś", "odbiorc"]
    case .czech: ["nelze doručit", "nedoručiteln", "nebylo možné doručit", "příjemc"]
    case .hungarian: ["kézbesíthetetlen", "nem kézbesíthető", "címzett"]
    case .turkish: ["teslim edilemedi", "iletilemedi", "iletiniz", "alıcı"]
    case .russian:
      ["не удается доставить", "не удалось", "не может быть доставлено", "сообщени", "получател"]
    case .japanese: ["配信", "メッセージ", "宛先", "送信", "エラー"]
    case .chinese: ["邮件", "郵件", "收件人", "退信", "无法送达", "無法"]
    case .korean: ["메시지", "받는 사람", "배달", "전송"]
    }
  }

  /// The language of a text in which these groups were found; nil where none or no single one was.
  ///
  /// Many servers write their English beside the reader's own language: then that one counts.
  init?(groups: UInt64) {
    var found = Self.allCases.filter { $0 != .english && groups.has($0.rawValue) }
    // Norwegian and Danish share words, so do Japanese and Chinese: the narrower one counts.
    if found.contains(.japanese) { found.removeAll { $0 == .chinese } }
    if found.count == 1 {
      self = found[0]
    } else if found.isEmpty, groups.has(Self.english.rawValue) {
      self = .english
    } else {
      return nil
    }
  }
}
