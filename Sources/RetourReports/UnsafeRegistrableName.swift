import CPSL
import RetourEvents

/// Who operates a server, as far as its name tells: the registrable domain, by the list of public
/// suffixes (publicsuffix.org).
///
/// Contract for the unsafe parts: the list that `psl_builtin` returns is constant and lives as long
/// as the process, both functions only read, and what `psl_registrable_domain` returns is a part of
/// its argument and is copied before the argument goes.
enum RegistrableName {
  /// The registrable domain, for example `example.co.uk` for `mx1.mail.example.co.uk`; the name
  /// itself where there is none, as for a public suffix or a name of one label.
  static func of(_ host: String) -> String {
    guard let list = unsafe psl_builtin() else { return host }
    let found: String? = unsafe host.withCString { name in
      guard let found = unsafe psl_registrable_domain(list, name) else { return nil }
      return unsafe String(cString: found)
    }
    return found ?? host
  }
}
