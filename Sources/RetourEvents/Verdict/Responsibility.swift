/// Whether a failure is to be repaired on our side or on the other.
public enum Side: String, CaseIterable, Hashable, Sendable {
  /// The sending organisation, whose archive this is.
  case ours
  /// The destination's organisation.
  case theirs
  /// Both have to act.
  case both
  /// Not known.
  case unknown
}

/// Whose fault a reason is by its nature.
public enum Fault: Hashable, Sendable {
  /// The destination's organisation or user.
  case recipient
  /// The sending organisation or user.
  case sender
  /// Our own organisation on both ends (hybrid).
  case ours
  /// Both ends.
  case both
  /// One of the two; the text alone doesn't tell.
  case either
  /// Nobody's.
  case none
  /// Not known.
  case unknown
}

/// Somebody who may have to act on a failure.
public enum Actor: String, CaseIterable, Hashable, Sendable {
  /// The person who wrote the message.
  case senderUser = "sender-user"
  /// The administrator of the sending organisation.
  case senderAdmin = "sender-admin"
  /// The person the message was for.
  case recipientUser = "recipient-user"
  /// The administrator of the destination.
  case recipientAdmin = "recipient-admin"
  /// The provider of the mail service, for example Microsoft.
  case provider
  /// Nobody: waiting is enough.
  case nobody
}

/// The set of those who have to act, kept in the order of ``Actor``.
public struct ActorSet: OptionSet, Hashable, Sendable {
  /// One bit per actor, in the order of `Actor.allCases`.
  public let rawValue: UInt8

  /// Creates a set from its bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// See ``Actor/senderUser``.
  public static let senderUser = ActorSet(rawValue: 1 << 0)
  /// See ``Actor/senderAdmin``.
  public static let senderAdmin = ActorSet(rawValue: 1 << 1)
  /// See ``Actor/recipientUser``.
  public static let recipientUser = ActorSet(rawValue: 1 << 2)
  /// See ``Actor/recipientAdmin``.
  public static let recipientAdmin = ActorSet(rawValue: 1 << 3)
  /// See ``Actor/provider``.
  public static let provider = ActorSet(rawValue: 1 << 4)
  /// See ``Actor/nobody``.
  public static let nobody = ActorSet(rawValue: 1 << 5)

  /// The members, in the order of `Actor.allCases`.
  public var actors: [Actor] {
    Actor.allCases.enumerated().compactMap { rawValue & (1 << $0.offset) != 0 ? $0.element : nil }
  }

  /// The members' names joined by commas, as in SQL and in `scan` lines, for example
  /// `sender-admin,recipient-admin`.
  public var name: String { actors.map(\.rawValue).joined(separator: ",") }
}

/// Whether the same message would fail again.
public enum Permanence: String, CaseIterable, Hashable, Sendable {
  /// It would: something has to be repaired first.
  case hard
  /// It may pass at another time.
  case soft
  /// Not known.
  case unknown
}

/// What a verdict rests on, from the strongest to none.
public enum Evidence: String, CaseIterable, Hashable, Sendable {
  /// The words of a server.
  case text
  /// A code that one vendor gives a meaning of its own.
  case vendorCode = "vendor-code"
  /// Words that no rule knows, and that are like those of known refusals: a guess.
  case similar
  /// The enhanced status code (RFC 3463) by its registered meaning.
  case status
  /// The reply code (RFC 5321), alone or with the SMTP phase.
  case reply
  /// The words written for the user, which follow from a code.
  case userText = "user-text"
  /// A look-up in DNS or RDAP.
  case dns
  /// Nothing.
  case none
}
