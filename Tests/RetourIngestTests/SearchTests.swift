import Testing

@testable import RetourIngest

/// The quick searches in bytes against the same in plain words, on texts of a few bytes that are
/// longer and shorter than a vector, and in slices that don't begin at 0.
@Suite struct SearchTests {
  private static func texts(_ seed: Int, _ alphabet: String) -> [Bytes] {
    var random = SeededGenerator(seed: UInt64(seed))
    let letters = Array(alphabet.utf8)
    return (0..<8).map { _ in
      let all = (0..<Int.random(in: 0...150, using: &random)).map { _ in
        letters.randomElement(using: &random) ?? 0
      }
      return all.dropFirst(Int.random(in: 0...3, using: &random))
    }
  }

  @Test("a phrase is found in any case, from any place", arguments: 0..<50)
  func phrase(seed: Int) {
    for text in Self.texts(seed, "aAbB @`") {
      for phrase in ["ab", "a", "bab ", " a", "a@"] as [StaticString] {
        let length = phrase.utf8CodeUnitCount
        for start in text.startIndex...text.endIndex {
          let slow = (start..<max(start, text.endIndex - length + 1)).first { place in
            String(decoding: text[place..<place + length], as: UTF8.self).lowercased()
              == "\(phrase)"
          }
          #expect(text.firstIndex(ofIgnoringCase: phrase, from: start) == slow)
        }
      }
    }
  }

  @Test("quotes are counted to any place", arguments: 0..<50)
  func parity(seed: Int) {
    for text in Self.texts(seed, "\"a,").map(Array.init) {
      for end in 0...text.count {
        let slow = text[..<end].count { $0 == UInt8(ascii: "\"") } % 2 == 1
        #expect(text.isOddCount(of: UInt8(ascii: "\""), before: end) == slow)
      }
    }
  }

  @Test(
    "white space is squeezed, and what is squeezed already is added as it is",
    arguments: 0..<50
  )
  func squeezing(seed: Int) {
    for text in Self.texts(seed, "ab \t\n\u{7F}") + Self.texts(seed, "abcdefgh ") {
      let words = text.split { $0 <= 0x20 || $0 == 0x7F }
      let slow = Array(words.joined(separator: [0x20]))
      #expect(text.squeezed() == slow)
      var result = Array("x".utf8)
      text.squeeze(into: &result)
      #expect(result == Array("x".utf8) + slow)
    }
  }

  @Test("quoted-printable is decoded as byte by byte", arguments: 0..<50)
  func quotedPrintable(seed: Int) {
    for text in Self.texts(seed, "=3Da \r\n") {
      var slow: [UInt8] = []
      var rest = text
      while let byte = rest.popFirst() {
        guard byte == UInt8(ascii: "=") else {
          slow.append(byte)
          continue
        }
        if let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16),
          rest.count >= 2, rest.first != UInt8(ascii: "+")
        {
          slow.append(value)
          rest = rest.dropFirst(2)
          continue
        }
        let line = rest.drop { $0 == 0x20 || $0 == 0x0D }
        if line.isEmpty || line.first == 0x0A { rest = line.dropFirst() } else { slow.append(byte) }
      }
      #expect(UnsafeQuotedPrintable.decode(text) == slow)
    }
  }
}
