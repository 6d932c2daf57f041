/// Places in the cells of exports, found without looking at a byte twice.
///
/// Contract: pointers live for one call; a table has an entry for each byte.
enum UnsafeFieldPlaces {
  /// The place of the `@` of a plain address; nil where there is none or another, and where lists, quotes
  /// or encoded forms are made of a byte, or it is no visible one of ASCII.
  static func soleAt(in text: Span<UInt8>) -> Int? {
    let (place, count, seen) = ats(in: text, forms)
    return count == 1 && seen & odd == 0 ? place : nil
  }

  /// The place of the last `@` of a Message-ID, -1 where there is none; nil where a byte is an angle
  /// bracket, or no visible one of ASCII.
  static func lastAt(in text: Span<UInt8>) -> Int? {
    let (place, _, seen) = ats(in: text, forms)
    return seen & (bracket | invisible) == 0 ? place : nil
  }

  private static let bracket: UInt8 = 1
  private static let invisible: UInt8 = 2
  private static let mark: UInt8 = 4
  private static let odd = bracket | invisible | mark
  private static let at: UInt8 = 8

  private static let forms: [UInt8] = (UInt8.min...UInt8.max).map { byte in
    switch byte {
    case UInt8(ascii: "<"), UInt8(ascii: ">"): bracket
    case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "("), UInt8(ascii: ")"),
      UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: ";"), UInt8(ascii: "["),
      UInt8(ascii: "]"), UInt8(ascii: "\\"), UInt8(ascii: "{"), UInt8(ascii: "|"),
      UInt8(ascii: "}"):
      mark
    case UInt8(ascii: "@"): at
    default: 0x21...0x7E ~= byte ? 0 : invisible
    }
  }

  /// The last `@`, how many there are, and the forms of all bytes.
  @inline(__always)
  private static func ats(
    in text: Span<UInt8>,
    _ forms: [UInt8]
  ) -> (place: Int, count: Int, seen: UInt8) {
    unsafe text.withUnsafeBufferPointer { text in
      unsafe forms.withUnsafeBufferPointer { forms in
        var (place, count, seen): (Int, Int, UInt8) = (-1, 0, 0)
        for index in text.indices {
          let form = unsafe forms[Int(text[index])]
          seen |= form
          if form == at { (place, count) = (index, count &+ 1) }
        }
        return (place, count, seen)
      }
    }
  }
}
