import Foundation
import GRDB
import RetourEvents
import TestSupport
import Testing

@testable import RetourStore

/// The write-ahead log is put into the file while the next transaction is written.
@Suite("Checkpointer")
struct CheckpointerTests {
  @Test("what was committed is in the file itself, while its writer is still there")
  func file() throws {
    let sandbox = try Sandbox()
    let writer = try DatabaseQueue(path: sandbox.path)
    let copy = sandbox.folder.appending(path: "copy.sqlite").path
    try writer.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0")
      try db.execute(
        sql: """
          CREATE TABLE t (x);
          INSERT INTO t SELECT value FROM json_each('[\(repeatElement("1", count: 5_000).joined(separator: ","))]')
          """
      )
    }
    let before = try FileManager.default.attributesOfItem(atPath: sandbox.path)[.size] as? Int
    let checkpointer = try Checkpointer(place: sandbox.path)
    checkpointer.goOn()
    checkpointer.end()
    try FileManager.default.copyItem(atPath: sandbox.path, toPath: copy)
    #expect(try SQLFile.column("SELECT count(*) FROM t", at: copy) == ["5000"])
    #expect(try #require(before) < 5_000)
    try writer.close()
  }

  @Test(
    "a run of several transactions leaves one file and all that it took, and one that is let go those that were full",
    arguments: [true, false]
  )
  func run(isFinished: Bool) throws {
    let sandbox = try Sandbox()
    do {
      let store = try sandbox.store()
      for number in 1...4 {
        let file = FileIdentity.sample("\(number).csv")
        let source = try store.begin(file)
        var batch = Batch.whole(source, file, [.trace(number, kind: .delivered, at: 50, offset: 0)])
        batch.bytes = Store.maximumBytes
        try store.append(batch)
      }
      if isFinished { try store.finishTestRun() }
    }
    let kept = isFinished ? "4" : "3"
    #expect(try sandbox.rows("SELECT count(*) FROM v1_delivery") == [kept])
    #expect(try sandbox.findings() == [])
    if isFinished {
      let names = try FileManager.default.contentsOfDirectory(atPath: sandbox.folder.path)
      #expect(names.filter { $0.hasSuffix("-wal") || $0.hasSuffix("-shm") } == [])
    }
  }
}
