import ArgumentParser
import MailText
import RetourCore
import RetourEvents
import RetourReports
import RetourStore

extension Database {
  /// `db pseudonym`: under which names somebody is in the database.
  struct Pseudonym: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show the pseudonyms of addresses, with the configured key.",
      discussion: """
        This is how to look somebody up, or to find out which of your addresses a list of \
        pseudonyms means. There is no way back from a pseudonym to its address.

        Examples:
          retour db pseudonym kim@fabrikam.com --config retour.yaml
          retour db pseudonym - --format csv --config retour.yaml < addresses.txt
        """
    )

    @Argument(help: "Addresses; - reads them from standard input, one a line.")
    var addresses: [String]

    @Option(help: "How the answer is written: table, csv, tsv, json or ndjson.")
    var format = TableFormat.table

    @OptionGroup var settings: SettingsOptions

    func run() throws {
      try reportingErrors {
        guard let privacy = try settings.load().privacy else {
          throw Failure(
            .configuration,
            message: "no pseudonyms are configured: privacy has no pseudonym_key"
          )
        }
        let pseudonyms = try privacy.pseudonyms(keeping: [], for: .none)
        let rows = try addresses.flatMap { $0 == "-" ? try Self.lines() : [$0] }.map { text in
          let address = Self.address(text)
          return [Value.text(text), .text(pseudonyms.pseudonym(of: address).text)]
        }
        let table = ResultTable(names: ["address", "pseudonym"], rows: rows)
        try StandardOutput.write(format.bytes(of: table, style: .terminal))
      }
    }

    /// An address as the readers of mail would make it: the domain in lower case and as A-labels.
    private static func address(_ text: String) -> EmailAddress {
      guard let at = text.lastIndex(of: "@"),
        let domain = DomainName(international: String(text[text.index(after: at)...]))
      else { return EmailAddress(text) }
      return EmailAddress(text: "\(text[...at])\(domain.name)", domain: domain)
    }

    private static func lines() throws -> [String] {
      var input = StandardInputLines()
      var lines: [String] = []
      while let line = try input.next(waiting: {}) {
        guard case .text(let line) = line else {
          throw Failure(
            .badData,
            message: "standard input: a line is longer than \(StandardInputLines.limit) bytes"
          )
        }
        let text = String(decoding: line, as: UTF8.self).filter { !$0.isWhitespace }
        if !text.isEmpty { lines.append(text) }
      }
      return lines
    }
  }
}
