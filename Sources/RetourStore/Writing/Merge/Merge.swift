public import RetourEvents

/// A piece of what was read elsewhere, to be stored as `ingest` would have.
public struct MergePiece: Sendable {
  /// What an input is known by where it was read elsewhere.
  public struct Source: Hashable, Sendable {
    /// The path of the file or folder there.
    public var path: InputPath
    /// Whether its messages are files of their own.
    public var isFolder: Bool

    /// Creates a source.
    public init(path: InputPath, isFolder: Bool) {
      self.path = path
      self.isFolder = isFolder
    }
  }

  /// A report, and by what it was judged.
  public struct Event: Sendable {
    /// Where it was read.
    public var source: Source
    /// The report and its verdict.
    public var event: ClassifiedReport
    /// By what it was judged.
    public var judgement: Judgement

    /// Creates an event.
    public init(source: Source, event: ClassifiedReport, judgement: Judgement) {
      self.source = source
      self.event = event
      self.judgement = judgement
    }
  }

  /// The books of an input, or of a part of one.
  public struct Section: Hashable, Sendable {
    /// Whose they are.
    public var source: Source
    /// Its size in bytes.
    public var size: Int64
    /// Its time of modification in nanoseconds since 1970.
    public var modified: Int64
    /// What tells this content from another under the same path.
    public var content: String
    /// The bytes that were read; the whole is 0 to the largest number.
    public var range: Range<Int64>
    /// What became of its messages.
    public var tally: Tally
    /// Whether the ledger would say that it was read to its end.
    public var isComplete: Bool
    /// Where reading would go on.
    public var nextOffset: Int64

    /// Creates books.
    public init(
      source: Source,
      size: Int64,
      modified: Int64,
      content: String,
      range: Range<Int64>,
      tally: Tally,
      isComplete: Bool,
      nextOffset: Int64
    ) {
      self.source = source
      self.size = size
      self.modified = modified
      self.content = content
      self.range = range
      self.tally = tally
      self.isComplete = isComplete
      self.nextOffset = nextOffset
    }
  }

  /// The reports.
  public var events: [Event] = []
  /// What couldn't be read, and where.
  public var rejects: [(source: Source, reject: Reject)] = []
  /// Books of inputs.
  public var sections: [Section] = []
  /// Keys that returned messages were signed with, and the last day of each, beside those that the
  /// events name.
  var signingKeys: [SigningKey: String] = [:]

  /// Creates a piece with nothing in it.
  public init() {}

  /// Rows that it writes at most.
  public var rows: Int { events.count + rejects.count + sections.count }
}

/// What a piece brought.
public struct MergeCounts: Hashable, Sendable {
  /// Inputs whose books were not known.
  public var sectionsNew = 0
  /// Inputs whose books were.
  public var sectionsKnown = 0

  /// Creates counts of nothing.
  public init() {}
}
