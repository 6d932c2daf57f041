import RetourEvents
import RetourStore
import Testing

@testable import RetourReports

@Suite("Tables on a terminal")
struct TerminalTests {
  private let table = ResultTable(
    names: ["domain", "failures", "share"],
    rows: [
      [.text("a.example"), .integer(80), .real(80)], [.text("b.example"), .integer(5), .real(5)],
      [.text("c.example"), .integer(0), .null],
    ]
  )

  private func lines(_ style: TableStyle) -> [String] {
    String(decoding: TableFormat.table.bytes(of: table, style: style), as: UTF8.self)
      .split(separator: "\n").map(String.init)
  }

  @Test("bars stand beside their number and are in proportion")
  func bars() {
    let style = TableStyle(width: 100, isColoured: false, barColumn: "failures")
    #expect(
      lines(style) == [
        "domain     failures                share",
        "---------  --------  ------------  -----",
        "a.example        80  ████████████   80.0",
        "b.example         5  ▊               5.0",
        "c.example         0                    -",
      ]
    )
  }

  @Test("a narrow terminal and a pipe get no bars, and a line that doesn't fit is cut")
  func narrow() {
    let style = TableStyle(width: 30, isColoured: false, barColumn: "failures")
    #expect(!lines(style).joined().contains("█"))
    #expect(lines(style).allSatisfy { $0.count <= 30 })
    #expect(!lines(.plain).joined().contains("█"))
  }

  private let wide = ResultTable(
    names: ["domain", "failures", "main_cause", "second_failures", "sent"],
    rows: [
      [
        .text("a-rather-long-name.example"), .integer(80), .text("recipient"), .integer(7), .null,
      ],
      [.text("b.example"), .integer(5), .text("mailbox-full"), .integer(1), .null],
    ]
  )

  private func lines(_ width: Int, optional: [String]) -> [String] {
    let style = TableStyle(width: width, isColoured: false, optionalColumns: optional)
    return String(decoding: TableFormat.table.bytes(of: wide, style: style), as: UTF8.self)
      .split(separator: "\n").map(String.init)
  }

  @Test("a header that is wider than its numbers takes several lines before a text is cut")
  func folded() {
    #expect(
      lines(66, optional: []) == [
        "                                                      second",
        "domain                      failures  main_cause    failures  sent",
        "--------------------------  --------  ------------  --------  ----",
        "a-rather-long-name.example        80  recipient            7  -",
        "b.example                          5  mailbox-full         1  -",
      ]
    )
  }

  @Test("what a command calls optional is left out first where it says nothing, and is named")
  func optional() {
    let optional = ["second_failures", "sent"]
    let narrow = lines(58, optional: optional)
    #expect(narrow[0].split(separator: " ") == ["second"])
    #expect(narrow[1].split(separator: " ") == ["domain", "failures", "main_cause", "failures"])
    #expect(!narrow.joined().contains("no room"))
    let narrower = lines(48, optional: optional)
    #expect(narrower[0].split(separator: " ") == ["domain", "failures", "main_cause"])
    #expect(narrower.last == "(no room for second_failures)")
    #expect(narrower.allSatisfy { $0.count <= 48 })
    #expect(lines(200, optional: optional)[0].contains("second_failures  sent"))
    let piped = TableFormat.table.bytes(of: wide, style: .plain)
    #expect(String(decoding: piped, as: UTF8.self).contains("second_failures  sent"))
  }

  @Test("a row that adds up others has no bar, and bars have the colour of whose move it is")
  func sums() {
    let table = ResultTable(
      names: ["domain", "failed"],
      rows: [
        [.text("a.example"), .integer(8)], [.text("b.example"), .integer(4)],
        [.text("7 more domains"), .integer(90)],
      ]
    )
    var style = TableStyle(width: 40, isColoured: false, barColumn: "failed")
    style.moves = [.you, .owner]
    (style.endsWithSum, style.hasRule, style.isDense) = (true, false, true)
    style.width = 60
    func shown() -> [String] {
      String(decoding: TableFormat.table.bytes(of: table, style: style), as: UTF8.self)
        .split(separator: "\n").map(String.init)
    }
    #expect(
      shown() == [
        "domain         failed", "a.example           8 ████████", "b.example           4 ████",
        "7 more domains     90",
      ]
    )
    style.isColoured = true
    let coloured = shown()
    #expect(coloured[1].contains("\u{1B}[33m████████\u{1B}[0m"))
    #expect(coloured[2].contains("\u{1B}[34m████\u{1B}[0m"))
  }

  @Test(
    "the head of a domain says what failed, of how many, whose move it is and whether it goes on"
  )
  func head() {
    let now = DomainSummaryRow(
      failures: 93,
      expired: 78,
      lastDay: "2026-11-28",
      traced: 409,
      tracedFailures: 82
    )
    let causes = [
      CausesByDomainRow(reason: .connectionTimeout, side: .theirs, failures: 78),
      CausesByDomainRow(reason: .recipientUnknown, side: .theirs, failures: 15),
    ]
    let days = [
      TrendByDayRow(day: "2026-11-20", failures: 57),
      TrendByDayRow(day: "2026-11-22", failures: 1),
      TrendByDayRow(day: "2026-11-28", failures: 35),
    ]
    let before = DomainSummaryRow(failures: 13)
    let span = ("2026-11-19", "2026-11-28")
    let head = DomainHead(now, before: before, causes: causes, days: days, span: span)
    #expect(
      head.text(.english, width: 100) == """
          failed      93 (+80), 78 of them given up after retries
          rate        20.0%: 82 of 409 traced; 11 more that no trace shows
          whose move  owner 78, people 15
          still?      yes: 36 in the last 7 days, the last on 28 Nov 2026

          19 Nov 2026  █ ▁     ▅ 28 Nov 2026  at most 57 a day

        """
    )
    let over = DomainHead(
      now,
      before: nil,
      causes: [],
      days: [],
      span: ("2026-12-01", "2026-12-20")
    )
    let words = over.text(.english, width: 80)
    #expect(words.contains("still?      not since 28 Nov 2026; the period ends on 20 Dec 2026"))
    #expect(words.split(separator: "\n").allSatisfy { $0.count <= 80 })
    #expect(head.text(.english, width: 40).split(separator: "\n").allSatisfy { $0.count <= 40 })
  }

  @Test("colour is never the only signal: without its escapes the text is the same")
  func colour() {
    let plain = TableStyle(width: 100, isColoured: false, barColumn: "failures")
    let coloured = TableStyle(width: 100, isColoured: true, barColumn: "failures")
    #expect(lines(coloured) != lines(plain))
    #expect(lines(coloured).map { $0.replacing(/\u{1B}\[[0-9]+m/, with: "") } == lines(plain))
    #expect(
      lines(coloured).allSatisfy {
        !$0.contains("\u{1B}") || $0.hasSuffix("m") || $0.contains("\u{1B}[0m")
      }
    )
  }

  @Test(
    "colour is chosen by the command line, then the environment, then the terminal",
    arguments: [
      (TableStyle.Colour.always, false, ["NO_COLOR": "1"], true), (.never, true, [:], false),
      (.auto, true, [:], true), (.auto, false, [:], false), (.auto, true, ["NO_COLOR": "1"], false),
      (.auto, true, ["NO_COLOR": ""], true), (.auto, true, ["TERM": "dumb"], false),
      (.auto, false, ["FORCE_COLOR": "1"], true), (.auto, false, ["CLICOLOR_FORCE": "1"], true),
      (.auto, true, ["FORCE_COLOR": "1", "NO_COLOR": "1"], false),
    ] as [(TableStyle.Colour, Bool, [String: String], Bool)]
  )
  func choice(
    _ choice: TableStyle.Colour,
    _ isTerminal: Bool,
    _ environment: [String: String],
    _ wants: Bool
  ) {
    #expect(
      TableStyle.wantsColour(choice, isTerminal: isTerminal, environment: environment) == wants
    )
  }
}

