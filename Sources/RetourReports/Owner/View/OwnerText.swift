/// A text that the owner of a destination domain may see.
///
/// Only ``OwnerView`` makes one from what stood in mail, so a letter can't show what hasn't passed
/// it.
public struct OwnerText: Hashable, Sendable, CustomStringConvertible {
  /// The text; control and direction characters are shown as escapes.
  public let text: String

  /// Whether something was removed from it.
  public let isScrubbed: Bool

  init(cleared text: String, isScrubbed: Bool = false) {
    self.text = VisibleText.cleaned(text)
    self.isScrubbed = isScrubbed
  }

  /// The text.
  public var description: String { text }
}
