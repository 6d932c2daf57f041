import MailText
import RetourCore
import RetourEvents
import RetourReports

extension DomainName {
  /// A domain as the user wrote it, in the form in which the database has it.
  ///
  /// - Parameters:
  ///   - text: what the user wrote.
  ///   - option: where he wrote it, for the error.
  /// - Returns: the name.
  /// - Throws: ``Failure`` of status 64 for what is no domain; for an address it names the domain.
  static func asked(for text: String, option: String) throws -> String {
    if let name = DomainName(international: text) { return name.name }
    if let at = text.lastIndex(of: "@"),
      let name = DomainName(international: String(text[text.index(after: at)...]))
    {
      throw Failure(
        .usage,
        message: "'\(text)' is an address",
        remedy: "Ask for its domain: \(option) \(name.name)"
      )
    }
    throw Failure(
      .usage,
      message: "'\(text)' is no domain name",
      remedy: "Write one such as example.com."
    )
  }
}
