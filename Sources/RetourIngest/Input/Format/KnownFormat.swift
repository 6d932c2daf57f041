/// A kind of input that is understood, for people.
public struct KnownFormat: Sendable {
  /// What such an input is: mail, trace, log or events.
  public let group: String
  /// A name.
  public let name: String
  /// What it is, in words.
  public let title: String
  /// The page or standard that describes it.
  public let source: String

  /// All that are understood, with services that the user describes.
  public static func all(services: [ServiceForm] = []) -> [KnownFormat] {
    mail + traces + logs
      + (services + ServiceForm.known).map {
        KnownFormat(group: "events", name: $0.id, title: $0.title, source: $0.source)
      }
  }

  private static let mail = [
    KnownFormat(group: "mail", name: "mbox", title: "mailbox in one file", source: "RFC 4155"),
    KnownFormat(
      group: "mail",
      name: "maildir",
      title: "mailbox with a file for each message",
      source: "https://cr.yp.to/proto/maildir.html"
    ),
    KnownFormat(group: "mail", name: "message", title: "one message", source: "RFC 5322"),
  ]

  private static let traces = [
    KnownFormat(
      group: "trace",
      name: "exchange",
      title: "message traces and tracking logs of Exchange (CSV, XML, JSON)",
      source: "https://learn.microsoft.com/exchange/monitoring/trace-an-email-message"
    )
  ]

  private static let logs = LogServer.allCases.map { server in
    KnownFormat(
      group: "log",
      name: "\(server)".lowercased(),
      title: server.title,
      source: server.source
    )
  }
}

extension LogServer {
  /// The page that describes what the server logs.
  fileprivate var source: String {
    switch self {
    case .postfix: "https://www.postfix.org/postconf.5.html"
    case .exim: "https://www.exim.org/exim-html-current/doc/html/spec_html/ch-log_files.html"
    case .sendmail: "https://www.sendmail.org/~ca/email/doc8.12/op.html"
    case .openSMTPD: "https://man.openbsd.org/smtpd"
    case .qmail: "https://cr.yp.to/qmail.html"
    case .zoneMTA: "https://github.com/zone-eu/zone-mta"
    case .cisco: "https://www.cisco.com/c/en/us/support/security/email-security-appliance"
    case .stalwart: "https://stalw.art/docs/telemetry/events"
    case .mimecast: "https://integrations.mimecast.com/documentation/tutorials"
    }
  }
}
