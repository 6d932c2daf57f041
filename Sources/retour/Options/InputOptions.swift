import ArgumentParser
import Foundation
import RetourClassifier
import RetourCore
import RetourEvents
import RetourIngest

/// What `ingest` and `scan` read, and how.
struct InputOptions: ParsableArguments {
  @Argument(
    help: "Mailboxes, Maildirs, messages, traces, logs, events or directories; - reads stdin.",
    completion: .file()
  )
  var paths: [String] = []

  @Option(
    name: .customLong("files-from"),
    help: ArgumentHelp(
      "Read more paths from FILE (- is standard input), one a line.",
      valueName: "file"
    ),
    completion: .file()
  )
  var filesFrom: String?

  @Flag(
    name: [.customShort("0"), .customLong("null")],
    help: "Paths in --files-from end with NUL."
  )
  var endWithNull = false

  @Option(
    name: [.customShort("j", allowingJoined: true), .long],
    help: "How many pieces of input to work on at a time."
  )
  var jobs: Int?

  @Option(
    name: .customLong("max-message-size"),
    help: ArgumentHelp("Bytes kept of one message that may be a report.", valueName: "bytes")
  )
  var maxMessageSize: Int?

  @Option(
    name: .customLong("max-expanded-size"),
    help: ArgumentHelp("Bytes that may come out of one compressed file.", valueName: "bytes")
  )
  var maxExpandedSize: Int64?

  @Option(
    name: .customLong("max-rejects"),
    help: ArgumentHelp("Exit with 65 when more than N things could not be read.", valueName: "n")
  )
  var maxRejects: Int?

  @Option(
    name: .customLong("date-order"),
    help: "Order of day and month in exports that don't tell it: DMY, MDY or YMD.",
    transform: { text in
      guard let order = DateOrder(rawValue: text.uppercased()) else {
        throw ValidationError("--date-order takes DMY, MDY or YMD.")
      }
      return order
    }
  )
  var dateOrder: DateOrder?

  @Option(
    name: .customLong("assume-timezone"),
    help: ArgumentHelp(
      "Time zone of dates without one in exports (default: UTC), such as Europe/Berlin.",
      valueName: "zone"
    )
  )
  var assumedTimeZone: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "The year of the last line of each log whose lines have none (default: by the file's last "
        + "change).",
      valueName: "year"
    )
  )
  var year: Int?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Columns of an export that isn't recognised: FIELD=HEADER,... with the fields "
        + "\(TraceOptions.fieldNames.joined(separator: ", ")).",
      valueName: "columns"
    )
  )
  var columns: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Describe events of a service that isn't known, as Services/services.yaml describes others.",
      valueName: "file"
    ),
    completion: .file(extensions: ["yaml"])
  )
  var map: String?

  @Flag(name: [.short, .long], help: "Write nothing to standard error but errors.")
  var quiet = false

  @Flag(name: .long, help: "Tell on standard error as what each input is read, and why.")
  var debug = false

  func validate() throws {
    if let jobs, !(1...256 ~= jobs) {
      throw ValidationError("--jobs takes a number from 1 to 256.")
    }
    if let maxMessageSize, !(4_096...(1 << 30) ~= maxMessageSize) {
      throw ValidationError("--max-message-size takes a number from 4096 to 1073741824.")
    }
    if let maxExpandedSize, maxExpandedSize < 1 {
      throw ValidationError("--max-expanded-size takes a positive number.")
    }
    if let maxRejects, maxRejects < 0 {
      throw ValidationError("--max-rejects takes a number from 0.")
    }
    if let year, !(1980...2100 ~= year) {
      throw ValidationError("--year takes a year from 1980 to 2100.")
    }
    if let assumedTimeZone, TimeZone(identifier: assumedTimeZone) == nil {
      throw ValidationError(
        "--assume-timezone: this system knows no time zone '\(assumedTimeZone)'; "
          + "use a name such as Europe/Berlin."
      )
    }
    _ = try traces()
    if let map { _ = try ServiceForm.read(path: map) }
    if endWithNull, filesFrom == nil { throw ValidationError("-0 goes with --files-from.") }
  }

  /// The paths of the command line and of `--files-from`, else those of the configuration.
  func allPaths(or configured: [String]) throws -> [InputPath] {
    let named = try namedPaths()
    guard named.isEmpty else { return named }
    guard filesFrom == nil, !configured.isEmpty else {
      if filesFrom != nil { return [] }
      throw Failure(
        .usage,
        message: """
          nothing to read: name a mailbox, a Maildir, a message, a directory, or - for standard \
          input
          """
      )
    }
    return configured.map { InputPath($0) }
  }

  private func namedPaths() throws -> [InputPath] {
    let paths = paths.map { InputPath($0) }
    guard let filesFrom else { return paths }
    let data: Data
    do {
      data =
        filesFrom == "-"
        ? try WholeFile.contents(of: .standardInput, limit: WholeFile.listLimit)
        : try WholeFile.contents(of: filesFrom, limit: WholeFile.listLimit)
    } catch {
      throw Failure(
        .noInput,
        message: "--files-from \(filesFrom): can't be read; \(error.reason)"
      )
    }
    let end: UInt8 = endWithNull ? 0 : UInt8(ascii: "\n")
    return paths
      + data.split(separator: end).map { name in
        // A list has names of files, and none of them is standard input.
        name.elementsEqual("-".utf8) ? "./-" : InputPath(bytes: name)
      }
  }

  /// What the command line says about exports of message traces.
  private func traces() throws -> TraceOptions {
    var traces = TraceOptions()
    traces.dateOrder = dateOrder
    traces.year = year
    if let zone = assumedTimeZone.flatMap({ TimeZone(identifier: $0) }) {
      traces.offset = { local in
        // The offset of the zone at that local time, found in two steps.
        let guess = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(local)))
        let moment = Date(timeIntervalSince1970: Double(local - Int64(guess)))
        return Int64(zone.secondsFromGMT(for: moment))
      }
    }
    for column in (columns ?? "").split(separator: ",") where !traces.add(column: "\(column)") {
      throw ValidationError(
        "--columns: '\(column)' isn't FIELD=HEADER; the fields are "
          + "\(TraceOptions.fieldNames.joined(separator: ", "))."
      )
    }
    return traces
  }

  var limits: Limits {
    var limits = Limits()
    if let map, let services = try? ServiceForm.read(path: map) { limits.services = services }
    if let traces = try? traces() { limits.traces = traces }
    if let maxMessageSize { limits.message = maxMessageSize }
    if let maxExpandedSize { limits.expanded = maxExpandedSize }
    if debug { limits.tellRecognition() }
    return limits
  }

  /// The caps, for a run that counts rows of traces and doesn't report them.
  func limits(counting: Bool) -> Limits {
    var limits = limits
    limits.traces.countsOnly = counting
    return limits
  }

  var workers: Int { jobs ?? ProcessInfo.processInfo.activeProcessorCount }
}

extension Limits {
  /// Tells on standard error how each input is recognised.
  mutating func tellRecognition() {
    recognised = { StandardError.write(line: "retour: debug: \($0)") }
  }
}
