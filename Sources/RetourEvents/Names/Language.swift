/// A language in which people read what Retour writes; formats for machines are always the same.
public enum Language: String, CaseIterable, Hashable, Sendable {
  /// English.
  case english = "en"
  /// Dutch.
  case dutch = "nl"
  /// German.
  case german = "de"

  /// The language of a tag or a locale, for example `nl`, `nl_BE.UTF-8` or `de-AT`; nil for one
  /// that isn't spoken here.
  public init?(locale: some StringProtocol) {
    let word = locale.prefix { $0 != "_" && $0 != "-" && $0 != "." && $0 != "@" }
    self.init(rawValue: word.lowercased())
  }

  /// The language that the environment asks for: the first of `LC_ALL`, `LC_MESSAGES` and `LANG`
  /// that is set decides (POSIX); English where it names none of those spoken here.
  public init(environment: [String: String]) {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"].compactMap { environment[$0] }
      .first { !$0.isEmpty }
    self = set.flatMap { Language(locale: $0) } ?? .english
  }
}
