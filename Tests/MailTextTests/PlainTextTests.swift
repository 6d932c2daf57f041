import MailText
import Testing

struct PlainTextTests {
  @Test(
    "letters that were escaped on their way are read",
    arguments: [
      (#"Bo\303\256te pleine"#, "Boîte pleine"), (#"Bo\xc3\xaete pleine"#, "Boîte pleine"),
      (#"Bo\356te pleine"#, "Boîte pleine"), (#"Bo\u00eete"#, "Boîte"),
      ("=?utf-8?Q?Bo=C3=AEte?= pleine", "Boîte pleine"),
      ("=?iso-8859-1?Q?Bo=EEte?= pleine", "Boîte pleine"),
      ("=?utf-8?B?Qm/DrnRl?= pleine", "Boîte pleine"), ("Bo=C3=AEte pleine", "Boîte pleine"),
      ("BoÃ®te pleine", "Boîte pleine"), ("BoÃƒÂ®te pleine", "Boîte pleine"),
      ("lâ€™adresse", "l’adresse"), ("l&#39;adresse &lt;kim&gt;", "l'adresse <kim>"),
      (#"550 no\012such user"#, "550 no\nsuch user"),
    ]
  )
  func decoded(_ written: String, _ meant: String) {
    #expect(String(decoding: PlainText.decoded(Array(written.utf8)), as: UTF8.self) == meant)
  }

  @Test(
    "what only looks like an escape stays",
    arguments: [
      #"CONTOSO\101kim"#, #"C:\x41\temp"#, "size=4096", "a=1&b=2", "AT&T", "spf=C3", "l’été à 20 €",
      "Â", "Ã", "Ã ", #"\"#, #"\30"#, "=?utf-8?Q?", "=C3", "=?x", "550 5.1.1 user unknown", "",
    ]
  )
  func kept(_ written: String) {
    #expect(String(decoding: PlainText.decoded(Array(written.utf8)), as: UTF8.self) == written)
  }

  @Test("any bytes give a text, in time that is in proportion")
  func anything() {
    var source = SystemRandomNumberGenerator()
    let pieces: [[UInt8]] = ["\\303", "=C3", "=?", "&#", "Ã", "\u{80}", "â€"].map { Array($0.utf8) }
    for _ in 0..<200 {
      let bytes = (0..<40).flatMap { _ in
        Bool.random(using: &source)
          ? pieces.randomElement(using: &source) ?? []
          : [UInt8.random(in: .min ... .max, using: &source)]
      }
      #expect(PlainText.decoded(bytes).count <= 4 * bytes.count)
    }
  }
}
