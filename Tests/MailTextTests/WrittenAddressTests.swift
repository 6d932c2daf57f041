import MailText
import Testing

@Suite("Addresses are found however they are written")
struct WrittenAddressTests {
  private func addresses(_ text: String) -> [String] {
    let decoded = DecodedText(Array(text.utf8))
    return WrittenAddress.all(in: decoded).map {
      String(decoding: decoded.bytes[$0.local], as: UTF8.self) + "@"
        + String(decoding: decoded.bytes[$0.domain], as: UTF8.self)
    }
  }

  @Test(
    "in the encodings of mail, of the web and of programs",
    arguments: [
      "kim@fabrikam.com", "<kim@fabrikam.com>", "kim%40fabrikam.com", "kim%2540fabrikam%252Ecom",
      "kim%u0040fabrikam.com", "kim=40fabrikam=2Ecom", "kim+40fabrikam+2Ecom",
      "k=69m=40fabri=\r\nkam.com", "kim&#64;fabrikam&#46;com", "kim&#x40;fabrikam&#x2e;com",
      "kim&#64fabrikam.com", "kim&commat;fabrikam&period;com", "kim&commatfabrikam.com",
      "kim&amp;#64;fabrikam.com", "kim\\u0040fabrikam.com", "kim\\u{40}fabrikam\\x2ecom",
      "kim\\x40fabrikam.com", "kim\\100fabrikam\\056com", "kim\\@fabrikam.com",
      "=?utf-8?B?a2ltQGZhYnJpa2FtLmNvbQ==?=", "=?UTF-8?q?kim=40fabrikam.com?=",
      "kim (at) fabrikam (dot) com", "kim[at]fabrikam[.]com", "kim {AT} fabrikam {DOT} com",
      "kim at fabrikam dot com", "kim @ fabrikam.com", "kim@\r\n fabrikam.com",
      "kim\r\n @fabrikam.com", "kim(Kim Jones)@fabrikam.com", "kim@(home)fabrikam.com",
      "ｋｉｍ＠ｆａｂｒｉｋａｍ．ｃｏｍ", "kim\u{FE6B}fabrikam\u{3002}com", "ki\u{200B}m@fabrikam.com",
      "kim@\u{034F}fabrikam.com", "𝗸𝗶𝗺@fabrikam.com", "fabrikam.com!kim",
      "mailto:kim@fabrikam.com?subject=x", "https://contoso.com/?rcpt=kim%40fabrikam.com&x=1",
      "{\"to\":\"kim@fabrikam.com\"}", "rcpt=kim@fabrikam.com",
    ]
  )
  func encodings(_ text: String) {
    #expect(addresses("550 5.1.1 \(text) refused") == ["kim@fabrikam.com"])
  }

  @Test(
    "and not where none is",
    arguments: [
      "size=40.5 limit=4096.5", "50%40.00", "a=40b%40&#64;", "a @ b, @, <>", "we are at home",
      "look at the dot", "wait! Now", "5+40 is 45", "550 5.1.1 € ü 日本",
    ]
  )
  func none(_ text: String) { #expect(addresses(text) == []) }

  @Test("their places are those of the written text")
  func places() throws {
    let text = "to kim%2Ejones%40fabrikam%2Ecom now"
    let decoded = DecodedText(Array(text.utf8))
    let address = try #require(WrittenAddress.all(in: decoded).first)
    let written = Array(text.utf8)
    #expect(
      String(decoding: written[decoded.written(address.local)], as: UTF8.self) == "kim%2Ejones"
    )
    #expect(
      String(decoding: written[decoded.written(address.whole)], as: UTF8.self)
        == "kim%2Ejones%40fabrikam%2Ecom"
    )
  }

  @Test("base64 and hexadecimal runs that may hold an address are opaque, words and ids aren't")
  func opaque() {
    for run in [
      "a2ltQGZhYnJpa2FtLmNvbQ==", "a2ltQGZhYnJpa2FtLmNvbQ", "cmNwdD1raW1AZmFicmlrYW0uY29tO3g",
      "6b696d4066616272696b616d2e636f6d", "6B696D4066616272696B616D2E636F6D", "a2ltQGEuZGU=",
      "AGtpbWpvbmVzAGh1bnRlcjI=", "616263616263616263",
    ] {
      #expect(OpaqueRun.isIn("id \(run) refused".utf8), "\(run)")
    }
    for word in [
      "internationalization", "RecipientNotFoundException", "DNSDomainDoesNotExist", "4096",
      "20261103120000", "AM0EUR02FT047", "mx0a-00191d01.pphosted.com", "/var/spool/mail/archive",
      "undeliverable", "MESSAGE_SIZE_LIMIT_EXCEEDED", "---------------------", "====",
    ] {
      #expect(!OpaqueRun.isIn(word.utf8), "\(word)")
    }
  }

  @Test("values of directory attributes that name people are found")
  func directories() {
    for (text, value) in [
      ("CN=Kim Jones,OU=Sales,DC=contoso", "Kim Jones"), ("/O=A/OU=B/CN=RECIPIENTS/CN=KIM", "KIM"),
      ("c=us;a= ;p=org;o=contoso;s=jones;g=kim", "jones"), ("uid=kim,ou=people", "kim"),
    ] {
      let bytes = Array(text.utf8)
      let values = DirectoryName.values(in: bytes).map {
        String(decoding: bytes[$0], as: UTF8.self)
      }
      #expect(values.first == value)
    }
    #expect(DirectoryName.values(in: Array("size=4096 to=x s=1".utf8)).isEmpty)
  }

  @Test("texts full of signs take linear time")
  func linear() {
    for unit in [
      "a=40", "@", "a@", "\"@", "%25", "&#64;", "(", ")@(", " at ", "a dot b ", "=?u?B?", "!", "a!",
      "cn=", "YWFh", "a at b dot ", "\\u0040", "[at]", "=\r\n", "A B/C@",
    ] {
      func time(_ count: Int) -> Duration {
        let bytes = Array(String(repeating: unit, count: count).utf8)
        return ContinuousClock().measure {
          let decoded = DecodedText(bytes)
          _ = WrittenAddress.all(in: decoded)
          _ = DirectoryName.values(in: decoded.bytes)
          _ = OpaqueRun.runs(in: bytes)
        }
      }
      let (short, long) = (time(4_000), time(32_000))
      #expect(long < short * 32 + .milliseconds(200), "\(unit): \(short), \(long)")
    }
  }
}
