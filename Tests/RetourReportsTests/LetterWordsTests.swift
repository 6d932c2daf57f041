import RetourEvents
import Testing

@testable import RetourReports

@Suite("The words of a letter")
struct LetterWordsTests {
  private func archive(reason: Reason) throws -> Archive {
    try Archive(
      (0..<8).map { number in
        .failure(number, to: "a@fabrikam.com", reason: reason, text: "550 odd answer") { report in
          // All at one moment of one day but the last, which comes six days later.
          let day: Int64 = number == 7 ? 6 * 86_400 : 0
          report.occurredAt = Timestamp(seconds: 1_794_000_000 + day)
        }
      }
    )
  }

  @Test(
    "an owner isn't told of our rules where no rule knew the answer",
    arguments: Language.allCases
  )
  func unclassified(_ language: Language) throws {
    var options = Letter.Options.fixed
    options.language = language
    let letter = try archive(reason: .unclassified).letter(to: "fabrikam.com", options)
    let texts = [letter.fullPage()].map { String(decoding: $0, as: UTF8.self) }
    for text in [letter.html(), letter.plainText()] {
      let words = String(decoding: text, as: UTF8.self)
      #expect(!words.contains(/\b(rule|regel|Regel) (knows|kent)|keine Regel kennt/))
    }
    for text in texts {
      let words = text.replacing(/\s+/, with: " ").replacing("&#39;", with: "'")
      #expect(words.contains(language(.letterUnclassified)))
      #expect(!words.contains(/\b(rule|regel|Regel) (knows|kent)|keine Regel kennt/))
    }
  }

  @Test("what came once is told of one day, what came on several of both ends")
  func once() throws {
    let text = String(
      decoding: try archive(reason: .destinationBlock).letter(to: "fabrikam.com").plainText(),
      as: UTF8.self
    )
    #expect(text.contains("Since 6\u{A0}November 2026"))
    #expect(text.contains("6\u{A0}Nov 21:20, 12\u{A0}Nov 21:20"))
    let single = try Archive([.failure(0, to: "a@fabrikam.com", reason: .destinationBlock)])
    let other = String(
      decoding: try single.letter(to: "fabrikam.com").plainText(),
      as: UTF8.self
    )
    #expect(other.contains("On 6\u{A0}November 2026 we were unable to deliver one message"))
  }

  @Test("a chart shows the days of which nothing is known as such")
  func noData() throws {
    let letter = try archive(reason: .mailboxFull).letter(to: "fabrikam.com")
    let page = String(decoding: letter.fullPage(), as: UTF8.self)
    #expect(page.matches(of: /<rect [^>]*class="gap"/).count == 1)
    #expect(page.contains(Language.english(.noDataNote)))
  }
}
