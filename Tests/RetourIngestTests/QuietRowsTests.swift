import RetourEvents
import Testing

@testable import RetourIngest

/// Rows of summaries that are packed, beside the reports that are made of them.
@Suite("Packed rows")
struct QuietRowsTests {
  private static let columns: [TraceField] = [
    .messageID, .time, .sender, .recipient, .status, .toIP, .networkID,
  ]

  /// What stands in a cell, in forms that exports have, and in some that they shouldn't.
  private static let cells: [[String]] = [
    [
      "<a1@mail.contoso.com>", "a1@mail.contoso.com", "<>", "", "<a b@c>", "x <a@b> y", "bare",
      "<\u{fc}@b>", "<<a@b>>", "<a@b", "<two@signs@here>",
    ],
    [
      "11/14/2023 10:13:21 PM", "2023-11-14T22:13:21Z", "2023-11-14T22:13:21.1234567Z", "",
      "yesterday", "2023-11-14 22:13:21",
    ],
    [
      "news@contoso.com", "News@Contoso.com", "<news@contoso.com>", "<>", "", "bare", "@", "a@",
      "a@b", "a@b c", "j\u{f6}rg@contoso.com", "a@contoso.com;b@contoso.com", "'a'@contoso.com",
      "a@[192.0.2.1]", "a@m\u{fc}nchen.example", "a@xn--mnchen-3ya.example", "a@contoso..com",
      "a@-contoso.com", "a@contoso.com.",
    ],
    [
      "kim@fabrikam.com", "KIM@fabrikam.com", "kim@FABRIKAM.com", "\"k@m\"@fabrikam.com",
      "kim@fabrikam.com;lee@fabrikam.com", "kim@fabrikam.com, lee@fabrikam.com", "kim", "",
      "{kim@fabrikam.com}", "kim@a@fabrikam.com", "kim@fabrikam.com?", "kim@fabrikam_com",
      "IMCEAEX-_O=X@fabrikam.com", "kim+tag@fabrikam.com", "system.string[]", "kim@fabrikam.com ",
    ],
    [
      "Delivered", "delivered", "Failed", "Pending", "Quarantined", "FilteredAsSpam", "Expanded",
      "GettingStatus", "", "Nonsense", "filtered as spam",
    ],
    [
      "192.0.2.7", "", "0.0.0.0", "192.0.2.07", "2001:db8::1", "IPv6:2001:db8::1",
      "::ffff:192.0.2.1",
      "nowhere", "192.0.2.300",
    ],
    [
      "0a1b2c3d-0000-4000-8000-0123456789ab", "0A1B2C3D-0000-4000-8000-0123456789AB", "",
      "0a1b2c3d-0000-4000-8000-0123456789a", "0a1b2c3d-0000-4000-8000-0123456789zz",
    ],
  ]

  private func row(_ texts: [String], offset: Int64) -> TraceRow {
    let row = TraceRow()
    row.offset = offset
    for (field, text) in zip(Self.columns, texts) {
      let low = row.bytes.count
      row.bytes.append(contentsOf: text.utf8)
      row.set(field, low, row.bytes.count)
    }
    return row
  }

  /// Packs a row, and compares with its report.
  ///
  /// - Returns: whether it was packed.
  private func compare(_ texts: [String], _ quiet: inout QuietRows) throws -> Bool {
    let row = row(texts, offset: 77)
    var list = QuietDeliveries()
    guard quiet.add(row, record: 5, to: &list) != nil else {
      #expect(list.isEmpty)
      return false
    }
    quiet.settle(into: &list)
    let reporter = TraceReporter(path: "/archive/a.csv", form: .summary, clock: Self.clock)
    var reports = try reporter.read(row)
    try #require(reports.count == 1, "\(texts)")
    reports[0].position.record = 5
    #expect(list.report(list.items[0], in: "/archive/a.csv") == reports[0], "\(texts)")
    return true
  }

