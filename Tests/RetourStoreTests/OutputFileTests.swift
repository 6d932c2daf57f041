import Foundation
import Glibc
import RetourEvents
import RetourStore
import TestSupport
import Testing

/// The one door for files: what it replaces, what it writes to, what it refuses.
@Suite("Output files")
struct OutputFileTests {
  private let folder: TemporaryDirectory
  private var path: String { folder.path }

  init() throws { folder = try TemporaryDirectory() }

  private func write(_ name: String, _ kept: OutputGuard = OutputGuard()) throws {
    try OutputFile.write("\(path)/\(name)", Array("new".utf8), sparing: kept)
  }

  private func text(_ name: String) throws -> String {
    try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)
  }

  private func category(_ body: () throws -> Void) -> StoreError.Category? {
    do {
      try body()
      return nil
    } catch {
      return (error as? StoreError)?.category
    }
  }

  private var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
  }

  private func mode(_ name: String) throws -> Int? {
    let attributes = try FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")
    return attributes[.posixPermissions] as? Int
  }

  @Test("a file is made, replaced whole, private, and nothing is left beside it")
  func regular() throws {
    try write("a")
    #expect(try text("a") == "new")
    #expect(try mode("a") == 0o600)
    try folder.write("a", "a longer text that was there before")
    try write("a")
    #expect(try text("a") == "new")
    #expect(try names == ["a"])
  }

  @Test("what a writer that failed had begun goes, and what was there stays")
  func failing() throws {
    struct Broken: Error {}
    try folder.write("a", "old")
    #expect(throws: Broken.self) {
      try OutputFile.stream("\(path)/a", sparing: OutputGuard()) { append in
        try append(Array("half".utf8))
        throw Broken()
      }
    }
    #expect(try text("a") == "old")
    #expect(try names == ["a"])
  }

  @Test("what a killed run has left is replaced, a link planted in its place isn't followed")
  func leftovers() throws {
    try folder.write(".a.part", "half")
    try write("a")
    #expect(try names == ["a"])
    try folder.write("precious", "precious")
    symlink("precious", "\(path)/.a.part")
    #expect(category { try write("a") } == .cannotOpen)
    #expect(try text("precious") == "precious")
    #expect(try text("a") == "new")
  }

  @Test("two writers of one file are kept apart")
  func together() throws {
    try OutputFile.stream("\(path)/a", sparing: OutputGuard()) { append in
      try append(Array("first".utf8))
      #expect(category { try write("a") } == .locked)
    }
    #expect(try text("a") == "first")
  }

  @Test("folders, links to nothing and sockets are refused; so are names that are none")
  func refused() throws {
    try folder.makeDirectory("folder")
    symlink("nowhere", "\(path)/dangling")
    symlink("folder", "\(path)/linked")
    symlink("loop", "\(path)/loop")
    for name in ["folder", "folder/", "new/", "dangling", "linked", "loop", "no/such/folder"] {
      #expect(category { try write(name) } == .cannotOpen, "\(name)")
    }
    #expect(category { try OutputFile.write("", [], sparing: OutputGuard()) } == .usage)
    #expect(category { try OutputFile.write("a\0b", [], sparing: OutputGuard()) } == .usage)
    #expect(try names == ["dangling", "folder", "linked", "loop"])
  }

  @Test("a link to a file leads to its place and stays")
  func link() throws {
    try folder.write("in/target", "old")
    symlink("in/target", "\(path)/link")
    try write("link")
    #expect(try text("in/target") == "new")
    #expect(
      try FileManager.default.destinationOfSymbolicLink(atPath: "\(path)/link") == "in/target"
    )
  }

  @Test(
    "a link to somebody else's file, or made by somebody else, isn't followed",
    .enabled(if: geteuid() == 0)
  )
  func strangers() throws {
    try folder.write("theirs", "theirs")
    chown("\(path)/theirs", 65_534, 65_534)
    symlink("theirs", "\(path)/link")
    #expect(category { try write("link") } == .noPermission)
    try folder.write("ours", "ours")
    symlink("ours", "\(path)/planted")
    lchown("\(path)/planted", 65_534, 65_534)
    #expect(category { try write("planted") } == .noPermission)
    #expect(try text("theirs") == "theirs")
    #expect(try text("ours") == "ours")
  }

  @Test("a FIFO is written to and stays one; without a reader it says so")
  func fifo() throws {
    mkfifo("\(path)/fifo", 0o600)
    let reader = open("\(path)/fifo", O_RDONLY | O_NONBLOCK)
    defer { close(reader) }
    try write("fifo")
    var bytes = [UInt8](repeating: 0, count: 16)
    let count = read(reader, &bytes, bytes.count)
    #expect(String(decoding: bytes.prefix(max(0, count)), as: UTF8.self) == "new")
    var facts = stat()
    stat("\(path)/fifo", &facts)
    #expect(facts.st_mode & S_IFMT == S_IFIFO)
  }

  @Test("an open file of the process is written to, by whatever name, and not replaced")
  func descriptors() throws {
    let target = try folder.write("target", "begun ")
    let descriptor = open(target, O_WRONLY | O_APPEND)
    defer { close(descriptor) }
    symlink("/dev/fd/\(descriptor)", "\(path)/stdout")
    try write("stdout")
    try OutputFile.write("/proc/self/fd/\(descriptor)", Array("!".utf8), sparing: OutputGuard())
    #expect(try text("target") == "begun new!")
    #expect(
      category { try OutputFile.write("/dev/fd/987", [], sparing: OutputGuard()) } == .cannotOpen
    )
  }

  @Test("a device gets the bytes and stays a device", .enabled(if: geteuid() == 0))
  func device() throws {
    guard mknod("\(path)/null", S_IFCHR | 0o666, 0x103) == 0 else { return }
    try write("null")
    var facts = stat()
    stat("\(path)/null", &facts)
    #expect(facts.st_mode & S_IFMT == S_IFCHR)
    guard mknod("\(path)/full", S_IFCHR | 0o666, 0x107) == 0 else { return }
    #expect(category { try write("full") } == .full)
  }

  @Test("the database, its side files and its lock are spared by every name that leads to them")
  func database() throws {
    try folder.write("in/d.sqlite", "database")
    symlink("in", "\(path)/linked")
    symlink("in/d.sqlite", "\(path)/link")
    Glibc.link("\(path)/in/d.sqlite", "\(path)/hard")
    symlink("/proc/self/cwd/../..\(path)/in/d.sqlite-wal", "\(path)/wal")
    var kept = OutputGuard()
    kept.keep(database: "\(path)/in/d.sqlite")
    let names = [
      "in/d.sqlite", "./in/../in//d.sqlite", "linked/d.sqlite", "link", "hard", "in/d.sqlite.lock",
      "linked/d.sqlite-wal", "in/d.sqlite-shm", "in/d.sqlite-journal", "in/D.SQLITE.LOCK",
    ]
    for name in names {
      #expect(category { try write(name, kept) } == .usage, "\(name)")
      #expect(
        category { try OutputFile.check("\(path)/\(name)", sparing: kept) } == .usage,
        "\(name)"
      )
    }
    let descriptor = open("\(path)/in/d.sqlite", O_WRONLY)
    defer { close(descriptor) }
    #expect(
      category { try OutputFile.write("/dev/fd/\(descriptor)", [1], sparing: kept) } == .usage
    )
    #expect(try text("in/d.sqlite") == "database")
    try write("in/d.sqlite.html", kept)
  }

  @Test("inputs are spared, and all that lies in a folder that is read")
  func inputs() throws {
    try folder.write("a.mbox", "mail")
    try folder.write("archive/deep/b.mbox", "mail")
    symlink("archive/deep", "\(path)/deep")
    Glibc.link("\(path)/archive/deep/b.mbox", "\(path)/hard")
    var kept = OutputGuard()
    let inputs = ["-", "\(path)/a.mbox", "\(path)/archive", "\(path)/archive/deep/b.mbox"]
    kept.keep(inputs: inputs.map { InputPath($0) })
    for name in ["a.mbox", "archive/deep/b.mbox", "archive/new", "deep/b.mbox", "deep/new", "hard"]
    {
      #expect(category { try write(name, kept) } == .usage, "\(name)")
    }
    try write("archive.html", kept)
    #expect(try text("a.mbox") == "mail")
  }

  @Test("what can't be written is told before any work is done", .enabled(if: geteuid() == 0))
  func full() throws {
    #expect(
      category { try OutputFile.check("\(path)/no/such/a", sparing: OutputGuard()) } == .cannotOpen
    )
    #expect(category { try OutputFile.makeFolder("\(path)/a/b/c") } == nil)
    try folder.write("file", "")
    #expect(category { try OutputFile.makeFolder("\(path)/file") } == .cannotOpen)
    #expect(category { try OutputFile.checkFolder("\(path)/file/x") } == .cannotOpen)
    #expect(try text("file") == "")
  }

  @Test("a name of 255 bytes can be written, one of 256 is refused and leaves nothing")
  func longNames() throws {
    let longest = String(repeating: "n", count: 255)
    try write(longest)
    #expect(try text(longest) == "new")
    #expect(category { try write(longest + "n") } == .cannotOpen)
    #expect(try names == [longest])
  }

  @Test("a new file is made once; who comes second is told")
  func creation() throws {
    #expect(try OutputFile.create("\(path)/key", Array("one".utf8)))
    #expect(try !OutputFile.create("\(path)/key", Array("two".utf8)))
    #expect(try text("key") == "one")
    #expect(try names == ["key"])
    symlink("nowhere", "\(path)/link")
    #expect(category { _ = try OutputFile.create("\(path)/link", [1]) } == .cannotOpen)
    #expect(try names == ["key", "link"])
  }
}
