import RetourClassifier
import RetourEvents
import Testing

/// A report about `kim@fabrikam.example` by `info@contoso.example`, unless the context says
/// otherwise.
func report(_ texts: [String], _ context: [String: String] = [:]) throws -> DeliveryReport {
  var input = TextInput(texts: texts)
  input.recipientDomain = EmailAddress(context["recipient"] ?? "kim@fabrikam.example").domain
  input.senderDomain = EmailAddress(context["sender"] ?? "info@contoso.example").domain
  input.remoteHost = context["remote-host"] ?? context["remote-ip"]
  input.phase = try context["phase"].map { try #require(SMTPPhase(rawValue: $0)) }
  input.action = try context["action"].map { try #require(ReportKind(rawValue: $0)) }
  input.status = try context["status"].map { try #require(EnhancedStatus($0)) }
  input.reportingMTA = context["reporting-mta"]
  var report = input.report
  report.humanText = context["human"]
  return report
}

/// The own side that a context states.
func ownSide(_ context: [String: String]) throws -> OwnSide {
  try OwnSide(
    domains: (context["own-domains"] ?? "").split(separator: " ").map {
      try #require(DomainName(ascii: $0))
    },
    hosts: (context["own-hosts"] ?? "").split(separator: " ").map { try #require(OwnHost($0)) },
    hybrid: context["hybrid"].map { try #require(OwnSide.Hybrid(rawValue: $0)) } ?? .auto
  )
}

/// The verdict on one text.
func verdict(_ text: String, _ context: [String: String] = [:]) throws -> Verdict {
  Classifier(own: try ownSide(context)).classify(try report([text], context))
}
