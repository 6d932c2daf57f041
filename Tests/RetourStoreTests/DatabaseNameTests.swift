import Foundation
import Glibc
import RetourStore
import TestSupport
import Testing

@Suite("Names of databases")
struct DatabaseNameTests {
  private let sandbox: Sandbox
  private var folder: String { sandbox.folder.path }

  init() throws { sandbox = try Sandbox() }

  private func category(_ path: String, reading: Bool = false) -> StoreError.Category? {
    do {
      if reading { _ = try StoreReader(path: path) } else { _ = try Store(path: path, holder: "t") }
      return nil
    } catch {
      return error.category
    }
  }

  @Test("names that mean no file to SQLite are refused; files of such a name aren't")
  func memory() throws {
    for name in ["", ":memory:", "file:x.sqlite?mode=memory", "file:/x", "a\0b"] {
      #expect(category(name) == .usage, "\(name)")
      #expect(category(name, reading: true) == .usage, "\(name)")
    }
    #expect(category("\(folder)/file:x?mode=memory") == nil)
    #expect(FileManager.default.fileExists(atPath: "\(folder)/file:x?mode=memory"))
  }

  @Test("folders, FIFOs, devices and sockets are refused at once")
  func others() throws {
    mkfifo("\(folder)/fifo", 0o600)
    symlink("fifo", "\(folder)/link")
    for name in [folder, "\(folder)/fifo", "\(folder)/link", "/dev/null", "/dev/zero"] {
      #expect(category(name) == .missing, "\(name)")
      #expect(category(name, reading: true) == .missing, "\(name)")
    }
  }

  @Test("a database behind a link to nothing is private, and its lock stands beside it")
  func dangling() throws {
    symlink("there.sqlite", "\(folder)/link.sqlite")
    #expect(category("\(folder)/link.sqlite") == nil)
    let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder)/there.sqlite")
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        == ["link.sqlite", "there.sqlite", "there.sqlite.lock"]
    )
  }

  @Test("one database by two names has one writer")
  func twoNames() throws {
    try sandbox.store().finishTestRun()
    symlink("retour.sqlite", "\(folder)/soft.sqlite")
    link("\(folder)/retour.sqlite", "\(folder)/hard.sqlite")
    mkdir("\(folder)/sub", 0o700)
    symlink("..", "\(folder)/sub/up")
    let store = try sandbox.store()
    for name in ["soft.sqlite", "hard.sqlite", "./retour.sqlite", "sub/up/retour.sqlite"] {
      #expect(category("\(folder)/\(name)") == .locked, "\(name)")
    }
    try store.finishTestRun()
  }

  @Test("what stands where the lock belongs and is none isn't written over")
  func locks() throws {
    let lock = "\(sandbox.path).lock"
    let precious = "\(folder)/precious"
    try Data("precious".utf8).write(to: URL(fileURLWithPath: precious))
    symlink("precious", lock)
    #expect(category(sandbox.path) == .cannotOpen)
    unlink(lock)
    link(precious, lock)
    #expect(category(sandbox.path) == .cannotOpen)
    unlink(lock)
    mkfifo(lock, 0o600)
    #expect(category(sandbox.path) == .cannotOpen)
    unlink(lock)
    mkdir(lock, 0o700)
    #expect(category(sandbox.path) == .cannotOpen)
    rmdir(lock)
    #expect(try String(contentsOfFile: precious, encoding: .utf8) == "precious")
    #expect(category(sandbox.path) == nil)
  }
}
