public import RetourEvents
public import RetourStore

extension Language {
  /// The head of a column of an answer on a terminal; its own name where there is no word for it.
  public func column(_ name: String) -> String {
    let wording: Wording? =
      switch name {
      case "domain": TerminalPhrase.domain.wording
      case "failures": TerminalPhrase.failed.wording
      case "change": TerminalPhrase.change.wording
      case "move": TerminalPhrase.whoseMove.wording
      case "main_cause": TerminalPhrase.mainCause.wording
      case "main_failures": Wording("of them", "daarvan", "davon")
      case "cause": Wording("cause", "oorzaak", "Ursache")
      case "reason": Wording("reason", "reden", "Grund")
      case "permanence": Wording("lasts", "duurt", "Dauer")
      case "expired": Wording("given up", "opgegeven", "aufgegeben")
      case "delayed": Wording("delayed", "vertraagd", "verzögert")
      case "day": Wording("day", "dag", "Tag")
      case "first_day": Wording("first day", "eerste dag", "erster Tag")
      case "last_day": Wording("last day", "laatste dag", "letzter Tag")
      case "domains": Wording("domains", "domeinen", "Domains")
      case "remote_host": Wording("server", "server", "Server")
      case "remote_ip": Wording("address", "adres", "Adresse")
      case "recipient": Wording("recipient", "ontvanger", "Empfänger")
      case "kind": Wording("outcome", "afloop", "Ausgang")
      case "severity": Wording("weight", "gewicht", "Gewicht")
      case "outcome": Wording("outcome", "uitkomst", "Ergebnis")
      case "checked_at": Wording("looked at", "bekeken", "angesehen")
      case "finding": Wording("finding", "bevinding", "Befund")
      default: nil
      }
    return wording?[self] ?? name
  }
}

extension ResultTable {
  /// The table with heads in the words of a language, and whose move it is and how long a failure lasts,
  /// too; causes and reasons keep the names by which `retour reason` explains them.
  public func spoken(_ language: Language) -> ResultTable {
    var table = self
    for place in columns.indices {
      table.columns[place].name = language.column(columns[place].name)
      for row in rows.indices {
        guard case .text(let text) = rows[row][place] else { continue }
        let words: String? =
          switch columns[place].name {
          case "move": WhoseMove(rawValue: text).map { language.terminal($0) }
          case "permanence": Self.permanence[text]?[language]
          default: nil
          }
        if let words { table.rows[row][place] = .text(words) }
      }
    }
    return table
  }

  private static let permanence = [
    "hard": Wording("for good", "blijvend", "dauerhaft"),
    "soft": Wording("for now", "tijdelijk", "vorübergehend"),
  ]
}
