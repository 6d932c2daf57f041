import RetourEvents

extension Decision {
  /// What words that no rule knows are most like; nil where nothing is like them by so much.
  ///
  /// As with the grammar, of a text that holds another only the innermost speaks, and the time to
  /// retry isn't a guess's matter.
  func guess(from lead: Int) -> Finding? {
    guard allowsGuesses else { return nil }
    for index in layers.indices.reversed() {
      let layer = layers[index]
      let reading = readings[layer.reading]
      let isInnermost = !layers[(index + 1)...].contains { $0.reading == layer.reading }
      guard isInnermost, !reading.hasExpiryWords, reading.hasWords(in: layer.range) else {
        continue
      }
      let text = reading.text[layer.range]
      guard let guess = guessed[index] ?? SimilarTexts.builtIn.guess(text) else { continue }
      guessed[index] = guess
      guard guess.lead >= lead, guess.isFamiliar else { continue }
      if trace != nil { trace?.similar = (SimilarTexts.builtIn.weightiest(text), index) }
      return Finding(reason: guess.reason, evidence: .similar, rule: "fallback.similar-words")
    }
    return nil
  }
}
