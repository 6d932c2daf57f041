import RetourEvents

/// Packs rows of summaries that say no more than that mail arrived, without making reports of them.
///
/// It takes those that are written as usual; whatever it isn't sure of is left to ``TraceReporter``, which
/// has to come to the same (a test compares them).
///
/// Rows are packed a stretch at a time: one ends behind a row whose network message id hashes to a certain
/// value, so that the same rows are the same stretches in any export. Those that a database knows
/// (``KnownStretches``) are left out.
struct QuietRows {
  /// Domains that are remembered, a power of two.
  private static let capacity = 4_096
  /// Of how many rows one ends a stretch, a power of two.
  private static let length: UInt64 = 64
  /// The least and most rows of a stretch that is known again.
  private static let lengths = 8...1_024

  /// A row of the stretch.
  private struct Row {
    let kind: ReportKind
    let moment: Timestamp
    /// Where in `fields` stands what both identities have.
    let shared: Range<Int>
  }

  private let clock: TraceClock
  private let path: String
  private let known: KnownStretches?
  private var stretch: [Row] = []
  /// What the list had before the stretch.
  private var mark = QuietDeliveries().mark
  /// Domains that are written as ``DomainNames`` gives them, by their hash; none until the first row.
  private var domains: [[UInt8]] = []
  private var status: (word: [UInt8], kind: ReportKind) = ([], .failed)
  private var time: (moment: Timestamp?, text: [UInt8]) = (nil, [])
  /// All that the rows of the stretch say, but for the texts that are in the list.
  private var fields: [UInt8] = []
  private var mixed: [UInt8] = []

