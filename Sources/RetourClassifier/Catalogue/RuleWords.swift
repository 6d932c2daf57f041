import RetourRules

extension Classifier {
  /// The words that rules look for in texts, in lower case: whoever changes stored texts has to
  /// leave them there, or the same report would be judged otherwise later.
  public var words: Set<String> {
    var words: Set<String> = []
    func add(_ phrases: [String]) {
      for phrase in phrases {
        let parts = phrase.split { !($0.isLetter || $0.isNumber || "_-.+'".contains($0)) }
        for part in parts { words.insert(part.trimmingPunctuation) }
      }
    }
    for rule in text.rules { add(rule.all + rule.any + rule.also + rule.none) }
    add(text.anchors.map(\.phrase))
    for vendor in text.vendors { add(vendor.phrases) }
    return words
  }
}

extension Substring {
  /// Without punctuation at its ends.
  fileprivate var trimmingPunctuation: String {
    let front = drop { !($0.isLetter || $0.isNumber || $0 == "_") }
    let end = front.lastIndex { $0.isLetter || $0.isNumber || $0 == "_" }
    return end.map { String(front[...$0]) } ?? ""
  }
}
