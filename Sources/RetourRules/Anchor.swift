/// Wording that shapes a text rather than giving a reason: where an inner text begins, where the
/// quoted original begins, which phase of the session it tells of, that the retry time ran out.
///
/// The raw value is the name in `Rules/anchors.yaml`.
public enum Anchor: String, CaseIterable, Hashable, Sendable {
  /// The inner text runs from here to the layer's last apostrophe.
  case innerToLastApostrophe = "inner-to-last-apostrophe"
  /// The inner text runs from here to the next quotation mark.
  case innerToQuotationMark = "inner-to-quotation-mark"
  /// The inner text runs from here to the next closing bracket.
  case innerToBracket = "inner-to-bracket"
  /// The inner text runs from here to the next closing brace.
  case innerToBrace = "inner-to-brace"
  /// The inner text runs from here to the layer's end.
  case innerToEnd = "inner-to-end"
  /// The retry time ran out, and the last error stands behind these words in parentheses or angle
  /// brackets.
  case expirySuffix = "expiry-suffix"
  /// The layer ends before these words.
  case cut
  /// The retry time ran out.
  case expired
  /// The name or address of the last endpoint follows.
  case endpoint
  /// The address beside a server's name follows; it proves nothing where DNS failed.
  case serverAt = "server-at"
  /// Said when the connection was opened.
  case connect = "phase-connect"
  /// Said in reply to EHLO or HELO.
  case ehlo = "phase-ehlo"
  /// Said in reply to STARTTLS.
  case starttls = "phase-starttls"
  /// Said in reply to AUTH.
  case auth = "phase-auth"
  /// Said in reply to MAIL FROM.
  case mail = "phase-mail"
  /// Said in reply to RCPT TO.
  case rcpt = "phase-rcpt"
  /// Said in reply to DATA or to its end.
  case data = "phase-data"
}

/// One phrase and what it anchors.
public struct AnchorText: Hashable, Sendable {
  /// What it anchors.
  public var anchor: Anchor
  /// The phrase.
  public var phrase: String
}
