import RetourEvents

/// The same words in every language that Retour speaks; a language that is forgotten doesn't
/// compile.
struct Wording {
  let english: String
  let dutch: String
  let german: String

  init(_ english: String, _ dutch: String, _ german: String) {
    self.english = english
    self.dutch = dutch
    self.german = german
  }

  /// The words in one language.
  subscript(_ language: Language) -> String {
    switch language {
    case .english: english
    case .dutch: dutch
    case .german: german
    }
  }
}

extension Language {
  /// A phrase of the table.
  ///
  /// - Parameters:
  ///   - phrase: which one.
  ///   - values: what stands for the names in braces.
  /// - Returns: the phrase in this language.
  func callAsFunction(_ phrase: Phrase, _ values: KeyValuePairs<String, String> = [:]) -> String {
    var text = phrase.wording[self]
    for (name, value) in values { text = text.replacing("{\(name)}", with: value) }
    return text
  }

  /// A count with its noun: the phrase for one, or that for many with the number in it.
  func callAsFunction(_ count: Int, _ one: Phrase, _ many: Phrase) -> String {
    count == 1 ? self(one) : self(many, ["n": number(count)])
  }
}
