import ArgumentParser
import Foundation
import RetourClassifier
import RetourCore
import RetourEvents
import RetourIngest
import RetourStore

/// Puts together what was read in pieces.
struct Merge: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Put shards of `scan`, or databases, together, as if all had been read here.",
    discussion: """
      In any order, any number of times: the tables are those of `ingest` on the same files. A shard \
      that isn't whole is refused by name, the others are merged, and the exit code is 65.

      Examples:
        retour merge --db all.sqlite night/*.shard
        retour merge --db all.sqlite amsterdam.sqlite utrecht.sqlite
        retour merge --totals-only --db totals.sqlite buckets/*.sqlite
        zstdcat 2026.shard.zst | retour merge --db all.sqlite -
      """
  )

  @Argument(
    help: "Shards, compressed or not, and databases; - reads a shard from stdin.",
    completion: .file()
  )
  var paths: [String]

  @Option(
    name: .customLong("db"),
    help: "The database to merge into (default: retour.sqlite).",
    completion: .file()
  )
  var database: String?

  @Option(
    name: .customLong("tz"),
    help: "The time zone in which a new database cuts days (default: UTC)."
  )
  var timeZone: String?

  @Flag(
    name: .customLong("totals-only"),
    help: "Only add up the totals of databases that have no delivery in common, in a new one."
  )
  var addsTotals = false

  @Flag(help: "Take lines in any order, as an engine has dealt them out by their keys.")
  var shuffled = false

  @Option(
    name: [.customShort("j", allowingJoined: true), .long],
    help: "How many pieces of input to work on at a time."
  )
  var jobs: Int?

  @Flag(name: [.short, .long], help: "Write nothing to standard error but errors.")
  var quiet = false

  @OptionGroup var settings: SettingsOptions

  func validate() throws {
    if let jobs, !(1...256 ~= jobs) {
      throw ValidationError("--jobs takes a number from 1 to 256.")
    }
    if paths.count(where: { $0 == "-" }) > 1 {
      throw ValidationError("Standard input (-) can be read once.")
    }
  }

  func run() async throws {
    try await reportingErrorsAsync {
      let settings = try self.settings.load()
      let path = database ?? settings.database
      let inputs = paths.map { InputPath($0) }
      var read = OutputGuard()
      read.keep(inputs: inputs)
      try read.check(path)
      let databases = try paths.filter { InputPath($0).isDatabase }.map {
        try StoreReader(path: $0)
      }
      let shards = inputs.filter { !$0.isDatabase }
      try check(databases, shards)
      let classifier = try settings.classifier()
      let store = try Store(
        path: path,
        timeZone: timeZone ?? settings.timeZone ?? zone(of: databases, for: path),
        holder: "retour merge, process \(ProcessInfo.processInfo.processIdentifier)"
      )
      try settings.protect(store, classifier)
      settings.tell(store)
      Interruption.listen(RunStatus())
      let run = MergeRun(
        store: store,
        databases: databases,
        addsTotals: addsTotals,
        isShuffled: shuffled,
        jobs: jobs ?? ProcessInfo.processInfo.activeProcessorCount,
        version: Retour.version,
        check: { try Interruption.check() }
      )
      let outcome = try await run.run(
        shards,
        catalogue: classifier.version,
        folder: URL(fileURLWithPath: path).deletingLastPathComponent().path
      )
      tell(outcome)
      if !outcome.refused.isEmpty { throw ExitStatus.badData.code }
    }
  }

  /// Refuses what doesn't go together, before anything is made.
  private func check(_ databases: [StoreReader], _ shards: [InputPath]) throws {
    if addsTotals { try SeveralDatabases.check(databases.map(\.path)) }
    if addsTotals, let shard = shards.first {
      throw Failure(
        .usage,
        message: "\(shard): --totals-only adds up databases, and that is none",
        remedy: "Merge shards into a database first."
      )
    }
    if !addsTotals, let key = try Store.addresses(of: databases), let shard = shards.first {
      throw Failure(
        .configuration,
        message: "\(shard): shards have addresses as they are, and \(databases[0].path) has "
          + "pseudonyms of the key \(key)",
        remedy: "Merge the shards into a database of that key first, by its --config."
      )
    }
  }

  /// The time zone of the databases, for a new one.
  private func zone(of databases: [StoreReader], for path: String) -> String? {
    InputPath(path).isThere ? nil : databases.first?.timeZone
  }

  private static func words(_ refusal: any Error) -> String {
    if case ShardRefusal.foreign = refusal { return "it isn't what `scan --shard` writes" }
    return "\(refusal)"
  }

  private func tell(_ outcome: MergeRun.Outcome) {
    for (path, why) in outcome.refused {
      StandardError.write(line: "retour: \(path): \(Self.words(why))")
    }
    guard !quiet else { return }
    for path in outcome.unplaced {
      StandardError.write(
        line: "retour: \(path): its first part is missing, so messages of later parts are numbered "
          + "from where those begin"
      )
    }
    let summary = outcome.summary
    let late = summary.late > 0 ? "\(summary.late) late, " : ""
    StandardError.write(
      lines: """
        inputs: \(outcome.inputs.sectionsNew) new, \(outcome.inputs.sectionsKnown) known; \
        pieces: \(paths.count - outcome.refused.count) merged, \(outcome.refused.count) refused
        events: \(summary.eventsNew) new, \(summary.duplicates) duplicate, \(late)\
        \(summary.unknown) unknown; rejects: \(summary.rejects); \
        \(String(format: "%.2f", summary.seconds)) s
        """
    )
  }
}

extension InputPath {
  /// Whether a file begins as SQLite's do.
  fileprivate var isDatabase: Bool {
    guard !isStandardInput, isFile,
      let chunk = try? LineChunks(path: self).next(limit: 16)
    else { return false }
    return chunk.starts(with: "SQLite format 3\0".utf8)
  }
}
