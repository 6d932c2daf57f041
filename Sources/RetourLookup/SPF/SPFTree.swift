/// What a record of SPF costs, with all that it includes, whoever sends (RFC 7208 4.6.4).
///
/// It is the most that a receiver may have to look up: of a sender whom nothing matches.
struct SPFTree {
  /// Look-ups after which counting ends.
  static let most = 40
  /// Look-ups that a record may need.
  static let limit = 10
  /// Look-ups that may give nothing.
  static let voidLimit = 2
  /// Addresses of servers that one `mx` may need.
  static let exchangeLimit = 10

  private let inquiry: Inquiry

  /// Look-ups of all records.
  private(set) var lookups = 0
  /// The names that gave nothing.
  private(set) var voids: [DNSName] = []
  /// What each term of the first record costs, with what it includes.
  private(set) var costs: [(term: String, lookups: Int)] = []
  /// All names that are included, the first record's own not among them.
  private(set) var included: Set<DNSName> = []
  /// The first thing that is wrong with what is included.
  private(set) var fault: Fault?
  /// The first question without an answer that says anything; what is counted then is too little.
  private(set) var unknown: (question: DNSQuestion, answer: DNSAnswer)?
  /// Whether `ptr` is used anywhere.
  private(set) var usesPointer = false
  /// Whether everybody is allowed.
  private(set) var allowsAll = false
  /// Whether counting ended early.
  private(set) var isCut = false

  /// What is wrong with an included record.
  enum Fault {
    case none(DNSName, DNSAnswer)
    case multiple(DNSName, DNSAnswer)
    case syntax(DNSName, DNSAnswer, term: String)
    case loop(DNSName, DNSAnswer)
    case exchanges(DNSName, DNSAnswer, Int)
  }

  init(_ inquiry: Inquiry) { self.inquiry = inquiry }

  /// Walks a record.
  mutating func walk(_ record: SPFRecord, of name: DNSName) async {
    await walk(record, of: name, below: [])
  }

  private mutating func walk(_ record: SPFRecord, of name: DNSName, below: [DNSName]) async {
    let isFirst = below.isEmpty
    for directive in record.directives {
      guard lookups < Self.most else {
        isCut = true
        return
      }
      let before = lookups
      if directive.mechanism.isLookup { lookups += 1 }
      await look(directive, of: name, below)
      if isFirst, lookups > before { costs.append((directive.text, lookups - before)) }
      if directive.mechanism == .all {
        if directive.qualifier == .pass { allowsAll = true }
        return
      }
    }
    guard let target = record.redirect else { return }
    guard lookups < Self.most else {
      isCut = true
      return
    }
    let before = lookups
    lookups += 1
    if let target = target.plain { await descend(target, from: name, below) }
    if isFirst { costs.append(("redirect=\(target.text)", lookups - before)) }
  }

  private mutating func look(
    _ directive: SPFRecord.Directive,
    of name: DNSName,
    _ below: [DNSName]
  ) async {
    switch directive.mechanism {
    case .all, .network, .exists: return
    case .include(let target):
      if let target = target.plain { await descend(target, from: name, below) }
    case .ptr: usesPointer = true
    case .a(let target, _):
      guard let target = target == nil ? name : target?.plain else { return }
      let four = await inquiry.ask(target, .a)
      let six = four.outcome == .found ? nil : await inquiry.ask(target, .aaaa)
      note(DNSQuestion(target, .a), four)
      if let six { note(DNSQuestion(target, .aaaa), six) }
      if four.isCertain, let six, six.isCertain, six.outcome != .found { voids.append(target) }
    case .mx(let target, _):
      guard let target = target == nil ? name : target?.plain else { return }
      let answer = await inquiry.ask(target, .mx)
      note(DNSQuestion(target, .mx), answer)
      if answer.isCertain, answer.outcome != .found { voids.append(target) }
      if answer.records.count > Self.exchangeLimit {
        fault = fault ?? .exchanges(target, answer, answer.records.count)
      }
    }
  }

  private mutating func note(_ question: DNSQuestion, _ answer: DNSAnswer) {
    if !answer.isCertain, unknown == nil { unknown = (question, answer) }
  }

  /// Goes on with the record of another name.
  private mutating func descend(
    _ target: DNSName,
    from name: DNSName,
    _ below: [DNSName]
  ) async {
    included.insert(target)
    guard target != name, !below.contains(target) else {
      let answer = await inquiry.ask(target, .txt)
      fault = fault ?? .loop(target, answer)
      return
    }
    switch await SPFLookup.find(target, inquiry) {
    case .record(let record, _, _): await walk(record, of: target, below: below + [name])
    case .none(let answer):
      if answer.outcome != .found { voids.append(target) }
      fault = fault ?? .none(target, answer)
    case .multiple(_, let answer): fault = fault ?? .multiple(target, answer)
    case .mistake(let mistake, _, let answer):
      fault = fault ?? .syntax(target, answer, term: mistake.term)
    case .unknown(let answer): note(DNSQuestion(target, .txt), answer)
    }
  }
}
