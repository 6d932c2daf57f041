import RetourEvents
import Testing

@Suite struct InputPathTests {
  /// Names as file systems have them.
  private static let names: [[UInt8]] = [
    Array("plain.eml".utf8), Array("M\u{E4}rz \u{4E2D}\u{6587} \u{1F4E8}.eml".utf8),
    [0x4D, 0xE4, 0x72, 0x7A], [0xFF, 0xFE, 0x41],
    Array("a\nretour: all is well\n\u{1B}]0;x\u{7}".utf8),
    Array("back\\slash\\n\\xe4\\".utf8), Array("\u{202E}gpj.exe\u{200B}\u{FEFF}\u{AD}".utf8),
    Array("\u{85}\u{9B}31m".utf8), [0xC0, 0xAF, 0xED, 0xA0, 0x80, 0xF4, 0x90, 0x80, 0x80],
    Array("\u{10FF80}\u{10FFFF}\u{E000}\u{E0041}\u{115F}\u{3164}\u{2028}".utf8), [0xE4], [0x5C],
    Array("tab\tcr\r".utf8), [0x7F, 0x80, 0x81],
  ]

  @Test("the bytes come back from what is shown", arguments: names)
  func roundTrip(name: [UInt8]) {
    let path = InputPath(bytes: name)
    #expect(path.bytes == name)
    #expect(InputPath(shown: path.shown) == path)
    #expect(InputPath(InputPath.argument(name)).bytes == name)
  }

  @Test("random bytes come back, and equal names are those of equal bytes")
  func random() {
    var generator = SystemRandomNumberGenerator()
    var seen: [InputPath: [UInt8]] = [:]
    for _ in 0..<20_000 {
      let letters: [UInt8] = [
        0x5C, 0x78, 0x6E, 0x65, 0x34, 0x0A, 0xE4, 0xF4, 0x8F, 0xBE, 0x80, 0xC2,
      ]
      let name = (0..<Int.random(in: 0...8, using: &generator)).map { _ in
        Bool.random(using: &generator)
          ? letters.randomElement(using: &generator) ?? 0
          : UInt8.random(in: 1...255, using: &generator)
      }
      let path = InputPath(bytes: name)
      #expect(path.bytes == name)
      #expect(InputPath(InputPath.argument(name)).bytes == name)
      #expect(seen[path].map { $0 == name } ?? true)
      seen[path] = name
    }
  }

  @Test("nothing of a name that is shown steers a terminal or can't be seen", arguments: names)
  func visible(name: [UInt8]) {
    let invisible = InputPath(bytes: name).shown.unicodeScalars.filter { $0.isInvisible }
    #expect(invisible.isEmpty)
  }

  @Test("names of letters stay as people write them")
  func plain() {
    #expect(InputPath("M\u{E4}rz \u{4E2D}\u{6587}.eml").shown == "M\u{E4}rz \u{4E2D}\u{6587}.eml")
    #expect(InputPath(bytes: [0x4D, 0xE4]).shown == #"M\xe4"#)
    #expect(InputPath("a\nb").shown == #"a\nb"#)
    #expect(InputPath("\u{202E}").shown == #"\xe2\x80\xae"#)
  }

  @Test("a folder's entries stand below it, and nothing that only begins like it does")
  func below() {
    let folder: InputPath = "/srv/mail"
    #expect(folder.appending("a").shown == "/srv/mail/a")
    #expect(folder.appending("a").isBelow(folder))
    #expect(!InputPath("/srv/mailbox/a").isBelow(folder))
    #expect(InputPath("/srv").isBelow("/"))
  }
}

@Suite struct RejectListTests {
  private func reject(_ problem: Reject.Problem, _ record: Int) -> Reject {
    Reject(
      position: Position(path: "x", record: record, offset: Int64(record)),
      problem: problem,
      detail: "",
      losesMessage: false
    )
  }

  @Test("beyond the limit of a kind rejects are counted, and others are kept")
  func limit() {
    var list = RejectList()
    for number in 0..<5_000 { list.append(reject(.badRow, number)) }
    list.append(reject(.unreadable, 1))
    #expect(list.total == 5_001)
    #expect(list.count == RejectList.limit + 1)
    #expect(list.last?.problem == .unreadable)
  }

  @Test("the batches of a source share the limit, and a note says how many more there were")
  func batches() {
    var counts = RejectCounts()
    var kept = 0
    for _ in 0..<7 {
      var list = RejectList((0..<300).map { reject(.badRow, $0) })
      list.fit(behind: &counts)
      kept += list.count
      #expect(list.total == 300)
    }
    #expect(kept == RejectList.limit)
    #expect(counts.notes.map(\.problem) == [.more])
    #expect(counts.notes.first?.detail.hasPrefix("1100 more of kind bad-row") == true)
    var list = RejectList()
    list.append(contentsOf: counts.notes)
    #expect(list.count == 1 && list.total == 0)
  }
}
