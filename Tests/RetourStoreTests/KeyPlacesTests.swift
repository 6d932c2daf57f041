import GRDB
import RetourEvents
import Testing

@testable import RetourStore

@Suite("What rows are looked up by while they wait")
struct KeyPlacesTests {
  @Test(
    "a key has the place that it was given last, as in a dictionary",
    arguments: [1, 700, 20_000]
  )
  func places(count: UInt64) {
    var random = SystemRandomNumberGenerator()
    // Half of the keys differ in one half only.
    let keys = (0..<count).map { number in
      number % 2 == 0
        ? Identity(high: .random(in: 0 ... .max, using: &random), low: 7)
        : Identity(high: 7, low: number << 40)
    }
    var places = KeyPlaces()
    var wanted: [Identity: Int] = [:]
    for _ in 0..<2 {
      for key in keys + keys.prefix(keys.count / 3) {
        #expect(places.place(of: key) == wanted[key])
        wanted[key] = places.keys.count
        places.append(key)
      }
      for (key, place) in wanted { #expect(places.place(of: key) == place) }
      #expect(places.place(of: Identity(high: 1, low: 1)) == nil)
      places.removeAll()
      wanted = [:]
    }
  }

  @Test("a name has one number, whether it is asked for as text or as bytes")
  func names() throws {
    let queue = try DatabaseQueue()
    try queue.write { db in
      try db.execute(sql: "CREATE TABLE suffix (id INTEGER PRIMARY KEY, name TEXT UNIQUE)")
      let names = try Dimension(db, table: "suffix")
      // More than are remembered as bytes, so that some displace others.
      let texts = (0..<9_000).map { "\($0).example" } + ["", "é.example", "e\u{301}.example"]
      var rows: [Int64] = []
      for (number, text) in texts.enumerated() {
        rows.append(
          number % 2 == 0 ? try names.row(Array(text.utf8).span) : try names.row(text)
        )
      }
      for (text, row) in zip(texts, rows) {
        #expect(try names.row(Array(text.utf8).span) == row)
        #expect(try names.row(text) == row)
      }
      // The last two look alike.
      #expect(rows[rows.count - 1] != rows[rows.count - 2])
      #expect(Set(rows).count == texts.count)
      #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM suffix") == texts.count)
    }
  }
}
