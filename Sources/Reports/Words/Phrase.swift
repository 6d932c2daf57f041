import Events

/// Everything that reports say to people, apart from what single reasons mean.
///
/// The switch below is the table of strings: a phrase without words doesn't compile, nor does one
/// that lacks a language. Names in braces are filled in.
enum Phrase: CaseIterable {
  // MARK: Nouns with numbers
  case oneMessage, messages, oneAddress, addresses, oneFailure, failures
  // MARK: The letter
  case letterTitle, letterTitlePlain, letterFrom, letterContact, letterReference, letterGenerated
  case letterSummary, letterMostly, letterUnclassified, letterMostlyAnswer, letterSpan,
    letterStillHappening
  case letterAllOurs, whatToFix, nothingToFix, notYours, thisOneIsOurs, maybeYours
  case standardSays, check, verifyWith, linkInReport, chartTitle, chartDescription, chartNumbers
  case noChart, causeTable, evidence, evidenceNote, addressesConcerned, addressesHidden
  case addressesPseudonymous
  case moreAddresses, howWeCounted, countedFailure, countedDays, countedPermanent, countedLimits
  case countedNotStated, removedTitle, removedNote, attachments, notStated
  case triedFor, attempts, ourQueueID, reportedBy, nothingNext, ourSendingHosts
  case expiredNote
  // MARK: Columns
  case cause, reason, code, status, count, recipients, first, last, stage, day, domain, share
  case change, side, server, address, sender, text, period, file, mainCause, domains
  case ours, theirs, yours, both, unknownSide, event, messageID, explanation, rate
  case serverOperator, servers, alike, wording, reports, texts, changed, messagesRead, unreadable
  // MARK: Stages
  case stageConnect, stageGreeting, stageTLS, stageLogin, stageMail, stageRcpt, stageData
  case stageUnknown
  // MARK: The overview
  case overviewTitle, overviewIntro, coverage, inputs, catalogue, freshness, runNumber, skip,
    needsAttention
  case nothingNeedsAttention, tileFailures, tileDomains, tilePermanent, tileOurs, tileExpired
  case tileUnknown, tileLapsed, previous, noPrevious, unchanged, countsOnly, perDay, perDayFinding
  case topDomains, topDomainsFinding, heat, heatFinding, stages, stagesFinding, timeToFailure
  case timeFinding, timeKnown, atOnce, underHour, underDay, upToFive, longer, expiredBucket
  case tableDomains, tableCauses, tableHosts, tableSenders, tableUnknown, dataQuality
  case tableOperators, operatorNote, clockChange, noData, noDataNote, seeDomain, seeCauses,
    howExample
  case ruleToBegin, nameless, traceOnly, withoutTrace, disagreements, oldestInputs
  case rejects, noRejects, withoutDate, futureDates, unfinishedRuns
  case howAsked, andMore, expiryApart, noFailures, generatedBy, zone, writeRule
  case attentionNewCause, attentionAllHard, attentionAllHardMany, attentionOurs, attentionGone,
    attentionOver
  // MARK: The index
  case indexTitle, indexIntro, indexNoHosts
  // MARK: Groups of causes
  case groupAddress, groupDestination, groupAuthentication, groupReputation, groupOurSystems
  case groupPolicy, groupRegistration, groupRetries, groupUnknown
}
