extension NamedQuery {
  /// The files of `Queries/`; a test compares the list with the folder.
  static let files: [(name: String, text: StaticString)] = [
    ("addresses-to-remove", QueriesText.addressesToRemove),
    ("causes-by-domain", QueriesText.causesByDomain),
    ("domain-summary", QueriesText.domainSummary),
    ("expired-last-error", QueriesText.expiredLastError),
    ("letter-causes", QueriesText.letterCauses),
    ("letter-days", QueriesText.letterDays),
    ("letter-domains", QueriesText.letterDomains),
    ("letter-evidence", QueriesText.letterEvidence),
    ("letter-failures", QueriesText.letterFailures),
    ("letter-recipients", QueriesText.letterRecipients),
    ("letter-servers", QueriesText.letterServers),
    ("letter-totals", QueriesText.letterTotals),
    ("newest-causes", QueriesText.newestCauses),
    ("newest-day", QueriesText.newestDay),
    ("remote-hosts", QueriesText.remoteHosts),
    ("senders-hit", QueriesText.sendersHit),
    ("sides", QueriesText.sides),
    ("top-causes", QueriesText.topCauses),
    ("top-domains", QueriesText.topDomains),
    ("top-reasons", QueriesText.topReasons),
    ("trend-by-day", QueriesText.trendByDay),
    ("unknown-texts", QueriesText.unknownTexts),
  ]
}
