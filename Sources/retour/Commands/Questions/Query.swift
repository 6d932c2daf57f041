import ArgumentParser
import RetourCore
import RetourEvents
import RetourReports
import RetourStore

/// `query`: the named questions, and questions of the user's own.
struct Query: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Ask a named question, or one in SQL; never changes the database.",
    discussion: """
      Examples:
        retour query --list
        retour query --list --all
        retour query trend-by-day --since 30d --param domain=example.com
        retour query remote-hosts --domain example.com --limit 5
        retour query --sql 'SELECT kind, count(*) FROM v1_event GROUP BY kind'
      """
  )

  @Argument(help: "The question's name.")
  var name: String?

  @Flag(help: "List the questions in groups, with their parameters.")
  var list = false

  @Flag(help: "With --list: also those of which pages, letters and alarms are made.")
  var all = false

  @Option(help: "One SQL statement that only reads; the views v1_* are stable.")
  var sql: String?

  @Option(
    help: ArgumentHelp("A value for one of the question's parameters.", valueName: "key=value")
  )
  var param: [String] = []

  @Option(help: "The destination domain, for a question that has this parameter.")
  var domain: String?

  @Option(help: "How many rows, for a question that has this parameter.")
  var limit: Int?

  @Option(help: "Seconds that an --sql statement may take.")
  var timeout = 60

  @OptionGroup var period: PeriodOptions
  @OptionGroup var database: DatabaseOptions

  func validate() throws {
    guard [name != nil, list, sql != nil].count(where: { $0 }) == 1 else {
      throw ValidationError("Name a question, or use --list or --sql.")
    }
    guard list || !all else { throw ValidationError("--all goes with --list.") }
    if let limit, limit < 1 { throw ValidationError("--limit has to be at least 1.") }
    guard 1...86_400 ~= timeout else {
      throw ValidationError("--timeout takes a number from 1 to 86400.")
    }
  }

  func run() throws {
    try reportingErrors {
      if list {
        try database.write(Self.catalogue(all: all))
        return
      }
      let reader = try database.open()
      var values = try period.values(in: reader)
      for setting in param {
        let parts = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty else {
          throw Failure(.usage, message: "--param \(setting): write key=value")
        }
        values[String(parts[0])] = Self.value(parts[1])
      }
      if let domain {
        values["domain"] = .text(try DomainName.asked(for: domain, option: "--domain"))
      }
      if let limit { values["limit"] = .integer(Int64(limit)) }
      if let sql {
        try reader.checkWhole(for: sql)
        let watch = Watch(seconds: timeout, database: reader.path)
        let table = try reader.run(sql: sql, values, timeLimit: .seconds(timeout))
        watch.end()
        try database.write(table)
      } else if let name {
        let table = try database.ask(.required(name), values, reader)
        try period.tell(emptiness: table, reader)
        try database.write(table)
      }
    }
  }

  private static func value(_ text: Substring) -> Value {
    Int64(text).map { .integer($0) } ?? .text(String(text))
  }

  private static func catalogue(all: Bool) -> ResultTable {
    let listed = QueryGroup.allCases.filter { all || $0 != .internal }.flatMap { group in
      NamedQuery.all.filter { QueryGroup.of($0) == group }.map { (group, $0) }
    }
    return ResultTable(
      names: ["name", "group", "parameters", "answers"],
      rows: listed.map { group, query in
        let parameters = query.parameters.map(\.name).joined(separator: " ")
        return [
          .text(query.name), .text(group.rawValue), .text(parameters), .text(query.summary),
        ]
      }
    )
  }
}

extension NamedQuery {
  /// The query of a name that the user gave.
  fileprivate static func required(_ name: String) throws -> NamedQuery {
    guard let query = named(name) else {
      let nearest = KeyName.nearest(to: name, of: all.map(\.name))
      throw Failure(
        .usage,
        message: "there is no query '\(name)'"
          + (nearest.map { "; did you mean \($0)?" } ?? ""),
        remedy: "`retour query --list` shows those there are."
      )
    }
    return query
  }
}

/// What a named question is about, in the order of the list.
enum QueryGroup: String, CaseIterable {
  case who
  case why
  case time
  case traces
  case reading
  /// Parts of pages, letters and alarms.
  case `internal`

  private static let queries: [QueryGroup: [NamedQuery]] = [
    .who: [.topDomains, .domainSummary, .remoteHosts, .sendersHit, .addressesToRemove],
    .why: [
      .topCauses, .topReasons, .causesByDomain, .sides, .newestCauses, .expiredLastError,
      .unknownTexts, .blocks,
    ],
    .time: [.trendByDay, .deferred],
    .traces: [.traceOnly, .traceDisagreements],
    .reading: [.rejects, .rejectsByRun, .dataQuality, .inputAges, .lastRun],
  ]

  /// The group of a question; what isn't in one is internal.
  static func of(_ query: NamedQuery) -> QueryGroup {
    queries.first { $0.value.contains(query) }?.key ?? .internal
  }
}
