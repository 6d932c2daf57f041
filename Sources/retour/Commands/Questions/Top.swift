import ArgumentParser
import RetourCore
import RetourEvents
import RetourReports
import RetourStore

/// `top`: who or what bounces most.
struct Top: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show which destination domains bounce most, and why.",
    discussion: """
      Counts failed deliveries: one message to one recipient, however many reports speak of it. \
      The two meanings of expiry (a lapsed domain registration; retry time used up) are never \
      added up. With --since a table shows the change against the period of the same length before. \
      An operator is the registrable domain of a server's name. In a table the column move says \
      whose turn it is on most of a domain's failures: you, owner, people (senders and recipients), \
      unknown.

      Examples:
        retour top --since 7d
        retour top --by operator --since 30d
        retour top --by sender --limit 50 --format csv
      """
  )

  /// What is counted.
  enum Subject: String, CaseIterable, ExpressibleByArgument {
    case domain
    case cause
    case reason
    case host
    case `operator`
    case sender

    /// The question of `Queries/` that answers it.
    var query: NamedQuery {
      switch self {
      case .domain: .topDomains
      case .cause: .topCauses
      case .reason: .topReasons
      case .host: .remoteHosts
      case .operator: .overviewHosts
      case .sender: .sendersHit
      }
    }

    /// The columns that name a line.
    var keys: [String] {
      switch self {
      case .domain, .cause, .operator, .sender: [rawValue]
      case .reason: ["cause", "reason", "permanence"]
      case .host: ["remote_host", "remote_ip"]
      }
    }

    /// Whether totals by domain and day answer it.
    var isOfTotals: Bool {
      switch self {
      case .domain, .cause, .reason: true
      case .host, .operator, .sender: false
      }
    }

    /// The columns that a narrow terminal can do without, the least important first.
    var optional: [String] {
      switch self {
      case .domain:
        [
          "second_failures", "second_cause", "main_failures", "last_day", "share", "ours",
          "unknown",
        ]
      case .cause: ["first_day", "delayed", "last_day"]
      case .reason: ["last_day", "expired", "permanence", "share"]
      case .host, .operator: ["main_failures", "last_day", "remote_ip", "hosts"]
      case .sender: ["last_day", "recipients"]
      }
    }
  }

  @Option(help: "What is counted: domain, cause, reason, host, operator or sender.")
  var by = Subject.domain

  @Option(help: "How many lines.")
  var limit = 20

  @OptionGroup var period: PeriodOptions
  @OptionGroup var database: AnswerOptions<DatabasePaths>
  @OptionGroup var languages: LanguageOptions

  func validate() throws {
    guard limit > 0 else { throw ValidationError("--limit has to be at least 1.") }
  }

  func run() throws {
    try reportingErrors {
      let several = try SeveralDatabases.totals(of: database.database.db)
      defer { withExtendedLifetime(several) {} }
      let reader = try several.map { try StoreReader(path: $0.path) } ?? database.open()
      if !by.isOfTotals, several != nil {
        throw Failure(
          .usage,
          message: "--by \(by.rawValue) looks at single deliveries, and takes one --db",
          remedy: "Merge the databases into one with `retour merge`, and ask that."
        )
      }
      if !by.isOfTotals { try reader.checkSingle() }
      var values = try period.values(in: reader)
      values["limit"] = .integer(Int64(limit))
      var table = try ask(values, reader)
      try period.tell(emptiness: table, reader)
      if database.format == .table, !table.rows.isEmpty {
        let rows = by == .domain ? try reader.rows(of: TopDomainsRow.self, in: table) : []
        let comparison = try Comparison(values, reader)
        var changes: [Int]?
        if let comparison {
          let before = try answer(comparison.before, reader)
          changes = table.addChanges(against: before, keys: by.keys)
        }
        var moves = DomainMoves()
        if by == .domain {
          moves = try DomainMoves(in: values, reader)
          table.add(rows.map { moves[$0.domain] })
        }
        // On a terminal the first lines say what is compared; a pipe gets the table alone.
        if StandardOutput.width != nil {
          let headline = try Headline(values, comparison, reader, languages.language)
          try StandardOutput.write(Array(headline.text.utf8))
          if by == .domain {
            let lines = rows.enumerated().map { place, row in
              TopTable.Line(row, change: changes?[place], move: moves[row.domain])
            }
            return try show(lines, domains: moves.domains, headline)
          }
        } else if let comparison {
          StandardError.write(line: comparison.words)
        }
      }
      try database.write(table, bars: "failures", optional: by.optional)
    }
  }

  /// Writes the domains as a terminal shows them.
  private func show(_ lines: [TopTable.Line], domains: Int, _ headline: Headline) throws {
    let view = TopTable(
      lines,
      domains: domains,
      now: headline.now.map { TopTable.Sums($0) } ?? TopTable.Sums(),
      before: headline.before?.failures,
      language: languages.language
    )
    var style = database.style(bars: view.barColumn, optional: view.optionalColumns)
    (style.moves, style.endsWithSum, style.hasRule) = (view.moves, view.hasMore, false)
    (style.isDense, style.language) = ((style.width ?? 0) < 100, languages.language)
    try StandardOutput.write(TableFormat.table.bytes(of: view.shown, style: style))
  }

  private func ask(_ values: [String: Value], _ reader: StoreReader) throws -> ResultTable {
    guard by == .operator else { return try database.ask(by.query, values, reader) }
    if database.showSQL { StandardError.write(lines: by.query.shown(with: values)) }
    return try answer(values, reader)
  }

  /// The answer, which for operators is added up here: SQL knows no public suffixes.
  private func answer(_ values: [String: Value], _ reader: StoreReader) throws -> ResultTable {
    guard by == .operator else { return try reader.run(by.query, values) }
    var values = values
    let limit = values.removeValue(forKey: "limit")
    var hosts = HostGather()
    try reader.forEach(OverviewHostsRow.self, values) { hosts.add($0) }
    if case .integer(let limit)? = limit { return hosts.operatorTable(Int(limit)) }
    return hosts.operatorTable(.max)
  }
}

/// Who has to act on most of each domain's failures.
private struct DomainMoves {
  private var sums: [String: [WhoseMove: Int]] = [:]

  /// None.
  init() {}

  /// Those of the period that is among the values of a question.
  ///
  /// - Throws: ``StoreError``.
  init(in values: [String: Value], _ reader: StoreReader) throws {
    var period = values
    period["limit"] = nil
    try reader.forEach(DomainMovesRow.self, period) { row in
      let move = WhoseMove.of(row.reason ?? .noDiagnosis, row.side ?? .unknown)
      sums[row.domain ?? "", default: [:]][move, default: 0] += row.failures
    }
  }

  /// How many domains there are in the period.
  var domains: Int { sums.count }

  /// Of two with as many the first has the turn.
  subscript(_ domain: String?) -> WhoseMove {
    let counts = sums[domain ?? ""] ?? [:]
    return WhoseMove.allCases.max { (counts[$0] ?? 0) < (counts[$1] ?? 0) } ?? .unknown
  }
}

extension ResultTable {
  /// Puts a column `move` behind the others.
  fileprivate mutating func add(_ moves: [WhoseMove]) {
    columns.append(Column(name: "move", kind: .text))
    for (index, move) in moves.enumerated() { rows[index].append(.text(move.rawValue)) }
  }
}
