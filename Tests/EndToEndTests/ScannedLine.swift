import Foundation
import Testing

/// A line of `scan`, as far as tests of logs and services look at it.
struct ScannedLine: Decodable {
  let kind: String
  let recipient: String?
  let originalRecipient: String?
  let messageId: String?
  let reportId: String?
  let sender: String?
  let reason: String?
  let expired: Bool?
  let attempts: Int?
  let domain: String?
  let occurredAt: String?
  let retriedForS: Int?
  let diagnostic: String?
  let sourcePath: String
  let record: Int
  let offset: Int

  /// Whom it is about, what became of it, and why.
  var words: String { "\(recipient ?? "-") \(kind) \(reason ?? "-") \(attempts ?? 0)" }
}

/// What `scan` gives, which has to succeed.
func scan(_ arguments: [String]) throws -> [ScannedLine] {
  let result = try Program.run(["scan"] + arguments)
  #expect(result.status == 0, "\(result.errors)")
  let decoder = JSONDecoder()
  decoder.keyDecodingStrategy = .convertFromSnakeCase
  return try result.lines.map { try decoder.decode(ScannedLine.self, from: Data($0.utf8)) }
}

/// The same, with the arguments one by one.
func scan(_ arguments: String...) throws -> [ScannedLine] { try scan(arguments) }
