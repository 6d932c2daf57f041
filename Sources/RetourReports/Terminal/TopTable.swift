package import RetourEvents
public import RetourStore

/// The domains that bounce most, as a terminal shows them: with rates beside what they are rates of,
/// and a row that adds up the domains that aren't shown.
public struct TopTable: Sendable {
  /// Failures, and what traces show, of all domains in a period.
  public struct Sums: Sendable {
    var failures = 0
    var traced = 0
    var tracedFailures = 0

    /// Nothing.
    public init() {}

    /// Those that all domains add up to.
    package init(_ row: DomainSummaryRow) {
      failures = row.failures
      traced = row.traced ?? 0
      tracedFailures = row.tracedFailures ?? 0
    }

    /// Those of one domain.
    init(_ row: TopDomainsRow) {
      failures = row.failures
      traced = row.traced ?? 0
      tracedFailures = row.tracedFailures ?? 0
    }

    static func -= (sums: inout Sums, other: Sums) {
      sums.failures -= other.failures
      sums.traced -= other.traced
      sums.tracedFailures -= other.tracedFailures
    }
  }

  /// A domain that is shown.
  package struct Line: Sendable {
    let counts: TopDomainsRow
    /// How many more failures than in the period before, or fewer; nil where nothing is compared.
    let change: Int?
    /// Who has to act on most of them.
    let move: WhoseMove

    /// Creates a line.
    package init(_ counts: TopDomainsRow, change: Int?, move: WhoseMove) {
      self.counts = counts
      self.change = change
      self.move = move
    }

    var sums: Sums { Sums(counts) }

    /// Whole per cent of its failures; nil for none.
    func share(_ part: Int) -> String? {
      let whole = counts.failures
      guard part > 0, whole > 0 else { return nil }
      return "\(max(1, (part * 200 + whole) / (whole * 2)))%"
    }
  }

  /// The column beside which bars stand.
  public var barColumn: String { language.terminal(.failed) }

  /// What a narrow terminal can do without, the least important first.
  public var optionalColumns: [String] {
    [TerminalPhrase.unknown, .mainCause, .rate, .whoseMove].map { language.terminal($0) }
  }

  private let lines: [Line]
  /// How many domains there are.
  private let domains: Int
  private let now: Sums
  /// Nil where there is nothing to compare with.
  private let before: Int?
  private let language: Language

  /// Takes the answer and what all domains add up to.
  ///
  /// - Parameters:
  ///   - lines: the domains that are shown.
  ///   - domains: how many domains there are.
  ///   - now: the sums over all of them.
  ///   - before: failures in the period before; nil where there is nothing to compare with.
  ///   - language: that of the reader.
  package init(
    _ lines: [Line],
    domains: Int,
    now: Sums,
    before: Int?,
    language: Language
  ) {
    self.language = language
    self.lines = lines
    self.domains = domains
    self.now = now
    self.before = before
  }

  /// Whose move it is, row by row.
  public var moves: [WhoseMove] { lines.map(\.move) }

  /// Whether the last row adds up others.
  public var hasMore: Bool { domains > lines.count }

  /// The table as it is shown; values that aren't known are dashes.
  public var shown: ResultTable {
    var columns: [(name: String, kind: ResultTable.Kind, cells: [Value])] = []
    func add(
      _ name: String,
      _ kind: ResultTable.Kind,
      _ cell: (Line) -> Value,
      _ sum: Value
    ) {
      columns.append((name, kind, lines.map(cell) + (hasMore ? [sum] : [])))
    }
    let more =
      domains - lines.count == 1
      ? language.terminal(.oneMore)
      : language.terminal(.more, ["n": language.number(domains - lines.count)])
    add(
      language.terminal(.domain),
      .text,
      { .text($0.counts.domain ?? language.terminal(.nameless)) },
      .text(more)
    )
    var rest = now
    for line in lines { rest -= line.sums }
    add(
      barColumn,
      .number,
      { .integer(Int64($0.counts.failures)) },
      .integer(Int64(rest.failures))
    )
    if let before {
      let shown = lines.reduce(0) { $0 + ($1.change ?? 0) }
      add(
        language.terminal(.change),
        .number,
        { .text(Self.signed($0.change ?? 0)) },
        .text(Self.signed(now.failures - before - shown))
      )
    }
    if now.traced > 0 {
      func rate(_ sums: Sums) -> Value {
        .text(language.rate(sums.tracedFailures, of: sums.traced) ?? "–")
      }
      func counts(_ sums: Sums) -> Value {
        guard sums.traced > 0 else { return .text("–") }
        return .text(
          language.terminal(
            .countOf,
            ["n": language.number(sums.tracedFailures), "whole": language.number(sums.traced)]
          )
        )
      }
      add(language.terminal(.rate), .number, { rate($0.sums) }, rate(rest))
      add(language.terminal(.failedOfTraced), .number, { counts($0.sums) }, counts(rest))
    }
    if lines.contains(where: { $0.counts.unknown > 0 }) {
      add(
        language.terminal(.unknown),
        .number,
        { .text($0.share($0.counts.unknown) ?? "–") },
        .text("")
      )
    }
    add(
      language.terminal(.whoseMove),
      .text,
      { .text(language.terminal($0.move)) },
      .text("")
    )
    add(
      language.terminal(.mainCause),
      .text,
      { line in
        guard let cause = line.counts.mainCause,
          let share = line.share(line.counts.mainFailures ?? 0)
        else { return .text("–") }
        return .text("\(cause) \(share)")
      },
      .text("")
    )
    return ResultTable(
      columns: columns.map { ResultTable.Column(name: $0.name, kind: $0.kind) },
      rows: (lines.indices + (hasMore ? [lines.count] : [])).map { row in
        columns.map { $0.cells[row] }
      }
    )
  }

  private static func signed(_ change: Int) -> String { change > 0 ? "+\(change)" : "\(change)" }
}
