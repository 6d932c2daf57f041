import ArgumentParser
import Foundation
import RetourClassifier
import RetourCore
import RetourEvents
import RetourIngest
import RetourReports
import RetourStore

extension Database {
  /// `db rejects`: what could not be read.
  struct Rejects: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List what could not be read, with file, byte and reason."
    )

    @Option(name: .customLong("run"), help: "Only what this run met.")
    var number: Int?

    @Option(help: "How many lines.")
    var limit = 1000

    @OptionGroup var database: DatabaseOptions

    func validate() throws {
      guard limit > 0 else { throw ValidationError("--limit has to be at least 1.") }
    }

    func run() throws {
      try reportingErrors {
        let reader = try database.open()
        var values: [String: Value] = ["limit": .integer(Int64(limit))]
        if let number { values["run"] = .integer(Int64(number)) }
        try database.write(try database.ask(.rejectsByRun, values, reader))
      }
    }
  }

  /// `db snapshot`: a copy to hand out.
  struct Snapshot: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write a copy that others may read, with a checksum beside it.",
      discussion: """
        The copy is compact, needs no side files and is replaced whole or not at all; a run may \
        write to the database meanwhile. Its mode is 0640.

        With --without-addresses pseudonyms of a key that is thrown away stand in the place of \
        people's addresses, also in what servers said; domains, servers and Message-IDs stay.

        Examples:
          retour db snapshot /srv/share/bounces.sqlite
          retour db snapshot --without-addresses /srv/share/bounces.sqlite
          cd /srv/share && sha256sum -c bounces.sqlite.sha256
        """
    )

    @Argument(help: "The copy to write.", completion: .file())
    var output: String

    @Flag(
      name: .customLong("without-addresses"),
      help: "Put pseudonyms in the place of people's addresses."
    )
    var hidesAddresses = false

    @OptionGroup var database: DatabasePath

    func run() throws {
      try reportingErrors {
        guard output != "-" else {
          throw Failure(
            .usage,
            message: "a snapshot is a file with a checksum beside it; name one"
          )
        }
        let path = try database.path
        let settings = try database.db == nil ? database.options.load() : Settings()
        try StoreReader(path: path).snapshot(
          to: output,
          under: hidesAddresses
            ? Pseudonyms(key: KeyFile.random(), keeping: Classifier().words) : nil,
          sparing: settings.kept(database: path, configuration: database.options.file),
          checksum: FileDigest.sha256
        )
      }
    }
  }

  /// `db prune`: old events go, totals stay.
  struct Prune: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Delete events older than a number of days; daily totals stay.",
      discussion: """
        Days are counted back from today, also where the newest mail is older. Reports that arrive later for pruned days are counted as late, and not stored.

        Examples:
          retour db prune --keep 400
          retour db prune --keep 400 --dry-run
        """
    )

    @Option(help: "How many days are kept.")
    var keep: Int

    @Flag(name: .customLong("dry-run"), help: "Only tell what would be deleted.")
    var dryRun = false

    @Flag(name: [.short, .long], help: "Write nothing to standard error but errors.")
    var quiet = false

    @OptionGroup var database: DatabasePath

    func validate() throws {
      guard 1...100_000 ~= keep else {
        throw ValidationError("--keep takes a number of days from 1 to 100000.")
      }
    }

    func run() throws {
      try reportingErrors {
        // Opened for reading first: there has to be a database already.
        let path = try database.path
        _ = try StoreReader(path: path)
        let store = try Store(path: path, holder: "retour db prune")
        let result = try store.prune(keeping: keep, now: .present, dryRun: dryRun)
        if !quiet { StandardError.write(lines: result.words(dryRun: dryRun)) }
      }
    }
  }
}
