/// Where something was read.
public struct Position: Hashable, Sendable {
  /// The path of the file that holds it, as it was found; `-` is standard input.
  public var path: InputPath
  /// The number of the message or row in its file, from 0.
  public var record: Int
  /// The byte at which the message or row begins, from 0, after decompression.
  public var offset: Int64

  /// Creates a position.
  public init(path: InputPath, record: Int, offset: Int64) {
    self.path = path
    self.record = record
    self.offset = offset
  }
}

/// Something that could not be read, or not wholly.
///
/// It isn't thrown: it flows with the reports, is counted and stored.
public struct Reject: Hashable, Sendable {
  /// What is wrong.
  ///
  /// The raw value is the name in SQL and in messages.
  public enum Problem: String, CaseIterable, Hashable, Sendable {
    /// The file could not be opened or read; the detail has the system's reason.
    case unreadable
    /// A directory that is already open further up, or a link out of the tree.
    case notFollowed = "not-followed"
    /// Not a regular file: a FIFO, socket or device.
    case notAFile = "not-a-file"
    /// Neither mail nor a known export.
    case unknownFormat = "unknown-format"
    /// Compressed data are damaged or end too early.
    case damagedCompression = "damaged-compression"
    /// More than the cap after decompression.
    case expandedTooLarge = "expanded-too-large"
    /// The header block is longer than the cap.
    case headerTooLarge = "header-too-large"
    /// The message is longer than the cap; what lies before it was read.
    case messageTooLarge = "message-too-large"
    /// MIME parts are nested deeper than the cap; what lies above was read.
    case nestedTooDeep = "nested-too-deep"
    /// The file shrank or changed while it was read.
    case changedWhileRead = "changed-while-read"
    /// Bytes before the first message of a mailbox.
    case garbage
    /// A row of an export that can't be read: other fields than the header, no date, no status.
    case badRow = "bad-row"
    /// The last row of an export breaks off.
    case cutRow = "cut-row"
    /// A row of an export is longer than the cap.
    case rowTooLarge = "row-too-large"
    /// PowerShell wrote the name of a type in place of a list.
    case arraysLost = "arrays-lost"
    /// PowerShell wrote `?` for characters outside ASCII in an address.
    case charactersLost = "characters-lost"
    /// Dates of an export could be read in two ways, and guessing would be wrong.
    case ambiguousDates = "ambiguous-dates"
    /// XML that isn't well-formed, or breaks off; what lies before was read.
    case damagedXML = "damaged-xml"
    /// XML with a document type or nested too deep; what lies before was read.
    case refusedXML = "refused-xml"
    /// JSON that breaks its grammar; what lies before was read.
    case damagedJSON = "damaged-json"
    /// More messages were open in the queues of a log than are kept; the oldest were told as they stood.
    case tooManyOpen = "too-many-open"
    /// More of a kind than are kept of one file; the detail has their number. It is no reject by itself.
    case more

    /// Whether it is about a row or place of an export.
    public var isAboutRows: Bool {
      switch self {
      case .badRow, .cutRow, .rowTooLarge, .arraysLost, .charactersLost, .damagedXML, .refusedXML,
        .damagedJSON:
        true
      default: false
      }
    }
  }

  /// Where.
  public var position: Position
  /// What.
  public var problem: Problem
  /// Why, in words; may be empty.
  public var detail: String
  /// Whether a whole message is lost with it.
  ///
  /// False where the file as a whole, or only a part of a message, could not be read.
  public var losesMessage: Bool

  /// Creates a reject.
  public init(position: Position, problem: Problem, detail: String, losesMessage: Bool) {
    self.position = position
    self.problem = problem
    self.detail = detail
    self.losesMessage = losesMessage
  }
}
