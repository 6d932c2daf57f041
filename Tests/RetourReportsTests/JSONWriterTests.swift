import Foundation
import RetourReports
import Testing

@Suite("JSON")
struct JSONWriterTests {
  private func parsed(_ writer: JSONWriter) throws -> Any {
    try JSONSerialization.jsonObject(with: Data(writer.bytes), options: .fragmentsAllowed)
  }

  @Test("every scalar comes back from Foundation's parser as it was")
  func scalars() throws {
    var scalars = (0..<0x3000).compactMap { Unicode.Scalar($0 as UInt32) }
    scalars += ["\u{FEFF}", "\u{FFFD}", "\u{1F600}", "\u{10FFFF}", "\u{E000}"]
    for scalar in scalars {
      let text = "a\(Character(scalar))b"
      var writer = JSONWriter()
      writer.beginArray()
      writer.string(text)
      writer.endArray()
      #expect(try parsed(writer) as? [String] == [text], "U+\(String(scalar.value, radix: 16))")
    }
  }

  @Test("what could steer a terminal is escaped")
  func escaped() {
    var writer = JSONWriter()
    writer.string("\u{1B}[2J\u{7F}\u{9B}\u{61C}\u{200E}\u{202E}\u{2028}\u{2069}é\u{2070}")
    #expect(
      String(decoding: writer.bytes, as: UTF8.self)
        == "\"\\u001b[2J\\u007f\\u009b\\u061c\\u200e\\u202e\\u2028\\u2069é\u{2070}\""
    )
  }

  @Test("bytes that are no UTF-8 are replaced")
  func invalid() throws {
    for bytes in [[0x61, 0xFF, 0x62], [0xE2, 0x80], [0xC2], [0xED, 0xA0, 0x80]] as [[UInt8]] {
      var writer = JSONWriter()
      writer.string(utf8: bytes)
      let text = try #require(try parsed(writer) as? String)
      #expect(text.unicodeScalars.contains("\u{FFFD}"))
    }
  }

  @Test("numbers keep their value")
  func numbers() throws {
    for number in [0, -1, 7, 1000, Int64.max, Int64.min] {
      var writer = JSONWriter()
      writer.integer(number)
      #expect(String(decoding: writer.bytes, as: UTF8.self) == "\(number)")
    }
    var writer = JSONWriter()
    writer.beginArray()
    writer.real(0.5)
    writer.real(.nan)
    writer.real(-1e300)
    writer.endArray()
    let values = try #require(try parsed(writer) as? [Any])
    #expect(values[0] as? Double == 0.5)
    #expect(values[1] is NSNull)
    #expect(values[2] as? Double == -1e300)
  }

  @Test("commas stand where they belong, at any depth")
  func structure() throws {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("a")
    writer.beginArray()
    writer.integer(1)
    writer.null()
    writer.beginObject()
    writer.endObject()
    writer.bool(true)
    writer.endArray()
    writer.key("b\n" as String)
    writer.string(nil)
    writer.key("c")
    writer.beginArray()
    writer.endArray()
    writer.endObject()
    writer.newline()
    writer.integer(2)
    #expect(
      String(decoding: writer.bytes, as: UTF8.self)
        == #"{"a":[1,null,{},true],"b\n":null,"c":[]}"# + "\n2"
    )
  }
}
