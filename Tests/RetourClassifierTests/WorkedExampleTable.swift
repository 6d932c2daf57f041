import RetourEvents

/// The worked examples of the taxonomy (section 7), each with what the report around it says.
///
/// ` | ` separates the expiry line from the last error. Number 116 is a delay notice and has no
/// verdict, so it isn't here.
let workedExamples: [WorkedExample] = [
  WorkedExample(
    number: 1,
    text: #"550 4.4.7 QUEUE.Expired; message expired"#,
    reason: "queue-expired",
    expired: true
  ),
  WorkedExample(
    number: 2,
    text: #"#550 4.4.7 QUEUE.Expired; message expired ##"#,
    reason: "queue-expired",
    expired: true
  ),
  WorkedExample(
    number: 3,
    text: #""#,
    context: [
      "action": "failed",
      "human":
        "Unable to deliver message to the following recipients, due to being unable to "
        + "connect successfully to the destination mail server.",
      "status": "4.4.7",
    ],
    reason: "connection-timeout",
    expired: true
  ),
  WorkedExample(
    number: 4,
    text:
      #"550 4.4.7 QUEUE.Expired | 441 4.4.1 ... "Failed to connect. Winsock error "#
      + #"code: 10060" ... The last endpoint attempted was 203.0.113.9:25"#,
    reason: "connection-timeout",
    expired: true
  ),
  WorkedExample(
    number: 5,
    text:
      #"550 4.4.7 QUEUE.Expired | 441 4.4.1 ... "Failed to connect. Winsock error "#
      + #"code: 10060" ... last endpoint 10.1.1.3:25"#,
    reason: "onprem-unreachable",
    expired: true
  ),
  WorkedExample(
    number: 6,
    text:
      #"550 4.4.7 QUEUE.Expired | 441 4.4.1 ... "Winsock error code: 10061" ... "#
      + #"198.51.100.4:25"#,
    reason: "connection-refused",
    expired: true
  ),
  WorkedExample(
    number: 7,
    text:
      #"550 4.4.7 QUEUE.Expired | 450 4.7.0 Proxy session setup failed on Frontend "#
      + #"with '451 4.4.0 Primary target IP address responded with: "421 4.2.1 Unable to "#
      + #"connect." ...'"#,
    reason: "connection-timeout",
    expired: true
  ),
  WorkedExample(
    number: 8,
    text:
      #"550 4.4.7 QUEUE.Expired | 450 4.7.0 Proxy session ... '451 4.4.0 Primary "#
      + #"target IP address responded with: "421 4.3.2 Service not active." ...'"#,
    context: [
      "own-domains": "contoso.example",
      "remote-host": "hub.contoso.example",
    ],
    reason: "onprem-unreachable",
    expired: true
  ),
  WorkedExample(
    number: 9,
    text: #"550 4.4.7 QUEUE.Expired | 450 4.7.0 Proxy session ... "421 4.3.2 Service not active.""#,
    reason: "server-unavailable",
    expired: true
  ),
  WorkedExample(
    number: 10,
    text:
      #"550 4.4.7 QUEUE.Expired | 450 4.7.0 Proxy session ... "451 5.7.3 STARTTLS is "#
      + #"required to send mail.""#,
    context: [
      "own-domains": "contoso.example",
      "remote-host": "mail.contoso.example",
    ],
    reason: "connector-tls",
    expired: true
  ),
  WorkedExample(
    number: 11,
    text:
      #"550 4.4.7 QUEUE.Expired | 450 4.7.0 Proxy session ... "451 5.7.3 STARTTLS is "#
      + #"required to send mail.""#,
    reason: "tls-required",
    expired: true
  ),
  WorkedExample(
    number: 12,
    text:
      #"550 4.4.7 QUEUE.Expired | 451 4.4.0 DNS query failed. The error was: "#
      + #"SMTPSEND.DNS.NonExistentDomain; nonexistent domain"#,
    reason: "domain-not-found",
    expired: true
  ),
  WorkedExample(
    number: 13,
    text:
      #"550 4.4.7 QUEUE.Expired | 450 4.2.0 Recipient address rejected: Greylisted, "#
      + #"try again in 5 minutes"#,
    reason: "greylisted",
    expired: true
  ),
  WorkedExample(
    number: 14,
    text: #"550 4.4.7 QUEUE.Expired | 452 4.2.2 The recipient's inbox is out of storage space"#,
    context: [
      "remote-host": "gmail-smtp-in.l.google.com"
    ],
    reason: "mailbox-full",
    expired: true
  ),
  WorkedExample(
    number: 15,
    text:
      #"550 4.4.7 QUEUE.Expired | 451 4.7.650 ... temporarily rate limited due to IP "#
      + #"reputation (S3113)"#,
    reason: "ip-reputation",
    expired: true
  ),
  WorkedExample(
    number: 16,
    text:
      #"550 4.4.7 QUEUE.Expired | 421 4.7.0 [TSS04] Messages from 203.0.113.1 "#
      + #"temporarily deferred due to unexpected volume or user complaints"#,
    reason: "ip-reputation",
    expired: true
  ),
  WorkedExample(
    number: 17,
    text:
      #"550 4.4.7 QUEUE.Expired | 451 4.7.24 The SPF record of the sending domain has "#
      + #"one or more suspicious entries"#,
    reason: "spf-record-error",
    expired: true
  ),
  WorkedExample(
    number: 18,
    text: #"550 5.4.300 Message expired"#,
    reason: "queue-expired",
    expired: true
  ),
  WorkedExample(
    number: 19,
    text:
      #"550 5.4.310 DNS domain 'fabrikan.example' does not exist "#
      + #"[Message=InfoDomainNonexistent] [LastAttemptedServerName=fabrikan.example]"#,
    context: [
      "recipient": "kim@fabrikan.example"
    ],
    reason: "domain-not-found",
    expired: false
  ),
  WorkedExample(
    number: 20,
    text: #"550 5.4.312 Message expired, DNS query failed(InfoNoRecords)"#,
    reason: "no-mx",
    expired: true
  ),
  WorkedExample(
    number: 21,
    text:
      #"450 4.4.312 DNS query failed [Message=InfoNoRecords] "#
      + #"[LastAttemptedServerName=fabrikam.example]"#,
    reason: "no-mx",
    expired: true
  ),
  WorkedExample(
    number: 22,
    text: #"550 5.4.312 Message expired, DNS query failed(ErrorRetry)"#,
    reason: "dns-failure",
    expired: true
  ),
  WorkedExample(
    number: 23,
    text:
      #"450 4.4.312 DNS query failed [Message=ErrorRetry] "#
      + #"[LastAttemptedServerName=smarthost.contoso.example]"#,
    context: [
      "own-hosts": "smarthost.contoso.example"
    ],
    reason: "onprem-unreachable",
    expired: true
  ),
  WorkedExample(
    number: 24,
    text:
      #"450 4.4.315 Connection timed out [Message=Socket error code 10060] "#
      + #"[LastAttemptedIP=198.51.100.20:25]"#,
    reason: "connection-timeout",
    expired: true
  ),
  WorkedExample(
    number: 25,
    text: #"550 5.4.316 Message expired, connection refused(Socket error code 10061)"#,
    reason: "connection-refused",
    expired: true
  ),
  WorkedExample(
    number: 26,
    text: #"550 5.4.316 Message expired, connection refused(Socket error code 10061)"#,
    context: [
      "own-domains": "contoso.example",
      "remote-host": "hybrid.contoso.example",
    ],
    reason: "onprem-unreachable",
    expired: true
  ),
  WorkedExample(
    number: 27,
    text:
      #"550 5.4.317 Message expired, cannot connect to remote server(451 5.7.3 "#
      + #"STARTTLS is required to send mail)"#,
    reason: "tls-required",
    expired: true
  ),
  WorkedExample(
    number: 28,
    text: #"450 4.4.317 Cannot connect to remote server [Message=UntrustedRoot]"#,
    reason: "certificate-invalid",
    expired: true
  ),
  WorkedExample(
    number: 29,
    text:
      #"450 4.4.317 Cannot connect to remote server [Message=SubjectMismatch Expected "#
      + #"Subject: *.contoso.example. Presented Subject: CN=EX01]"#,
    context: [
      "own-domains": "contoso.example",
      "remote-host": "mail.contoso.example",
    ],
    reason: "connector-tls",
    expired: true
  ),
  WorkedExample(
    number: 30,
    text:
      #"450 4.4.317 Cannot connect to remote server [Message=451 4.4.0 TLS negotiation "#
      + #"failed with error SocketError]"#,
    context: [
      "own-domains": "contoso.example",
      "remote-host": "mail.contoso.example",
    ],
    reason: "connector-tls",
    expired: true
  ),
  WorkedExample(
    number: 31,
    text:
      #"450 4.4.317 Cannot establish session with remote server [Message=Failed to "#
      + #"connect. Winsock error code: 995, Win32 error code: 995] "#
      + #"[LastAttemptedServerName=203.0.113.85]"#,
    reason: "connection-timeout",
    expired: true
  ),
  WorkedExample(
    number: 32,
    text: #"450 4.4.318 Connection was closed abruptly (SuspiciousRemoteServerError)"#,
    reason: "connection-dropped",
    expired: true
  ),
  WorkedExample(
    number: 33,
    text:
      #"450 4.7.320 Certificate validation failed [Message=SubjectMismatch] "#
      + #"[LastAttemptedServerName=mail.contoso.example]"#,
    context: [
      "own-domains": "contoso.example"
    ],
    reason: "connector-tls",
    expired: true
  ),
  WorkedExample(
    number: 34,
    text: #"450 4.7.320 Certificate validation failed [Message=CertificateExpired]"#,
    reason: "certificate-invalid",
    expired: true
  ),
  WorkedExample(
    number: 35,
    text: #"5.7.322 certificate-expired: Destination mail server's certificate is expired."#,
    reason: "certificate-invalid",
    expired: false
  ),
  WorkedExample(
    number: 36,
    text: #"5.7.323 tlsa-invalid: The domain failed DANE validation."#,
    reason: "tls-policy-failed",
    expired: false
  ),
  WorkedExample(
    number: 37,
    text: #"4.4.8 MX hosts of fabrikam.example failed MTA-STS validation"#,
    reason: "tls-policy-failed",
    expired: false
  ),
  WorkedExample(
    number: 38,
    text: #"550 5.7.64 TenantAttribution; Relay Access Denied SMTP"#,
    reason: "connector-auth",
    expired: false
  ),
  WorkedExample(
    number: 39,
    text:
      #"550 5.7.68 TenantInboundAttribution; Direct Send not allowed for this "#
      + #"organization from unauthorized sources"#,
    reason: "connector-auth",
    expired: false
  ),
  WorkedExample(
    number: 40,
    text:
      #"550 5.7.230 Connecting Exchange server version is out-of-date; connection to "#
      + #"Exchange Online blocked for 10 mins/hr"#,
    reason: "hybrid-config",
    expired: false
  ),
  WorkedExample(
    number: 41,
    text: #"451 4.4.62 Mail sent to the wrong Office 365 region. ATTR35"#,
    reason: "hybrid-config",
    expired: false
  ),
  WorkedExample(
    number: 42,
    text:
      #"5.3.190 Journaling on-premises messages to Microsoft 365 or Office 365 not "#
      + #"supported when Journaling Archive is disabled"#,
    reason: "hybrid-config",
    expired: false
  ),
  WorkedExample(
    number: 43,
    text: #"554 5.4.14 Hop count exceeded - possible mail loop ATTR34"#,
    context: [
      "own-domains": "contoso.example",
      "recipient": "kim@contoso.example",
    ],
    reason: "hybrid-loop",
    expired: false
  ),
  WorkedExample(
    number: 44,
    text: #"554 5.4.14 Hop count exceeded - possible mail loop ATTR34"#,
    reason: "mail-loop",
    expired: false
  ),
  WorkedExample(
    number: 45,
    text: #"550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup"#,
    reason: "recipient-unknown",
    expired: false
  ),
  WorkedExample(
    number: 46,
    text: #"550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup"#,
    context: [
      "hybrid": "true",
      "own-domains": "contoso.example",
      "recipient": "kim@contoso.example",
    ],
    reason: "hybrid-config",
    expired: false
  ),
  WorkedExample(
    number: 47,
    text: #"556 5.1.10 Recipient address has null MX"#,
    reason: "null-mx",
    expired: false
  ),
  WorkedExample(
    number: 48,
    text:
      #"550 5.4.1 [kim@fabrikam.example]: Recipient address rejected: Access denied "#
      + #"[AM0EUR02.prod.protection.outlook.com]"#,
    reason: "recipient-unknown",
    expired: false
  ),
  WorkedExample(
    number: 49,
    text: #"550 5.4.1 Relay Access Denied"#,
    reason: "relay-denied",
    expired: false
  ),
  WorkedExample(
    number: 50,
    text:
      #"451 4.4.4 Mail received as unauthenticated, incoming to a recipient domain "#
      + #"configured in a hosted tenant which has no mail-enabled subscriptions. ATTR5"#,
    reason: "mail-service-disabled",
    expired: false
  ),
  WorkedExample(
    number: 51,
    text: #"550 5.7.23 The message was rejected because of Sender Policy Framework violation"#,
    reason: "spf-fail",
    expired: false
  ),
  WorkedExample(
    number: 52,
    text:
      #"550 5.7.23 The message was rejected because of Sender Policy Framework "#
      + #"violation -> 550 5.7.1 Unauthenticated email from contoso.example is not "#
      + #"accepted due to domain's DMARC policy"#,
    context: [
      "remote-host": "mx.google.com"
    ],
    reason: "dkim-dmarc-fail",
    expired: false
  ),
  WorkedExample(
    number: 53,
    text:
      #"550 5.1.0 192.0.2.222 is not allowed to send from <contoso.example> per it's "#
      + #"SPF Record. Please inspect your SPF settings, and try again. IB508"#,
    context: [
      "remote-host": "smtp.secureserver.net"
    ],
    reason: "spf-fail",
    expired: false
  ),
  WorkedExample(
    number: 54,
    text:
      #"550-5.7.26 The MAIL FROM domain [contoso.example] has an SPF record with a "#
      + #"hard fail policy (-all) but it fails to pass SPF checks with the ip"#,
    context: [
      "remote-host": "gmail-smtp-in.l.google.com"
    ],
    reason: "spf-fail",
    expired: false
  ),
  WorkedExample(
    number: 55,
    text:
      #"550-5.7.26 This mail has been blocked because the sender is unauthenticated. "#
      + #"Gmail requires all senders to authenticate with either SPF or DKIM."#,
    reason: "spf-or-dkim-missing",
    expired: false
  ),
  WorkedExample(
    number: 56,
    text:
      #"4.7.26 Access denied, a message sent over IPv6 [2001:db8::1] must pass either "#
      + #"SPF or DKIM validation, this message is not signed"#,
    reason: "spf-or-dkim-missing",
    expired: false
  ),
  WorkedExample(
    number: 57,
    text:
      #"550 5.7.515 Access denied, sending domain CONTOSO.EXAMPLE doesn't meet the "#
      + #"required authentication level. ... Spf= Fail , Dkim= Pass , DMARC= Pass"#,
    reason: "spf-fail",
    expired: false
  ),
  WorkedExample(
    number: 58,
    text: #"550 5.7.515 ... Spf= Pass , Dkim= Fail , DMARC= Fail"#,
    reason: "dkim-dmarc-fail",
    expired: false
  ),
  WorkedExample(
    number: 59,
    text: #"550 SPF: 203.0.113.4 is not allowed to send mail. permerror: too many DNS lookups"#,
    reason: "spf-record-error",
    expired: false
  ),
  WorkedExample(
    number: 60,
    text:
      #"550 <contoso.example>: Reject due to SPF policy. The originating IP of the "#
      + #"message is not permitted by the domain owner"#,
    reason: "spf-fail",
    expired: false
  ),
  WorkedExample(
    number: 61,
    text: #"550 SPF Sender Invalid - envelope rejected"#,
    reason: "spf-fail",
    expired: false
  ),
  WorkedExample(
    number: 62,
    text:
      #"550 5.7.509 Access denied, sending domain [CONTOSO.EXAMPLE] does not pass "#
      + #"DMARC verification and has a DMARC policy of reject."#,
    reason: "dkim-dmarc-fail",
    expired: false
  ),
  WorkedExample(
    number: 63,
    text: #"550 5.2.0 Message rejected due to DMARC. Please see .../DM000001"#,
    reason: "dkim-dmarc-fail",
    expired: false
  ),
  WorkedExample(
    number: 64,
    text:
      #"550-5.7.25 [203.0.113.5] The IP address sending this message does not have a "#
      + #"PTR record setup"#,
    reason: "reverse-dns",
    expired: false
  ),
  WorkedExample(
    number: 65,
    text:
      #"Host or domain name not found. Name service error for name=fabrikan.example "#
      + #"type=MX: Host not found"#,
    context: [
      "recipient": "kim@fabrikan.example"
    ],
    reason: "domain-not-found",
    expired: false
  ),
  WorkedExample(
    number: 66,
    text:
      #"Host or domain name not found. Name service error for "#
      + #"name=mx1.fabrikam.example type=A: Host not found"#,
    reason: "mx-host-not-found",
    expired: false
  ),
  WorkedExample(
    number: 67,
    text:
      #"Host or domain name not found. Name service error for name=fabrikam.example "#
      + #"type=MX: Host not found, try again"#,
    context: [
      "action": "failed",
      "status": "4.4.3",
    ],
    reason: "dns-failure",
    expired: true
  ),
  WorkedExample(
    number: 68,
    text:
      #"Name service error for name=fabrikam.example type=MX: Malformed or unexpected "#
      + #"name server reply"#,
    reason: "no-mx",
    expired: false
  ),
  WorkedExample(
    number: 69,
    text: #"Domain fabrikam.example does not accept mail (nullMX)"#,
    reason: "null-mx",
    expired: false
  ),
  WorkedExample(
    number: 70,
    text: #"mail for fabrikam.example loops back to myself"#,
    reason: "mx-loop",
    expired: false
  ),
  WorkedExample(
    number: 71,
    text: #"connect to mx.fabrikam.example[203.0.113.8]:25: Connection timed out"#,
    context: [
      "action": "failed",
      "status": "4.4.1",
    ],
    reason: "connection-timeout",
    expired: true
  ),
  WorkedExample(
    number: 72,
    text:
      #"550 5.1.2 <kim@fabrikan.example>... Host unknown (Name server: "#
      + #"fabrikan.example: host not found)"#,
    context: [
      "recipient": "kim@fabrikan.example"
    ],
    reason: "domain-not-found",
    expired: false
  ),
  WorkedExample(
    number: 73,
    text: #"550 5.1.2 <kim@fabrikam.example>... Host unknown (Name server: .: host not found)"#,
    reason: "null-mx",
    expired: false
  ),
  WorkedExample(
    number: 74,
    text: #"all relevant MX records point to non-existent hosts"#,
    reason: "mx-host-not-found",
    expired: false
  ),
  WorkedExample(
    number: 75,
    text: #"lowest numbered MX record points to local host"#,
    reason: "mx-loop",
    expired: false
  ),
  WorkedExample(
    number: 76,
    text: #"retry timeout exceeded"#,
    reason: "queue-expired",
    expired: true
  ),
  WorkedExample(
    number: 77,
    text:
      #"Although I'm listed as a best-preference MX or A for that host, it isn't in my "#
      + #"control/locals file (#5.4.6)"#,
    reason: "mx-loop",
    expired: false
  ),
  WorkedExample(
    number: 78,
    text:
      #"I'm not going to try again; this message has been in the queue too long. | "#
      + #"Sorry, I wasn't able to establish an SMTP connection. (#4.4.1)"#,
    reason: "connection-timeout",
    expired: true
  ),
  WorkedExample(
    number: 79,
    text:
      #"554 4.4.7 Message expired: unable to deliver in 840 minutes.<421 4.4.2 "#
      + #"Connection timed out>"#,
    reason: "connection-timeout",
    expired: true
  ),
  WorkedExample(
    number: 80,
    text:
      #"DNS Error: DNS type 'mx' lookup of fabrikam.example responded with code "#
      + #"NOERROR ... returned Null MX"#,
    reason: "null-mx",
    expired: false
  ),
  WorkedExample(
    number: 81,
    text:
      #"DNS Error: DNS type 'mx' lookup of fabrikan.example responded with code "#
      + #"NXDOMAIN Domain name not found"#,
    context: [
      "recipient": "kim@fabrikan.example"
    ],
    reason: "domain-not-found",
    expired: false
  ),
  WorkedExample(
    number: 82,
    text: #"DNS type 'mx' lookup of fabrikam.example had no relevant answers"#,
    reason: "no-mx",
    expired: false
  ),
  WorkedExample(
    number: 83,
    text: #"550 5.1.8 <info@contoso.example>: Sender address rejected: Domain not found"#,
    reason: "sender-mx-missing",
    expired: false
  ),
  WorkedExample(
    number: 84,
    text: #"550 <x>: Invalid DNS MX or A/AAAA resource record"#,
    reason: "sender-mx-missing",
    expired: false
  ),
  WorkedExample(
    number: 85,
    text:
      #"550 5.7.1 Sorry, the domain contoso.example has expired, please contact your "#
      + #"registrar"#,
    reason: "domain-expired",
    expired: false,
    side: .ours
  ),
  WorkedExample(
    number: 86,
    text: #"550 This domain has expired and mail is not accepted (fabrikam.example)"#,
    reason: "domain-expired",
    expired: false,
    side: .theirs
  ),
  WorkedExample(
    number: 87,
    text: #"550 5.7.18 Domain owner has changed"#,
    reason: "domain-expired",
    expired: false
  ),
  WorkedExample(
    number: 88,
    text: #"550 5.4.310 DNS domain 'fabrikam.example' does not exist"#,
    context: [
      "dns": "registration-expired"
    ],
    reason: "domain-expired",
    expired: false
  ),
  WorkedExample(
    number: 89,
    text: #"422 License Expired"#,
    reason: "mail-service-disabled",
    expired: false
  ),
  WorkedExample(
    number: 90,
    text: #"550 5.2.1 this is expired account"#,
    reason: "recipient-disabled",
    expired: false
  ),
  WorkedExample(
    number: 91,
    text: #"421 4.7.0 Connection expired"#,
    reason: "connection-dropped",
    expired: false
  ),
  WorkedExample(
    number: 92,
    text:
      #"550 5.7.513 Service unavailable, Client host [203.0.113.6] blocked by "#
      + #"fabrikam.example using Customer Block list (AS16012607)"#,
    reason: "destination-block",
    expired: false
  ),
  WorkedExample(
    number: 93,
    text: #"550 Administrative prohibition - envelope blocked"#,
    reason: "destination-block",
    expired: false
  ),
  WorkedExample(
    number: 94,
    text:
      #"550 5.7.1 Service unavailable, Client host [203.0.113.6] blocked using "#
      + #"Spamhaus (AS16012611)"#,
    reason: "ip-reputation",
    expired: false
  ),
  WorkedExample(
    number: 95,
    text: #"550 5.7.606 Access denied, banned sending IP [203.0.113.6]"#,
    reason: "ip-reputation",
    expired: false
  ),
  WorkedExample(
    number: 96,
    text: #"550 5.1.8 Access denied, bad outbound sender"#,
    context: [
      "reporting-mta": "am0pr01mb1.eurprd01.prod.outlook.com"
    ],
    reason: "sender-blocked",
    expired: false
  ),
  WorkedExample(
    number: 97,
    text: #"550 5.7.705 Access denied, tenant has exceeded threshold"#,
    context: [
      "reporting-mta": "am0pr01mb1.eurprd01.prod.outlook.com"
    ],
    reason: "sender-blocked",
    expired: false
  ),
  WorkedExample(
    number: 98,
    text: #"550 5.7.57 SMTP; Client was not authenticated to send anonymous mail during MAIL FROM"#,
    context: [
      "remote-host": "smtp.office365.com"
    ],
    reason: "submission-auth",
    expired: false
  ),
  WorkedExample(
    number: 99,
    text: #"550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required"#,
    reason: "sender-not-permitted",
    expired: false
  ),
  WorkedExample(
    number: 100,
    text:
      #"550 5.7.1 TRANSPORT.RULES.RejectMessage; the message was rejected by "#
      + #"organization policy"#,
    reason: "policy-rule",
    expired: false
  ),
  WorkedExample(
    number: 101,
    text: #"554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException"#,
    reason: "mailbox-full",
    expired: false
  ),
  WorkedExample(
    number: 102,
    text: #"550 5.2.2 Submission quota exceeded"#,
    context: [
      "reporting-mta": "am0pr01mb1.eurprd01.prod.outlook.com"
    ],
    reason: "sender-quota",
    expired: false
  ),
  WorkedExample(
    number: 103,
    text: #"552 5.1.1 Boite du destinataire pleine. Recipient overquota. OFR_417 [417]"#,
    reason: "mailbox-full",
    expired: false
  ),
  WorkedExample(
    number: 104,
    text: #"550 5.2.3 RESOLVER.RST.RecipSizeLimit; message too large for this recipient"#,
    reason: "message-too-large",
    expired: false
  ),
  WorkedExample(
    number: 105,
    text: #"550 5.6.11 Invalid characters"#,
    context: [
      "remote-host": "fabrikam-example.mail.protection.outlook.com"
    ],
    reason: "malformed-message",
    expired: false
  ),
  WorkedExample(
    number: 106,
    text:
      #"552-5.7.0 This message was blocked because its content presents a potential "#
      + #"security issue"#,
    reason: "malware-attachment",
    expired: false
  ),
  WorkedExample(
    number: 107,
    text: #"554 5.7.1 Message rejected under suspicion of SPAM"#,
    reason: "spam-content",
    expired: false
  ),
  WorkedExample(
    number: 108,
    text: #"451 4.7.500 Server busy. Please try again later from [203.0.113.6]. (AS761)"#,
    reason: "throttled",
    expired: false
  ),
  WorkedExample(
    number: 109,
    text: #"452 4.5.3 Too many recipients"#,
    reason: "too-many-recipients",
    expired: false
  ),
  WorkedExample(
    number: 110,
    text: #"550 5.0.350 Remote server returned an error -> 554 5.7.1 Spam message rejected"#,
    reason: "spam-content",
    expired: false
  ),
  WorkedExample(
    number: 111,
    text: #"550 5.0.350 x-dg-ref header is too long"#,
    reason: "malformed-message",
    expired: false
  ),
  WorkedExample(
    number: 112,
    text: #"503 5.5.1 Bad sequence of commands"#,
    reason: "protocol-error",
    expired: false
  ),
  WorkedExample(
    number: 113,
    text: #"451 4.3.0 Temporary lookup failure"#,
    context: [
      "action": "failed"
    ],
    reason: "server-error",
    expired: true
  ),
  WorkedExample(
    number: 114,
    text: #"550 zzqx 99"#,
    context: [
      "phase": "MAIL"
    ],
    reason: "unclassified",
    expired: false
  ),
  WorkedExample(
    number: 115,
    text: #""#,
    reason: "no-diagnosis",
    expired: false
  ),
  WorkedExample(
    number: 117,
    text: #"550 5.1.0 IMCEAEX-_O=CONTOSO_OU=... RESOLVER.ADR.ExRecipNotFound; not found"#,
    reason: "address-invalid",
    expired: false
  ),
  WorkedExample(
    number: 118,
    text: #"550 5.7.1 Service unavailable, MailFrom domain is listed in Spamhaus (S8002)"#,
    reason: "domain-reputation",
    expired: false
  ),
  WorkedExample(
    number: 119,
    text: #"501 5.1.0 Emetteur invalide. Invalid Sender. OFR004_405 [405]"#,
    context: [
      "phase": "MAIL"
    ],
    reason: "sender-invalid",
    expired: false
  ),
]
