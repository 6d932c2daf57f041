public import RetourEvents

/// A piece of work for one worker: reads some input and gives its batches.
///
/// The work has two parts. Units of one stream do the first in order; the second may run beside the
/// first part of the next unit. Where the second leaves something to be joined, that is a unit again, and
/// those of one stream do its first part in order, too.
public struct MailUnit: Sendable {
  private let work: @Sendable () -> MailReading

  init(_ work: @escaping @Sendable () -> [MailBatch]) {
    self.work = {
      let batches = work()
      return MailReading { MailYield(batches) }
    }
  }

  /// A unit that may leave something over.
  init(yielding work: @escaping @Sendable () -> MailYield) {
    self.work = {
      let yield = work()
      return MailReading { yield }
    }
  }

  init(reading work: @escaping @Sendable () -> MailReading) { self.work = work }

  /// Does the first part: takes the input.
  public func read() -> MailReading { work() }

  /// Does the whole work, with all that it leaves over.
  ///
  /// Trouble becomes rejects; nothing is thrown.
  public func run() -> [MailBatch] {
    var batches: [MailBatch] = []
    var unit: MailUnit? = self
    while let current = unit {
      let yield = current.read().finish()
      batches += yield.batches
      unit = yield.rest
    }
    return batches
  }
}

/// What a unit gave, and what it left over: input that gives more than it takes is given out in pieces,
/// so that memory stays flat.
public struct MailYield: Sendable {
  /// The batches, in order.
  public var batches: [MailBatch]
  /// The rest of the unit, to be done next; nil where it is done.
  public var rest: MailUnit?
  /// Logs that were found and are read when all have been found, in the order of their lines.
  public var logs: [LogInput] = []

  init(_ batches: [MailBatch], rest: MailUnit? = nil) {
    self.batches = batches
    self.rest = rest
  }

  /// A log that is read later.
  init(found log: LogInput) {
    batches = []
    logs = [log]
  }

  /// Whether the batches are as much as should be held at a time.
  fileprivate var isLarge: Bool {
    batches.reduce(0) { $0 + $1.reports.count } >= FolderReader.batchLimit
      || batches.count >= 256
  }
}

/// Input that was taken and is still to be understood.
public struct MailReading: Sendable {
  /// What understanding came to.
  public enum Understood: Sendable {
    /// All that the unit gives.
    case yield(MailYield)
    /// What counts only behind what the units before it in its stream gave: to be joined in their order.
    case joins(MailUnit)
  }

  private let work: @Sendable () -> Understood

  init(_ finishing: @escaping @Sendable () -> MailYield) { work = { .yield(finishing()) } }

  init(understanding work: @escaping @Sendable () -> Understood) { self.work = work }

  /// Does what may be done beside other units.
  public func understand() -> Understood { work() }

  /// Does all that is left.
  public func finish() -> MailYield {
    switch work() {
    case .yield(let yield): yield
    case .joins(let unit): unit.read().finish()
    }
  }

  /// The same, with what it gives changed.
  func changed(_ change: @escaping @Sendable (MailYield) -> MailYield) -> MailReading {
    MailReading(understanding: {
      switch work() {
      case .yield(let yield): .yield(change(yield))
      case .joins(let unit): .joins(MailUnit(reading: { unit.read().changed(change) }))
      }
    })
  }
}

/// Cuts inputs into units.
public struct MailInput: Sendable {
  /// Bytes of a mailbox that one unit covers, 2 MiB: enough that the cost of a unit doesn't count,
  /// little enough that a mailbox of reports only fits the memory many times.
  public static let range: Int64 = 2 << 20
  /// A file up to this size is read whole by one unit, together with others.
  public static let smallFile: Int64 = 1 << 18

  private let limits: Limits
  private let logs: LogRole
  private let part: Range<Int64>?

  /// Creates the cutter with the caps for reading.
  ///
  /// With `gathersLogs` logs aren't read where they are found but given back (``MailYield/logs``),
  /// because what one leaves open another closes. With a `part`, of files only the messages are read
  /// whose envelope line begins in it.
  public init(limits: Limits, gathersLogs: Bool = false, part: Range<Int64>? = nil) {
    self.limits = limits
    self.part = part
    logs = gathersLogs ? .gathered : .alone
  }

