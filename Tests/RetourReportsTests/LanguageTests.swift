import RetourClassifier
import RetourEvents
import Testing

@testable import RetourReports

@Suite("Languages")
struct LanguageTests {
  @Test("every phrase has words in every language, with the same names to fill in")
  func phrases() {
    let all =
      Phrase.allCases.map { ("\($0)", $0.wording) }
      + LetterPhrase.allCases.map { ("\($0)", $0.wording) }
      + IndexPhrase.allCases.map { ("\($0)", $0.wording) }
      + OverviewPhrase.allCases.map { ("\($0)", $0.wording) }
      + LookupPhrase.allCases.map { ("\($0)", $0.wording) }
      + Reason.allCases.flatMap { reason in
        let words = RequestWords.of(reason)
        return [words.happens, words.happenThere, words.ask, words.askThere, words.hint]
          .compactMap { $0.map { ("\(reason)", $0) } }
      }
    for (phrase, wording) in all {
      let names = Language.allCases.map { language in
        let words = wording[language]
        #expect(!words.isEmpty, "\(phrase) \(language)")
        return Set(words.matches(of: /\{([a-z]+)\}/).map { String($0.1) })
      }
      #expect(Set(names).count == 1, "\(phrase): \(names)")
    }
  }

  @Test("every reason has a meaning and a remedy in every language, each its own")
  func reasons() {
    for language in Language.allCases {
      let words = Reason.allCases.map { Remedy.of($0, in: language) }
      #expect(words.allSatisfy { !$0.meaning.isEmpty && !$0.owner.isEmpty })
      #expect(Set(words.map(\.meaning)).count == words.count, "\(language)")
    }
    for reason in Reason.allCases {
      #expect(Set(Language.allCases.map { Remedy.of(reason, in: $0).meaning }).count == 3)
    }
  }

  @Test(
    "the environment chooses the language as POSIX says",
    arguments: [
      (["LANG": "nl_NL.UTF-8"], Language.dutch),
      (["LC_ALL": "de_AT@euro", "LANG": "nl_NL"], .german),
      (["LC_ALL": "", "LC_MESSAGES": "nl", "LANG": "de"], .dutch),
      (["LC_MESSAGES": "fr_FR", "LANG": "de"], .english), (["LANG": "C"], .english),
      ([:], .english),
    ]
  )
  func environment(_ variables: [String: String], _ language: Language) {
    #expect(Language(environment: variables) == language)
  }

  @Test("numbers, shares, days and durations follow the language")
  func formats() {
    #expect(
      Language.allCases.map { $0.number(1_234_567) } == ["1,234,567", "1.234.567", "1.234.567"]
    )
    #expect(Language.english.number(-12) == "-12")
    #expect(
      Language.allCases.map { $0.percent(967, of: 1000) } == [
        "96.7%", "96,7%", "96,7\u{202F}%",
      ]
    )
    #expect(Language.english.percent(1, of: 3) == "33.3%")
    #expect(Language.english.rate(5, of: 19) == nil)
    #expect(Language.english.rateInWords(5, of: 19) == "5 of 19")
    #expect(Language.english.rateInWords(82, of: 409) == "20.0% 82 of 409")
    #expect(Language.dutch.rateInWords(0, of: 0) == "–")

    #expect(Language.english.percent(1, of: 0) == "–")
    #expect(Language.english.period("2026-11-16", "2026-11-22") == "16–22 Nov 2026")
    #expect(Language.german.period("2026-11-16", "2026-11-22") == "16.–22. Nov. 2026")
    #expect(Language.dutch.period("2026-10-30", "2026-11-02") == "30 okt – 2 nov 2026")
    #expect(Language.dutch.period("2025-12-30", "2026-01-02") == "30 dec 2025 – 2 jan 2026")
    #expect(Language.english.moment("2026-11-22T23:55:04Z") == "22 Nov 2026 23:55 UTC")
    #expect(Language.english.duration(354_000) == "4 d 2 h")
    #expect(Language.dutch.duration(7_300) == "2 u 1 min")
    #expect(Language.english.duration(59) == "59 s")
    #expect(Language.english.spelledDuration(165_600...172_800) == "46 to 48\u{A0}hours")
    #expect(Language.german.spelledDuration(400_000) == "5\u{A0}Tagen")
    #expect(Language.dutch.spelledDuration(3600) == "60\u{A0}minuten")
    #expect(Language.german.longDay("2026-11-02") == "2.\u{A0}November 2026")
    #expect(Language.dutch.shortMoment("2026-11-28T21:47:00Z") == "28\u{A0}nov 21.47")
    #expect(Language.english.clauses(["a", "b", "c"]) == "a, b, and c")
    #expect(Language.german.list(["a", "b", "c"]) == "a, b und c")
    #expect(Language.dutch.sentence("één bericht") == "Eén bericht")
  }
}
