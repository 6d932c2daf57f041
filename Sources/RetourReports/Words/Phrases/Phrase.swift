import RetourEvents

/// Everything that reports say to people, apart from what single reasons mean.
///
/// The switch below is the table of strings: a phrase without words doesn't compile, nor does one
/// that lacks a language. Names in braces are filled in.
enum Phrase: CaseIterable {
  // MARK: Nouns with numbers
  case oneMessage, messages, oneAddress, addresses, oneFailure, failures
  // MARK: The letter
  case letterTitle, letterTitlePlain, letterFrom, letterContact, letterReference
  case letterGenerated
  case letterSummary, letterMostly, letterUnclassified, letterMostlyAnswer, letterSpan
  case letterStillHappening
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
  case ours, theirs, yours, both, unknownSide, event, messageID, explanation
  case serverOperator, servers, alike, wording, reports, texts, changed, messagesRead
  case unreadable
  // MARK: Stages
  case stageConnect, stageGreeting, stageTLS, stageLogin, stageMail, stageRcpt, stageData
  case stageUnknown
  // MARK: The overview
  case overviewTitle, inputs, catalogue, freshness, runNumber, skip, needsAttention
  case nothingNeedsAttention, tileOurs, tileExpired
  case tileLapsed, countsOnly
  case heat, heatFinding, stages, stagesFinding, timeToFailure
  case timeFinding, timeKnown, atOnce, underHour, underDay, upToFive, longer, expiredBucket
  case tableDomains, tableCauses, tableHosts, tableSenders, tableUnknown, dataQuality
  case tableOperators, operatorNote, clockChange, noData, noDataNote, seeDomain, seeCauses
  case howExample
  case ruleToBegin, nameless, traceOnly, withoutTrace, disagreements, oldestInputs
  case rejects, noRejects, withoutDate, futureDates, unfinishedRuns
  case howAsked, andMore, expiryApart, noFailures, generatedBy, zone, writeRule
  case attentionNewCause, attentionAllHard, attentionAllHardMany, attentionOurs, attentionGone
  case attentionOver
  // MARK: The index
  case indexTitle, indexNoHosts
  // MARK: Groups of causes
  case groupAddress, groupDestination, groupAuthentication, groupReputation, groupOurSystems
  case groupPolicy, groupRegistration, groupRetries, groupUnknown
}
