import Glibc
import RetourEvents
import Testing

@testable import RetourIngest

@Suite("Messages that have no room in memory")
struct LogShelfTests {
  private static func record(_ number: Int) -> [UInt8] {
    Array("message \(number) ".utf8) + Array(repeating: 7, count: number % 4_001)
  }

  /// Keys that share what the index holds of them, every seven.
  private static func key(_ number: Int) -> UInt64 {
    let hash = UInt64(number / 7) &* 0x9E37_79B9_7F4A_7C15
    return hash & 0xFC00_0000_00FF_FFFF | UInt64(number) << 24
  }

  @Test("each comes back once, by its key, whatever was put away and taken before")
  func back() throws {
    let shelf = try #require(LogShelf())
    var left: Set<Int> = []
    for number in 0..<20_000 {
      #expect(shelf.put(Self.key(number), Self.record(number)))
      left.insert(number)
      let other = number &* 7_919 % (number + 1)
      #expect(shelf.take(Self.key(other)) == (left.remove(other) == nil ? nil : Self.record(other)))
    }
    #expect(shelf.count == left.count && !left.isEmpty)
    var shown: [[UInt8]] = []
    shelf.walk { shown.append($0) }
    #expect(shown == left.sorted().map(Self.record))
    var given: [[UInt8]] = []
    while let record = shelf.takeFirst() { given.append(record) }
    #expect(given == shown && shelf.count == 0)
    #expect(shelf.take(Self.key(1)) == nil)
  }

  @Test("the file is written anew when most of it is no longer wanted")
  func tidy() throws {
    let shelf = try #require(LogShelf())
    let record = [UInt8](repeating: 1, count: 100_000)
    for number in 0..<2_000 {
      #expect(shelf.put(Self.key(number), record + Self.record(number)))
      if number >= 10 {
        #expect(shelf.take(Self.key(number - 10)) == record + Self.record(number - 10))
      }
    }
    #expect(shelf.count == 10)
    #expect(shelf.size < 64 << 20)
    #expect(shelf.take(Self.key(1_995)) == record + Self.record(1_995))
  }

  @Test("what can't be read again is told, and nobody waits for it")
  func unreadable() throws {
    var queue = LogQueue()
    for number in 0..<20_000 {
      let id = Array("\(number)".utf8)
      queue.goOn(with: LogMessage(LogHost.key(id, of: []), id: id, host: [], arrived: 1))
    }
    let shelf = try #require(queue.shelf)
    let waiting = shelf.count
    #expect(waiting > 0 && ftruncate(shelf.file.descriptor, 0) == 0)
    var done: [LogDelivery] = []
    for _ in 0..<20_000 where !queue.isEmpty { queue.giveOut(250, into: &done) }
    #expect(queue.isEmpty)
    let reject = queue.unreadable(at: Position(path: "mail.log", record: 0, offset: 0))
    #expect(reject?.problem == .unreadable && reject?.detail.hasPrefix("\(waiting) ") == true)
  }

  @Test("numbers and texts of a record are the same when read, at all sizes")
  func record() throws {
    for number in [0, 1, -1, 63, 64, -64, 1 << 20, .max, .min + 1] as [Int64] {
      let message = LogMessage(7, id: [1], host: [], arrived: number)
      message.sender = []
      message.patience = number
      message.notice = UInt64(bitPattern: number)
      message.noticeID = Array(repeating: 0xFF, count: 200)
      message.isTold = number > 0
      var writer = LogRecordWriter()
      message.write(to: &writer, .laterLines)
      var reader = LogRecordReader(bytes: writer.bytes[...])
      let found = reader.message(7)
      let read = try #require(found)
      #expect(reader.isAtEnd)
      #expect(read.arrived == number && read.patience == number && read.sender == [])
      #expect(read.notice ?? 0 == message.notice && read.noticeID == message.noticeID)
      #expect(read.isTold == message.isTold && read.key == 7)
      for end in writer.bytes.indices {
        var cut = LogRecordReader(bytes: writer.bytes[..<end])
        #expect(cut.message() == nil)
      }
    }
  }
}
