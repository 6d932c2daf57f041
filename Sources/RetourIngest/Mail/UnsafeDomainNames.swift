import CIDN2
import Glibc
import RetourEvents

/// Domain names as mail writes them to ``DomainName``.
///
/// Contract for the unsafe parts: the string that libidn2 allocates is freed here.
enum DomainNames {
  /// Parses a name; one with bytes above ASCII goes through IDNA 2008 (RFC 5891).
  static func parse(_ bytes: Bytes) -> DomainName? {
    guard bytes.hasHighBytes else { return DomainName(ascii: bytes) }
    var result: UnsafeMutablePointer<CChar>?
    let status = unsafe idn2_to_ascii_8z(
      bytes.text,
      &result,
      Int32(IDN2_NONTRANSITIONAL.rawValue)
    )
    guard status == IDN2_OK.rawValue, let result = unsafe result else { return nil }
    defer { unsafe free(result) }
    return unsafe DomainName(ascii: String(cString: result))
  }
}
