import Events
import FoundationEssentials

/// Messages in the queues of servers, as they are kept from one run to the next.
struct LogSnapshot: Codable {
  /// How long a message is kept, in seconds: thirty days, longer than any server tries.
  static let age: Int64 = 30 * 86_400

  /// A message.
  struct Message: Codable {
    var id: [UInt8]
    var host: [UInt8]
    var arrived: Int64?
    var messageID: [UInt8]
    var sender: [UInt8]?
    var isNotice: Bool
    var expected: Int?
    var recipients: [Recipient]
  }

  /// One of its recipients.
  struct Recipient: Codable {
    var address: [UInt8]
    var original: [UInt8]
    var outcome: UInt8
    var isExpired: Bool
    var isBare: Bool
    var attempts: Int
    var time: Int64?
    var lastTried: Int64?
    var delay: Int64?
    var status: [UInt8]
    var relay: [UInt8]
    var text: [UInt8]
    var earlier: [[UInt8]]
    var path: String
    var line: Int
    var offset: Int64
  }

  var messages: [Message] = []

  /// The bytes that are kept.
  var bytes: [UInt8] { (try? JSONEncoder().encode(self)).map { Array($0) } ?? [] }

  init(messages: [Message]) { self.messages = messages }

  /// Reads kept bytes; nil where they aren't what this program writes.
  init?(_ bytes: [UInt8]) {
    guard let read = try? JSONDecoder().decode(Self.self, from: Data(bytes)) else { return nil }
    self = read
  }
}

extension LogSnapshot.Recipient {
  init(_ recipient: LogRecipient) {
    self.init(
      address: recipient.address,
      original: recipient.original,
      outcome: recipient.outcome.rawValue,
      isExpired: recipient.isExpired,
      isBare: recipient.isBare,
      attempts: recipient.attempts,
      time: recipient.time,
      lastTried: recipient.lastTried,
      delay: recipient.delay,
      status: recipient.status,
      relay: recipient.relay,
      text: recipient.text,
      earlier: recipient.earlier,
      path: recipient.place.path.shown,
      line: recipient.place.line,
      offset: recipient.place.offset
    )
  }

  /// The recipient that was kept.
  var recipient: LogRecipient {
    LogRecipient(
      address: address,
      original: original,
      outcome: LogAttempt.Outcome(rawValue: outcome) ?? .deferred,
      isExpired: isExpired,
      isBare: isBare,
      attempts: attempts,
      time: time,
      lastTried: lastTried,
      delay: delay,
      status: status,
      relay: relay,
      text: text,
      earlier: earlier,
      place: LogPlace(path: InputPath(shown: path), line: line, offset: offset)
    )
  }
}
