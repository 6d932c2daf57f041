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
  private var minute: TraceMinute?
  /// Rows since the last whose minute was that.
  private var otherMinutes = 0
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
  /// - Returns: when it happened, or nil where the row wasn't packed.
  mutating func add(_ row: TraceRow, record: Int, to list: inout QuietDeliveries) -> Timestamp? {
    let bytes = row.bytes
    let text = bytes.span
    guard let status = row.range(of: .status, in: text), let kind = kind(text.extracting(status)),
      !kind.hasCause,
      let recipient = row.range(of: .recipient, in: text), let at = address(text, recipient),
      let network = row.range(of: .networkID, in: text),
      let number = QuietDeliveries.number(ofNetworkID: text.extracting(network)),
      let sender = row.range(of: .sender, in: text), let id = row.range(of: .messageID, in: text),
      let server = row.range(of: .toIP, in: text)
    else { return nil }
    let senderAt = address(text, sender)
    let message = Self.messageID(text, id)
    let address = QuietDeliveries.version4(text.extracting(server))
    guard sender.isEmpty || senderAt != nil, id.isEmpty || message != nil,
      server.isEmpty || address != nil && address != 0, let moment = moment(row, text)
    else { return nil }
    if stretch.isEmpty { mark = list.mark }
    let shared = note(
      kind,
      network: text.extracting(network),
      recipient: text.extracting(recipient),
      moment,
      address
    )
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
        recipient: list.keep(text.extracting(recipient.lowerBound..<at)),
        domain: list.keep(text.extracting((at + 1)..<recipient.upperBound)),
        sender: senderAt.map { list.keep(text.extracting(sender.lowerBound..<$0)) },
        senderSuffix: senderAt.map { list.keep(text.extracting(($0 + 1)..<sender.upperBound)) },
        message: message.map { list.keep(text.extracting($0.before)) },
        messageSuffix: message?.suffix.map { list.keep(text.extracting($0)) }
      )
    )
    if Self.endsStretch(number) || stretch.count == Self.lengths.upperBound { settle(into: &list) }
    return moment
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

  private mutating func kind(_ word: Span<UInt8>) -> ReportKind? {
    if word.hasSameBytes(as: status.word.span) { return status.kind }
    let bytes = Array(word)
    guard let kind = try? TraceOutcomes.kind(status: bytes[...]) else { return nil }
    status = (bytes, kind)
    return kind
  }

  /// The moment of a row; those of rows that follow each other mostly differ in their seconds only.
  private mutating func moment(_ row: TraceRow, _ text: Span<UInt8>) -> Timestamp? {
    let field: TraceField = row.present.has(.time) ? .time : .localTime
    guard let range = row.range(of: field, in: text) else { return try? clock.moment(of: row) }
    if let minute, minute.field == field, let known = minute.moment(text.extracting(range)) {
      otherMinutes = 0
      return known
    }
    guard let moment = try? clock.moment(of: row) else { return nil }
    otherMinutes += 1
    // Where rows aren't in the order of time, a minute is of no use to the next row.
    if otherMinutes < 16 || otherMinutes % 64 == 0 {
      minute = TraceMinute(field, Array(text.extracting(range)), moment, clock)
    }
    return moment
  }

  /// The place of the `@` in an address without marks around it, at a domain in lower case.
  private mutating func address(_ text: Span<UInt8>, _ field: Range<Int>) -> Int? {
    guard 3...320 ~= field.count,
      let place = UnsafeFieldPlaces.soleAt(in: text.extracting(field)), place > 0,
      case let at = field.lowerBound + place,
      isKnown(text.extracting((at + 1)..<field.upperBound))
    else { return nil }
    return at
  }

  private mutating func isKnown(_ name: Span<UInt8>) -> Bool {
    if domains.isEmpty { domains = Array(repeating: [], count: Self.capacity) }
    var hash = PageOverlap.seed
    UnsafeFastHash.mix(name, into: &hash)
    let slot = Int(truncatingIfNeeded: hash) & (Self.capacity - 1)
    let known = domains[slot]
    if !known.isEmpty, name.hasSameBytes(as: known.span) { return true }
    let bytes = Array(name)
    guard let parsed = DomainNames.parse(bytes[...]), parsed.name.utf8.elementsEqual(bytes) else {
      return false
    }
    domains[slot] = bytes
    return true
  }

  /// A Message-ID in angle brackets, or without any: what stands before and behind its last `@`.
  private static func messageID(
    _ text: Span<UInt8>,
    _ field: Range<Int>
  ) -> (before: Range<Int>, suffix: Range<Int>?)? {
    var id = field
    if id.count > 1, text[id.lowerBound] == UInt8(ascii: "<"),
      text[id.upperBound - 1] == UInt8(ascii: ">")
    {
      id = (id.lowerBound + 1)..<(id.upperBound - 1)
    }
    guard 1...998 ~= id.count, let place = UnsafeFieldPlaces.lastAt(in: text.extracting(id)) else {
      return nil
    }
    guard place >= 0 else { return (id, nil) }
    let at = id.lowerBound + place
    return (id.lowerBound..<at, (at + 1)..<id.upperBound)
  }

  /// Keeps what a row says, but for its texts.
  ///
  /// - Returns: where in `fields` stands what both identities have.
  private mutating func note(
    _ kind: ReportKind,
    network: Span<UInt8>,
    recipient: Span<UInt8>,
    _ moment: Timestamp,
    _ address: UInt32?
  ) -> Range<Int> {
    fields += kind == .delivered ? Self.delivered : Self.field(kind.rawValue)
    add(number: UInt64(bitPattern: moment.seconds))
    add(number: address.map { UInt64($0) } ?? .max)
    let start = fields.count
    add(number: UInt64(network.count))
    fields.append(network)
    add(number: UInt64(recipient.count))
    let place = fields.count
    fields.append(recipient)
    for index in place..<fields.count { fields[index] = fields[index].lowercased }
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
    mixed.append(bytesOf: UInt64(time.text.count).bigEndian)
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

  /// Keeps how long a text is that stands in the list; nil where there is none.
  private mutating func note(length: Int?) {
    let length = length ?? 0xFFFF
    fields.append(UInt8(truncatingIfNeeded: length >> 8))
    fields.append(UInt8(truncatingIfNeeded: length))
  }

  /// Keeps a number as eight bytes, big-endian.
  private mutating func add(number: UInt64) { fields.append(bytesOf: number.bigEndian) }
}
