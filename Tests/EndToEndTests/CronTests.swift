import Foundation
import Glibc
import TestSupport
import Testing

/// The program as cron, systemd and shells start it: with little around it.
@Suite struct CronTests {
  /// Runs a line of shell with the program as `$RETOUR` and its folder as `$DIR`.
  private func shell(_ line: String, in folder: TemporaryDirectory) throws -> (Int32, String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", line]
    process.environment = [
      "PATH": "/usr/bin:/bin", "RETOUR": Program.executable.path, "DIR": folder.path,
      "SAMPLES": "\(Repository.root)/sample-data",
    ]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let said = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, said)
  }

  @Test(
    "it works without surroundings",
    arguments: [
      "env -i $RETOUR ingest -q --db $DIR/d.sqlite $SAMPLES/mbox",
      "env -i LANG=C $RETOUR ingest -q --db $DIR/d.sqlite $SAMPLES/mbox",
      "LC_ALL=de_DE.ISO-8859-1 $RETOUR ingest -q --db $DIR/d.sqlite $SAMPLES/mbox",
      "$RETOUR ingest -q --db $DIR/d.sqlite $SAMPLES/mbox <&-",
      "$RETOUR ingest -q --db $DIR/d.sqlite $SAMPLES/mbox </dev/null",
      "sleep 0 | $RETOUR ingest -q --db $DIR/d.sqlite $SAMPLES/mbox",
      "$RETOUR ingest -q --db $DIR/d.sqlite $SAMPLES/mbox >&-",
      "$RETOUR ingest -q --db $DIR/d.sqlite $SAMPLES/mbox 2>&- <&- >&-",
      "cd / && HOME= $RETOUR ingest -q --db $DIR/d.sqlite $SAMPLES/mbox",
      "cat $SAMPLES/mbox/*.mbox | env -i $RETOUR ingest -q --db $DIR/d.sqlite -",
    ]
  )
  func bare(line: String) throws {
    let folder = try TemporaryDirectory()
    let (status, said) = try shell(line, in: folder)
    #expect(status == 0 && said.isEmpty, "\(said)")
    let count = try Program.run([
      "query", "--db", "\(folder.path)/d.sqlite", "--format", "csv", "--sql",
      "SELECT count(*) FROM v1_event",
    ])
    #expect(count.lines.last.flatMap { Int($0) } ?? 0 > 20)
    #expect(try Program.run(["db", "verify", "--db", "\(folder.path)/d.sqlite"]).status == 0)
  }

  @Test("files are for their owner alone, whatever the umask")
  func modes() throws {
    let folder = try TemporaryDirectory()
    let line = """
      umask 077 && $RETOUR ingest -q --db $DIR/d.sqlite $SAMPLES/mbox && umask 022 \
      && $RETOUR report --db $DIR/d.sqlite -o $DIR/r.html && umask 000 \
      && $RETOUR ingest -q --db $DIR/e.sqlite $SAMPLES/mbox \
      && $RETOUR db snapshot --db $DIR/d.sqlite $DIR/copy.sqlite
      """
    #expect(try shell(line, in: folder).0 == 0)
    func mode(_ name: String) throws -> Int? {
      try FileManager.default.attributesOfItem(atPath: "\(folder.path)/\(name)")[.posixPermissions]
        as? Int
    }
    #expect(try mode("d.sqlite") == 0o600)
    #expect(try mode("r.html") == 0o600)
    #expect(try mode("e.sqlite") == 0o600)
    // A copy to hand out is for the group too.
    #expect(try mode("copy.sqlite") == 0o640)
  }

  @Test("no colour, bar or progress without a terminal, and the same bytes in any locale")
  func plain() throws {
    let folder = try TemporaryDirectory()
    #expect(try shell("$RETOUR ingest -q --db $DIR/d.sqlite $SAMPLES/mbox", in: folder).0 == 0)
    let first = try shell("env -i $RETOUR top --db $DIR/d.sqlite", in: folder)
    let second = try shell(
      "LC_ALL=tr_TR.UTF-8 TERM=xterm $RETOUR top --db $DIR/d.sqlite",
      in: folder
    )
    #expect(first.0 == 0 && first.1 == second.1)
    #expect(!first.1.contains("\u{1B}"))
  }

  @Test(
    "each exit code comes from what is documented",
    arguments: [
      (0, "$RETOUR scan -q $SAMPLES/mbox"),
      (64, "$RETOUR --no-such-flag"), (64, "$RETOUR query --db $DIR/d.sqlite --sql 'SELECT'"),
      (65, "echo 'neither, nor' >$DIR/x; $RETOUR scan --max-rejects 0 $DIR/x"),
      (65, "echo 'no database' >$DIR/y; $RETOUR top --db $DIR/y"),
      (66, "$RETOUR scan $DIR/missing"), (66, "$RETOUR top --db $DIR/missing.sqlite"),
      (66, "$RETOUR export --db $DIR/d.sqlite --domain nobody.example -o $DIR/letters"),
      (73, "$RETOUR report --db $DIR/d.sqlite -o $DIR/no/such/folder.html"),
      (75, "$RETOUR scan -q $SAMPLES/mbox >/dev/full"),
      (78, "echo 'databse: x' >$DIR/c.yaml; $RETOUR ingest --config $DIR/c.yaml"),
      (78, "echo 'rules: [{id: x}]' >$DIR/r.yaml; $RETOUR scan --rules $DIR/r.yaml $SAMPLES/mbox"),
      (
        1,
        """
        echo 'check: {failures: 1, days: 3660}' >$DIR/k.yaml; \
        $RETOUR check --db $DIR/d.sqlite --config $DIR/k.yaml
        """
      ),
    ] as [(Int32, String)]
  )
  func codes(code: Int32, line: String) throws {
    let folder = try TemporaryDirectory()
    #expect(try shell("$RETOUR ingest -q --db $DIR/d.sqlite $SAMPLES/mbox", in: folder).0 == 0)
    let (status, said) = try shell("(\(line)) 2>&1 >$DIR/out", in: folder)
    #expect(status == code, "\(said)")
    if code > 1 { #expect(!said.isEmpty) }
  }

  @Test("a lock that somebody holds exits with 75 and says who", .timeLimit(.minutes(1)))
  func locked() throws {
    let folder = try TemporaryDirectory()
    let (status, said) = try shell(
      """
      mkfifo $DIR/pipe; $RETOUR ingest -q --db $DIR/d.sqlite - <$DIR/pipe & \
      exec 3>$DIR/pipe; \
      for i in 1 2 3 4 5 6 7 8 9 10; do test -s $DIR/d.sqlite.lock && break; sleep 0.2; done; \
      $RETOUR ingest --db $DIR/d.sqlite $SAMPLES/mbox 2>&1; echo "status $?"; exec 3>&-; wait
      """,
      in: folder
    )
    #expect(status == 0)
    #expect(said.contains("status 75"), "\(said)")
    #expect(said.contains("retour ingest") || said.contains("process"), "\(said)")
  }
}
