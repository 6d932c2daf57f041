public import RetourEvents
import RetourRules

/// What a reason means and what each of those concerned can do about it.
public struct Remedy: Hashable, Sendable {
  /// What happened, in one sentence.
  public let meaning: String
  /// What the administrator of the sending organisation can do.
  public let administrator: String
  /// What the owner of the destination domain can do.
  public let owner: String
  /// What the person who wrote the message can do.
  public let sender: String

  /// The remedy for a reason.
  public static func of(_ reason: Reason, in language: Language = .english) -> Remedy {
    remedies[Key(language: language, reason: reason)]
      ?? Remedy(meaning: "", administrator: "", owner: "", sender: "")
  }

  private struct Key: Hashable {
    let language: Language
    let reason: Reason
  }

  private static let remedies = Dictionary(
    CatalogueLines.readRemedies(RulesText.remedies).map { text in
      (
        Key(language: text.language, reason: text.reason),
        Remedy(
          meaning: text.meaning,
          administrator: text.administrator,
          owner: text.owner,
          sender: text.sender
        )
      )
    },
    uniquingKeysWith: { first, _ in first }
  )
}