  /// Messages of a Maildir folder.
  public func unit(folder: FileIdentity, paths: [InputPath], keys: [UInt64]) -> MailUnit {
    Self.unit(folder, paths[...], keys[...], limits)
  }

  private static func unit(
    _ folder: FileIdentity,
    _ paths: ArraySlice<InputPath>,
    _ keys: ArraySlice<UInt64>,
    _ limits: Limits
  ) -> MailUnit {
    MailUnit(yielding: {
      let (batch, left) = FolderReader(limits).read(folder, paths, keys)
      guard left > 0 else { return MailYield([batch]) }
      return MailYield([batch], rest: unit(folder, paths.suffix(left), keys.suffix(left), limits))
    })
  }

  /// Small files, each read whole.
  ///
  /// A resumed file is a mailbox and begins at its checkpoint.
  public func unit(files: [(identity: FileIdentity, from: Checkpoint?)]) -> MailUnit {
    Self.unit(files[...], open: nil, limits, logs)
  }

  /// The rest of an open file, and files.
  private static func unit(
    _ files: ArraySlice<(identity: FileIdentity, from: Checkpoint?)>,
    open: LargeFile?,
    _ limits: Limits,
    _ logs: LogRole
  ) -> MailUnit {
    MailUnit(yielding: {
      var (files, open) = (files, open)
      var yield = MailYield([])
      while true {
        if open == nil {
          guard let file = files.popFirst() else { return yield }
          open = LargeFile(file.identity, from: file.from, limits: limits, logs)
        }
        guard let piece = open?.next() else {
          open = nil
          continue
        }
        let new = piece.read().finish()
        yield.batches += new.batches
        if let rest = new.rest { open?.goOn(with: rest) }
        yield.logs += new.logs
        if !new.logs.isEmpty || new.batches.contains(where: \.isLast) { open = nil }
        // Compressed files that are small may hold a whole archive.
        if yield.isLarge {
          yield.rest = unit(files, open: open, limits, logs)
          return yield
        }
      }
    })
  }

  /// A file whose units can be worked side by side where it is a plain mailbox.
  public func file(_ identity: FileIdentity, from checkpoint: Checkpoint?) -> LargeFile {
    LargeFile(identity, from: checkpoint, limits: limits, logs, part: part)
  }

  /// A log that follows others.
  public func log(_ log: LogInput, after logs: LogSequel) -> LargeFile {
    LargeFile(log.identity, from: nil, limits: limits, .sequel(logs))
  }

  /// Standard input.
  public func standardInput() -> LargeFile { LargeFile(standardInput: limits) }
}

/// A file that is cut into units.
public struct LargeFile: Sendable {
  private let identity: FileIdentity
  private let limits: Limits
  private var plan: Plan
  private var position: Int64 = 0
  /// Where reading ends.
  private var end: Int64
  private var isDone = false
  /// What the last unit left over.
  private var leftOver: MailUnit?
  /// For files that aren't read at once.
  private var watch: FileWatch?

  /// How the file is read.
  private enum Plan: Sendable {
    /// A plain mailbox: byte ranges side by side.
    case ranges(MailboxDialect)
    /// A plain CSV export: byte ranges side by side.
    case records(CSVCutter)
    /// Anything that has to be read in order: the units of one file wait for each other.
    case stream(StreamReader)
    /// One unit does it.
    case once(MailUnit)
  }