  init(clock: TraceClock, of path: InputPath, _ known: KnownStretches?) {
    self.clock = clock
    self.path = path.shown
    self.known = known.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Packs a row of a summary, the record of a number; ``settle(into:)`` has to follow the last one.
  ///
  /// - Returns: whether it was packed.
  mutating func add(_ row: TraceRow, record: Int, to list: inout QuietDeliveries) -> Bool {
    let bytes = row.bytes
    guard let status = row.range(of: .status), let kind = kind(bytes, status), !kind.hasCause,
      let recipient = row.range(of: .recipient), let at = address(bytes, recipient),
      let network = row.range(of: .networkID),
      let number = QuietDeliveries.number(ofNetworkID: bytes.span.extracting(network)),
      let sender = row.range(of: .sender), let id = row.range(of: .messageID),
      let server = row.range(of: .toIP)
    else { return false }
    let senderAt = address(bytes, sender)
    let message = messageID(bytes, id)
    let address = QuietDeliveries.version4(bytes.span.extracting(server))
    guard sender.isEmpty || senderAt != nil, id.isEmpty || message != nil,
      server.isEmpty || address != nil && address != 0, let moment = try? clock.moment(of: row)
    else { return false }
    if stretch.isEmpty { mark = list.mark }
    let shared = note(kind, bytes[network], bytes[recipient], moment, address)
    note(length: senderAt.map { $0 - sender.lowerBound })
    note(length: sender.count)
    note(length: message?.before.count)
    note(length: message?.suffix?.count)
    stretch.append(Row(kind: kind, moment: moment, shared: shared))
    list.append(
      QuietDeliveries.Item(
        event: Self.none,
        delivery: Self.none,
        network: number,
        kind: kind,
        occurredAt: moment,
        isArrival: true,
        record: record,
        offset: row.offset,
        address: address,
        addressText: nil,
        recipient: list.keep(bytes[recipient.lowerBound..<at]),
        domain: list.keep(bytes[(at + 1)..<recipient.upperBound]),
        sender: senderAt.map { list.keep(bytes[sender.lowerBound..<$0]) },
        senderSuffix: senderAt.map { list.keep(bytes[($0 + 1)..<sender.upperBound]) },
        message: message.map { list.keep(bytes[$0.before]) },
        messageSuffix: message?.suffix.map { list.keep(bytes[$0]) }
      )
    )
    if Self.endsStretch(number) || stretch.count == Self.lengths.upperBound { settle(into: &list) }
    return true
  }

  private static let none = Identity(high: 0, low: 0)

  /// Whether a stretch ends behind a row.
  private static func endsStretch(_ number: Identity) -> Bool {
    (((number.high ^ number.low) &* 0x9E37_79B9_7F4A_7C15) >> 40) & (length - 1) == 0
  }

  /// Ends a stretch: its rows get their identities, or are left out where they are known.
  mutating func settle(into list: inout QuietDeliveries) {
    guard !stretch.isEmpty else { return }
    defer {
      stretch.removeAll(keepingCapacity: true)
      fields.removeAll(keepingCapacity: true)
    }
    let items = mark.items..<mark.items + stretch.count
    if Self.lengths.contains(stretch.count) {
      let id = id(list)
      guard known?.holds(id, before: path) != true else { return list.leaveOut(since: mark) }
      list.add(QuietDeliveries.Stretch(id: id, items: items))
    }
    for (number, row) in zip(items, stretch) {
      let (event, delivery) = identities(row)
      list.identify(number, event: event, delivery: delivery)
    }
  }

  /// The hash of all that the rows of the stretch say.
  private func id(_ list: QuietDeliveries) -> Identity {
    var hash = SHA256Hash()
    hash.field("retour-stretch-1")
    hash.update(fields[...])
    hash.update(list.texts(since: mark))
    return hash.identity()
  }

  private mutating func kind(_ bytes: [UInt8], _ word: Range<Int>) -> ReportKind? {
    if bytes[word].hasSameBytes(as: status.word[...]) { return status.kind }
    guard let kind = try? TraceOutcomes.kind(status: bytes[word]) else { return nil }
    status = (Array(bytes[word]), kind)
    return kind
  }

  /// The place of the `@` in an address without marks around it, at a domain in lower case.
  private mutating func address(_ bytes: [UInt8], _ field: Range<Int>) -> Int? {
    guard 3...320 ~= field.count else { return nil }
    var at: Int?
    for index in field {
      let byte = bytes[index]
      if byte == UInt8(ascii: "@") {
        if at != nil { return nil }
        at = index
      } else if Self.isOdd(byte) {
        return nil
      }
    }
    guard let at, at > field.lowerBound, isKnown(bytes, (at + 1)..<field.upperBound) else {
      return nil
    }
    return at
  }

  /// Whether lists, quotes or encoded forms are made of a byte, or it is no visible one of ASCII.
  private static func isOdd(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "("), UInt8(ascii: ")"),
      UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: ";"), UInt8(ascii: "<"),
      UInt8(ascii: ">"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "\\"),
      UInt8(ascii: "{"), UInt8(ascii: "|"), UInt8(ascii: "}"):
      true
    default: !(0x21...0x7E ~= byte)
    }
  }

  private mutating func isKnown(_ bytes: [UInt8], _ domain: Range<Int>) -> Bool {
    if domains.isEmpty { domains = Array(repeating: [], count: Self.capacity) }
    var hash = FNV1a()
    for index in domain { hash.mix(bytes[index]) }
    let slot = Int(truncatingIfNeeded: hash.value ^ hash.value >> 32) & (Self.capacity - 1)
    let name = bytes[domain]
    if !name.isEmpty, name.hasSameBytes(as: domains[slot][...]) { return true }
    guard let parsed = DomainNames.parse(name), parsed.name.utf8.elementsEqual(name) else {
      return false
    }
    domains[slot] = Array(name)
    return true
  }

  /// A Message-ID in angle brackets, or without any: what stands before and behind its last `@`.
  private func messageID(
    _ bytes: [UInt8],
    _ field: Range<Int>
  ) -> (before: Range<Int>, suffix: Range<Int>?)? {
    var text = field
    if text.count > 1, bytes[text.lowerBound] == UInt8(ascii: "<"),
      bytes[text.upperBound - 1] == UInt8(ascii: ">")
    {
      text = (text.lowerBound + 1)..<(text.upperBound - 1)
    }
    guard 1...998 ~= text.count else { return nil }
    var at: Int?
    for index in text {
      let byte = bytes[index]
      guard 0x21...0x7E ~= byte, byte != UInt8(ascii: "<"), byte != UInt8(ascii: ">") else {
        return nil
      }
      if byte == UInt8(ascii: "@") { at = index }
    }
    guard let at else { return (text, nil) }
    return (text.lowerBound..<at, (at + 1)..<text.upperBound)
  }

  /// Keeps what a row says, but for its texts.
  ///
  /// - Returns: where in `fields` stands what both identities have.
  private mutating func note(
    _ kind: ReportKind,
    _ network: Bytes,
    _ recipient: Bytes,
    _ moment: Timestamp,
    _ address: UInt32?
  ) -> Range<Int> {
    fields += kind == .delivered ? Self.delivered : Self.field(kind.rawValue)
    add(number: UInt64(bitPattern: moment.seconds))
    add(number: address.map { UInt64($0) } ?? .max)
    let start = fields.count
    add(field: network)
    addLowercased(field: recipient)
    return start..<fields.count
  }

  /// The identities of event and delivery, as ``ReportIdentity`` makes them.
  private mutating func identities(_ row: Row) -> (event: Identity, delivery: Identity) {
    if time.moment != row.moment { time = (row.moment, Array(row.moment.description.utf8)) }
    mixed.removeAll(keepingCapacity: true)
    mixed += Self.traceMark
    mixed += row.kind == .delivered ? Self.delivered : Self.field(row.kind.rawValue)
    let start = mixed.count
    mixed += fields[row.shared]
    let shared = start..<mixed.count
    mixed += Self.zeros
    mixed.append(UInt8(truncatingIfNeeded: time.text.count >> 8))
    mixed.append(UInt8(truncatingIfNeeded: time.text.count))
    mixed += time.text
    let event = Self.identity(mixed[...])
    // What both have stays where it is.
    mixed.replaceSubrange(..<shared.lowerBound, with: Self.deliveryMark)
    let end = shared.count + Self.deliveryMark.count
    return (event, Self.identity(mixed[..<end]))
  }

  private static let traceMark = field("retour-trace-1")
  private static let deliveryMark = field("retour-delivery-1")
  private static let delivered = field(ReportKind.delivered.rawValue)

  /// As ``SHA256Hash/field(_:)`` takes a text in: behind its length as eight bytes, big-endian.
  private static func field(_ text: String) -> [UInt8] {
    [0, 0, 0, 0, 0, 0, 0, UInt8(text.utf8.count)] + Array(text.utf8)
  }

  private static func identity(_ fields: Bytes) -> Identity {
    var hash = SHA256Hash()
    hash.update(fields)
    return hash.identity()
  }

  private mutating func add(field text: Bytes) {
    addLength(text.count)
    fields += text
  }

  private mutating func addLowercased(field text: Bytes) {
    addLength(text.count)
    for byte in text { fields.append(byte.lowercased) }
  }

  /// Keeps how long a text is that stands in the list; nil where there is none.
  private mutating func note(length: Int?) {
    let length = length ?? 0xFFFF
    fields.append(UInt8(truncatingIfNeeded: length >> 8))
    fields.append(UInt8(truncatingIfNeeded: length))
  }

  private mutating func add(number: UInt64) {
    for shift in stride(from: UInt64(56), through: 0, by: -8) {
      fields.append(UInt8(truncatingIfNeeded: number >> shift))
    }
  }

  /// A length below 65,536 as eight bytes, big-endian.
  private mutating func addLength(_ count: Int) {
    fields += Self.zeros
    fields.append(UInt8(truncatingIfNeeded: count >> 8))
    fields.append(UInt8(truncatingIfNeeded: count))
  }

  private static let zeros = [UInt8](repeating: 0, count: 6)
}