@Suite("Metadata for Datasette")
struct DatasetteMetadataTests {
  @Test("every view, column and question is described")
  func complete() throws {
    let text = String(decoding: DatasetteMetadata.json(database: "x"), as: UTF8.self)
    #expect(SchemaPage.all.count >= 12)
    for page in SchemaPage.all {
      #expect(text.contains("\"\(page.view)\":{\"description\":"))
      #expect(!page.summary.isEmpty)
      #expect(!page.columns.isEmpty)
      for column in page.columns { #expect(!column.meaning.isEmpty, "\(page.view).\(column.name)") }
    }
    for query in NamedQuery.all { #expect(text.contains("\"\(query.name)\":{\"title\":")) }
    let evidence = try #require(SchemaPage.all.first { $0.view == "v1_evidence" })
    #expect(evidence.columns.last?.meaning.contains("joined by \" | \"") ?? false)
  }

  @Test("every table behind the views is hidden")
  func tables() throws {
    let text = String(decoding: DatasetteMetadata.json(database: "x"), as: UTF8.self)
    let reader = try Archive([.failure(1, to: "a@example.com")]).reader()
    let tables = try reader.run(
      sql: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    )
    #expect(tables.rows.count > 20)
    for case .text(let table) in tables.rows.compactMap(\.first) {
      let isHidden = text.contains("\"\(table)\":{\"hidden\":true}")
      #expect(isHidden, "\(table)")
    }
  }

  @Test("a question answers the same when what isn't filled in comes as an empty text")
  func emptyTexts() throws {
    let archive = try Archive(
      (0..<40).map { .failure($0, to: "u\($0 % 9)@d\($0 % 4).example") }
    )
    let reader = try archive.reader()
    for query in NamedQuery.all {
      var values: [String: Value] = [:]
      var empty: [String: Value] = [:]
      for parameter in query.parameters {
        empty[parameter.name] = .text("")
        let value = parameter.name == "reason" ? "recipient-unknown" : "d1.example"
        if parameter.isRequired {
          values[parameter.name] = .text(value)
          empty[parameter.name] = .text(value)
        }
      }
      let asked = try reader.run(sql: DatasetteMetadata.sql(query), empty)
      #expect(try asked == reader.run(query, values), "\(query.name)")
    }
  }
}

extension DomainSummaryRow {
  fileprivate init(
    failures: Int,
    expired: Int = 0,
    lastDay: String? = nil,
    traced: Int? = nil,
    tracedFailures: Int? = nil
  ) {
    self.init(
      failures: failures,
      hard: 0,
      expired: expired,
      ours: 0,
      theirs: 0,
      unknown: 0,
      delayed: 0,
      days: 0,
      firstDay: nil,
      lastDay: lastDay,
      traced: traced,
      tracedFailures: tracedFailures,
      rate: nil
    )
  }
}

extension CausesByDomainRow {
  fileprivate init(reason: Reason, side: Side, failures: Int) {
    self.init(
      domain: nil,
      cause: nil,
      reason: reason,
      side: side,
      permanence: nil,
      failures: failures,
      expired: 0,
      delayed: 0,
      firstDay: nil,
      lastDay: nil
    )
  }
}

extension TrendByDayRow {
  fileprivate init(day: String, failures: Int) {
    self.init(
      day: day,
      failures: failures,
      hard: 0,
      expired: 0,
      ours: 0,
      theirs: 0,
      unknown: 0,
      delayed: 0,
      domains: 0,
      traced: nil,
      tracedFailures: nil,
      rate: nil
    )
  }
}
