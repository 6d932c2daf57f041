/// Formats that hold mail or exports and aren't read, told by their first bytes, so that what is in them
/// isn't half read as something else.
struct ForeignFormat {
  /// What it is, and what to do.
  let words: String

  /// Looks at the first bytes of an input; nil where they aren't those of such a format.
  init?(_ bytes: Bytes) {
    if let name = Self.magic.first(where: { bytes.starts(with: $0.bytes) }) {
      words = "\(name.what); \(name.hint)"
    } else if Self.isTar(bytes) {
      words = "a tar archive; unpack it first: tar -xf FILE -C FOLDER, and read the folder"
    } else if !Compression(bytes).isNone {
      words = "compressed twice; unpack it first"
    } else {
      return nil
    }
  }

  private static let unpack = "unpack it first and read what is in it"

  private static let magic: [(bytes: [UInt8], what: String, hint: String)] = [
    (
      [0x50, 0x4B, 0x03, 0x04], "a zip archive or a document of an office program",
      "unpack it first: unzip FILE -d FOLDER; or export it as CSV"
    ),
    ([0x50, 0x4B, 0x05, 0x06], "an empty zip archive", "there is nothing in it"),
    ([0x50, 0x4B, 0x07, 0x08], "a part of a zip archive", unpack),
    ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "a 7z archive", unpack),
    (Array("Rar!".utf8) + [0x1A, 0x07], "a rar archive", unpack),
    (Array("MSCF".utf8) + [0, 0, 0, 0], "a cabinet archive", unpack),
    (Array("070701".utf8), "a cpio archive", unpack),
    (Array("070707".utf8), "a cpio archive", unpack),
    (Array("!<arch>\n".utf8), "an ar archive", unpack),
    ([0x04, 0x22, 0x4D, 0x18], "lz4 data", "unpack it first: lz4 -dc FILE | retour scan -"),
    (Array("LZIP".utf8), "lzip data", "unpack it first: lzip -dc FILE | retour scan -"),
    (
      [0x89, 0x4C, 0x5A, 0x4F, 0x00], "lzop data",
      "unpack it first: lzop -dc FILE | retour scan -"
    ),
    ([0x1F, 0x9D], "compress data", "unpack it first: zcat FILE | retour scan -"),
    ([0x21, 0x42, 0x44, 0x4E], "an Outlook file (pst or ost)", "export its mail first: readpst"),
    (
      [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "an Outlook message or an office document",
      "save the message as .eml, or export the sheet as CSV"
    ),
    (Array("SQLite format 3".utf8) + [0], "an SQLite database", "it is no input"),
    (Array("%PDF-".utf8), "a PDF document", "it is no input"),
  ]

  /// Whether the first block is the header of a tar archive: its sum of bytes stands in it (POSIX,
  /// pax: ustar interchange format), whatever the age of the format.
  private static func isTar(_ bytes: Bytes) -> Bool {
    guard bytes.count >= 512, bytes[bytes.startIndex] != 0 else { return false }
    let low = bytes.startIndex
    let field = low + 148..<low + 156
    let digits = bytes[field].drop { $0 == .space }.prefix { 0x30...0x37 ~= $0 }
    guard 1...7 ~= digits.count, let stated = Int(digits.text, radix: 8) else { return false }
    var sum = 8 * Int(UInt8.space)
    for index in low..<low + 512 where !field.contains(index) { sum += Int(bytes[index]) }
    return sum == stated
  }
}
