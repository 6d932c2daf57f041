import RetourEvents
import RetourLookup

extension Letter {
  /// What a look at the records of the domain found: the name that was asked, when, what follows, the
  /// record as it stands and as it should be.
  ///
  /// It is nil where nobody looked, and where the letter is about something that no record can
  /// repair.
  var lookupWords: String? {
    guard let lookup, told.contains(where: { $0.reason.isOfRecords }),
      let sentence = lookup.sentence(language)
    else { return nil }
    var words = [lookedUp(lookup), sentence]
    if lookup.severity == .fault {
      if let record = lookup.facts["record"]?.shown, lookup.check != .loop {
        words.append(
          LookupPhrase.itStands.wording.filled(
            language,
            ["domain": domain.name, "record": VisibleText.cleaned(record)]
          )
        )
      }
      words.append(LookupPhrase.nobodyCan.wording[language])
    }
    return words.joined(separator: " ")
  }

  private func lookedUp(_ lookup: LookupNote) -> String {
    let moment = lookup.moment(language)
    let last = told.compactMap(\.lastAt).max().flatMap { Timestamp(iso8601: $0) }
    guard let last, let then = Timestamp(iso8601: lookup.checkedAt), then.seconds > last.seconds
    else { return LookupPhrase.lookedUp.wording.filled(language, ["moment": moment]) }
    let age = language.spelledDuration(Int(then.seconds - last.seconds))
    return LookupPhrase.lookedUpAfter.wording.filled(language, ["moment": moment, "age": age])
  }
}

extension Reason {
  /// Whether records of the destination have a part in it, so that a look at them says something.
  var isOfRecords: Bool {
    switch cause {
    case .destinationDomain, .mx, .expiry: true
    default: false
    }
  }
}
