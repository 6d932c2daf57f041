/// Who sends letters.
public enum MailSender {
  /// Whether a text can be the sender of a mail: an address, with or without a name.
  public static func isUsable(_ text: String) -> Bool { MailHeader.mailbox(text) != nil }
}
