import RetourEvents
import Testing

@testable import RetourIngest

/// The obvious twin of the CSV reader: one byte after the other, strings everywhere.
private struct SlowCSV {
  /// The records of a text as fields; nil for a record that isn't complete.
  static func records(_ text: String, _ delimiter: Character) -> [[String]] {
    var records: [[String]] = []
    var fields = [""]
    var isQuoted = false
    var wasQuoted = false
    let letters = Array(text.unicodeScalars)
    var index = 0
    func next() -> Unicode.Scalar? { index + 1 < letters.count ? letters[index + 1] : nil }
    func endRecord() {
      if fields != [""] || wasQuoted { records.append(fields) }
      (fields, wasQuoted) = ([""], false)
    }
    while index < letters.count {
      let letter = letters[index]
      if isQuoted {
        if letter == "\"" {
          if next() == "\"" {
            fields[fields.count - 1].unicodeScalars.append(letter)
            index += 1
          } else if next() == nil || next().map({ Character($0) }) == delimiter || next() == "\n"
            || next() == "\r"
          {
            isQuoted = false
          } else {
            fields[fields.count - 1].unicodeScalars.append(letter)
          }
        } else {
          fields[fields.count - 1].unicodeScalars.append(letter)
        }
      } else if letter == "\"", fields.last == "", !wasQuoted {
        (isQuoted, wasQuoted) = (true, true)
      } else if Character(letter) == delimiter {
        fields.append("")
        wasQuoted = false
      } else if letter == "\r", next() == "\n" {
        // Part of the line end.
      } else if letter == "\n" || letter == "\r" {
        endRecord()
      } else {
        fields[fields.count - 1].unicodeScalars.append(letter)
      }
      index += 1
    }
    endRecord()
    return records
  }
}

@Suite struct CSVRecordsTests {
  private static let header = "Received;SenderAddress;RecipientAddress;Status;Subject;MessageId"

  /// Pieces from which rows are made.
  private static let texts = [
    "kim@contoso.com", "", "\"\"", "\"a;b\"", "\"say \"\"yes\"\"\"", "\"two\nlines\"",
    "\"two\r\nlines\"", "\"stray \"quote\" inside\"", "plain, with comma", "\"\"\"\"", " spaces ",
    "\"\u{1F680};\"",
  ]

  private static func document(seed: UInt64, rows: Int, ending: String) -> String {
    var state = seed
    func pick(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % count
    }
    var lines = [header]
    for _ in 0..<rows {
      lines.append((0..<6).map { _ in texts[pick(texts.count)] }.joined(separator: ";"))
    }
    return lines.joined(separator: ending) + (pick(2) == 0 ? ending : "")
  }

  private static let shown: [TraceField] = [.time, .sender, .recipient, .status, .messageID]

  /// What the reader makes of bytes that come in chunks.
  private func read(_ text: String, chunk: Int) throws -> (rows: [[String]], problems: [RowProblem])
  {
    let records = CSVRecords(ChunkedBytes(Array(text.utf8), by: chunk))
    var rows: [[String]] = []
    var problems: [RowProblem] = []
    while true {
      switch try records.next() {
      case .row: rows.append(Self.shown.map { records.row[$0].text })
      case .page: break
      case .reject(let problem): problems.append(problem)
      case .end: return (rows, problems)
      }
    }
  }

  @Test(
    "the reader agrees with its obvious twin, whatever the chunks and line ends",
    arguments: [1, 2, 3, 7, 64, 1 << 20]
  )
  func twin(chunk: Int) throws {
    for seed in 1...40 as ClosedRange<UInt64> {
      for ending in ["\n", "\r\n"] {
        let text = Self.document(seed: seed, rows: 12, ending: ending)
        let slow = SlowCSV.records(text, ";").dropFirst().filter { $0.count == 6 }
        let expected = slow.map { fields in
          [0, 1, 2, 3, 5].map { Array(fields[$0].utf8)[...].trimmed.text }
        }
        let found = try read(text, chunk: chunk)
        #expect(found.problems.isEmpty)
        #expect(found.rows == expected, "seed \(seed)")
      }
    }
  }

