import Foundation
import RetourReports
import RetourStore
import Testing

@Suite("Tables")
struct TableFormatTests {
  private let table = ResultTable(
    names: ["name", "count"],
    rows: [
      [.text("plain"), .integer(5)], [.text("=cmd|' /C calc'!A0"), .integer(-12)],
      [.null, .null],
    ]
  )

  private func text(_ table: ResultTable, _ format: TableFormat, width: Int? = nil) -> String {
    String(
      decoding: format.bytes(of: table, style: TableStyle(width: width, isColoured: false)),
      as: UTF8.self
    )
  }

  private func one(_ hostile: String) -> ResultTable {
    ResultTable(names: ["x"], rows: [[.text(hostile)]])
  }

  @Test("a plain table aligns text to the left and numbers to the right")
  func aligned() {
    #expect(
      text(table, .table)
        == """
        name                count
        ------------------  -----
        plain                   5
        =cmd|' /C calc'!A0    -12
        -                       -

        """
    )
  }

  @Test("a plain table is cut to the terminal's width, and only to that")
  func cut() {
    let long = ResultTable(
      names: ["text", "n"],
      rows: [[.text(String(repeating: "x", count: 300)), .integer(123_456)]]
    )
    #expect(text(long, .table).contains(String(repeating: "x", count: 300)))
    let lines = text(long, .table, width: 40).split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 40 })
    #expect(lines[2].contains("x…"))
    #expect(lines[2].hasSuffix("123456"))
  }

  @Test("wide characters take two columns")
  func wide() {
    let cjk = ResultTable(names: ["t", "n"], rows: [[.text("日本"), .integer(1)]])
    #expect(text(cjk, .table) == "t     n\n----  -\n日本  1\n")
    #expect(text(one("日本語日本語日本語"), .table, width: 9) == "x\n---------\n日本語日…\n")
  }

  @Test(
    "nothing in a text can steer a terminal",
    arguments: [
      ("\u{1B}[2Jgone", "\\x1b[2Jgone"), ("\u{1B}]0;title\u{07}", "\\x1b]0;title\\x07"),
      ("a\nb\tc\r", "a\\nb\\tc\\r"), ("\u{9B}31m", "\\x9b31m"),
      ("\u{202E}moc.elpmaxe\u{202C}", "\\u{202e}moc.elpmaxe\\u{202c}"),
      ("\u{2066}x\u{2069}", "\\u{2066}x\\u{2069}"), ("\u{2028}", "\\u{2028}"), ("\0", "\\x00"),
    ]
  )
  func harmless(_ hostile: String, _ shown: String) {
    #expect(text(one(hostile), .table).split(separator: "\n").last.map(String.init) == shown)
  }

  @Test(
    "a spreadsheet takes no text for a formula",
    arguments: [
      ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)"),
      ("\tx", "\"'\tx\""), ("\r=1", "\"'\r=1\""), ("=\"a\",1", "\"'=\"\"a\"\",1\""),
      ("a=1", "a=1"), ("＝1+1", "'＝1+1"), ("＋1", "'＋1"), ("－1", "'－1"), ("＠SUM(A1)", "'＠SUM(A1)"),
      (" =1", "' =1"), ("\u{FEFF}=1", #"\u{feff}=1"#), ("\u{200B}@a", #"\u{200b}@a"#),
      ("\u{3000}＝1", "'\u{3000}＝1"), ("\n=1", "\"'\n=1\""), (" a=1", " a=1"), ("é=1", "é=1"),
      ("<a@b>", "<a@b>"),
    ]
  )
  func guarded(_ hostile: String, _ cell: String) {
    #expect(text(one(hostile), .csv) == "x\n\(cell)\n")
  }

  @Test("csv quotes as RFC 4180 says, and numbers stay numbers")
  func csv() {
    #expect(text(table, .csv) == "name,count\nplain,5\n'=cmd|' /C calc'!A0,-12\n,\n")
    #expect(text(one("a,\"b\"\nc"), .csv) == "x\n\"a,\"\"b\"\"\nc\"\n")
  }

  @Test("tsv has one line per row whatever a text holds")
  func tsv() {
    #expect(text(one("a\tb\nc\\d"), .tsv) == "x\na\\tb\\nc\\\\d\n")
  }

  @Test("json has a schema version and rows; ndjson a line per row")
  func json() {
    let row = #"{"name":"plain","count":5}"#
    #expect(text(table, .json).hasPrefix(#"{"schema_version":1,"rows":[\#(row),"#))
    #expect(text(table, .json).hasSuffix(#"{"name":null,"count":null}]}"# + "\n"))
    #expect(text(table, .ndjson).split(separator: "\n").first.map(String.init) == row)
    #expect(text(table, .ndjson).split(separator: "\n").count == 3)
  }

  @Test("an empty answer is an empty table in every format", arguments: TableFormat.allCases)
  func empty(_ format: TableFormat) {
    let none = ResultTable(names: ["a", "b"], rows: [])
    let expected: [TableFormat: String] = [
      .table: "a  b\n-  -\n", .csv: "a,b\n", .tsv: "a\tb\n", .ndjson: "",
      .json: "{\"schema_version\":1,\"rows\":[]}\n",
    ]
    #expect(text(none, format) == expected[format])
  }
}
