import RetourEvents

/// What SPF says of a sender (RFC 7208 2.6).
enum SPFResult: String, Hashable, Sendable {
  /// There is no record.
  case none
  /// The record says nothing of the address.
  case neutral
  /// The address may send.
  case pass
  /// It may not.
  case fail
  /// It probably may not.
  case softfail
  /// It couldn't be found out.
  case temperror
  /// The record is wrong.
  case permerror
}

/// Whether a domain allows an address to send (`check_host` of RFC 7208 4).
///
/// The local part of the sender, which some macros ask for, is taken to be `postmaster`, and the
/// name that the server gave of itself the domain.
struct SPFEvaluation {
  private let inquiry: Inquiry
  private let address: NetworkAddress
  private let sender: DNSName
  private var lookups = 0
  private var voids = 0

  init(_ address: NetworkAddress, sending domain: DNSName, _ inquiry: Inquiry) {
    self.inquiry = inquiry
    self.address = address
    sender = domain
  }

  /// Evaluates the record of the sender's domain.
  mutating func result() async -> SPFResult { await check(sender) }

  /// What ends an evaluation early.
  private enum Stop: Error {
    case temporary
    case permanent
  }

  private mutating func check(_ name: DNSName) async -> SPFResult {
    switch await SPFLookup.find(name, inquiry) {
    case .none: return .none
    case .multiple, .mistake: return .permerror
    case .unknown: return .temperror
    case .record(let record, _, _):
      do {
        return try await evaluate(record, of: name)
      } catch Stop.temporary {
        return .temperror
      } catch {
        return .permerror
      }
    }
  }

  private mutating func evaluate(_ record: SPFRecord, of name: DNSName) async throws -> SPFResult {
    for directive in record.directives {
      if directive.mechanism.isLookup { try count() }
      guard try await matches(directive.mechanism, of: name) else { continue }
      return switch directive.qualifier {
      case .pass: .pass
      case .fail: .fail
      case .softfail: .softfail
      case .neutral: .neutral
      }
    }
    guard let target = record.redirect else { return .neutral }
    try count()
    let result = await check(try expand(target, name))
    return result == .none ? .permerror : result
  }

  private mutating func count() throws {
    lookups += 1
    if lookups > SPFTree.limit { throw Stop.permanent }
  }

  private func expand(_ target: SPFName?, _ name: DNSName) throws -> DNSName {
    guard let target else { return name }
    let surroundings = SPFName.Surroundings(address: address, sender: sender, current: name)
    guard let expanded = target.expanded(surroundings) else { throw Stop.permanent }
    return expanded
  }

  private mutating func matches(
    _ mechanism: SPFRecord.Mechanism,
    of name: DNSName
  ) async throws -> Bool {
    switch mechanism {
    case .all: return true
    case .network(let network): return network.contains(address)
    case .exists(let target):
      return try await ask(try expand(target, name), .a).outcome == .found
    case .include(let target):
      switch await check(try expand(target, name)) {
      case .pass: return true
      case .fail, .softfail, .neutral: return false
      case .temperror: throw Stop.temporary
      case .none, .permerror: throw Stop.permanent
      }
    case .a(let target, let prefixes):
      return try await holds(try expand(target, name), prefixes)
    case .mx(let target, let prefixes):
      let answer = try await ask(try expand(target, name), .mx)
      guard answer.records.count <= SPFTree.exchangeLimit else { throw Stop.permanent }
      for case .exchange(_, let host) in answer.records where !host.isRoot {
        if try await holds(host, prefixes, isCounted: false) { return true }
      }
      return false
    case .ptr(let target):
      return try await pointsBack(below: try expand(target, name))
    }
  }

  /// Whether an address of a host is ours, or in its network.
  private mutating func holds(
    _ host: DNSName,
    _ prefixes: SPFRecord.Prefixes,
    isCounted: Bool = true
  ) async throws -> Bool {
    let type: RecordType = address.width == 32 ? .a : .aaaa
    let prefix = address.width == 32 ? prefixes.four : prefixes.six
    let answer = try await ask(host, type, isCounted: isCounted)
    return answer.addresses.contains { Network($0, prefix: prefix).contains(address) }
  }

  /// Whether a name of the address, which leads back to it, is below a domain (RFC 7208 5.5).
  private func pointsBack(below target: DNSName) async throws -> Bool {
    guard let pointer = DNSName(address.pointerName) else { return false }
    for name in await inquiry.ask(pointer, .ptr).names.prefix(10) where name.isEqualOrBelow(target)
    {
      let answer = await inquiry.ask(name, address.width == 32 ? .a : .aaaa)
      if answer.addresses.contains(address) { return true }
    }
    return false
  }

  private mutating func ask(
    _ name: DNSName,
    _ type: RecordType,
    isCounted: Bool = true
  ) async throws -> DNSAnswer {
    let answer = await inquiry.ask(name, type)
    guard answer.isCertain else { throw Stop.temporary }
    if isCounted, answer.outcome != .found {
      voids += 1
      if voids > SPFTree.voidLimit { throw Stop.permanent }
    }
    return answer
  }
}
