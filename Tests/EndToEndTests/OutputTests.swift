import Foundation
import Glibc
import TestSupport
import Testing

/// Outputs at odd places: nothing that was there is lost, and no device or stream is replaced.
@Suite struct OutputTests {
  private let folder: TemporaryDirectory
  private let database: String
  private let mail: String
  private var path: String { folder.path }

  init() throws {
    folder = try TemporaryDirectory()
    database = "\(folder.path)/d.sqlite"
    mail = "\(folder.path)/in/march.mbox"
    try FileManager.default.createDirectory(
      atPath: "\(folder.path)/in",
      withIntermediateDirectories: true
    )
    let samples = "\(Repository.root)/sample-data/mbox"
    let first = try #require(
      try FileManager.default.contentsOfDirectory(atPath: samples).sorted()
        .first { $0.hasSuffix(".mbox") }
    )
    try FileManager.default.copyItem(atPath: "\(samples)/\(first)", toPath: mail)
    try #require(try Program.run(["ingest", "-q", "--db", database, mail]).status == 0)
    try folder.write("retour.yaml", "database: \(database)\ninputs: [\(folder.path)/in]\n")
    symlink("d.sqlite", "\(folder.path)/soft")
    link(database, "\(folder.path)/hard")
    symlink("in", "\(folder.path)/linked")
  }

  /// Every command that writes a file, with the file left open.
  private func commands(_ target: String) -> [[String]] {
    let config = "\(path)/retour.yaml"
    return [
      ["report", "--config", config, "-o", target],
      ["ingest", "-q", "--config", config, "--summary-json", target],
      ["ingest", "-q", "--db", database, mail, "--textfile", target],
      ["run", "-q", "--config", config, "--summary-json", target],
      ["db", "snapshot", "--config", config, target],
    ]
  }

  private func bytes(_ path: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: path))
  }

  @Test("no command writes over the database, its lock, an input or the configuration")
  func spared() throws {
    let before = try bytes(mail)
    let targets = [
      "d.sqlite", "soft", "hard", "./in/../d.sqlite", "d.sqlite.lock", "d.sqlite-wal",
      "in/march.mbox", "linked/march.mbox", "in/new", "retour.yaml",
    ]
    for target in targets {
      for command in commands("\(path)/\(target)") {
        // What is configured isn't in the way of what names everything itself.
        if target.hasSuffix("new") || target.hasSuffix("yaml"), command.contains("--textfile") {
          continue
        }
        let result = try Program.run(command)
        #expect(result.status == 64, "\(command): \(result.status) \(result.errors)")
        #expect(result.errors.contains(target), "\(result.errors)")
      }
    }
    #expect(try bytes(mail) == before)
    #expect(try Program.run(["db", "verify", "--db", database]).output == "All is well.\n")
  }

  @Test("an input can't be the database")
  func inputAsDatabase() throws {
    let empty = try folder.write("empty", "")
    for input in [mail, empty] {
      let result = try Program.run(["ingest", "-q", "--db", input, input])
      #expect(result.status == 64, "\(result.errors)")
    }
    #expect(try bytes(empty).isEmpty)
    #expect(
      try Program.run(["ingest", "-q", "--db", "\(path)/in/d.sqlite", "\(path)/in"]).status == 0
    )
  }

  @Test("a folder in the place of a file is 73, and a file in the place of a folder")
  func folders() throws {
    try folder.makeDirectory("out")
    for command in commands("\(path)/out") + commands("\(path)/no/such/place") {
      let result = try Program.run(command)
      #expect(result.status == 73, "\(command): \(result.status) \(result.errors)")
    }
    try folder.write("file", "text")
    let result = try Program.run(
      ["export", "--all", "--db", database, "-o", "\(path)/file"]
    )
    #expect(result.status == 73, "\(result.errors)")
    #expect(try bytes("\(path)/file") == Data("text".utf8))
  }

  @Test("an output in a folder that isn't there is refused at once, however it is spelled")
  func missingFolder() throws {
    for target in ["no/x.html", "no/such/x.html", "./no/x.html", "../no-such-folder/x.html", "x/"] {
      for command in commands(target) {
        let result = try Program.run(command, directory: path)
        #expect(
          result.status == 73 || target == "x/",
          "\(command): \(result.status) \(result.errors)"
        )
      }
    }
    // Into a folder that is read, by a path that doesn't begin at the root.
    for command in commands("in/x.html") where !command.contains("--textfile") {
      #expect(try Program.run(command, directory: path).status == 64, "\(command)")
    }
  }

  @Test("no output takes the place of another one of the same run, nor of the table that is read")
  func apart() throws {
    let pairs = [
      "report: {path: out}\nsnapshot: out", "report: {path: out.sha256}\nsnapshot: out",
      "report: {path: l/index.html}\nexport: {folder: l}",
      "snapshot: l/index.html\nexport: {folder: ./l/}", "snapshot: out\ntextfile: ./out",
      "report: {path: same/out}\nsummary_json: l/out",
    ]
    try folder.makeDirectory("l")
    symlink("l", "\(path)/same")
    for pair in pairs {
      let config = try folder.write(
        "two.yaml",
        "database: d.sqlite\ninputs: [in]\norganisation: X\ncontact: P <p@contoso.com>\n\(pair)\n"
      )
      for command in [["config", "check"], ["run", "-q"]] {
        let result = try Program.run(command + ["--config", config], directory: path)
        #expect(result.status == 78, "\(command) \(pair): \(result.status) \(result.errors)")
        #expect(result.errors.contains("isn't written over"), "\(result.errors)")
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: "\(path)/l").isEmpty)
    }
    let fine = try folder.write(
      "fine.yaml",
      "database: d.sqlite\ninputs: [in]\nreport: {path: l/report.html}\nsnapshot: l/copy.sqlite\n"
        + "export: {folder: l}\ntextfile: l/retour.prom\n"
    )
    let result = try Program.run(["config", "check", "--config", fine], directory: path)
    #expect(result.status == 0, "\(result.errors)")
    let table = try String(
      contentsOfFile: "\(Repository.root)/Services/services.yaml",
      encoding: .utf8
    )
    let map = try folder.write("map.yaml", table)
    let read = try Program.run(
      ["ingest", "-q", "--db", database, "--map", map, "--summary-json", map, mail]
    )
    #expect(read.status == 64, "\(read.errors)")
    #expect(try String(contentsOfFile: map, encoding: .utf8) == table)
  }

  @Test("config check finds a folder of the database that isn't there, and letters among inputs")
  func checked() throws {
    for (text, words) in [
      ("database: no/d.sqlite\ninputs: [in]\n", "there is no folder"),
      ("database: d.sqlite\ninputs: [in]\nexport: {folder: in/letters}\n", "which this run reads"),
    ] {
      let config = try folder.write("wrong.yaml", text)
      let result = try Program.run(["config", "check", "--config", config], directory: path)
      #expect(result.status == 78, "\(result.errors)")
      #expect(result.errors.contains(words), "\(result.errors)")
    }
  }

  @Test("configurations, rules, tables and lists without end are refused, not read into memory")
  func endless() throws {
    let huge = "\(path)/huge.yaml"
    try #require(FileManager.default.createFile(atPath: huge, contents: nil))
    let file = try #require(FileHandle(forWritingAtPath: huge))
    try file.truncate(atOffset: 1 << 33)
    try file.close()
    for (command, status) in [
      (["top", "--config", huge], 78), (["rules", "check", huge], 78),
      (["scan", "--map", huge, mail], 64), (["scan", "--files-from", huge], 66),
    ] as [([String], Int32)] {
      let result = try Program.run(command)
      #expect(result.status == status, "\(command): \(result.status) \(result.errors.prefix(300))")
      #expect(result.errors.contains("File too large"), "\(result.errors.prefix(300))")
    }
  }

  @Test("- is standard output for everything that is one file")
  func dash() throws {
    let report = try Program.run(["report", "--db", database, "-o", "-"])
    #expect(
      report.output.hasPrefix("<!DOCTYPE html>") || report.output.hasPrefix("<!doctype html>")
    )
    let summary = try Program.run(["ingest", "-q", "--db", database, mail, "--summary-json", "-"])
    #expect(summary.output.contains("\"schema\":\"retour-run\""), "\(summary.output)")
    let metrics = try Program.run(["ingest", "-q", "--db", database, mail, "--textfile", "-"])
    #expect(metrics.output.contains("retour_last_run_exit_status 0"))
    for format in ["html", "txt", "csv", "json"] {
      let letter = try Program.run(
        ["export", "--domain", "fabrikam.com", "--format", format, "--db", database, "-o", "-"]
      )
      #expect(letter.status == 0 && letter.output.contains("fabrikam.com"), "\(letter.errors)")
    }
    #expect(try Program.run(["export", "--all", "--db", database, "-o", "-"]).status == 64)
    #expect(try Program.run(["db", "snapshot", "--db", database, "-"]).status == 64)
    #expect(!FileManager.default.fileExists(atPath: "\(Repository.root)/-"))
  }

  @Test("/dev/stdout, by a link of its own, is written to and stays; so is a FIFO with its reader")
  func streams() throws {
    symlink("/proc/self/fd/1", "\(path)/stdout")
    let result = try Program.run(["report", "--db", database, "-o", "\(path)/stdout"])
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.hasSuffix("</html>\n"))
    mkfifo("\(path)/fifo", 0o600)
    let shell = try Shell.run(
      """
      cat \(path)/fifo > \(path)/got & \(Program.executable.path) report --db \(database) \
      -o \(path)/fifo; status=$?; wait; exit $status
      """
    )
    #expect(shell == 0)
    #expect(try bytes("\(path)/got") == Data(result.output.utf8))
    var facts = stat()
    lstat("\(path)/fifo", &facts)
    #expect(facts.st_mode & S_IFMT == S_IFIFO)
    lstat("\(path)/stdout", &facts)
    #expect(facts.st_mode & S_IFMT == S_IFLNK)
  }

  @Test("a reader that goes away, as head does, is no fault")
  func head() throws {
    let program = Program.executable.path
    for command in [
      "top --db \(database)", "report --db \(database)", "report --db \(database) -o /dev/stdout",
      "export --domain fabrikam.com --format json -o - --db \(database)",
    ] {
      let says = "\(path)/says"
      let status = try Shell.run(
        "{ \(program) \(command) 2>\(says); echo $? >&3; } 3>\(path)/status | true"
      )
      #expect(status == 0)
      #expect(try bytes("\(path)/status") == Data("0\n".utf8), "\(command)")
      #expect(try bytes(says).isEmpty, "\(command)")
    }
  }

  @Test("a folder that may not be written to is 77", .enabled(if: geteuid() != 0 || Shell.canDrop))
  func forbidden() throws {
    chmod(path, 0o755)
    chmod(database, 0o644)
    let drop = geteuid() == 0 ? "setpriv --reuid=65534 --clear-groups " : ""
    mkdir("\(path)/closed", 0o555)
    let program = Program.executable.path
    for output in ["report -o \(path)/closed/a.html", "export --all -o \(path)/closed/letters"] {
      #expect(try Shell.run("\(drop)\(program) \(output) --db \(database) 2>/dev/null") == 77)
    }
  }

  @Test("a full disk is 75 and leaves what was there", .enabled(if: Shell.canMount))
  func full() throws {
    let disk = try folder.makeDirectory("disk")
    let program = Program.executable.path
    for output in [
      "report -o \(disk)/old", "export --domain fabrikam.com -o \(disk)",
      "db snapshot \(disk)/old",
    ] {
      let status = try Shell.run(
        """
        unshare -m sh -c 'mount -t tmpfs -o size=64k tmpfs \(disk) && echo old >\(disk)/old && \
        head -c 1000000 /dev/zero >\(disk)/fill 2>/dev/null; \(program) \(output) --db \(database) \
        2>\(path)/says; status=$?; test "$(cat \(disk)/old)" = old || exit 1; \
        test "$(ls -A \(disk) | wc -l)" = 2 || exit 2; exit $status'
        """
      )
      let says = try String(contentsOfFile: "\(path)/says", encoding: .utf8)
      #expect(status == 75, "\(output): \(says)")
    }
  }

  @Test("standard output on a full disk is 75", .enabled(if: Shell.canMount))
  func fullOutput() throws {
    let disk = try folder.makeDirectory("full")
    let program = Program.executable.path
    for command in ["schema", "formats", "top --db \(database)"] {
      let status = try Shell.run(
        """
        unshare -m sh -c 'mount -t tmpfs -o size=4k tmpfs \(disk) && \
        head -c 100000 /dev/zero >\(disk)/fill 2>/dev/null; \(program) \(command) >\(disk)/out'
        """
      )
      #expect(status == 75, "\(command)")
    }
  }

  @Test("a domain that is called like the page with the list has a letter of its own")
  func index() throws {
    let lines = ["index", "INDEX", String(repeating: "a.", count: 120) + "example", "x.example"]
      .enumerated().map { number, domain in
        """
        From MAILER-DAEMON Fri Nov 20 10:0\(number):00 2026
        From: MAILER-DAEMON@mail.contoso.com
        Date: Fri, 20 Nov 2026 10:0\(number):00 +0000
        Message-ID: <r\(number)@mail.contoso.com>
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary=b

        --b
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mail.contoso.com

        Final-Recipient: rfc822; t@\(domain)
        Action: failed
        Status: 5.7.1
        Diagnostic-Code: smtp; 550 5.7.1 Relay access denied

        --b
        Content-Type: message/rfc822

        Message-ID: <\(number)@contoso.com>

        x
        --b--


        """
      }
    let mails = try folder.write("t.mbox", lines.joined())
    let other = "\(path)/t.sqlite"
    #expect(try Program.run(["ingest", "-q", "--db", other, mails]).status == 0)
    let result = try Program.run(
      ["export", "--all", "--db", other, "-o", "\(path)/letters", "--format", "html,csv"]
    )
    #expect(result.status == 0, "\(result.errors)")
    let names = try FileManager.default.contentsOfDirectory(atPath: "\(path)/letters").sorted()
    #expect(names.count == 7, "\(names)")
    let list = try String(contentsOfFile: "\(path)/letters/index.html", encoding: .utf8)
    for name in names where name != "index.html" { #expect(list.contains(name), "\(name)") }
    #expect(Set(names.map { $0.lowercased() }).count == names.count)
  }
}

/// What only a shell can do.
enum Shell {
  /// Runs a command.
  ///
  /// - Returns: its exit status.
  static func run(_ command: String) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", command]
    process.environment = [
      "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C", "HOME": "/nonexistent",
    ]
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }

  /// Whether a file system can be mounted in a namespace of its own.
  static var canMount: Bool {
    geteuid() == 0
      && (try? run("unshare -m mount -t tmpfs -o size=64k tmpfs /mnt 2>/dev/null")) == 0
  }

  /// Whether a command can be run as somebody else.
  static var canDrop: Bool {
    (try? run("setpriv --reuid=65534 --clear-groups true 2>/dev/null")) == 0
  }
}