  private static let clock: TraceClock = {
    var clock = TraceClock()
    clock.order = .monthFirst
    return clock
  }()

  @Test("each form of a cell, beside usual ones, is packed as it is reported, or left")
  func cells() throws {
    let usual = Self.cells.map { $0[0] }
    var quiet = QuietRows(clock: Self.clock, of: "/archive/a.csv", nil)
    let isUsualPacked = try compare(usual, &quiet)
    #expect(isUsualPacked)
    for (column, forms) in Self.cells.enumerated() {
      for form in forms {
        var texts = usual
        texts[column] = form
        _ = try compare(texts, &quiet)
      }
    }
    // The usual ones must not be left.
    for (column, form) in [(0, 1), (0, 3), (1, 1), (2, 4), (3, 1), (4, 4), (4, 5), (5, 1)] {
      var texts = usual
      texts[column] = Self.cells[column][form]
      let isPacked = try compare(texts, &quiet)
      #expect(isPacked, "\(texts)")
    }
  }

  @Test("any combination of forms is packed as it is reported, or left")
  func combinations() throws {
    var random = SplitMix64(seed: 11)
    var quiet = QuietRows(clock: Self.clock, of: "/archive/a.csv", nil)
    var packed = 0
    for _ in 0..<20_000 {
      let texts = Self.cells.map { forms in
        // Half of the cells as usual.
        Int.random(in: 0...1, using: &random) == 0
          ? forms[0] : forms.randomElement(using: &random) ?? ""
      }
      if try compare(texts, &quiet) { packed += 1 }
    }
    #expect(packed > 500)
  }

  @Test("a date is read as alone, whatever dates stood before it")
  func minutes() throws {
    // H: hour, M: minute, S: second, of one or two digits where they are lone letters.
    let forms = [
      "11/14/2023 h:MM:SS PM", "14.11.2023 HH:MM:SS", "14/11/2023 h:M:S", "2023-11-14THH:MM:SSZ",
      "2023-11-14THH:MM:SS.1234567Z", "2023-11-14THH:MM:SS+02:00", "2023-11-14THH:MM+02:SS",
      "2023-11-14 HH.MM.SS", "2023. 11. 14. HH:MM:SS", "Tue, 14 Nov 2023 HH:MM:SS +0100",
      "2023:MM:SS 10", "11/14/2023 HH:MM", "/Date(1700000HHMMSS000)/", "11/14/2023 10:MM:SS0",
      "2023-11-14T10:MM:SSZ SS", "", "HH:MM:SS",
    ]
    var random = SplitMix64(seed: 23)
    for order in [DateOrder.monthFirst, .dayFirst, nil] {
      var clock = TraceClock()
      clock.order = order
      var quiet = QuietRows(clock: clock, of: "/archive/a.csv", nil)
      var list = QuietDeliveries()
      var texts = Self.cells.map { $0[0] }
      var packed = 0
      for step in 0..<6_000 {
        let parts = (
          Int.random(in: 0...12, using: &random), Int.random(in: 9...11, using: &random),
          Int.random(in: 0...61, using: &random)
        )
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        // Some rows of a form, so that rows differ in their seconds only, then another one.
        texts[1] = forms[step / 40 % forms.count]
          .replacing("HH", with: two(parts.0)).replacing("MM", with: two(parts.1))
          .replacing("SS", with: two(parts.2)).replacing("h:", with: "\(parts.0):")
          .replacing(":M:", with: ":\(parts.1):").replacing(":S", with: ":\(parts.2)")
        let row = row(texts, offset: 0)
        let moment = quiet.add(row, record: 0, to: &list)
        let alone = (try? clock.moment(of: row)) ?? nil
        #expect(moment == alone, "\(texts[1])")
        if moment != nil { packed += 1 }
      }
      #expect(packed > 2_000)
    }
  }