  init(
    _ identity: FileIdentity,
    from checkpoint: Checkpoint?,
    limits: Limits,
    _ logs: LogRole,
    part: Range<Int64>? = nil
  ) {
    self.identity = identity
    self.limits = limits
    position = checkpoint?.offset ?? 0
    end = identity.size
    if let part {
      position = min(part.lowerBound, identity.size)
      end = min(part.upperBound, identity.size)
    }
    do {
      let file = try FileBytes(identity)
      if identity.size > MailInput.smallFile { watch = try FileWatch(identity, file) }
      let sample = try file.bytes(at: 0, count: InputFormat.sampleSize)
      let format = InputFormat.detect(
        sample[...],
        columns: limits.traces.columns,
        services: limits.allServices
      )
      if Compression(sample[...]).isNone, case .mailbox(let dialect) = format,
        !dialect.usesContentLength
      {
        plan = .ranges(dialect)
        limits.recognised?(InputRecognition(identity.path, format, from: position))
      } else if part != nil {
        plan = .once(Self.undivided(identity))
      } else if Compression(sample[...]).isNone, case .trace(let trace) = format,
        identity.size > 1 << 20,
        let cutter = try Self.cutter(identity, trace, limits)
      {
        plan = .records(cutter)
        limits.recognised?(InputRecognition(identity.path, format))
      } else {
        plan = .stream(
          StreamReader(identity, InputBytes(file), from: position, limits: limits, logs)
        )
      }
    } catch {
      plan = .once(Self.broken(identity, error))
    }
  }

  /// A unit that says why a file can't be read.
  private static func broken(_ identity: FileIdentity, _ error: any Error) -> MailUnit {
    MailUnit {
      var batch = MailBatch(source: identity)
      batch.add(error, at: 0)
      batch.isLast = true
      return [batch]
    }
  }

  /// A unit that says that a file can't be read in part.
  private static func undivided(_ identity: FileIdentity) -> MailUnit {
    MailUnit {
      var batch = MailBatch(source: identity)
      batch.rejects.append(
        Reject(
          position: Position(path: identity.path, record: 0, offset: 0),
          problem: .unknownFormat,
          detail: "only a mailbox that is neither compressed nor cut by Content-Length has parts",
          losesMessage: false
        )
      )
      batch.isLast = true
      return [batch]
    }
  }

  /// A cutter for an export that can be read in ranges; nil for others.
  private static func cutter(
    _ identity: FileIdentity,
    _ trace: TraceFile,
    _ limits: Limits
  ) throws -> CSVCutter? {
    let head = PeekableSource(try FileBytes(path: identity.path))
    do {
      let clock = try trace.clock(of: head, options: limits.traces)
      return CSVCutter(identity, trace, clock, limits.traces)
    } catch is RowProblem {
      // The stream says what is wrong.
      return nil
    }
  }

  init(standardInput limits: Limits) {
    identity = FileIdentity(path: "-", device: 0, inode: 0, size: 0, modified: 0)
    end = 0
    self.limits = limits
    let input = InputBytes(FileBytes(descriptor: 0))
    plan = .stream(StreamReader(identity, input, from: 0, limits: limits, .alone))
  }

  /// Whether a unit may only start when the one before it has ended, and their number isn't known
  /// beforehand: go on until a batch is the last.
  public var isSequential: Bool {
    if case .stream = plan { true } else { false }
  }

  /// The next unit, or nil where all are given out.
  ///
  /// A sequential file never ends by itself.
  public mutating func next() -> MailUnit? {
    if let unit = leftOver {
      leftOver = nil
      return unit
    }
    guard !isDone else { return nil }
    let unit = nextUnit()
    let end = if case .ranges = plan { position } else { identity.size }
    return unit?.watched(by: watch, before: end)
  }

  /// Puts what a unit left over before the next one.
  mutating func goOn(with rest: MailUnit) { leftOver = rest }

  private mutating func nextUnit() -> MailUnit? {
    switch plan {
    case .ranges(let dialect):
      let low = position
      position = min(end, low + MailInput.range)
      let isLast = position >= end
      isDone = isLast
      let high = isLast && end == identity.size ? Int64.max : position
      return RangeReader(identity, dialect, limits, end: end == identity.size ? .max : end)
        .unit(from: low, to: high)
    case .records(var cutter):
      do {
        let (unit, isLast) = try cutter.next()
        plan = .records(cutter)
        isDone = isLast
        return unit
      } catch {
        isDone = true
        return Self.broken(identity, error)
      }
    case .stream(let reader):
      return MailUnit(reading: { reader.read() })
    case .once(let unit):
      isDone = true
      return unit
    }
  }
}
