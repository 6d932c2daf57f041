import ArgumentParser
import RetourClassifier
import RetourCore
import RetourEvents
import RetourReports

/// Classifies texts.
struct Classify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Classify diagnostic texts from standard input, one a line; NDJSON out.",
    discussion: """
      A line is a text, or an object with "text" (a string, or an array of layers from the outermost)
      and optionally rcpt_domain, sender_domain, remote_host, phase, action, status, reply_code,
      reporting_mta, last_error, own_domains, own_hosts, hybrid, id.

      Examples:
        echo '550 5.1.1 User unknown' | retour classify
        echo '{"text": "450 4.4.316 Connection refused", "action": "failed"}' | retour classify
      """
  )

  @OptionGroup var settings: SettingsOptions
  @OptionGroup var judgement: JudgementOptions

  func run() throws {
    try reportingErrors {
      let standard = try settings.load(judgement).classifier()
      var lines = StandardInputLines()
      var answers = KnownAnswers()
      var number = 0
      var failed = 0
      var json = JSONWriter()
      // Before it waits, so that a program that waits for each answer gets it.
      while let line = try lines.next(waiting: { try json.flush() }) {
        number += 1
        guard case .text(let line) = line else {
          failed += 1
          StandardError.write(
            line: "retour: standard input, line \(number): it is longer than "
              + "\(StandardInputLines.limit) bytes and was passed over"
          )
          continue
        }
        if line.allSatisfy({ $0 <= UInt8(ascii: " ") }) { continue }
        if let known = answers[line] {
          json.bytes += known
        } else {
          do {
            let input = try ClassifyLine(String(decoding: line, as: UTF8.self))
            let classifier = input.own.map(standard.judging) ?? standard
            let start = json.bytes.count
            input.answer(by: classifier, into: &json)
            answers.add(json.bytes[start...], to: line)
          } catch let problem as ClassifyLine.Problem {
            failed += 1
            StandardError.write(line: "retour: standard input, line \(number): \(problem.why)")
          }
        }
        if json.bytes.count > 1 << 16 { try json.flush() }
      }
      try json.flush()
      if failed > 0 { throw ExitStatus.badData.code }
    }
  }
}

/// Answers to lines that may come again: servers say the same to many.
///
/// Memory: at most 4 MiB of lines and answers; a full store begins anew.
private struct KnownAnswers {
  private static let limit = 4 << 20

  /// A line, hashed in one go: bytes one by one cost a tenth of an answer.
  private struct Line: Hashable {
    let bytes: ArraySlice<UInt8>

    func hash(into hasher: inout Hasher) { hasher.combine(FNV1a(bytes).value) }
  }

  private var answers: [Line: [UInt8]] = [:]
  private var size = 0

  subscript(line: ArraySlice<UInt8>) -> [UInt8]? { answers[Line(bytes: line)] }

  mutating func add(_ answer: ArraySlice<UInt8>, to line: ArraySlice<UInt8>) {
    let added = line.count + answer.count
    guard added < 4_096 else { return }
    if size + added > Self.limit {
      answers.removeAll(keepingCapacity: true)
      size = 0
    }
    answers[Line(bytes: Array(line)[...])] = Array(answer)
    size += added
  }
}

extension JSONWriter {
  /// Writes what there is to standard output and forgets it.
  fileprivate mutating func flush() throws {
    guard !bytes.isEmpty else { return }
    try StandardOutput.write(bytes)
    bytes.removeAll(keepingCapacity: true)
  }
}
