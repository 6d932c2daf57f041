import Foundation
import RetourClassifier
import RetourEvents
package import RetourIngest
import RetourLookup
import RetourReports
package import RetourStore

/// The steps of a night, one after the other, with the lock held from the first to the last.
package struct NightlyRun {
  private let settings: Settings
  private let limits: Limits
  private let jobs: Int
  private let version: String
  private let kept: OutputGuard
  private let observer: any NightlyObserver
  /// What it did so far, for machines.
  package private(set) var summary: RunSummaryFile
  private var result = NightlyOutcome.fine

  /// Prepares a night.
  ///
  /// - Parameters:
  ///   - settings: what is done.
  ///   - limits: the caps of reading.
  ///   - jobs: how many pieces of work are done at a time.
  ///   - version: of the program, for the books.
  ///   - kept: what no output may be written over.
  ///   - observer: hears of all, and may end it.
  package init(
    settings: Settings,
    limits: Limits,
    jobs: Int,
    version: String,
    sparing kept: OutputGuard,
    watchedBy observer: any NightlyObserver
  ) {
    self.settings = settings
    self.limits = limits
    self.jobs = jobs
    self.version = version
    self.kept = kept
    self.observer = observer
    summary = RunSummaryFile(command: "run", version: version, start: Date())
  }

  /// Does everything that is configured and due.
  ///
  /// - Returns: how it ended.
  /// - Throws: what keeps all steps from working: a wrong rule file, a database that can't be used,
  ///   ``Interrupted``.
  package mutating func run() async throws -> NightlyOutcome {
    let classifier = try settings.classifier()
    let store = try Store(
      path: settings.database,
      timeZone: settings.timeZone,
      holder: "retour run"
    )
    try settings.protect(store, classifier)
    settings.tell(store)
    let paths = InputPattern.expand(settings.inputs)
    try await ingest(paths, into: store, classifier)
    let reader = try StoreReader(path: settings.database)
    try await step(.reclassify) { run in
      guard try !reader.isJudged(by: classifier.version) else { return .skipped }
      let result = try store.reclassify(
        version: run.version,
        catalogueVersion: classifier.version,
        at: .present,
        all: false
      ) { reports in reports.map { classifier.classify($0) } }
      let changed = result.changes.reduce(0) { $0 + $1.events }
      run.say(.reclassify, "\(result.judged) judged anew, \(changed) have another reason")
      return .done
    }
    try await step(.prune) { run in
      guard let days = run.settings.retentionDays else { return .skipped }
      let pruning = try store.prune(keeping: days, now: .present, isWatched: false)
      if let day = pruning.countedFrom {
        run.observer.take(.clockAhead(countedFrom: day, keeping: days))
      }
      if pruning.events > 0 { run.say(.prune, pruning.words(dryRun: false)) }
      return .done
    }
    try await step(.dns) { run in try await run.lookUp(store, reader) }
    try await step(.report) { run in try await run.report(store, reader) }
    try await step(.export) { run in try await run.export(store, reader) }
    try await step(.check) { run in try run.check(paths, reader) }
    try await step(.snapshot) { run in
      guard let target = run.settings.snapshot else { return .skipped }
      try reader.snapshot(to: target, sparing: run.kept, checksum: FileDigest.sha256)
      run.say(.snapshot, VisibleText.cleaned(target))
      return .done
    }
    return result
  }

  // MARK: Steps

  /// Reading comes first, and what it throws ends the run: nothing else makes sense then.
  private mutating func ingest(
    _ paths: [InputPath],
    into store: Store,
    _ classifier: Classifier
  ) async throws {
    let start = Date()
    let work = IngestRun(
      store: store,
      classifier: classifier,
      limits: limits.judging(by: classifier),
      jobs: jobs,
      version: version
    )
    let read = try await work.run(paths, command: "run", watchedBy: observer)
    summary.add(read.report)
    summary.steps.append((.ingest, .done, Date().timeIntervalSince(start)))
    for line in read.report.complaints { observer.take(.complaint(line)) }
    for line in read.report.summary.split(separator: "\n") { say(.ingest, String(line)) }
    if read.missesNamedInput {
      for path in paths where !path.isThere { observer.take(.missing(path)) }
      fail(.unread)
    } else if read.report.counts.isNothingRead {
      observer.take(.nothingRead)
      fail(.unread)
    }
  }

  /// Asks about domains, where that is configured: the one step that uses the network.
  private func lookUp(_ store: Store, _ reader: StoreReader) async throws -> StepOutcome {
    guard let dns = settings.dns, dns.nightly else { return .skipped }
    var wishes = LookupPlan.Wishes()
    wishes.selectors = dns.selectors
    wishes.maximum = dns.maximum
    wishes.side = settings.own
    if let since = try dns.since.map({ try reader.day($0) }) {
      wishes.period["since"] = .text(since)
      if let end = try reader.end(ofPeriodSince: since) { wishes.period["until"] = .text(end) }
    }
    let plan = try LookupPlan(wishes, reader, now: .present)
    guard !plan.targets.isEmpty else { return .done }
    let asking = Asking(
      resolver: dns.resolver,
      anchor: dns.anchor,
      control: dns.control ?? Asking.control,
      timeout: dns.timeout,
      budget: dns.budget
    )
    let outcome = try await LookupJob(plan: plan, topics: dns.topics, asking: asking).run()
    try store.keep(outcome.lookups, from: outcome.inquiry.resolverName)
    say(.dns, outcome.words(plan))
    return .done
  }

  private func report(_ store: Store, _ reader: StoreReader) async throws -> StepOutcome {
    guard let report = settings.report, try isDue(.report, every: report.every, store, reader)
    else { return .skipped }
    var options = Overview.Options(now: .ofReport)
    options.language = report.language ?? Language(environment: [:])
    let since = try report.since.map { try reader.day($0) }
    let overview = OverviewReader(
      path: reader.path,
      LetterReader.Period(since: since, until: nil)
    )
    let page = try await overview.overview(options).html()
    try OutputFile.write(report.path, page, sparing: kept)
    say(.report, VisibleText.cleaned(report.path))
    try store.markDone(NightlyStep.report.rawValue, at: .present)
    return .done
  }

  private func export(_ store: Store, _ reader: StoreReader) async throws -> StepOutcome {
    guard let export = settings.export, try isDue(.export, every: export.every, store, reader)
    else { return .skipped }
    let from = try settings.from(needed: export.formats.contains(.eml))
    var values: [String: Value] = [:]
    if let since = try export.since.map({ try reader.day($0) }) { values["since"] = .text(since) }
    let period = try LetterReader.Period(of: values, reader)
    let round = LetterRound(
      settings: settings,
      scope: export.scope,
      over: export.over,
      formats: export.formats,
      isFull: false,
      language: Language(environment: [:])
    )
    let outcome = try await round.write(
      reader,
      period,
      connections: 1,
      to: OutputFolder(path: export.folder, sparing: kept),
      from: from
    )
    say(.export, "\(outcome.words), in \(VisibleText.cleaned(export.folder))")
    try store.markDone(NightlyStep.export.rawValue, at: .present)
    return .done
  }

  private mutating func check(_ paths: [InputPath], _ reader: StoreReader) throws -> StepOutcome {
    let alarms = try Checker(
      settings: settings.check,
      inputs: paths.map(\.shown),
      reader: reader,
      now: .present
    ).alarms()
    summary.warnings = alarms.count { $0.severity == .warning }
    summary.criticals = alarms.count { $0.severity == .critical }
    for alarm in alarms { observer.take(.alarm(alarm)) }
    if alarms.isEmpty {
      say(.check, "no threshold was passed")
    } else {
      fail(.alarms)
    }
    return .done
  }

  // MARK: Parts

  /// Whether as many days have gone by since a step was last done; 1 is due in every run.
  ///
  /// A moment in the future, which a clock that jumped has left, doesn't count.
  private func isDue(
    _ step: NightlyStep,
    every days: Int,
    _ store: Store,
    _ reader: StoreReader
  ) throws -> Bool {
    guard days > 1, let last = try store.lastDone(step.rawValue) else { return true }
    let day = try reader.day("today", now: last)
    return try day <= reader.day("\(days)d") || day > reader.day("today")
  }

  /// Does a step; one that fails is told, and the next is done.
  private mutating func step(
    _ step: NightlyStep,
    _ body: (inout NightlyRun) async throws -> StepOutcome
  ) async throws {
    try observer.check()
    observer.take(.began(step))
    let start = Date()
    var outcome = StepOutcome.failed
    do {
      outcome = try await body(&self)
    } catch let error where Self.isOfOneStep(error) {
      observer.take(.failed(step, error))
      fail(.failed(error))
    }
    summary.steps.append((step, outcome, Date().timeIntervalSince(start)))
  }

  /// Whether an error keeps one step from working and no others.
  private static func isOfOneStep(_ error: any Error) -> Bool {
    error is StoreError || error is Failure || error is AskingProblem || error is FileDigest.Failed
  }

  /// The first step that failed says how a night ended.
  private mutating func fail(_ new: NightlyOutcome) {
    switch result {
    case .fine, .alarms: result = new
    case .unread, .failed: break
    }
  }

  /// Says what a step did.
  private func say(_ step: NightlyStep, _ words: String) { observer.take(.did(step, words)) }
}
