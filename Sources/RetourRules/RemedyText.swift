public import RetourEvents

/// What a reason means and what each of those concerned can do about it.
public struct RemedyText: Hashable, Sendable {
  /// The language of the texts.
  public var language: Language
  /// The reason.
  public var reason: Reason
  /// What happened, in one sentence.
  public var meaning: String
  /// What the administrator of the sending organisation can do.
  public var administrator: String
  /// What the owner of the destination domain can do.
  public var owner: String
  /// What the person who wrote the message can do.
  public var sender: String
}
