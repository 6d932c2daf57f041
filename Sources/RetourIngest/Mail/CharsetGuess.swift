/// The character set of a text that doesn't state it, or states one that it isn't in, told by how
/// its bytes stand.
enum CharsetGuess {
  /// A name that iconv knows, for bytes that aren't UTF-8.
  ///
  /// Letters with marks stand alone among ASCII in Western text (Windows-1252). In Cyrillic nearly
  /// all letters are above 0xC0, small ones in the upper half in Windows-1251 and in the lower in
  /// KOI8-R. Kana lead with 0x82 and 0x83 in Shift_JIS, with 0xA4 and 0xA5 in EUC-JP. What is left
  /// is taken for Chinese.
  static func name(_ bytes: Bytes) -> String {
    var high = 0
    var alone = 0
    var counts = (kanaShift: 0, kanaExtended: 0, capital: 0, small: 0)
    var index = bytes.startIndex
    while index < bytes.endIndex {
      let byte = bytes[index]
      index += 1
      guard byte >= 0x80 else { continue }
      high += 1
      let isAfterHigh = index - 2 >= bytes.startIndex && bytes[index - 2] >= 0x80
      let isBeforeHigh = index < bytes.endIndex && bytes[index] >= 0x80
      if !isAfterHigh, !isBeforeHigh { alone += 1 }
      switch byte {
      case 0x82, 0x83: counts.kanaShift += 1
      case 0xA4, 0xA5: counts.kanaExtended += 1
      case 0xC0...0xDF: counts.capital += 1
      case 0xE0...0xFF: counts.small += 1
      default: break
      }
    }
    guard high > 0 else { return "us-ascii" }
    if counts.kanaShift * 4 > high { return "shift_jis" }
    if alone * 2 > high { return "windows-1252" }
    if counts.kanaExtended * 5 > high { return "euc-jp" }
    if (counts.capital + counts.small) * 10 > high * 9 {
      return counts.small > counts.capital ? "windows-1251" : "koi8-r"
    }
    return "gb18030"
  }
}
