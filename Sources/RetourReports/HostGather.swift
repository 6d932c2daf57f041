import RetourEvents
public import RetourStore

/// Servers and their operators, added up from the rows of `overview-hosts`.
///
/// The question `remote-hosts` gives the same servers, more slowly; a test holds the two to each
/// other. Who operates a server is told by the registrable domain of its name, which no question in
/// SQL can find out; servers of which only the address is known have no operator.
public struct HostGather: Sendable {
  /// One server.
  struct Host: Hashable, Sendable {
    let name: String?
    let address: String?
  }

  /// What failed at one server or operator.
  struct Sum: Sendable {
    var failures = 0
    var domains: [String: Int] = [:]
    var causes: [String: Int] = [:]
    var hosts: Set<String> = []
    /// The largest by text, as the question has it.
    var address: String?
    var lastDay: String?

    /// The most frequent known cause, among equals the first by name; nil where none is known.
    var mainCause: (cause: String, failures: Int)? {
      causes.filter { !$0.key.isEmpty && $0.key != Cause.unknown.rawValue }
        .max { ($0.value, $1.key) < ($1.value, $0.key) }.map { ($0.key, $0.value) }
    }
  }

  private var hosts: [Host: Sum] = [:]
  private(set) var operators: [String: Sum] = [:]
  private var names: [String: String] = [:]

  /// Nothing yet.
  public init() {}

  /// Adds a row.
  package mutating func add(_ row: OverviewHostsRow) {
    let host = Host(name: row.remoteHost, address: row.address)
    hosts[host, default: Sum()].add(row)
    guard let name = host.name else { return }
    let registrable = names[name] ?? RegistrableName.of(name)
    names[name] = registrable
    operators[registrable, default: Sum()].add(row)
  }

  /// The servers at which most failed.
  func topHosts(_ limit: Int) -> [(host: Host, sum: Sum)] {
    let order = hosts.sorted { left, right in
      if left.value.failures != right.value.failures {
        return left.value.failures > right.value.failures
      }
      let (a, b) = (left, right)
      return (a.key.name ?? "", a.value.address ?? "") < (b.key.name ?? "", b.value.address ?? "")
    }
    return order.prefix(limit).map { ($0.key, $0.value) }
  }

  /// The operators at whose servers most failed.
  func topOperators(_ limit: Int) -> [(name: String, sum: Sum)] {
    let order = operators.sorted { ($1.value.failures, $0.key) < ($0.value.failures, $1.key) }
    return order.prefix(limit).map { ($0.key, $0.value) }
  }

  /// The operator at whose servers most failed for each domain.
  func mainOperators() -> [String: String] {
    var main: [String: (name: String, failures: Int)] = [:]
    for (name, sum) in operators {
      for (domain, failures) in sum.domains {
        let best = main[domain]
        if best.map({ (failures, $0.name) > ($0.failures, name) }) ?? true {
          main[domain] = (name, failures)
        }
      }
    }
    return main.mapValues(\.name)
  }

  /// The operators as a table, like those of the questions.
  public func operatorTable(_ limit: Int) -> ResultTable {
    ResultTable(
      names: [
        "operator", "failures", "domains", "hosts", "main_cause", "main_failures", "last_day",
      ],
      rows: topOperators(limit).map { name, sum in
        let main = sum.mainCause
        return [
          .text(name), .integer(Int64(sum.failures)), .integer(Int64(sum.domains.count)),
          .integer(Int64(sum.hosts.count)), main.map { .text($0.cause) } ?? .null,
          main.map { .integer(Int64($0.failures)) } ?? .null,
          sum.lastDay.map { .text($0) } ?? .null,
        ]
      }
    )
  }
}

extension HostGather.Sum {
  fileprivate mutating func add(_ row: OverviewHostsRow) {
    failures += row.failures
    if let domain = row.domain { domains[domain, default: 0] += row.failures }
    causes[row.cause ?? "", default: 0] += row.failures
    if let host = row.remoteHost { hosts.insert(host) }
    address = [address, row.remoteIP].compactMap(\.self).max()
    lastDay = [lastDay, row.lastDay].compactMap(\.self).max()
  }
}
