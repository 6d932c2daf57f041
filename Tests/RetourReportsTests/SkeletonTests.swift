import RetourClassifier
import RetourEvents
import RetourStore
import Testing

@testable import RetourReports

@Suite("Rules to begin with can be read back, whatever somebody wrote")
struct SkeletonTests {
  private static func rules(_ texts: [String]) -> String {
    UnknownWording.rules(
      UnknownWording.group(
        texts.map { text in
          UnknownTextsRow(
            events: 1,
            domains: 1,
            text: text,
            reason: .unclassified,
            lastAt: nil,
            exampleEventID: "e1"
          )
        }
      )
    )
  }

  @Test("every character that isn't seen stands as an escape, and the file is accepted")
  func invisible() throws {
    let ranges: [ClosedRange<UInt32>] = [
      0x01...0x1F, 0x7F...0xA0, 0xAD...0xAD, 0x180B...0x180F, 0x200B...0x200F, 0x2028...0x202F,
      0x2060...0x2070, 0xD7FF...0xD7FF, 0xE000...0xE002, 0xFDD0...0xFDD1, 0xFE00...0xFE0F,
      0xFEFF...0xFEFF, 0xFFF0...0xFFFF, 0x1_FFFE...0x2_0000, 0xE_0001...0xE_0020,
      0x10_FFFE...0x10_FFFF,
    ]
    let scalars = ranges.joined().compactMap(Unicode.Scalar.init)
    let texts = scalars.map { scalar in
      "550 gronk blah \(Character(scalar))2J\(scalar)evil\(scalar) word \(scalar.value)"
    }
    let text = Self.rules(texts + ["550 gronk \(String(scalars.map { Character($0) })) blah"])
    #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || !$0.isInvisible })
    let classifier = try Classifier(ruleFiles: [("own.yaml", text)])
    #expect(classifier.listing.count { $0.isOwn } >= 2)
  }

  @Test(
    "no wording makes a rule that the reader refuses",
    arguments: [
      "550 ŁÓDŹ skrzynka przepełniona", "550 ΟΔΟΣ άγνωστος", "550 İstanbul posta",
      "550 host: gronk it",
      "550 `whoami` gronk", "550 | gronk | blah |", "550 \"gronk\": {blah: [x]}",
      "550 \\x1b[2J gronk",
      "550 - gronk # blah", "550 &gronk *blah !!str %x", "550 ab\u{85}cd\u{85}gronk",
      "550 \u{202E}\u{202D}", "550 Ǆ ab Ǆ", "550 ẞ Ⅷ Ⓐ gronk", "host:", "host:|", "``` ```",
      "550 gro\u{0301}nk e\u{0301}\u{0301}\u{0301}", "550 \u{FFFD}\u{FFFD} gronk", "---",
      "...\n---\ngronk it",
    ]
  )
  func refused(_ text: String) throws {
    let rules = Self.rules([text, "550 plain gronk text"])
    let classifier = try Classifier(ruleFiles: [("own.yaml", rules)])
    #expect(classifier.listing.count { $0.isOwn } >= 1)
    #expect(rules.contains("plain gronk text"))
  }

  @Test("an example is decided by its own rule")
  func own() throws {
    let rules = Self.rules(["550 gronk blah \u{9B}2J \u{202E}evil foo", "550 sproing ŁA zork"])
    let classifier = try Classifier(ruleFiles: [("own.yaml", rules)])
    #expect(classifier.mismatches(ownOnly: true).isEmpty)
  }
}
