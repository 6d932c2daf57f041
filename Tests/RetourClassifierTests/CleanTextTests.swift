import Testing

@testable import RetourClassifier

@Suite("Clean text")
struct CleanTextTests {
  @Test("what passes as clean is what cleaning gives", arguments: 0..<400)
  func quickWayAgrees(seed: Int) {
    var random = SeededGenerator(state: UInt64(seed))
    let pieces = ["550", "550-", "55", "5.1.1", "-", " ", "  ", "=", "= ", "spf=", "a", "Za", "\t"]
    let text = (0..<Int.random(in: 0...12, using: &random))
      .map { _ in pieces.randomElement(using: &random) ?? "" }
      .joined()
    // A space beyond ASCII in front changes nothing, but is never taken for clean.
    #expect(CleanText.clean(text) == CleanText.clean("\u{A0}" + text), "\(text)")
  }

  @Test("white space is squeezed, continued codes are left out")
  func cleans() {
    #expect(CleanText.clean(" a\t b ") == Array("a b".utf8))
    #expect(
      CleanText.clean("550-5.1.1 no such 550 5.1.1 user") == Array("550 5.1.1 no such user".utf8)
    )
  }
}
