public import RetourEvents

/// How an input was recognised, for people who ask why it was read as it was, or not.
///
///     /srv/mail/bounces.mbox.gz: gzip; a mailbox, cut at envelope lines
public struct InputRecognition: Sendable, CustomStringConvertible {
  /// The input.
  public let path: InputPath
  /// What it was taken for, and by what that was seen.
  public let words: String

  /// Path and words.
  public var description: String { "\(path.shown): \(words)" }

  /// Creates one for an input that was taken for something.
  public init(_ path: InputPath, _ words: String) {
    self.path = path
    self.words = words
  }

  /// What was told by the first bytes of an input, packed or saved as other text as it may be.
  init(
    _ path: InputPath,
    _ format: InputFormat,
    _ compression: Compression = .none,
    isWide: Bool = false,
    from start: Int64 = 0
  ) {
    var parts = compression.isNone ? [] : ["\(compression)"]
    if isWide { parts.append("text in UTF-16") }
    parts.append(format.words)
    if start > 0 { parts.append("read on from byte \(start)") }
    self.init(path, parts.joined(separator: "; "))
  }
}

extension InputFormat {
  /// What it is, and by what it was recognised.
  var words: String {
    switch self {
    case .mailbox(let dialect):
      "a mailbox, cut "
        + (dialect.usesContentLength ? "by Content-Length" : "at envelope lines (From )")
        + Self.words(dialect.usesCarriageReturns)
    case .message(let usesCarriageReturns):
      "one message: it begins with header fields\(Self.words(usesCarriageReturns))"
    case .trace(let file):
      "a message trace: \(file.container.words)"
        + (file.encoding.isWide ? ", in UTF-16" : "")
        + (file.columns.isEmpty ? "" : ", with columns of --columns")
    case .log(let file):
      "a log: \(file.isJSON ? "a JSON object" : "a time") at the front of its lines"
    case .service(let file):
      "events of a mail service: "
        + (file.isCSV ? "CSV with the columns of one" : "JSON objects with the fields of one")
    case .empty: "nothing, or white space only"
    case .unknown(let what): "not understood: \(what)"
    }
  }

  private static func words(_ usesCarriageReturns: Bool) -> String {
    usesCarriageReturns ? ", lines end in CR" : ""
  }
}

extension TraceFile.Container {
  /// How it was recognised.
  fileprivate var words: String {
    switch self {
    case .csv: "CSV with the columns of one"
    case .xml: "XML with the root element of an export"
    case .json: "JSON with the names of one"
    }
  }
}
