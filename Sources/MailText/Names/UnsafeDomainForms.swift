import CIDN2
import Glibc
public import RetourEvents

/// The two forms of an internationalised domain name (RFC 5890).
///
/// Contract for the unsafe parts: the string that libidn2 allocates is freed here, and nothing of
/// it is kept.
public enum DomainForms {
  /// The name with A-labels, for a name in either form; nil for what is no name.
  public static func ascii(_ name: String) -> DomainName? {
    guard name.utf8.contains(where: { $0 >= 0x80 }) else { return DomainName(ascii: name) }
    var result: UnsafeMutablePointer<CChar>?
    let status = unsafe idn2_to_ascii_8z(name, &result, Int32(IDN2_NONTRANSITIONAL.rawValue))
    guard status == IDN2_OK.rawValue, let result = unsafe result else { return nil }
    defer { unsafe free(result) }
    return unsafe DomainName(ascii: String(cString: result))
  }

  /// The name with U-labels; nil where that is the same, or where letters of several scripts are
  /// mixed within a label, which could pass for another name.
  public static func unicode(_ name: DomainName) -> String? {
    guard name.name.contains("xn--") else { return nil }
    var result: UnsafeMutablePointer<CChar>?
    let status = unsafe idn2_to_unicode_8z8z(name.name, &result, 0)
    guard status == IDN2_OK.rawValue, let result = unsafe result else { return nil }
    defer { unsafe free(result) }
    let text = unsafe String(cString: result)
    return text == name.name || mixesScripts(text) ? nil : text
  }

  /// Whether a label has ASCII letters beside letters that aren't of the Latin blocks, or anything
  /// that is no letter, mark, digit or hyphen.
  private static func mixesScripts(_ name: String) -> Bool {
    name.split(separator: ".").contains { label in
      let letters = label.unicodeScalars.filter(\.properties.isAlphabetic)
      let latin = letters.filter { $0.value < 0x250 }.count
      let odd = label.unicodeScalars.contains {
        !$0.properties.isAlphabetic && !("0"..."9" ~= $0) && $0 != "-"
          && $0.properties.generalCategory != .nonspacingMark
          && $0.properties.generalCategory != .spacingMark
      }
      return odd || latin > 0 && latin < letters.count
    }
  }
}

extension DomainName {
  /// Creates a name from either form of an internationalised name; nil for what is no name.
  public init?(international text: String) {
    guard let name = DomainForms.ascii(text) else { return nil }
    self = name
  }
}
