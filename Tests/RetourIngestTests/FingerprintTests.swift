import Foundation
import RetourEvents
import TestSupport
import Testing

@testable import RetourIngest

/// By what the ledger knows a file again whose end is new.
@Suite struct FingerprintTests {
  private let folder: TemporaryDirectory
  private let file: FileIdentity
  private let before: String

  init() throws {
    folder = try TemporaryDirectory()
    let path = InputPath(
      try folder.write("a.mbox", String(repeating: "0123456789", count: 20_000))
    )
    let status = try #require(FileSystem.status(path, followsLinks: true))
    file = FileIdentity(
      path: path,
      device: status.device,
      inode: status.inode,
      size: status.size,
      modified: status.modified
    )
    before = try Fingerprint.of(file, before: 100_000)
  }

  private func change(at offset: UInt64, to text: String) throws {
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: file.path.shown))
    try handle.seek(toOffset: offset)
    try handle.write(contentsOf: Data(text.utf8))
    try handle.close()
    // Whatever the clock of the file system ticks like.
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 2_000_000_000)],
      ofItemAtPath: file.path.shown
    )
  }

  @Test("mail that is appended while a file is read doesn't take its fingerprint away")
  func grown() throws {
    try change(at: 200_000, to: "more")
    #expect(try Fingerprint.of(file, before: 100_000) == before)
  }

  @Test("a file that was overwritten, cut or exchanged has none")
  func changed() throws {
    try change(at: 150_000, to: "other")
    #expect(throws: ReadError.self) { try Fingerprint.of(file, before: 100_000) }
    try FileHandle(forWritingTo: URL(fileURLWithPath: file.path.shown)).truncate(atOffset: 150_000)
    #expect(throws: ReadError.self) { try Fingerprint.of(file, before: 100_000) }
    try FileManager.default.moveItem(atPath: file.path.shown, toPath: "\(file.path).1")
    _ = try folder.write("a.mbox", String(repeating: "0123456789", count: 30_000))
    #expect(throws: ReadError.self) { try Fingerprint.of(file, before: 100_000) }
  }
}
