public import Events

/// A piece of work for one worker: reads some input and gives its batches.
///
/// The work has two parts. Units of one stream do the first in order; the second may run beside the
/// first part of the next unit.
public struct MailUnit: Sendable {
  private let work: @Sendable () -> MailReading

  init(_ work: @escaping @Sendable () -> [MailBatch]) {
    self.work = {
      let batches = work()
      return MailReading { batches }
    }
  }

  init(reading work: @escaping @Sendable () -> MailReading) { self.work = work }

  /// Does the first part: takes the input.
  public func read() -> MailReading { work() }

  /// Does the whole work.
  ///
  /// Trouble becomes rejects; nothing is thrown.
  public func run() -> [MailBatch] { work().finish() }
}

/// Input that was taken and is still to be understood.
public struct MailReading: Sendable {
  private let finishing: @Sendable () -> [MailBatch]

  init(_ finishing: @escaping @Sendable () -> [MailBatch]) { self.finishing = finishing }

  /// Does the second part.
  public func finish() -> [MailBatch] { finishing() }
}

/// Cuts inputs into units.
public struct MailInput: Sendable {
  /// Bytes of a mailbox that one unit covers, 2 MiB: enough that the cost of a unit doesn't count,
  /// little enough that a mailbox of reports only fits the memory many times.
  public static let range: Int64 = 2 << 20
  /// A file up to this size is read whole by one unit, together with others.
  public static let smallFile: Int64 = 1 << 18

  private let limits: Limits

  /// Creates the cutter with the caps for reading.
  public init(limits: Limits) { self.limits = limits }

  /// Messages of a Maildir folder.
  public func unit(folder: FileIdentity, paths: [String], keys: [UInt64]) -> MailUnit {
    MailUnit { [limits] in [FolderReader(limits).read(folder, paths, keys)] }
  }

  /// Small files, each read whole.
  ///
  /// A resumed file is a mailbox and begins at its checkpoint.
  public func unit(files: [(identity: FileIdentity, from: Checkpoint?)]) -> MailUnit {
    MailUnit { [limits] in
      files.flatMap { file in
        var large = LargeFile(file.identity, from: file.from, limits: limits)
        var batches: [MailBatch] = []
        while let unit = large.next() {
          let new = unit.run()
          batches += new
          if new.contains(where: \.isLast) { break }
        }
        return batches
      }
    }
  }

  /// A file whose units can be worked side by side where it is a plain mailbox.
  public func file(_ identity: FileIdentity, from checkpoint: Checkpoint?) -> LargeFile {
    LargeFile(identity, from: checkpoint, limits: limits)
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
  private var isDone = false
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

  init(_ identity: FileIdentity, from checkpoint: Checkpoint?, limits: Limits) {
    self.identity = identity
    self.limits = limits
    position = checkpoint?.offset ?? 0
    do {
      let file = try FileBytes(identity)
      if identity.size > MailInput.smallFile { watch = try FileWatch(identity, file) }
      let sample = try file.bytes(at: 0, count: InputFormat.sampleSize)
      let format = InputFormat.detect(sample[...], columns: limits.traces.columns)
      if case .none = Compression(sample[...]), case .mailbox(let dialect) = format,
        !dialect.usesContentLength
      {
        plan = .ranges(dialect)
      } else if case .none = Compression(sample[...]), case .trace(let trace) = format,
        identity.size > 1 << 20,
        let cutter = try Self.cutter(identity, trace, limits)
      {
        plan = .records(cutter)
      } else {
        plan = .stream(StreamReader(identity, file, from: position, limits: limits))
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

  /// A cutter for an export that can be read in ranges; nil for others.
  private static func cutter(
    _ identity: FileIdentity,
    _ trace: TraceFile,
    _ limits: Limits
  ) throws -> CSVCutter? {
    let head = HeadBytes(try FileBytes(path: identity.path))
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
    self.limits = limits
    plan = .stream(StreamReader(identity, FileBytes(descriptor: 0), from: 0, limits: limits))
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
    guard !isDone else { return nil }
    let unit = nextUnit()
    let end = if case .ranges = plan { position } else { identity.size }
    return unit?.watched(by: watch, before: end)
  }

  private mutating func nextUnit() -> MailUnit? {
    switch plan {
    case .ranges(let dialect):
      let low = position
      position = min(identity.size, low + MailInput.range)
      let isLast = position >= identity.size
      isDone = isLast
      let high = isLast ? Int64.max : position
      return MailUnit { [identity, limits] in
        [RangeReader(identity, dialect, limits).read(from: low, to: high)]
      }
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
