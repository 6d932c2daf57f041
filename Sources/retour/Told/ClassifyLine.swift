import Foundation
import RetourClassifier
import RetourEvents
import RetourReports

/// One input of `classify`: a text as it is, or an object of NDJSON.
struct ClassifyLine {
  /// Why a line can't be used.
  struct Problem: Error {
    let why: String
  }

  /// The input line's `id`, as JSON.
  private(set) var id: Identifier?
  private(set) var input: TextInput
  private(set) var own: OwnSide?

  /// How many layers a text may have; what stands behind the last bar belongs to the last of them.
  private static let layerLimit = 64

  /// What an `id` may be.
  enum Identifier {
    case text(String)
    case number(Int64)
  }

  /// Reads a line.
  ///
  /// One that begins with `{` is an object; in both forms ` | ` separates the layers of a text, as
  /// in the `diagnostic` of a `scan` line.
  ///
  /// - Throws: ``Problem``.
  init(_ line: String) throws {
    guard line.hasPrefix("{") else {
      input = TextInput(texts: Self.layers(line))
      return
    }
    let value: Any
    do {
      value = try JSONSerialization.jsonObject(with: Data(line.utf8))
    } catch {
      throw Problem(why: "not valid JSON")
    }
    guard let object = value as? [String: Any] else { throw Problem(why: "not an object") }
    switch object["text"] {
    case let text as String: input = TextInput(texts: Self.layers(text))
    case let layers as [String]:
      guard layers.count <= Self.layerLimit else {
        throw Problem(why: "text has more than \(Self.layerLimit) layers")
      }
      input = TextInput(texts: layers)
    case nil, is NSNull: input = TextInput(texts: [])
    default: throw Problem(why: "text has to be a string or an array of strings")
    }
    if let text = object["id"] as? String {
      id = .text(text)
    } else if let number = object["id"] as? NSNumber {
      id = .number(number.int64Value)
    }
    try readFacts(object)
    own = try Self.ownSide(object)
  }

  private static func layers(_ text: String) -> [String] {
    let bytes = text.utf8.span
    guard bytes.indices.contains(where: { bytes[$0] == UInt8(ascii: "|") }) else {
      return text.isEmpty ? [] : [text]
    }
    return text.split(separator: " | ", maxSplits: layerLimit - 1).map(String.init)
  }

  private mutating func readFacts(_ object: [String: Any]) throws {
    func text(_ key: String) throws -> String? {
      switch object[key] {
      case nil, is NSNull: nil
      case let text as String: text.isEmpty ? nil : text
      case let number as NSNumber: number.stringValue
      default: throw Problem(why: "\(key) has to be a string")
      }
    }
    func parsed<Value>(_ key: String, _ parse: (String) -> Value?) throws -> Value? {
      guard let text = try text(key) else { return nil }
      guard let value = parse(text) else { throw Problem(why: "\(key) '\(text)' is not known") }
      return value
    }
    input.recipientDomain = try parsed("rcpt_domain") { DomainName(ascii: $0) }
    input.senderDomain = try parsed("sender_domain") { DomainName(ascii: $0) }
    input.remoteHost = try text("remote_host")
    input.reportingMTA = try text("reporting_mta")
    input.phase = try parsed("phase") { name in
      SMTPPhase.allCases.first { $0.rawValue.lowercased() == name.lowercased() }
        ?? Self.phases[name.lowercased()]
    }
    input.action = try parsed("action") { ReportKind(rawValue: $0.lowercased()) }
    input.status = try parsed("status") { EnhancedStatus($0) }
    input.reply = try parsed("reply_code") { Int($0).flatMap(SMTPReply.init) }
    if let last = try text("last_error") { input.lastErrors = [last] }
  }

  /// Other common names of the stages.
  private static let phases: [String: SMTPPhase] = [
    "mail from": .mail, "mail-from": .mail, "rcpt to": .rcpt, "rcpt-to": .rcpt, "helo": .ehlo,
    "end of data": .data, "end-of-data": .data, "initial connection": .connect,
  ]

  private static func ownSide(_ object: [String: Any]) throws -> OwnSide? {
    func list(_ key: String) throws -> [String] {
      switch object[key] {
      case nil, is NSNull: []
      case let text as String: [text]
      case let list as [String]: list
      default: throw Problem(why: "\(key) has to be an array of strings")
      }
    }
    guard ["own_domains", "own_hosts", "hybrid"].contains(where: { object[$0] != nil }) else {
      return nil
    }
    var own = OwnSide()
    own.domains = try list("own_domains").map { text in
      guard let domain = DomainName(ascii: text) else {
        throw Problem(why: "own_domains: '\(text)' is not a domain")
      }
      return domain
    }
    own.hosts = try list("own_hosts").map { text in
      guard let host = OwnHost(text) else {
        throw Problem(why: "own_hosts: '\(text)' is not a host name, an address or a network")
      }
      return host
    }
    switch object["hybrid"] {
    case nil, is NSNull: break
    case let flag as Bool: own.hybrid = flag ? .yes : .no
    case let text as String:
      guard let hybrid = OwnSide.Hybrid(rawValue: text) else {
        throw Problem(why: "hybrid is true, false or auto")
      }
      own.hybrid = hybrid
    default: throw Problem(why: "hybrid is true, false or auto")
    }
    return own
  }

  /// The answer, as a line of NDJSON.
  func answer(by classifier: Classifier, into json: inout JSONWriter) {
    let (verdict, layers) = classifier.classifyLayers(of: input.report)
    json.beginObject()
    switch id {
    case .text(let text): json.member("id", text)
    case .number(let number):
      json.key("id")
      json.integer(number)
    case nil: break
    }
    json.member("text", input.texts.joined(separator: " | "))
    json.member("cause", verdict.cause.rawValue)
    json.member("reason", verdict.reason.rawValue)
    json.member("expired", verdict.expired)
    json.member("side", verdict.side.rawValue)
    json.member("actor", verdict.actors.name)
    json.member("permanence", verdict.permanence.rawValue)
    json.member("rule", verdict.rule)
    json.member("evidence", verdict.evidence.rawValue)
    json.member("block_list", verdict.blockList)
    json.member("refused_address", verdict.refusedAddress)
    json.key("layers")
    json.beginArray()
    for layer in layers { json.string(layer) }
    json.endArray()
    json.endObject()
    json.newline()
  }
}
