/// Texts of which each letter is written as a number, with something between them: `6b 69 6d`,
/// `107,105,109`, `0x6b 0x69`, `U+006B U+0069`.
public enum NumberedText {
  /// Fewer letters are no address.
  private static let shortest = 5
  /// So much may stand between two numbers.
  private static let longestGap = 6

  /// Where such texts stand, in their order; takes time in proportion to the length of the text.
  public static func ranges(in text: [UInt8]) -> [Range<Int>] {
    var lists = Notation.allCases.map { List(notation: $0) }
    var found: [Range<Int>] = []
    var index = 0
    while index < text.count {
      guard text[index].isAlphanumeric else {
        index += 1
        continue
      }
      var end = index
      while end < text.count, text[end].isAlphanumeric { end += 1 }
      if !marks.contains(text[index..<end].map(\.lowercased)) {
        for place in lists.indices { lists[place].take(text[index..<end], &found) }
      }
      index = end
    }
    for list in lists { list.end(&found) }
    return found.sorted { $0.lowerBound < $1.lowerBound }
  }

  /// What stands before each number and is none.
  private static let marks = Set(["u", "x", "c", "chr", "char"].map { Array($0.utf8) })

  private enum Notation: CaseIterable {
    case hexadecimal, decimal, octal, binary

    /// The letters that a number, or several without a sign between, stands for; nil for none.
    func letters(_ run: ArraySlice<UInt8>) -> [UInt8]? {
      switch self {
      case .hexadecimal:
        let isMarked =
          run.count > 2 && run.first == UInt8(ascii: "0")
          && run.dropFirst().first?.lowercased == UInt8(ascii: "x")
        var digits =
          isMarked || run.first?.lowercased == UInt8(ascii: "x")
          ? run.dropFirst(isMarked ? 2 : 1) : run
        while digits.count > 2, digits.starts(with: "00".utf8) { digits = digits.dropFirst(2) }
        return 2...64 ~= digits.count ? OpaqueRun.hexadecimal(digits) : nil
      case .decimal: return 2...3 ~= run.count ? value(run, radix: 10) : nil
      case .octal: return 2...4 ~= run.count ? value(run, radix: 8) : nil
      case .binary: return 7...8 ~= run.count ? value(run, radix: 2) : nil
      }
    }

    private func value(_ run: ArraySlice<UInt8>, radix: UInt32) -> [UInt8]? {
      var value: UInt32 = 0
      for digit in run {
        guard digit.isDigit, UInt32(digit - 0x30) < radix else { return nil }
        value = value * radix + UInt32(digit - 0x30)
      }
      return value < 0x80 ? [UInt8(value)] : nil
    }
  }

  /// Numbers of one notation after each other.
  private struct List {
    let notation: Notation
    private var place = 0..<0
    private var numbers = 0
    private var letters = 0
    private var signs = 0

    init(notation: Notation) { self.notation = notation }

    /// Takes the next run of letters and digits of the text.
    mutating func take(_ run: ArraySlice<UInt8>, _ found: inout [Range<Int>]) {
      let decoded = notation.letters(run).flatMap { bytes in
        bytes.allSatisfy { $0.isLocal && $0 < 0x80 || $0 == UInt8(ascii: "@") } ? bytes : nil
      }
      if decoded == nil || run.startIndex - place.upperBound > NumberedText.longestGap {
        end(&found)
        (place, numbers, letters, signs) = (run.startIndex..<run.startIndex, 0, 0, 0)
      }
      guard let decoded else { return }
      place = place.lowerBound..<run.endIndex
      numbers += 1
      letters += decoded.count { $0.isASCIILetter }
      signs += decoded.count
    }

    /// Adds the list to what was found, if it is a text.
    func end(_ found: inout [Range<Int>]) {
      guard numbers > 1, signs >= NumberedText.shortest, letters * 2 > signs else { return }
      found.append(place)
    }
  }
}
