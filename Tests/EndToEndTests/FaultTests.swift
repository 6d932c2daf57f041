import Foundation
import Glibc
import TestSupport
import Testing

/// Disks that fill up or break, and databases that aren't ours: a clear message, the right exit code,
/// and afterwards the tables of a run that nothing disturbed.
@Suite struct FaultTests {
  private let folder: TemporaryDirectory
  private let undisturbed: [String]

  init() throws {
    folder = try TemporaryDirectory()
    let database = "\(folder.path)/whole.sqlite"
    try #require(try Program.run(["ingest", "-q", "--db", database] + Self.inputs).status == 0)
    undisturbed = try Tables.read(database)
  }

  private static let inputs = ["sample-data/mbox", "sample-data/traces", "sample-data/maildir"]

  private func ingest(_ database: String, _ environment: [String: String] = [:]) throws
    -> Program.Result
  {
    try Program.run(["ingest", "-q", "--db", database] + Self.inputs, environment: environment)
  }

  @Test(
    "a write that fails ends the run, and the next one makes up for it",
    arguments: [
      ("pwrite", ENOSPC, Int32(75), ".sqlite-wal"), ("pwrite", EIO, 74, ".sqlite-wal"),
      ("pwrite", ENOSPC, 75, ".sqlite"), ("fsync", EIO, 74, ".sqlite"),
      ("fsync", EIO, 74, ".sqlite-wal"),
    ],
    [0, 3, 17]
  )
  func writes(fault: (call: String, error: Int32, status: Int32, file: String), count: Int) throws {
    let faults = try FaultyCalls(in: folder)
    let database = "\(folder.path)/d.sqlite"
    let broken = try ingest(
      database,
      faults.environment(fault.call, error: fault.error, after: count, on: fault.file)
    )
    // Fewer calls than that and nothing failed.
    #expect(broken.status == fault.status || broken.status == 0, "\(broken.errors)")
    if count == 0 { #expect(broken.status == fault.status, "\(broken.errors)") }
    if broken.status != 0 { #expect(broken.errors.contains("d.sqlite"), "\(broken.errors)") }
    let next = try ingest(database)
    #expect(next.status == 0, "\(next.errors)")
    #expect(try Tables.read(database) == undisturbed)
    #expect(try Program.run(["db", "verify", "--db", database]).status == 0)
  }

  @Test("an archive that can't be read is named with its byte, the rest is read, and it later")
  func reads() throws {
    let faults = try FaultyCalls(in: folder)
    let database = "\(folder.path)/d.sqlite"
    let broken = try ingest(
      database,
      faults.environment("pread", error: EIO, after: 1, on: "october.mbox")
    )
    #expect(broken.errors.contains("october.mbox @ byte 0"), "\(broken.errors)")
    #expect(broken.errors.contains("Input/output error"), "\(broken.errors)")
    let read = try Tables.read(database)
    #expect(read.count > 20 && read.count < undisturbed.count)
    #expect(try ingest(database).status == 0)
    #expect(try Tables.read(database) == undisturbed)
  }

  private static var canMount: Bool {
    guard getuid() == 0 else { return false }
    return mounts("true", at: "/mnt")
  }

  /// Runs a command with a tmpfs of 400 KiB at a place, less than the database and its log take, in
  /// a mount namespace of its own.
  private static func mounts(_ command: String, at place: String, _ options: String = "") -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/unshare")
    process.arguments = [
      "-m", "sh", "-c",
      "mount -t tmpfs -o size=400k\(options) tmpfs \(place) && cd \(Repository.root) && \(command)",
    ]
    process.standardError = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }

  @Test("a disk that is really full exits with 75", .enabled(if: canMount))
  func full() throws {
    let program = Program.executable.path
    let inputs = Self.inputs.joined(separator: " ")
    let says = "\(folder.path)/says"
    #expect(
      Self.mounts(
        """
        { \(program) ingest -q --db \(folder.path)/disk/d.sqlite \(inputs) 2>\(says); \
        test $? = 75; }
        """,
        at: try place()
      ),
      "\((try? String(contentsOfFile: says, encoding: .utf8)) ?? "")"
    )
    #expect(try String(contentsOfFile: says, encoding: .utf8).contains("full"))
  }

  @Test("a file system that is read-only is told, and nothing is left", .enabled(if: canMount))
  func readOnly() throws {
    let program = Program.executable.path
    let says = "\(folder.path)/says"
    #expect(
      Self.mounts(
        """
        { \(program) ingest -q --db \(folder.path)/disk/d.sqlite sample-data/mbox 2>\(says); \
        status=$?; test $status = 73 || test $status = 77 || test $status = 74; }
        """,
        at: try place(),
        ",ro"
      ),
      "\((try? String(contentsOfFile: says, encoding: .utf8)) ?? "")"
    )
    #expect(try String(contentsOfFile: says, encoding: .utf8).contains("d.sqlite"))
  }

  private func place() throws -> String {
    let place = "\(folder.path)/disk"
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    return place
  }

  @Test(
    "a database that isn't ours, newer or damaged exits with 65 and stays as it is",
    arguments: ["foreign", "newer", "damaged"]
  )
  func databases(kind: String) throws {
    let path = "\(folder.path)/d.sqlite"
    #expect(try ingest(path).status == 0)
    var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    switch kind {
    // The application id and the version are numbers of four bytes at 68 and 60 of the header.
    case "foreign": bytes.replaceSubrange(68..<72, with: [0, 0, 0, 42])
    case "newer": bytes.replaceSubrange(60..<64, with: [0, 0, 0, 99])
    default: for index in stride(from: 16_384, to: bytes.count, by: 97) { bytes[index] ^= 0x55 }
    }
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    for arguments in [["ingest", "-q", "--db", path, "sample-data/mbox"], ["top", "--db", path]] {
      let result = try Program.run(arguments)
      #expect(result.status == 65, "\(result.errors)")
      #expect(result.errors.contains("d.sqlite"), "\(result.errors)")
    }
    #expect(try [UInt8](Data(contentsOf: URL(fileURLWithPath: path))) == bytes)
  }
}
