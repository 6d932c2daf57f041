import RetourEvents

/// What a letter of one page says, apart from what single reasons ask for.
///
/// English without contractions; Dutch with *u*, German with *Sie*. A letter asks, it doesn't accuse.
/// Names in braces are filled in.
enum LetterPhrase: CaseIterable {
  // MARK: Head
  case office, reference, titleAll, titleSome, subjectSince, subjectOnce, greeting
  // MARK: What happened
  case since, between, on, undated, lastFailure, allOurs, more
  case oneMessage, messages, onePerson, people
  // MARK: Requests
  case askHeading, inParticularFrom, yourServer, andMoreServers
  // MARK: Evidence
  case sawHeading, server, itsAnswer, onConnecting, toCommand, noWords, givenUp, refused, after
  case oneAttempt, attempts, attemptsRange, inTime, firstAndLast, fromOurServers
  case ourSendingServers
  case queueID, messageID, recipient, notStated
  // MARK: Checking
  case checkHeading, shouldConnect, shouldGreet, shouldAccept, shouldNameServers, shouldResolve
  case shouldAnswer, shouldBeRegistered, shouldShowCertificate, shouldMatch, lookInLog
  // MARK: Reaching us
  case reachHeading, reply, replyTo, call, afterChange, passOn
  case attached, attachedPart, onRequest, namesShortened, namesWhole, pseudonyms
  case unknownOne, unknownMany, fullOne, fullMany, peopleOne, peopleMany, unclearOne
  case unclearMany
  case nothingToDo, thanks, regards, countedOnce, quoted, quotedShortened, marked
}

extension Language {
  /// A phrase of letters with its names filled in.
  func letter(
    _ phrase: LetterPhrase,
    _ values: KeyValuePairs<String, String> = [:]
  ) -> String {
    phrase.wording.filled(self, values)
  }

  /// A count with its noun in a letter.
  func letter(_ count: Int, _ one: LetterPhrase, _ many: LetterPhrase) -> String {
    count == 1 ? letter(one) : letter(many, ["n": number(count)])
  }
}

extension Wording {
  /// The words in one language with the names in braces filled in.
  func filled(_ language: Language, _ values: KeyValuePairs<String, String>) -> String {
    var text = self[language]
    for (name, value) in values { text = text.replacing("{\(name)}", with: value) }
    return text
  }
}
