import CPSL
public import RetourEvents

/// The registrable domain of a name, by the list of public suffixes (publicsuffix.org).
///
/// The unsafe parts are calls of libpsl. The list that
/// `psl_builtin` returns is constant and lives as long as the process, and its functions only
/// read; the domain that `psl_registrable_domain` returns is a part of its argument, so it is
/// copied before the argument goes.
public enum UnsafePublicSuffix {
  /// The registrable domain, for example `example.co.uk` for `mail.example.co.uk`; the last two
  /// labels where there is no list or the name is itself a suffix.
  public static func registrableDomain(of domain: DomainName) -> DomainName {
    guard let list = unsafe psl_builtin() else { return lastTwoLabels(of: domain) }
    let found: String? = unsafe domain.name.withCString { name in
      guard let found = unsafe psl_registrable_domain(list, name) else { return nil }
      return unsafe String(cString: found)
    }
    return found.flatMap { DomainName(ascii: $0) } ?? lastTwoLabels(of: domain)
  }

  /// Whether others have their domains below a name.
  ///
  /// It is then a registry (`com`, `co.uk`) or a service that gives names to others (`github.io`); a
  /// single label that no list has is somebody's own, as in an intranet. Without a list no name is.
  public static func isPublicSuffix(_ domain: DomainName) -> Bool {
    guard let list = unsafe psl_builtin() else { return false }
    let kinds = PSL_TYPE_ANY | PSL_TYPE_NO_STAR_RULE
    return unsafe domain.name.withCString { name in
      unsafe psl_is_public_suffix2(list, name, kinds) != 0
    }
  }

  /// Whether two names have the same registrable domain.
  ///
  /// It ends with both names' last two labels, so most pairs differ without a look at the list.
  public static func haveSameRegistration(_ one: DomainName, _ other: DomainName) -> Bool {
    guard haveSameEnd(one, other) else { return false }
    return one == other || registrableDomain(of: one) == registrableDomain(of: other)
  }

  /// Whether the last two labels are the same.
  private static func haveSameEnd(_ one: DomainName, _ other: DomainName) -> Bool {
    let (one, other) = (one.name.utf8.span, other.name.utf8.span)
    var dots = 0
    for index in 1...max(one.count, other.count) {
      let isOver = (one.count < index, other.count < index)
      let byte = isOver.0 ? UInt8(ascii: ".") : one[one.count - index]
      guard byte == (isOver.1 ? UInt8(ascii: ".") : other[other.count - index]) else {
        return false
      }
      if byte == UInt8(ascii: ".") { dots += 1 }
      if dots == 2 { return true }
    }
    return true
  }

  private static func lastTwoLabels(of domain: DomainName) -> DomainName {
    let labels = domain.name.split(separator: ".")
    return DomainName(ascii: labels.suffix(2).joined(separator: ".")) ?? domain
  }
}