  @Test("a ragged row is rejected with its place, and reading goes on")
  func ragged() throws {
    let text = "\(Self.header)\na;b\n1;2;3;4;5;6\n\n1;2;3;4;5;6;7\n"
    let found = try read(text, chunk: 5)
    #expect(found.rows == [["1", "2", "3", "4", "6"]])
    #expect(found.problems.map(\.problem) == [.badRow, .badRow])
    #expect(found.problems.map(\.offset) == [65, 82])
  }

  @Test("a quote that is never closed costs the rows it swallows no more than its own")
  func unclosed() throws {
    let rows = (0..<5).map { "\($0);2;3;4;5;6\n" }.joined()
    let found = try read("\(Self.header)\n1;2;\"3;4;5;6\n\(rows)", chunk: 1_000)
    #expect(found.problems.map(\.problem) == [.cutRow])
    #expect(found.rows.count == 5)
  }

  @Test(
    "stray quotes everywhere cost each line no more than a few readings",
    .timeLimit(.minutes(3)),
    arguments: ["7;2\"3;\"4\"5;6\n", "\"1;\"2\n", "7;2;\"3\"4;5;6\n"]
  )
  func strayQuotes(line: String) throws {
    let rows = (0..<5).map { "\($0);2;3;4;5;6\n" }.joined()
    let damage = String(repeating: line, count: 30_000)
    let found = try read("\(Self.header)\n\(rows)\(damage)\(rows)", chunk: 1 << 16)
    #expect(found.problems.count == 30_000)
    let numbers = found.rows.map { $0[0] }
    #expect(numbers == ["0", "1", "2", "3", "4", "0", "1", "2", "3", "4"])
  }

  @Test("a record over several lines is read behind a stretch with stray quotes")
  func behindDamage() throws {
    let damage = String(repeating: "7;2;\"3\"4;5;6\n", count: 40)
    let found = try read(
      "\(Self.header)\n\(damage)8;\"2\";3;4;5;6\n9;\"2\n2\";3;4;5;6\n",
      chunk: 100
    )
    #expect(found.problems.count == 40)
    #expect(found.rows.map { $0[0] } == ["8", "9"])
  }

  @Test("a quote closed in a later row is found by the number of fields")
  func swallowed() throws {
    let found = try read(
      "\(Self.header)\n1;2;\"3;4;5;6\n7;2;3;4;5;6\n8;\"2\";3;4;5;6\n9;2;3;4;5;6\n",
      chunk: 1_000
    )
    #expect(found.problems.map(\.problem) == [.badRow])
    #expect(found.rows.map(\.[0]) == ["7", "8", "9"])
  }

  @Test("a record beyond the cap is rejected, memory stays bounded, and reading goes on")
  func huge() throws {
    let long = String(repeating: "x", count: CSVRecords.recordLimit + 10)
    let text = "\(Self.header)\n1;2;\"\(long)\";4;5;6\n7;2;3;4;5;6\n"
    let found = try read(text, chunk: 1 << 16)
    #expect(found.problems.map(\.problem) == [.rowTooLarge])
    #expect(found.rows.map(\.[0]) == ["7"])
  }

  @Test("the last row that breaks off is said to be cut")
  func cut() throws {
    let found = try read("\(Self.header)\n1;2;3;4;5;6\n1;2;3", chunk: 3)
    #expect(found.rows.count == 1)
    #expect(found.problems.map(\.problem) == [.cutRow])
  }

  @Test("repeated headers, #TYPE, sep= and blank lines are no rows")
  func pages() throws {
    let page = "#TYPE Deserialized.Example\r\nsep=;\r\n\(Self.header)\r\n1;2;3;4;5;6\r\n\r\n"
    let found = try read("\u{FEFF}\(page)\(page)", chunk: 11)
    #expect(found.rows.count == 2)
    #expect(found.problems.isEmpty)
  }
}
