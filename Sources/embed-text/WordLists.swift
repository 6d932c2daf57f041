import Foundation

/// The words of `Words/*.txt` by kind, each kind as one text with a word a line.
struct WordLists {
  /// Words of mail.
  let mail: String
  /// Those of them that also name people or companies.
  let names: String
  /// Everyday words.
  let ordinary: String
  /// Words of languages that put no blanks between them.
  let joined: String

  /// Takes files by path and text; lines that begin with `#` are comments.
  init(_ files: [(path: String, text: String)]) {
    var (mail, names, ordinary, joined): (Set<String>, Set<String>, Set<String>, Set<String>) =
      ([], [], [], [])
    for (path, text) in files {
      let words = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
        .flatMap { $0.split(separator: " ") }
      switch URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent {
      case "mail":
        for word in words {
          if word.hasPrefix("~") { names.insert(String(word.dropFirst())) }
          mail.insert(String(word.drop { $0 == "~" }))
        }
      case "east": joined.formUnion(words.map(String.init))
      default: ordinary.formUnion(words.map(String.init))
      }
    }
    func text(_ words: Set<String>) -> String { words.sorted().joined(separator: "\n") }
    (self.mail, self.names) = (text(mail), text(names))
    (self.ordinary, self.joined) = (text(ordinary.subtracting(mail)), text(joined))
  }
}
