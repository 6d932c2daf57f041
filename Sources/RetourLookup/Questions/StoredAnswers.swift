import Foundation
import RetourEvents

/// Answers that were written down: a resolver without a network.
public struct StoredAnswers: Resolver {
  /// What isn't written down.
  public enum Missing: Sendable {
    /// Nobody knows.
    case unknown
    /// It doesn't exist: the answers are all there is.
    case absent
  }

  /// A line that can't be used.
  public struct Mistake: Error, CustomStringConvertible {
    /// The line, from 1.
    public let line: Int
    /// What is wrong.
    public let why: String

    /// Line and reason.
    public var description: String { "line \(line): \(why)" }
  }

  /// The most bytes of a line.
  public static let maximumLine = 131_072
  /// The most lines.
  public static let maximumLines = 200_000
  /// The longest chain of aliases that is followed.
  static let maximumAliases = 10

  /// What it is called.
  public let name: String
  private var answers: [DNSQuestion: DNSAnswer] = [:]
  private let missing: Missing

  /// Creates one without answers.
  public init(name: String, missing: Missing = .unknown) {
    self.name = name
    self.missing = missing
  }

  /// Reads a file: one object of JSON in a line, for example
  /// `{"name":"contoso.com","type":"MX","records":["10 mail.contoso.com"],"ttl":300}` or
  /// `{"name":"gone.example","type":"MX","outcome":"nxdomain"}`.
  ///
  /// - Parameters:
  ///   - name: what it is called.
  ///   - bytes: of the file.
  /// - Throws: ``Mistake`` for the first line that can't be used.
  public init(name: String, jsonLines bytes: some Sequence<UInt8>) throws(Mistake) {
    self.init(name: name)
    let decoder = JSONDecoder()
    var (line, number) = ([UInt8](), 0)
    func take(_ line: [UInt8]) throws(Mistake) -> (DNSQuestion, DNSAnswer)? {
      guard line.contains(where: { $0 > 0x20 }) else { return nil }
      guard let stored = try? decoder.decode(StoredAnswer.self, from: Data(line)) else {
        throw Mistake(line: number, why: "this is no answer; it needs a name and a type")
      }
      return try stored.read(number)
    }
    for byte in bytes {
      guard byte == UInt8(ascii: "\n") else {
        line.append(byte)
        guard line.count <= Self.maximumLine else {
          throw Mistake(line: number + 1, why: "it is longer than \(Self.maximumLine) bytes")
        }
        continue
      }
      number += 1
      guard number <= Self.maximumLines else {
        throw Mistake(line: number, why: "there are more than \(Self.maximumLines) lines")
      }
      if let (question, answer) = try take(line) { answers[question] = answer }
      line.removeAll(keepingCapacity: true)
    }
    number += 1
    if let (question, answer) = try take(line) { answers[question] = answer }
  }

  /// The answers, as a file has them; in the order of names and types.
  public var jsonLines: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return answers.sorted {
      ($0.key.name.text, $0.key.type.rawValue) < ($1.key.name.text, $1.key.type.rawValue)
    }
    .compactMap { try? encoder.encode(StoredAnswer($0, $1)) }
    .map { String(decoding: $0, as: UTF8.self) + "\n" }.joined()
  }

  /// Takes an answer.
  public mutating func add(_ question: DNSQuestion, _ answer: DNSAnswer) {
    answers[question] = answer
  }

  /// Answers a question; aliases are followed.
  public func answer(_ question: DNSQuestion) async -> DNSAnswer {
    var name = question.name
    for _ in 0...Self.maximumAliases {
      if var answer = answers[DNSQuestion(name, question.type)] {
        if name != question.name { answer.canonicalName = name }
        return answer
      }
      let alias = answers[DNSQuestion(name, .cname)]
      guard question.type != .cname, let target = alias?.names.first else {
        var answer = absent(name)
        if name != question.name { answer.canonicalName = name }
        return answer
      }
      name = target
    }
    return DNSAnswer(.serverFailure, note: "a chain of aliases without an end")
  }

  private func absent(_ name: DNSName) -> DNSAnswer {
    guard missing == .absent else { return DNSAnswer(.unasked, note: "\(self.name) has no answer") }
    let exists = answers.contains {
      $0.key.name.isEqualOrBelow(name) && $0.value.outcome != .noName
    }
    return DNSAnswer(exists ? .noData : .noName)
  }
}

/// A line of a file of answers.
private struct StoredAnswer: Codable {
  var name: String
  var type: String
  var outcome: String?
  var records: [String]?
  var secure: Bool?
  var ttl: Int?

  init(_ question: DNSQuestion, _ answer: DNSAnswer) {
    name = question.name.text
    type = question.type.description
    outcome = answer.outcome.rawValue
    records = answer.records.map { record in
      if case .text(let text) = record { return String(decoding: text, as: UTF8.self) }
      return record.description
    }
    secure = answer.isSecure
    ttl = answer.timeToLive
  }

  func read(_ line: Int) throws(StoredAnswers.Mistake) -> (DNSQuestion, DNSAnswer) {
    guard let name = DNSName(name) else {
      throw StoredAnswers.Mistake(line: line, why: "the name is none")
    }
    guard let type = RecordType(type) else {
      let known = RecordType.allCases.map(\.description).joined(separator: ", ")
      throw StoredAnswers.Mistake(line: line, why: "the type is none of \(known)")
    }
    let standard: DNSAnswer.Outcome = records?.isEmpty == false ? .found : .noData
    guard let outcome = outcome.map({ DNSAnswer.Outcome(rawValue: $0) }) ?? standard else {
      let known = DNSAnswer.Outcome.allCases.map(\.rawValue).joined(separator: ", ")
      throw StoredAnswers.Mistake(line: line, why: "the outcome is none of \(known)")
    }
    guard (outcome == .found) == (records?.isEmpty == false) else {
      throw StoredAnswers.Mistake(line: line, why: "found goes with records, and nothing else does")
    }
    var found: [RecordData] = []
    for text in records ?? [] {
      guard let record = RecordData(text: text, type: type) else {
        throw StoredAnswers.Mistake(line: line, why: "a record isn't one of type \(type)")
      }
      found.append(record)
    }
    var answer = outcome == .found ? DNSAnswer(found: found) : DNSAnswer(outcome)
    answer.isSecure = secure ?? false
    answer.timeToLive = min(max(ttl ?? 0, 0), Int(Int32.max))
    return (DNSQuestion(name, type), answer)
  }
}
