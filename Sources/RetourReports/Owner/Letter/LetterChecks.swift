import RetourEvents

/// What an owner can run to see for himself.
struct LetterCheck: Hashable {
  /// A line for a shell.
  let command: String
  /// What it should show.
  let expectation: String
}

extension Letter {
  /// How many are shown.
  static let checkLimit = 3

  /// What to run, for the requests in their order.
  var checks: [LetterCheck] {
    let all = requests.prefix(Self.requestLimit).map { self.checks($0) }
    // One of each request before a second one of the first.
    var checks: [LetterCheck] = []
    for some in all.map({ $0.prefix(1) }) + all.map({ $0.dropFirst() }) {
      for check in some where !checks.contains(check) { checks.append(check) }
    }
    return Array(checks.prefix(Self.checkLimit))
  }

  private func checks(_ request: Request) -> [LetterCheck] {
    let seen = request.servers.first
    let server = seen?.newest.server?.text ?? seen?.newest.address?.text
    let name = domain.name
    let at = server.map { "--server \($0) " } ?? ""
    func check(_ command: String, _ phrase: LetterPhrase, code: String = "") -> LetterCheck {
      LetterCheck(command: command, expectation: language.letter(phrase, ["code": code]))
    }
    switch request.reason {
    case .connectionTimeout, .connectionRefused:
      return [
        server.map { check("nc -vz \($0) 25", .shouldConnect) }
          ?? check("swaks --to postmaster@\(name) --quit-after EHLO", .shouldGreet),
        check("dig +short MX \(name)", .shouldNameServers),
      ]
    case .connectionDropped, .serverUnavailable, .serverError, .queueExpired, .mailServiceDisabled,
      .protocolError:
      return [check("swaks \(at)--to postmaster@\(name) --quit-after EHLO", .shouldGreet)]
    case .relayDenied, .recipientUnknown, .recipientDisabled, .mailboxFull, .senderNotPermitted,
      .throttled, .greylisted:
      let code = seen?.newest.replyCode.map { "\($0)" } ?? "5xx"
      let swaks = "swaks \(at)--to \(failedAddress(seen) ?? "postmaster@\(name)") --quit-after RCPT"
      let records = check("dig +short MX \(name)", .shouldNameServers)
      return [check(swaks, .shouldAccept, code: code)]
        + (request.reason == .relayDenied ? [records] : [])
    case .noMx, .nullMx, .mxLoop: return [check("dig +short MX \(name)", .shouldNameServers)]
    case .mxHostNotFound:
      return [check("dig +short MX \(name)", .shouldNameServers)]
        + (server.map { [check("dig +short A \($0)", .shouldResolve)] } ?? [])
    case .dnsFailure, .domainNotFound: return [check("dig +trace NS \(name)", .shouldAnswer)]
    case .domainExpired: return [check("whois \(name)", .shouldBeRegistered)]
    case .tlsRequired, .certificateInvalid:
      guard let server else { return [] }
      return [
        check(
          "openssl s_client -starttls smtp -connect \(server):25 -servername \(server)",
          .shouldShowCertificate
        )
      ]
    case .tlsPolicyFailed:
      return [check("dig +short TXT _mta-sts.\(name)", .shouldMatch)]
        + (server.map { [check("dig +short TLSA _25._tcp.\($0)", .shouldMatch)] } ?? [])
    default:
      guard let last = seen?.lastAt else { return [] }
      return [
        LetterCheck(
          command: "",
          expectation: language.letter(.lookInLog, ["time": language.shortMoment(last)])
        )
      ]
    }
  }

  /// The address that failed, where the owner may see it and a shell takes it as it is.
  private func failedAddress(_ seen: ServerEvidence?) -> String? {
    guard options.showsRecipients, !isPseudonymous, let address = seen?.newest.recipient?.text,
      address.utf8.allSatisfy({ OwnerView.isLetterOrDigit($0) || "._+-=@".utf8.contains($0) }),
      !address.hasPrefix("-")
    else { return nil }
    return address
  }
}
