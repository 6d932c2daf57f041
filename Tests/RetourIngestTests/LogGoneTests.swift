import RetourEvents
import Testing

@testable import RetourIngest

/// Messages that have left, from one run to the next.
struct LogGoneTests {
  private let ana = Array("Ana@fabrikam.com".utf8)

  @Test("what was noted is read as it was, also in a ring that went round, and without addresses")
  func kept() throws {
    var gone = LogGone()
    for number in 0..<70_000 as Range<Int64> {
      let told = [LogGone.hash(ana)]
      let extents: [LogGone.Extent] = [.all, .recipients(told), .part(told)]
      gone.add(UInt64(number), arrived: number, left: number + 9, extents[Int(number % 3)])
    }
    let read = try #require(LogGone(gone.bytes(keepsAddresses: true)[...]))
    #expect(read.bytes(keepsAddresses: true) == gone.bytes(keepsAddresses: true))
    #expect(!read.holds(99, at: 105) && read.holds(69_999, at: 70_001))
    #expect(read.holds(69_997, ana, at: 70_001))
    #expect(read.arrival(69_998, Array("ana@fabrikam.com".utf8), at: 90_000) == 69_998)
    let bare = try #require(LogGone(gone.bytes(keepsAddresses: false)[...]))
    #expect(bare.arrival(69_998, ana, at: 90_000) == nil && bare.holds(69_999, at: 70_001))
    #expect(!bare.holds(69_997, ana, at: 70_001))
    #expect(LogGone(gone.bytes(keepsAddresses: true).dropLast()) == nil)
  }

  @Test(
    "lines are about a message while it was in the queue; of a part of one, about those it told"
  )
  func times() {
    var gone = LogGone()
    gone.add(1, arrived: 100, left: 200, .all)
    gone.add(2, arrived: 100, left: 200, .part([LogGone.hash(ana)]))
    gone.add(4, arrived: 100, left: 200, .recipients([LogGone.hash(ana)]))
    for (time, isHeld) in [(97, false), (98, true), (202, true), (203, false)] as [(Int64, Bool)] {
      #expect(gone.holds(1, at: time) == isHeld)
      #expect(!gone.holds(2, at: time) && !gone.holds(4, at: time))
      #expect(gone.holds(4, ana, at: time) == isHeld && !gone.holds(2, ana, at: time))
    }
    #expect(!gone.holds(1, at: nil) && !gone.holds(3, at: 150))
    #expect(gone.arrival(2, ana, at: 200 - 5 * 86_400) == 100)
    #expect(gone.arrival(2, ana, at: 201 + 5 * 86_400) == nil)
    let lee = Array("lee@fabrikam.com".utf8)
    #expect(gone.arrival(2, lee, at: 150) == nil && !gone.holds(4, lee, at: 150))
    // The first line comes: all is read again, or the id is another message's.
    for key in [1, 2, 4] as [UInt64] { gone.forget(key) }
    #expect(!gone.holds(1, at: 150) && !gone.holds(4, ana, at: 150))
    #expect(gone.arrival(2, ana, at: 150) == 100)
  }

  @Test("a message that was forgotten and comes again is kept once, as long as the newest")
  func again() throws {
    var gone = LogGone()
    for number in 0..<65_536 as Range<Int64> {
      gone.add(UInt64(number), arrived: number, left: number, .all)
    }
    gone.forget(0)
    gone.add(0, arrived: 70_000, left: 70_000, .all)
    #expect(gone.holds(0, at: 70_000))
    let read = try #require(LogGone(gone.bytes(keepsAddresses: true)[...]))
    #expect(read.bytes(keepsAddresses: true) == gone.bytes(keepsAddresses: true))
    // The ring goes round.
    for number in 1..<65_536 as Range<Int64> {
      gone.add(UInt64(100_000 + number), arrived: 0, left: 0, .all)
    }
    #expect(gone.holds(0, at: 70_000) && !gone.holds(65_535, at: 65_535))
    gone.add(300_000, arrived: 0, left: 0, .all)
    #expect(!gone.holds(0, at: 70_000))
  }

  @Test("moments that no log has are not kept: the next run could read nothing else")
  func strange() {
    var gone = LogGone()
    for moment in [Int64.min, .max, -(1 << 40) - 1, 1 << 40] {
      gone.add(1, arrived: moment, left: 0, .all)
      gone.add(2, arrived: 0, left: moment, .part([]))
      #expect(gone.isEmpty)
    }
    gone.add(3, arrived: 0, left: 0, .part([LogGone.hash(ana)]))
    for moment in [Int64.min, .max] {
      #expect(gone.arrival(3, ana, at: moment) == nil && !gone.holds(3, at: moment))
    }
  }
}
