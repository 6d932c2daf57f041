import Aggregator
import Events

extension Overview {
  /// Makes an overview of what the database answered.
  init(
    options: Options,
    timeZone: String,
    days: (first: String, last: String)?,
    cells gathered: OverviewCells,
    limits: (domains: Int, causes: Int, changes: Int, heat: Int),
    answers: [String: [AnswerRow]],
    questions: [String: String]
  ) {
    func rows(_ name: String) -> [AnswerRow] { answers[name] ?? [] }
    self.options = options
    self.timeZone = timeZone
    self.days = days
    self.questions = questions
    let quality = Quality(
      checks: rows("data-quality"),
      rejects: rows("rejects"),
      run: rows("last-run").first
    )
    now = gathered.now
    volume = rows("overview-volume").first.flatMap(Volume.init)
    self.quality = quality
    before = gathered.before.failures > 0 ? gathered.before : nil
    dayCounts = rows("overview-days").map { row in
      Letter.DayCount(
        day: row.text("day") ?? "",
        reason: row.name("reason") ?? .noDiagnosis,
        failures: row.count("failures")
      )
    }
    domains = gathered.topDomains(limits.domains)
    causes = gathered.topCauses(limits.causes)
    changes = gathered.changes(limits.changes)
    cells = gathered.heat(limits.heat)
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
  }
}

extension Overview.Volume {
  fileprivate init?(_ row: AnswerRow) {
    guard row.count("sent") > 0 else { return nil }
    sent = row.count("sent")
    failures = row.count("failures")
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
