import ArgumentParser
import RetourEvents
import RetourLookup
import RetourReports
import RetourStore

/// `domain NAME`: everything about one destination domain.
struct DomainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "domain",
    abstract: "Show why mail to one destination domain fails.",
    discussion: """
      As a table: a summary, the causes, the servers that refused, what was tried again and again \
      (as message traces show), the last days; with --since also the change against the period of \
      the same length before, and what `retour dns` found. A terminal shows summary and days in \
      words. As JSON: one object with these. As csv, tsv or ndjson: the causes.

      Examples:
        retour domain example.com --since 30d
      """
  )

  /// The parts, in the order in which they are shown.
  private static let parts: [Part] = [
    Part(
      name: "summary",
      title: nil,
      query: .domainSummary,
      keys: [],
      optional: ["days", "first_day", "delayed", "hard", "theirs"]
    ),
    Part(
      name: "causes",
      title: .causes,
      query: .causesByDomain,
      limit: 50,
      keys: ["cause", "reason", "side", "permanence"],
      optional: ["domain", "first_day", "delayed", "expired", "permanence", "last_day"]
    ),
    Part(
      name: "hosts",
      title: .servers,
      query: .remoteHosts,
      limit: 20,
      keys: ["remote_host", "remote_ip"],
      optional: ["domains", "main_failures", "last_day", "remote_ip"]
    ),
    Part(
      name: "deferred",
      title: .triedAgain,
      query: .deferred,
      limit: 20,
      optional: ["delivery_id", "domain", "kind", "day"]
    ),
    Part(
      name: "days",
      title: .days,
      query: .trendByDay,
      limit: 31,
      optional: ["domains", "delayed", "hard", "unknown"]
    ),
  ]

  /// A question whose answer is a part of what is shown.
  private struct Part {
    let name: String
    let title: TerminalPhrase?
    let query: NamedQuery
    var limit: Int64?
    /// The columns that name a line, where it is compared with the period before.
    var keys: [String]?
    /// The columns that a narrow terminal can do without, the least important first.
    var optional: [String] = []
  }

  @Argument(help: "The destination domain.")
  var name: String

  @OptionGroup var period: PeriodOptions
  @OptionGroup var database: DatabaseOptions
  @OptionGroup var languages: LanguageOptions

  func run() throws {
    try reportingErrors {
      let reader = try database.open()
      let domain = try DomainName.asked(for: name, option: "domain")
      var values = try period.values(in: reader)
      values["domain"] = .text(domain)
      let comparison = database.format == .table ? try Comparison(values, reader) : nil
      // As they were answered, and as they are shown.
      var (answers, tables): ([ResultTable], [ResultTable]) = ([], [])
      for part in Self.parts {
        var values = values
        if let limit = part.limit { values["limit"] = .integer(limit) }
        // A terminal shows days as a line, which has room for more of them.
        if part.name == "days", StandardOutput.width != nil {
          values["limit"] = .integer(Int64(DomainHead.most))
        }
        var table = try database.ask(part.query, values, reader)
        answers.append(table)
        if let keys = part.keys, var before = comparison?.before {
          before["domain"] = .text(domain)
          if part.limit == nil { before["limit"] = nil }
          table.addChanges(against: try reader.run(part.query, before), keys: keys)
        }
        tables.append(table)
      }
      let causes = try reader.rows(of: CausesByDomainRow.self, in: answers[1])
      if tables[1].rows.isEmpty, tables[4].rows.isEmpty {
        StandardError.write(line: "retour: nothing is known about \(domain) in this period")
        try period.tell(emptiness: tables[1], reader)
      }
      let notes = try LookupNote.all(reader, domain: domain)
      switch database.format {
      case .table:
        // On a terminal the first lines say in words what a pipe gets as tables.
        if let width = StandardOutput.width,
          let now = try reader.rows(of: DomainSummaryRow.self, in: answers[0]).first
        {
          let headline = try Headline(values, comparison, reader, languages.language)
          let head = DomainHead(
            now,
            before: headline.before,
            causes: causes,
            days: try reader.rows(of: TrendByDayRow.self, in: answers[4]),
            span: headline.span
          )
          let words = head.text(languages.language, width: width)
          try StandardOutput.write(Array("\(domain), \(headline.period)\n\n\(words)".utf8))
        } else if let comparison {
          StandardError.write(line: comparison.words)
        }
        try StandardOutput.write(text(domain, tables, causes, notes))
      case .json: try StandardOutput.write(json(domain, tables, notes))
      case .csv, .tsv, .ndjson: try database.write(tables[1])
      }
    }
  }

  /// What the last look at the records of the domain found.
  private static func table(_ notes: [LookupNote]) -> ResultTable {
    ResultTable(
      names: ["check", "outcome", "severity", "checked_at", "finding"],
      rows: notes.map { note in
        [
          .text(note.check.rawValue), .text(note.outcome.rawValue), .text(note.severity.rawValue),
          .text(note.checkedAt), .text(note.words),
        ]
      }
    )
  }

  private func text(
    _ domain: String,
    _ tables: [ResultTable],
    _ causes: [CausesByDomainRow],
    _ notes: [LookupNote]
  ) -> [UInt8] {
    let isTerminal = StandardOutput.width != nil
    let language = isTerminal ? languages.language : .english
    var bytes = isTerminal ? [] : Array("\(domain)\n".utf8)
    for (part, table) in zip(Self.parts, tables) where !table.rows.isEmpty {
      if isTerminal, ["summary", "days"].contains(part.name) { continue }
      bytes += "\n".utf8
      if let title = part.title { bytes += "\(language.terminal(title))\n".utf8 }
      var shown = isTerminal && part.name == "causes" ? table.withMoves(of: causes) : table
      var (bars, optional) = ("failures", part.optional)
      if isTerminal {
        shown = shown.spoken(language)
        (bars, optional) = (language.column(bars), optional.map(language.column))
      }
      var style = database.style(bars: part.name == "summary" ? nil : bars, optional: optional)
      style.language = language
      bytes += TableFormat.table.bytes(of: shown, style: style)
    }
    if !notes.isEmpty {
      bytes += "\n\(language.terminal(.records))\n".utf8
      var (table, optional) = (Self.table(notes), ["severity", "checked_at"])
      if isTerminal {
        (table, optional) = (table.spoken(language), optional.map(language.column))
      }
      bytes += TableFormat.table.bytes(of: table, style: database.style(optional: optional))
    }
    return bytes
  }

  private func json(
    _ domain: String,
    _ tables: [ResultTable],
    _ notes: [LookupNote]
  ) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("schema_version")
    writer.integer(1)
    writer.key("domain")
    writer.string(domain)
    for (part, table) in zip(Self.parts, tables) {
      writer.key(part.name)
      writer.rows(of: table)
    }
    writer.key("dns")
    writer.rows(of: Self.table(notes))
    writer.endObject()
    writer.newline()
    return writer.bytes
  }
}

extension ResultTable {
  /// With whose move it is instead of the side.
  fileprivate func withMoves(of causes: [CausesByDomainRow]) -> ResultTable {
    guard let place = columns.firstIndex(where: { $0.name == "side" }) else { return self }
    var table = self
    table.columns[place].name = "move"
    for (index, row) in causes.enumerated() {
      let move = WhoseMove.of(row.reason ?? .noDiagnosis, row.side ?? .unknown)
      table.rows[index][place] = .text(move.rawValue)
    }
    return table
  }
}
