import RetourEvents

/// What came of a question.
///
/// What an answer says and that there is none are never mixed: a resolver that fails says nothing
/// about the name.
public struct DNSAnswer: Hashable, Sendable {
  /// The kinds of answers; the raw value is the word in files of stored answers.
  public enum Outcome: String, CaseIterable, Hashable, Sendable {
    /// There are records.
    case found
    /// The name exists and has no records of this type (RFC 2308 2.2).
    case noData = "nodata"
    /// The name doesn't exist, nor anything below it (RFC 2308 2.1, RFC 8020).
    case noName = "nxdomain"
    /// Nothing came in time.
    case timeout
    /// The resolver couldn't find out (RFC 1035 4.1.1, SERVFAIL).
    case serverFailure = "servfail"
    /// The resolver doesn't want to answer (REFUSED), or another code that says nothing of the name.
    case refused
    /// Signatures are wrong or missing where they have to be (RFC 4035 4.3).
    case bogus
    /// The records can't be read.
    case malformed
    /// It wasn't asked: the budget is spent, or the file of answers doesn't have it.
    case unasked

    /// Whether it says something about the name.
    public var isCertain: Bool {
      switch self {
      case .found, .noData, .noName: true
      case .timeout, .serverFailure, .refused, .bogus, .malformed, .unasked: false
      }
    }
  }

  /// The most records that are kept of an answer.
  public static let maximumRecords = 50
  /// The most bytes of records that are kept of an answer.
  public static let maximumBytes = 65_536

  /// What came of it.
  public var outcome: Outcome
  /// The records, in an order that doesn't depend on that of the answer.
  public var records: [RecordData] = []
  /// Records that weren't kept, because they are too many or can't be read.
  public var dropped = 0
  /// Whether signatures were checked and are right.
  public var isSecure = false
  /// How long the answer holds, in seconds; 0 where that isn't known.
  public var timeToLive = 0
  /// The name that has the records, where the one that was asked is an alias.
  public var canonicalName: DNSName?
  /// Why there is no answer, in the words of the resolver; empty where it has none.
  public var note = ""

  /// Creates an answer without records.
  public init(_ outcome: Outcome, note: String = "") {
    self.outcome = outcome
    self.note = note
  }

  /// Creates an answer of records.
  public init(found records: [RecordData]) {
    self.init(.found)
    var bytes = 0
    for record in records {
      bytes += record.size
      guard self.records.count < Self.maximumRecords, bytes <= Self.maximumBytes else {
        dropped += 1
        continue
      }
      self.records.append(record)
    }
    self.records.sort { $0.order < $1.order }
  }

  /// Creates an answer of record data as it is on the wire, without compression.
  ///
  /// - Parameters:
  ///   - data: of each record.
  ///   - type: of all of them.
  public init(wire data: some Sequence<ArraySlice<UInt8>>, type: RecordType) {
    var (records, unread) = ([RecordData](), 0)
    for bytes in data {
      guard let record = RecordData(wire: bytes, type: type) else {
        unread += 1
        continue
      }
      records.append(record)
    }
    self.init(found: records)
    dropped += unread
    if self.records.isEmpty { self.outcome = unread > 0 ? .malformed : .noData }
  }

  /// Whether it says something about the name.
  public var isCertain: Bool { outcome.isCertain }

  /// The addresses of an answer for A or AAAA.
  var addresses: [NetworkAddress] {
    records.compactMap { if case .address(let address) = $0 { address } else { nil } }
  }

  /// The names of an answer for NS, CNAME or PTR.
  var names: [DNSName] {
    records.compactMap { if case .name(let name) = $0 { name } else { nil } }
  }

  /// The texts of an answer for TXT.
  var texts: [[UInt8]] {
    records.compactMap { if case .text(let text) = $0 { text } else { nil } }
  }

  /// The records as text.
  public var shown: [String] { records.map(\.description) }
}
