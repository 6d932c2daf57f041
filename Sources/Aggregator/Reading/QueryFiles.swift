extension NamedQuery {
  /// The files of `Queries/`; a test compares the list with the folder.
  static let files: [(name: String, text: StaticString)] = [
    ("addresses-to-remove", QueriesText.addressesToRemove),
    ("causes-by-domain", QueriesText.causesByDomain),
    ("deferred", QueriesText.deferred),
    ("domain-summary", QueriesText.domainSummary),
    ("expired-last-error", QueriesText.expiredLastError),
    ("newest-causes", QueriesText.newestCauses),
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
