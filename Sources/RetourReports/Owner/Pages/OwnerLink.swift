/// A link in a text: `https://support.example/page?id=1`.
struct OwnerLink {
  /// The whole, without the marks of the sentence behind it.
  let text: Substring
  /// Scheme, host and port: `https://support.example`.
  let front: Substring
  let host: String
  /// Path, query and fragment.
  let rest: Substring
  /// Whether there is a user name before the host.
  let hasUser: Bool

  var end: String.Index { text.endIndex }

  /// Reads a link at the front of a text; nil where none is.
  init?(_ text: Substring) {
    let scheme = text.prefix { $0.isASCII && $0.isLetter }
    guard Self.schemes.contains(scheme.lowercased()),
      text[scheme.endIndex...].hasPrefix("://")
    else { return nil }
    let whole = text.prefix { !$0.isWhitespace && !"<>\"'’|".contains($0) }
    let last = whole.lastIndex { !".,;:!?)]}".contains($0) }
    let link = last.map { whole[...$0] } ?? whole
    let from = link.index(scheme.endIndex, offsetBy: 3, limitedBy: link.endIndex) ?? link.endIndex
    let authority = link[from...].prefix { !"/?#".contains($0) }
    let place = authority.drop { $0 != "@" }
    hasUser = !place.isEmpty
    let server = hasUser ? place.dropFirst() : authority
    host = String(server.prefix { $0 != ":" })
    front = link[..<authority.endIndex]
    rest = link[authority.endIndex...]
    self.text = link
  }

  private static let schemes: Set = ["http", "https", "ftp", "hxxp", "hxxps"]
}
