import Aggregator
import Events

extension Overview {
  /// Makes an overview of what the database answered.
  init(
    options: Options,
    timeZone: String,
    days: (first: String, last: String)?,
    answers: [String: [AnswerRow]],
    questions: [String: String]
  ) {
    func rows(_ name: String) -> [AnswerRow] { answers[name] ?? [] }
    let totals = rows("overview-totals")
    self.options = options
    self.timeZone = timeZone
    self.days = days
    self.questions = questions
    now = totals.first { $0.text("period") == "now" }.map(Totals.init) ?? Totals()
    before = totals.first { $0.text("period") == "before" }.map(Totals.init)
    dayCounts = rows("overview-days").map { row in
      Letter.DayCount(
        day: row.text("day") ?? "",
        reason: row.name("reason") ?? .noDiagnosis,
        failures: row.count("failures")
      )
    }
    domains = rows("overview-domains").map(Domain.init)
    causes = rows("overview-causes").map(Cause.init)
    changes = rows("overview-changes").map(Change.init)
    cells = rows("overview-heat").map { row in
      Cell(
        domain: row.text("domain") ?? "",
        reason: row.name("reason") ?? .noDiagnosis,
        failures: row.count("failures")
      )
    }
    stages = rows("overview-stages").map { row in
      Stage(phase: row.name("phase"), time: row.name("time"), failures: row.count("failures"))
    }
    hosts = rows("remote-hosts").map(Host.init)
    senders = rows("senders-hit").map(Sender.init)
    unknown = rows("unknown-texts").map { row in
      UnknownText(
        text: row.text("text"),
        events: row.count("events"),
        domains: row.count("domains"),
        event: row.text("example_event_id") ?? ""
      )
    }
    quality = Quality(
      checks: rows("data-quality"),
      rejects: rows("rejects"),
      run: rows("last-run").first
    )
  }
}

extension Overview.Totals {
  fileprivate init(_ row: AnswerRow) {
    failures = row.count("failures")
    domains = row.count("domains")
    hard = row.count("hard")
    ours = row.count("ours")
    expired = row.count("expired")
    lapsed = row.count("lapsed")
    unknown = row.count("unknown")
    sent = row.integer("sent").map { Int($0) }
  }
}

extension Overview.Domain {
  fileprivate init(_ row: AnswerRow) {
    name = row.text("domain")
    failures = row.count("failures")
    before = row.count("before")
    theirs = row.count("theirs")
    ours = row.count("ours")
    both = row.count("both_sides")
    sideUnknown = row.count("side_unknown")
    reason = row.name("main_reason")
    firstDay = row.text("first_day")
    lastDay = row.text("last_day")
  }
}

extension Overview.Cause {
  fileprivate init(_ row: AnswerRow) {
    reason = row.name("reason") ?? .noDiagnosis
    side = row.name("side") ?? .unknown
    permanence = row.name("permanence") ?? .unknown
    failures = row.count("failures")
    before = row.count("before")
    domains = row.count("domains")
  }
}

extension Overview.Change {
  fileprivate init(_ row: AnswerRow) {
    domain = row.text("domain") ?? ""
    reason = row.name("reason") ?? .noDiagnosis
    permanence = row.name("permanence") ?? .unknown
    failures = row.count("failures")
    before = row.count("before")
    firstDay = row.text("first_day") ?? ""
  }
}

extension Overview.Host {
  fileprivate init(_ row: AnswerRow) {
    name = row.text("remote_host")
    address = row.text("remote_ip")
    failures = row.count("failures")
    domains = row.count("domains")
    cause = row.text("main_cause") ?? ""
    lastDay = row.text("last_day") ?? ""
  }
}

extension Overview.Sender {
  fileprivate init(_ row: AnswerRow) {
    address = row.text("sender")
    failures = row.count("failures")
    recipients = row.count("recipients")
    domains = row.count("domains")
    ours = row.count("ours")
  }
}

extension Overview.Quality {
  fileprivate init(checks: [AnswerRow], rejects rows: [AnswerRow], run row: AnswerRow?) {
    for check in checks { counts[check.text("check") ?? ""] = check.count("found") }
    rejects = rows.map { row in
      Overview.Reject(
        problem: row.text("problem") ?? "",
        count: row.count("rejects"),
        path: row.text("source_path") ?? "",
        offset: row.count("offset"),
        detail: row.text("detail") ?? ""
      )
    }
    run = row?.integer("run").map { Int($0) }
    catalogue = row?.text("catalogue_version")
    finishedAt = row?.text("finished_at")
  }
}