  /// The rows of an export with numbers.
  private func rows(_ numbers: Range<Int>) -> [TraceRow] {
    numbers.map { number in
      var random = SplitMix64(seed: UInt64(number))
      let digits = String(random.next(), radix: 16)
      let id = String(repeating: "0", count: 16 - digits.count) + digits
      return row(
        [
          "<\(number)@mail.contoso.com>", "2023-11-14T22:13:21Z", "news@contoso.com",
          "user\(number)@fabrikam.com", number % 7 == 0 ? "Failed" : "Delivered", "192.0.2.7",
          "\(id.prefix(8))-0000-4000-8000-0000\(id.suffix(8))",
        ],
        offset: Int64(number)
      )
    }
  }

  private func packed(
    _ rows: [TraceRow],
    of path: InputPath = "/archive/b.csv",
    _ known: KnownStretches? = nil
  ) -> QuietDeliveries {
    var quiet = QuietRows(clock: Self.clock, of: path, known)
    var list = QuietDeliveries()
    for row in rows { _ = quiet.add(row, record: Int(row.offset), to: &list) }
    quiet.settle(into: &list)
    return list
  }

  @Test("the same rows are the same stretches, whatever stands before and behind them")
  func stretches() throws {
    let whole = packed(rows(0..<4_000))
    let part = packed(rows(1_000..<3_000))
    #expect(whole.stretches.map(\.items.count).reduce(0, +) > whole.count * 9 / 10)
    #expect(30...90 ~= whole.count / whole.stretches.count)
    let ids = Set(whole.stretches.map(\.id))
    let strange = part.stretches.filter { !ids.contains($0.id) }
    #expect(ids.count == whole.stretches.count)
    // The first and the last begin and end elsewhere.
    #expect(strange.count <= 2 && part.stretches.count > 20)
    for stretch in whole.stretches {
      #expect(stretch.items.allSatisfy { whole.items[$0].offset > 0 || stretch.items.contains(0) })
    }
    var changed = rows(1_000..<3_000)
    for (index, field) in zip(stride(from: 3, to: 2_000, by: 20), 0...) {
      // Each cell counts.
      var texts = Self.columns.map { changed[index][$0].text }
      let column = [0, 1, 2, 3, 5][field % 5]
      texts[column] =
        [
          "<x@mail.contoso.com>", "2023-11-14T22:13:22Z", "new@scontoso.com", "User1@fabrikam.com",
          "", "192.0.2.8",
        ][column]
      changed[index] = row(texts, offset: changed[index].offset)
    }
    #expect(packed(changed).stretches.filter { ids.contains($0.id) }.count <= 10)
  }

  @Test("stretches that are known of a file that comes before are counted and left out")
  func known() throws {
    let before = packed(rows(0..<2_000), of: "/archive/a.csv")
    let ids = before.stretches.map(\.id).sorted()
    func known(_ path: String) -> KnownStretches {
      KnownStretches(ids: ids, sources: ids.map { _ in 0 }, paths: [path])
    }
    let all = packed(rows(1_000..<3_000))
    let rest = packed(rows(1_000..<3_000), known("/archive/a.csv"))
    #expect(rest.known > 700)
    #expect(rest.known + rest.count == all.count)
    // What is left is as it was.
    var offsets = Set(all.items.map(\.offset))
    for item in rest.items {
      #expect(offsets.remove(item.offset) != nil)
      let same = try #require(all.items.first { $0.offset == item.offset })
      #expect(rest.report(item, in: "x") == all.report(same, in: "x"))
    }
    #expect(offsets.count == rest.known)
    for path in ["/archive/b.csv", "/archive/c.csv"] {
      #expect(packed(rows(1_000..<3_000), known(path)).known == 0)
    }
    let forgotten = known("/archive/a.csv")
    forgotten.forget("/archive/a.csv")
    #expect(packed(rows(1_000..<3_000), forgotten).known == 0)
  }
}

/// Numbers that are the same in each run.
private struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
    return value ^ (value >> 31)
  }
}
