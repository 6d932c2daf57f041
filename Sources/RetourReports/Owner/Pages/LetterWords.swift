import RetourClassifier
import RetourEvents

/// The sentences of a letter, which its page and its plain text share.
extension Letter {
  /// The title.
  var title: String {
    language(.letterTitle, ["domain": domainTitle, "period": periodText])
  }

  /// What a reason means, said to somebody who doesn't know this program and its rules.
  func meaning(_ reason: Reason) -> String {
    reason == .unclassified
      ? language(.letterUnclassified) : Remedy.of(reason, in: language).meaning
  }

  /// What happened, in a few sentences.
  var summary: [String] {
    guard totals.failures > 0 else { return [language(.noFailures)] }
    var sentences = [
      language(
        .letterSummary,
        [
          "failures": language(totals.failures, .oneMessage, .messages),
          "addresses": language(totals.recipients, .oneAddress, .addresses),
          "domain": domainTitle,
        ]
      )
    ]
    if let main = causes.max(by: { $0.failures < $1.failures }) {
      sentences.append(
        language(
          .letterMostly,
          [
            "n": language.number(main.failures),
            "cause": meaning(main.reason),
          ]
        )
      )
      if let shown = main.evidence.first(where: { $0.server != nil && !$0.reply.isEmpty }),
        let server = shown.server
      {
        sentences.append(
          language(.letterMostlyAnswer, ["server": server.text, "reply": shown.reply])
        )
      }
    }
    if let first = totals.firstAt, let last = totals.lastAt {
      sentences.append(
        language(
          .letterSpan,
          ["first": language.moment(first), "last": language.moment(last)]
        )
      )
    }
    if isStillHappening {
      sentences.append(language(.letterStillHappening))
    }
    if theirs.isEmpty { sentences.append(language(.letterAllOurs)) }
    return sentences
  }

  /// The lines of the letter's head: a name and a value each.
  var facts: [(name: String, value: String)] {
    var facts: [(String, String)] = []
    if let organisation = options.organisation {
      facts.append((language(.letterFrom), organisation))
    }
    if let contact = options.contact { facts.append((language(.letterContact), contact)) }
    if !sendingHosts.isEmpty {
      facts.append((language(.ourSendingHosts), sendingHosts.joined(separator: ", ")))
    }
    facts.append(
      (language(.period), "\(periodText), \(language(.zone, ["zone": timeZone]))")
    )
    facts.append((language(.letterReference), reference))
    facts.append((language(.letterGenerated), language.moment(options.now.description)))
    return facts
  }

  private var sendingHosts: [String] {
    options.sender.sendingHosts.map(\.description)
  }

  /// How it was counted.
  var countingNotes: [String] {
    [
      language(.countedFailure), language(.countedDays, ["zone": timeZone]),
      language(.countedPermanent), language(.expiryApart), language(.countedLimits),
      language(.countedNotStated),
    ]
  }

  /// What is said of the owner's addresses besides their list; nil where the list says it all.
  var addressesNote: String? {
    guard isPseudonymous || !options.showsRecipients else { return nil }
    let addresses = language(totals.recipients, .oneAddress, .addresses)
    return language(
      isPseudonymous ? .addressesPseudonymous : .addressesHidden,
      ["addresses": addresses]
    )
  }

  /// What was taken out of it.
  var removedNote: String { language(.removedNote, ["n": language.number(removed)]) }

  /// The failures per day as a chart; nil where they are too few.
  var chart: ColumnChart? {
    guard totals.failures >= 5, let days, !dayCounts.isEmpty else { return nil }
    var sums: [Reason: Int] = [:]
    for count in dayCounts { sums[count.reason, default: 0] += count.failures }
    let order = sums.sorted {
      ($0.value, $1.key.rawValue) > ($1.value, $0.key.rawValue)
    }.map(\.key)
    let named = Array(order.prefix(7))
    var series = named.enumerated().map { index, reason in
      ColumnChart.Series(name: meaning(reason), fill: index + 1)
    }
    if order.count > named.count {
      let rest = language(.andMore, ["n": language.number(order.count - named.count)])
      series.append(ColumnChart.Series(name: rest, fill: 9))
    }
    let columns = ColumnChart.columns(
      dayCounts.map { count in
        (count.day, named.firstIndex(of: count.reason) ?? series.count - 1, count.failures)
      },
      from: days.first,
      to: days.last,
      series: series.count,
      known: known,
      language
    )
    guard let most = columns.max(by: { $0.total < $1.total }) else { return nil }
    return ColumnChart(
      title: language(.chartTitle),
      finding: language(
        .chartDescription,
        [
          "n": language(totals.failures, .oneFailure, .failures),
          "days": language.number(Set(dayCounts.map(\.day)).count),
          "day": most.label, "most": language.number(most.total),
        ]
      ),
      series: series,
      columns: columns,
      timeZone: timeZone,
      language: language
    )
  }
}

extension Letter.Evidence {
  /// Reply code and enhanced code as they stand in a session, for example `452 4.2.2`.
  var reply: String {
    [replyCode.map { "\($0)" }, status].compactMap(\.self).joined(separator: " ")
  }

  /// Name and address of the server that answered.
  var serverText: String? {
    let parts = [server?.text, address.map { "[\($0.text)]" }].compactMap(\.self)
    return parts.isEmpty ? nil : parts.joined(separator: " ")
  }

  /// The facts below the answer, what isn't stated called so.
  func facts(_ language: Language) -> [(name: String, value: String)] {
    let unstated = language(.notStated)
    var facts: [(String, String)] = [
      (language(.attempts), attempts.map { language.number($0) } ?? unstated),
      (language(.triedFor), retriedFor.map { language.duration($0) } ?? unstated),
    ]
    if isExpired { facts.append(("", language(.nothingNext))) }
    if let reportedBy { facts.append((language(.reportedBy), reportedBy.text)) }
    if let queueID { facts.append((language(.ourQueueID), queueID.text)) }
    if let messageID { facts.append((language(.messageID), messageID.text)) }
    if let recipient { facts.append((language(.address), recipient.text)) }
    facts.append((language(.event), eventID))
    return facts
  }
}
