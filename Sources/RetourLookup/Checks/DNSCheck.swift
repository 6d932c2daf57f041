/// What is looked at; the raw value is the stable id, whose part before the dot is the topic.
///
/// Docs/DNS.md says of each what it means and what to do.
public enum DNSCheck: String, CaseIterable, Hashable, Sendable {
  // MARK: Where mail goes.

  /// The servers that take mail are there.
  case mx = "mx.ok"
  /// The domain doesn't exist.
  case noName = "mx.nxdomain"
  /// It has neither MX nor address.
  case noExchange = "mx.none"
  /// It says that it takes no mail (RFC 7505).
  case nullExchange = "mx.null"
  /// It says so and names servers as well.
  case nullMixed = "mx.null-mixed"
  /// It has no MX; mail goes to its own address (RFC 5321 5.1).
  case implicit = "mx.implicit"
  /// A server that it names doesn't exist.
  case targetNoName = "mx.target-nxdomain"
  /// A server that it names has no address.
  case targetNoData = "mx.target-nodata"
  /// It names an address where a host name has to be.
  case targetAddress = "mx.target-ip"
  /// A server that it names is an alias (RFC 2181 10.3).
  case targetAlias = "mx.target-cname"
  /// A server that it names has an address of no use to others.
  case targetPrivate = "mx.target-private"
  /// It names one of our own servers, though it isn't ours.
  case loop = "mx.loop"
  /// Exchange Online beside other servers.
  case mixedExchangeOnline = "mx.mixed-exo"
  /// A record that Microsoft 365 had asked for to prove ownership is still there.
  case leftover = "mx.leftover"
  /// It is nearly the name of a domain that gets much mail.
  case typing = "mx.typo"
  /// Nothing came of asking for the servers.
  case exchangeUnknown = "mx.unknown"

  // MARK: The zone.

  /// The name's own servers don't answer, those above do.
  case lame = "ns.lame"
  /// Its servers are those of a company that parks domains.
  case parked = "ns.parked"

  // MARK: SPF (RFC 7208).

  /// The record can be used.
  case spf = "spf.ok"
  /// There is none.
  case noSPF = "spf.none"
  /// There are several, so none counts.
  case multipleSPF = "spf.multiple"
  /// It can't be read.
  case syntaxSPF = "spf.syntax"
  /// It needs more than 10 look-ups.
  case lookupsSPF = "spf.lookups"
  /// More than 2 look-ups give nothing.
  case voidSPF = "spf.void"
  /// It includes a domain without a record.
  case includeSPF = "spf.include-none"
  /// It includes itself.
  case loopSPF = "spf.include-loop"
  /// It has no end, so other servers are neither allowed nor forbidden.
  case openSPF = "spf.no-all"
  /// It allows everybody.
  case allowsAllSPF = "spf.plus-all"
  /// It uses `ptr`, which nobody should.
  case pointerSPF = "spf.ptr"
  /// Mail leaves through Exchange Online, which it doesn't include.
  case exchangeOnlineSPF = "spf.exo-missing"
  /// An address that sends isn't allowed.
  case sourceSPF = "spf.source-missing"
  /// An address that sends is allowed.
  case sourceAllowed = "spf.source-ok"
  /// Nothing came of asking for it.
  case unknownSPF = "spf.unknown"

  // MARK: DMARC (RFC 7489, RFC 9989).

  /// The record can be used.
  case dmarc = "dmarc.ok"
  /// There is none.
  case noDMARC = "dmarc.none"
  /// There are several, so none counts.
  case multipleDMARC = "dmarc.multiple"
  /// It can't be read.
  case syntaxDMARC = "dmarc.syntax"
  /// Whoever shall get the reports hasn't agreed.
  case reportsDMARC = "dmarc.report-denied"
  /// Nothing came of asking for it.
  case unknownDMARC = "dmarc.unknown"

  // MARK: DKIM (RFC 6376).

  /// The key can be used.
  case dkim = "dkim.ok"
  /// There is none.
  case noDKIM = "dkim.none"
  /// It was taken back.
  case revokedDKIM = "dkim.revoked"
  /// It is shorter than 1024 bits (RFC 8301 3.2).
  case weakDKIM = "dkim.weak"
  /// It can't be read.
  case syntaxDKIM = "dkim.syntax"
  /// The selector is an alias of a name that has no key.
  case aliasDKIM = "dkim.target-dead"
  /// Nothing came of asking for it.
  case unknownDKIM = "dkim.unknown"

  // MARK: Encryption on the way.

  /// The policy is announced (RFC 8461).
  case mtaSTS = "mta-sts.ok"
  /// There are several announcements, so none counts.
  case multipleMTASTS = "mta-sts.multiple"
  /// The announcement can't be read.
  case syntaxMTASTS = "mta-sts.syntax"
  /// The policy itself isn't read.
  case policyMTASTS = "mta-sts.policy"
  /// Nothing came of asking for it.
  case unknownMTASTS = "mta-sts.unknown"
  /// The server's key is announced, signed (RFC 7672).
  case dane = "dane.ok"
  /// It is announced in a form that nobody can use.
  case unusableDANE = "dane.unusable"
  /// The zone isn't signed, or the resolver doesn't check it.
  case unsignedDANE = "dane.unsigned"
  /// Nothing came of asking for it.
  case unknownDANE = "dane.unknown"
  /// Reports are asked for (RFC 8460).
  case tlsReports = "tls-rpt.ok"
  /// There are several records, so none counts.
  case multipleTLSReports = "tls-rpt.multiple"
  /// The record can't be read.
  case syntaxTLSReports = "tls-rpt.syntax"
  /// Nothing came of asking for it.
  case unknownTLSReports = "tls-rpt.unknown"

  // MARK: Names of addresses.

  /// The address has a name that leads back to it.
  case pointer = "ptr.ok"
  /// It has no name.
  case noPointer = "ptr.none"
  /// Its name doesn't lead back to it.
  case pointerMismatch = "ptr.mismatch"
  /// Nothing came of asking for it.
  case unknownPointer = "ptr.unknown"

  // MARK: The registry (RDAP, RFC 9083).

  /// The domain is registered.
  case registered = "reg.ok"
  /// Its registration has ended.
  case lapsed = "reg.expired"
  /// It was taken out of the zone.
  case onHold = "reg.hold"
  /// It was renewed by the registry alone.
  case inGrace = "reg.grace"
  /// Its registration ends within 30 days.
  case endsSoon = "reg.soon"
  /// It isn't registered.
  case notRegistered = "reg.none"
  /// Nothing came of asking for it.
  case registrationUnknown = "reg.unknown"

  /// The part before the dot: what is looked at together.
  public var topic: DNSTopic {
    DNSTopic(rawValue: String(rawValue.prefix { $0 != "." })) ?? .mx
  }
}

/// What is looked at together.
public enum DNSTopic: String, CaseIterable, Hashable, Sendable {
  /// Where mail of the domain goes.
  case mx
  /// Who serves its zone; looked at where the answer for its servers leaves that open.
  case ns
  /// Who may send in its name.
  case spf
  /// What is to be done with what fails.
  case dmarc
  /// The keys of signatures.
  case dkim
  /// Whether encryption is announced by a policy.
  case mtaSTS = "mta-sts"
  /// Whether encryption is announced in the zone.
  case dane
  /// Where reports on encryption go.
  case tlsReports = "tls-rpt"
  /// Names of addresses that send.
  case ptr
  /// Until when the domain is registered; looked at where a directory is named.
  case reg
}
