import RetourEvents
import RetourLookup

/// What looks at records add to the things to do.
extension Overview {
  /// What the last look at a destination found; empty for nothing that says more than the failures.
  func records(of domain: String) -> String {
    let notes = lookups.filter { $0.domain == domain }
    guard let note = LookupNote.main(of: notes) else { return "" }
    return told(note)
  }

  /// What is wrong with a record of ours that a reason is about.
  func ownRecords(_ reason: Reason) -> String {
    guard [.spfFail, .spfRecordError, .spfOrDkimMissing].contains(reason) else { return "" }
    let notes = lookups.filter {
      LookupPhrase(ofSender: $0.check) != nil && $0.severity >= .warning
    }
    return notes.first.map(told) ?? ""
  }

  private func told(_ note: LookupNote) -> String {
    guard let sentence = note.sentence(language) else { return "" }
    let moment = LookupPhrase.lookedUp.wording.filled(
      language,
      ["moment": note.moment(language)]
    )
    return " \(moment) \(sentence)"
  }

  /// Our resolver, where domains weren't found that are in order now.
  var resolverTasks: [Task] {
    guard let worst = suspects.first, let last = days?.last,
      let lately = CalendarDays.day(last, plus: 1 - Self.lately)
    else { return [] }
    return [
      Task(
        title: LookupPhrase.suspect.wording[language],
        move: .you,
        note: LookupPhrase.suspectNote.wording.filled(
          language,
          ["day": language.day(worst.day), "n": language.number(worst.domains)]
        ),
        command: "retour query dns-suspect",
        recent: suspects.filter { $0.day >= lately }.reduce(0) { $0 + $1.failures },
        isNew: false
      )
    ]
  }
}
