package import RetourEvents
package import RetourIngest
package import RetourStore

/// A unit and the stream it belongs to, if its stream has to be read in order.
package struct PlannedUnit {
  /// The piece of work.
  package let unit: MailUnit
  /// The number of its stream; nil for one that may be read beside others.
  package let stream: Int?
}

/// What the ledger knows, as the plan asks it.
///
/// `scan` has none and reads everything.
package protocol InputLedger {
  /// What is known of a file.
  func decide(_ file: FileIdentity) throws -> LedgerDecision
  /// The keys of a folder's messages that were read.
  func knownMembers(of folder: FileIdentity) throws -> Set<UInt64>
  /// What logs have left open in earlier runs.
  func openLogs() throws -> LogMemory
  /// How far the log with a first line was read in earlier runs.
  func progress(ofLog key: UInt64) throws -> LogProgress?
}

/// Turns what the walk finds into units, and leaves out what the ledger knows.
package struct InputPlan {
  private var walk: InputWalk
  private let input: MailInput
  private let ledger: (any InputLedger)?
  private let known: KnownStretches?
  private let recognised: (@Sendable (InputRecognition) -> Void)?
  /// The part of files that is read; nil for the whole.
  private let part: Range<Int64>?
  private var small: [(identity: FileIdentity, from: Checkpoint?)] = []
  private var smallBytes: Int64 = 0
  private var open: (file: LargeFile, stream: Int?)?
  private var waiting: InputItem?
  /// Logs that were found, and those of them that are being read.
  private var logs: [LogInput] = []
  private var sequel: (rest: ArraySlice<LogInput>, memory: LogMemory)?
  private var members: (folder: FileIdentity, known: Set<UInt64>)?
  private var checkpoints: [InputPath: Checkpoint] = [:]
  private var nextStream = 0
  private var ended = -1

  /// Inputs that could not be opened or followed.
  package private(set) var failures: [Reject] = []
  /// Whether one of them was named on the command line.
  private var hasNamedFailure = false
  private let named: Set<InputPath>
  /// Files and messages of folders that the ledger knew.
  package private(set) var unchanged = 0

  /// Begins with some paths; a single file may be read with its log by itself (`gathersLogs` false).
  package init(
    _ paths: [InputPath],
    limits: Limits,
    ledger: (any InputLedger)?,
    gathersLogs: Bool = true,
    part: Range<Int64>? = nil
  ) {
    walk = InputWalk(paths)
    named = Set(paths)
    self.part = part
    input = MailInput(limits: limits, gathersLogs: gathersLogs, part: part)
    self.ledger = ledger
    recognised = limits.recognised
    known = limits.traces.known
  }

  /// Whether an input that the command line names is missing or can't be opened.
  package func missesNamedInput(_ counts: RunCounts) -> Bool {
    hasNamedFailure || counts.unreadable.contains(where: named.contains)
  }

  /// The next unit, or nil where there is none, or none before the open stream has ended.
  package mutating func next() throws -> PlannedUnit? {
    while true {
      if let unit = open?.file.next() { return PlannedUnit(unit: unit, stream: open?.stream) }
      open = nil
      if try openLog() { continue }
      guard let item = waiting ?? walk.next() else { return takeSmall() }
      waiting = nil
      if case .file(let file) = item, file.size <= MailInput.smallFile, part == nil {
        try plan(small: file)
        if small.count == 64 || smallBytes > 1 << 20 { return takeSmall() }
        continue
      }
      if !small.isEmpty {
        waiting = item
        return takeSmall()
      }
      if let unit = try plan(item) { return unit }
    }
  }

  private mutating func plan(small file: FileIdentity) throws {
    guard let start = try start(of: file) else { return }
    small.append((file, start.checkpoint))
    smallBytes += file.size
  }

  private mutating func takeSmall() -> PlannedUnit? {
    guard !small.isEmpty else { return nil }
    defer { (small, smallBytes) = ([], 0) }
    return PlannedUnit(unit: input.unit(files: small), stream: nil)
  }

  private mutating func plan(_ item: InputItem) throws -> PlannedUnit? {
    switch item {
    case .file(let file):
      if let start = try start(of: file) { openFile(input.file(file, from: start.checkpoint)) }
    case .standardInput:
      openFile(input.standardInput())
    case .messages(let folder, let paths, let keys):
      return try plan(folder, paths, keys)
    case .failure(let reject, let isNamed):
      failures.append(reject)
      hasNamedFailure = hasNamedFailure || isNamed
    }
    return nil
  }

  private mutating func openFile(_ file: LargeFile) {
    open = (file, file.isSequential ? nextStream : nil)
    nextStream += 1
  }

  // MARK: Logs

  /// Takes note of logs that were found in a stream.
  mutating func add(_ found: [LogInput], of stream: Int?) {
    guard !found.isEmpty else { return }
    logs += found
    end(stream)
  }

  /// Begins to read the logs that were found, in the order of their first lines.
  ///
  /// - Returns: whether there are any.
  mutating func beginLogs() throws -> Bool {
    guard !logs.isEmpty else { return false }
    sequel = (logs.sorted()[...], try ledger?.openLogs() ?? LogMemory())
    logs = []
    return true
  }

  private mutating func openLog() throws -> Bool {
    guard let log = sequel?.rest.popFirst(), let sequel else { return false }
    let after = LogSequel(
      memory: sequel.memory,
      goesOn: !sequel.rest.isEmpty,
      known: try log.key.flatMap { try ledger?.progress(ofLog: $0) }
    )
    openFile(input.log(log, after: after))
    return true
  }

  private mutating func plan(
    _ folder: FileIdentity,
    _ paths: [InputPath],
    _ keys: [UInt64]
  ) throws -> PlannedUnit? {
    guard let ledger else {
      recognised?(InputRecognition(folder.path, "messages in files: \(paths.count)"))
      return PlannedUnit(unit: input.unit(folder: folder, paths: paths, keys: keys), stream: nil)
    }
    if members?.folder != folder {
      members = (folder, try ledger.knownMembers(of: folder))
    }
    let new = zip(paths, keys).filter { members?.known.contains($0.1) != true }
    unchanged += paths.count - new.count
    recognised?(
      InputRecognition(folder.path, "messages in files: \(new.count) new of \(paths.count)")
    )
    guard !new.isEmpty else { return nil }
    let unit = input.unit(folder: folder, paths: new.map(\.0), keys: new.map(\.1))
    return PlannedUnit(unit: unit, stream: nil)
  }

  /// Where reading a file begins; nil where it needn't be read.
  private mutating func start(of file: FileIdentity) throws -> (checkpoint: Checkpoint?, Void)? {
    switch try ledger?.decide(file) {
    case nil, .new:
      return (nil, ())
    case .changed:
      known?.forget(file.path.shown)
      recognised?(
        InputRecognition(file.path, "its content is another than what was read before: read anew")
      )
      return (nil, ())
    case .unchanged:
      recognised?(InputRecognition(file.path, "read to its end before, and as it was: passed over"))
      unchanged += 1
      return nil
    case .resume(let checkpoint):
      // The file has grown, or its reading was broken off. It goes on there only if all that was
      // read is as it was.
      var checkpoint = checkpoint
      guard !checkpoint.fingerprint.isEmpty,
        let seen = try? Fingerprint.of(file, before: checkpoint.verified),
        seen == checkpoint.fingerprint
      else {
        recognised?(
          InputRecognition(file.path, "its content is another than what was read before: read anew")
        )
        return (nil, ())
      }
      // Until the next checkpoint only what lies before this one is sure.
      checkpoint.verified = checkpoint.offset
      checkpoint.fingerprint =
        checkpoint.offset > 0 ? (try? Fingerprint.of(file, before: checkpoint.offset)) ?? "" : ""
      checkpoints[file.path] = checkpoint
      return (checkpoint, ())
    }
  }

  // MARK: What the flow asks and tells

  /// The checkpoint at which the reading of a source began.
  func checkpoint(of source: FileIdentity) -> Checkpoint? { checkpoints[source.path] }

  /// Whether a stream has already given its last batch.
  func hasEnded(_ stream: Int?) -> Bool { stream != nil && stream == ended }

  /// Takes note that a stream has given its last batch.
  package mutating func end(_ stream: Int?) {
    guard let stream else { return }
    ended = stream
    if open?.stream == stream { open = nil }
  }
}
