import RetourEvents

/// The address that a refusal is about: in `Client host [192.0.2.44] blocked using
/// zen.spamhaus.org` ours, never that of the server that speaks, nor a list's answer (`127.0.0.2`).
struct RefusedAddress {
  /// The text.
  let text: ArraySlice<UInt8>
  /// The server that speaks, which names itself in what it says.
  let server: String?

  /// The first address in the text that can be meant; nil where there is none.
  var address: String? {
    let speaker = server.flatMap { NetworkAddress($0) }
    var index = text.startIndex
    while index < text.endIndex {
      guard Self.isPart(text[index]) else {
        index += 1
        continue
      }
      let start = index
      while index < text.endIndex, Self.isPart(text[index]) { index += 1 }
      // A part of a word, of a host's name or of a mail address is none.
      guard start == text.startIndex || !Self.isOfWord(text[start - 1]),
        index == text.endIndex || !Self.isOfWord(text[index])
      else { continue }
      var written = text[start..<index]
      while let last = written.last, last == UInt8(ascii: ".") || last == UInt8(ascii: ":") {
        written = written.dropLast()
      }
      let name = String(decoding: written, as: UTF8.self)
      guard written.count >= 7, let address = NetworkAddress(name), address != speaker,
        !address.isLoopback, !address.isPrivate
      else { continue }
      return name
    }
    return nil
  }

  private static func isPart(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
      UInt8(ascii: "A")...UInt8(ascii: "F"), UInt8(ascii: "."), UInt8(ascii: ":"):
      true
    default: false
    }
  }

  private static func isOfWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "g")...UInt8(ascii: "z"), UInt8(ascii: "G")...UInt8(ascii: "Z"),
      UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "@"), 0x80...:
      true
    default: false
    }
  }
}
