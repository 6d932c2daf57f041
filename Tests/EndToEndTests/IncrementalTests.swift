import Foundation
import TestSupport
import Testing

/// Archives that are rotated, renamed, compressed, cut, continued and delivered again between two
/// runs: the tables before and after.
@Suite struct IncrementalTests {
  /// Something that happens to an archive and brings nothing that wasn't there.
  struct Disturbance: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let happen: @Sendable (LivingArchive) throws -> Void

    init(_ name: String, _ happen: @escaping @Sendable (LivingArchive) throws -> Void) {
      testDescription = name
      self.happen = happen
    }

    init(_ name: String, shell command: String) { self.init(name) { try $0.shell(command) } }
  }

  private static let disturbances: [Disturbance] = [
    Disturbance("nothing") { _ in },
    Disturbance("renamed", shell: "mv a.mbox z.mbox; mv one.eml other.eml; mv t.csv u.csv"),
    Disturbance("renamed in a circle", shell: "mv a.mbox x; mv b.mbox a.mbox; mv x b.mbox"),
    Disturbance("moved to a folder", shell: "mkdir old; mv a.mbox one.eml t.csv old"),
    Disturbance("a folder renamed", shell: "mv maildir older"),
    Disturbance("copied: delivered again", shell: "mkdir again; cp -r a.mbox one.eml t.csv again"),
    Disturbance("linked", shell: "ln a.mbox c.mbox; ln -s a.mbox d.mbox"),
    Disturbance("compressed", shell: "gzip a.mbox t.csv; gzip -1 one.eml"),
    Disturbance("compressed and kept", shell: "gzip -k a.mbox t.csv"),
    Disturbance("compressed by zstd") { archive in
      for name in ["a.mbox", "one.eml", "t.csv"] {
        try archive.folder.write("in/\(name).zst", LivingMail.zstd(archive.bytes(name)))
        try archive.shell("rm \(name)")
      }
    },
    Disturbance("unpacked", shell: "gzip -d packed.mbox.gz"),
    Disturbance("touched in the future", shell: "touch -d 2037-01-01 *"),
    Disturbance("touched in the past", shell: "touch -d 1980-01-01 *"),
    Disturbance("restored from a backup", shell: "mkdir x; cp -p *.* x; rm *.*; mv x/* ."),
    Disturbance("emptied", shell: "for file in *.*; do : >$file; done"),
    Disturbance("cut at a message") { archive in
      try archive.write("a.mbox", LivingMail.mailbox(0..<3))
      try archive.write("t.csv", LivingMail.trace(0..<4))
    },
    Disturbance("messages deleted from the front") { archive in
      try archive.write("a.mbox", LivingMail.mailbox(5..<8))
    },
    Disturbance("sorted otherwise") { archive in
      try archive.write("a.mbox", LivingMail.mailbox(4..<8) + LivingMail.mailbox(0..<4))
    },
    Disturbance("deleted", shell: "rm -r *"),
    Disturbance("with line ends of Windows", shell: "sed -i 's/$/\\r/' a.mbox one.eml"),
    Disturbance("with fields of a mailbox's keeper") { archive in
      let text = String(decoding: LivingMail.mailbox(0..<8), as: UTF8.self)
      let kept = text.replacing("\nSubject:", with: "\nStatus: RO\nX-Keywords: x\nSubject:")
      try archive.write("a.mbox", Array(kept.utf8))
    },
    Disturbance("moved from new to cur, with flags", shell: "cd maildir; mv new/1.a cur/1.a:2,"),
    Disturbance(
      "other flags",
      shell: "cd maildir/cur; mv 3.a:2,S 3.a:2,RS; mv 4.a:2,FS 4.a:2,S; mv 5.a:2,T 5.a:2,"
    ),
    Disturbance(
      "a mailbox made of a Maildir",
      shell: """
        for file in maildir/*/*.a*; do echo 'From x@contoso.com Mon Nov  2 09:00:00 2026'
        cat $file; echo; done >m.mbox; rm -r maildir
        """
    ),
    Disturbance(
      "a Maildir made of a message",
      shell: "mkdir -p n/cur n/new n/tmp; mv one.eml n/new/9.a"
    ),
  ]

  private func archive() throws -> LivingArchive {
    let archive = try LivingArchive()
    try archive.write("a.mbox", LivingMail.mailbox(0..<8))
    try archive.write("b.mbox", LivingMail.mailbox(6..<12))
    try archive.write("packed.mbox", LivingMail.mailbox(20..<25))
    try archive.shell("gzip packed.mbox")
    try archive.write("one.eml", Array(LivingMail.report(30).utf8))
    try archive.write("t.csv", LivingMail.trace(0..<12))
    for (number, name) in ["new/1.a", "new/2.a", "cur/3.a:2,S", "cur/4.a:2,FS", "cur/5.a:2,T"]
      .enumerated()
    {
      try archive.write("maildir/\(name)", Array(LivingMail.report(40 + number).utf8))
    }
    return archive
  }

  @Test("what brings nothing new changes no table", arguments: disturbances)
  func nothingNew(_ disturbance: Disturbance) throws {
    let archive = try archive()
    try archive.ingest()
    let before = try archive.tables()
    #expect(before.count > 80)
    try disturbance.happen(archive)
    try archive.ingest()
    #expect(try archive.tables() == before)
    #expect(try archive.ask("SELECT events_new FROM v1_run WHERE run = 2") == ["0"])
  }

  @Test("a file that was renamed has its new name in the tables, and isn't read again")
  func renamed() throws {
    let archive = try archive()
    try archive.ingest()
    try archive.shell("mv a.mbox z.mbox; mv maildir older")
    try archive.ingest()
    #expect(try archive.ask("SELECT files_new FROM v1_run WHERE run = 2") == ["0"])
    let paths = try archive.ask("SELECT DISTINCT source_path FROM v1_event")
    #expect(paths.contains("\(archive.path)/z.mbox") && !paths.contains("\(archive.path)/a.mbox"))
    #expect(paths.contains { $0.contains("\(archive.path)/older/cur/") })
    #expect(!paths.contains { $0.contains("/maildir/") })
  }

  // MARK: What brings something

  @Test("nights of rotation with compression of what is older: the tables of all mail at once")
  func rotation() throws {
    let archive = try LivingArchive()
    for night in 0..<6 {
      try archive.shell(
        """
        rm -f log.3.gz; if [ -e log.2.gz ]; then mv log.2.gz log.3.gz; fi
        if [ -e log.1 ]; then gzip -c log.1 >log.2.gz; rm log.1; fi
        if [ -e log ]; then mv log log.1; fi
        """
      )
      try archive.write("log", LivingMail.mailbox(night * 3..<night * 3 + 2))
      try archive.ingest()
      try archive.append(LivingMail.mailbox(night * 3 + 2..<night * 3 + 3), to: "log")
      try archive.ingest()
    }
    let all = try archive.folder.write("all.mbox", LivingMail.mailbox(0..<18))
    #expect(try archive.tables() == archive.freshTables(and: [all]))
  }

  @Test("a mailbox that is copied, emptied and grows beyond what it was", arguments: [1, 2, 9])
  func copiedAndEmptied(messages: Int) throws {
    let archive = try LivingArchive()
    try archive.write("log", LivingMail.mailbox(0..<messages))
    try archive.ingest()
    try archive.write("log", LivingMail.mailbox(50..<(52 + 2 * messages)))
    let old = try archive.folder.write("old", LivingMail.mailbox(0..<messages))
    try archive.ingest()
    let expected = try archive.freshTables(and: [old])
    #expect(try archive.tables() == expected)
    try archive.folder.write("in/log.1", LivingMail.mailbox(0..<messages))
    try archive.ingest()
    #expect(try archive.tables() == expected)
  }

  @Test("another file that got the number of a deleted one takes nothing away", arguments: [1, 3])
  func reusedNumber(messages: Int) throws {
    let archive = try LivingArchive()
    let old = LivingMail.mailbox(0..<messages)
    try archive.write("a", old)
    try archive.write("b", Array(LivingMail.report(20).utf8))
    try archive.ingest()
    // The same inode under another name and with other, longer content.
    try archive.shell("mv a c; mv b d")
    try archive.write("c", LivingMail.mailbox(30..<39))
    try archive.write("d", Array(LivingMail.report(40, padding: 90).utf8))
    try archive.ingest()
    let before = [
      try archive.folder.write("old.mbox", old),
      try archive.folder.write("old.eml", LivingMail.report(20)),
    ]
    #expect(try archive.tables() == archive.freshTables(and: before))
  }

  /// How a file is written.
  enum Form: String, CaseIterable, Sendable {
    case mailbox
    case message
    case gzip
    case zstd
    case csv

    func bytes() throws -> [UInt8] {
      switch self {
      case .mailbox: return LivingMail.mailbox(0..<3)
      case .message: return Array(LivingMail.report(0).utf8)
      case .zstd: return LivingMail.zstd(LivingMail.mailbox(0..<3))
      case .csv: return LivingMail.trace(0..<4)
      case .gzip:
        let archive = try LivingArchive()
        try archive.write("a", LivingMail.mailbox(0..<3))
        try archive.shell("gzip a")
        return try archive.bytes("a.gz")
      }
    }
  }

  @Test(
    "a file that was read half-written gives, once it is whole, what it gives whole",
    arguments: Form.allCases
  )
  func halfWritten(form: Form) throws {
    let whole = try form.bytes()
    let fresh = try LivingArchive()
    try fresh.write("file", whole)
    let expected = try fresh.freshTables()
    // Early, in the midst of a report, and in the last bytes.
    for cut in [whole.count / 7, whole.count * 4 / 7, whole.count * 6 / 7, whole.count - 9] {
      let archive = try LivingArchive()
      try archive.write("file", Array(whole[..<cut]))
      // Of the beginning of compressed data there may be nothing that can be read.
      try archive.ingest(allowing: [0, 66])
      try archive.append(Array(whole[cut...]), to: "file")
      try archive.ingest()
      #expect(try archive.tables() == expected, "cut at \(cut) of \(whole.count)")
      #expect(try archive.ask("SELECT count(*) FROM v1_reject") == ["0"], "cut at \(cut)")
      try archive.ingest()
      #expect(try archive.ask("SELECT files_new, events_new FROM v1_run WHERE run = 3") == ["0,0"])
    }
  }

  @Test("a compressed mailbox and an export that are continued are read anew")
  func continued() throws {
    let archive = try archive()
    try archive.ingest()
    try archive.write("more", LivingMail.mailbox(60..<63))
    try archive.shell("gzip more; cat more.gz >>packed.mbox.gz; rm more.gz")
    try archive.append(Array(LivingMail.trace(12..<20).drop { $0 != 10 }.dropFirst()), to: "t.csv")
    try archive.ingest()
    #expect(try archive.tables() == archive.freshTables())
    #expect(
      try archive.ask("SELECT count(*) FROM v1_event WHERE message_id = 'o62@contoso.com'") == ["2"]
    )
  }

  @Test("a Maildir that gets mail while flags change and messages move")
  func maildir() throws {
    let archive = try LivingArchive()
    try archive.shell("mkdir -p m/new m/cur m/tmp")
    for night in 0..<5 {
      for number in 0..<3 {
        let name = "\(night).\(number)"
        try archive.write("m/tmp/\(name)", Array(LivingMail.report(night * 3 + number).utf8))
        try archive.shell("mv m/tmp/\(name) m/new/\(name)")
      }
      try archive.ingest()
      #expect(try archive.ask("SELECT files_new FROM v1_run WHERE run = \(night + 1)") == ["3"])
      try archive.shell(
        """
        cd m/cur; for file in *:2,S; do if [ -e $file ]; then mv $file ${file}T; fi; done
        cd ../new; for file in *.0 *.1; do if [ -e $file ]; then mv $file ../cur/$file:2,S; fi; done
        """
      )
    }
    try archive.ingest()
    let all = try archive.folder.write("all.mbox", LivingMail.mailbox(0..<15))
    try archive.shell("rm -r m")
    #expect(try archive.tables() == archive.freshTables(and: [all]))
  }

  // MARK: While it is read

  private static let changes = [
    ("continued", "cat ../more >>log"),
    ("rotated, a longer one in its place", "mv log log.1; cp ../other log"),
    ("rotated, a shorter one in its place", "mv log log.1; cp ../more log"),
    ("deleted", "rm log; cp ../whole log.1"),
    ("emptied and written anew", "cp log log.1; cat ../other >log"),
    ("overwritten by a shorter one", "cp log log.1; cat ../more >log"),
    ("compressed", "gzip log"),
  ]

  @Test(
    "a file that changes while it is read: the next run has everything",
    arguments: changes,
    [1, 4]
  )
  func changing(change: (name: String, command: String), reads: Int) throws {
    let archive = try LivingArchive()
    let faults = try FaultyCalls(in: archive.folder)
    // Reports between long mails, in three ranges for the workers.
    let (whole, other) = (0..<40, 100..<150)
    try archive.write("log", LivingMail.mailbox(whole, between: 240_000))
    try archive.folder.write("whole", LivingMail.mailbox(whole, between: 240_000))
    try archive.folder.write("other", LivingMail.mailbox(other, between: 240_000))
    try archive.folder.write("more", LivingMail.mailbox(200..<203))
    #expect(try archive.bytes("log").count > 9 << 20)
    let command = "cd \(archive.path); \(change.command)"
    let first = try archive.ingest(
      faults.environment(running: command, after: reads, on: "/in/log")
    )
    for line in first.errors.split(separator: "\n") {
      #expect(line.contains("changed-while-read") || line.contains("unreadable"), "\(line)")
    }
    try archive.ingest()
    let expected = try archive.freshTables()
    #expect(try archive.tables() == expected, "\(change.name) at read \(reads)")
    #expect(try archive.ask("SELECT count(DISTINCT message_id) >= 40 FROM v1_event") == ["1"])
    try archive.ingest()
    #expect(try archive.tables() == expected)
    #expect(try archive.ask("SELECT files_new FROM v1_run WHERE run = 3") == ["0"])
  }

  // MARK: Clocks

  @Test(
    "a clock that jumps changes no table and lets no step be forgotten",
    arguments: [-20 * 31_557_600, 86_400, 20 * 31_557_600]
  )
  func clock(seconds: Int) throws {
    let house = try NightlyHouse("retention_days: 400\ncheck: {blocks: 0, new_causes: 0}")
    let faults = try FaultyCalls(in: house.folder)
    #expect(try house.night().status == 0)
    let tables = try Tables.read(house.database)
    let jumped = try house.night(environment: faults.environment(clockAhead: seconds))
    #expect(jumped.status == 0, "\(jumped.errors)")
    let says = jumped.errors.split(separator: "\n").map(String.init)
    #expect(
      says.contains("Where the clock is right: retour db prune --keep 400")
        == (seconds > 31_557_600),
      "\(says)"
    )
    #expect(try Tables.read(house.database) == tables)
    let starts = try Program.run([
      "query", "--db", house.database, "--format", "csv", "--sql",
      "SELECT abs(strftime('%s', max(started_at)) - strftime('%s', min(started_at))) FROM v1_run",
    ])
    let distance = try #require(starts.lines.last.flatMap { Int($0) })
    #expect(abs(distance - abs(seconds)) < 600)
    try FileManager.default.removeItem(atPath: "\(house.path)/letters")
    try FileManager.default.removeItem(atPath: "\(house.path)/overview.html")
    #expect(try house.night().status == 0)
    #expect(try Tables.read(house.database) == tables)
    #expect(FileManager.default.fileExists(atPath: "\(house.path)/overview.html"))
    // Letters were written in the jumped night where they were due then; a moment in the future
    // keeps none back.
    let isWritten = FileManager.default.fileExists(atPath: "\(house.path)/letters")
    #expect(isWritten == (abs(seconds) > 86_400 * 7))
    #expect(try house.isSound())
  }
}
