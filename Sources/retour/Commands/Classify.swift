import ArgumentParser
import Classifier
import Reports

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

  func run() throws {
    try reportingErrors {
      let standard = try settings.load().classifier()
      var number = 0
      var failed = 0
      var json = JSONWriter()
      while let line = readLine() {
        number += 1
        if line.allSatisfy(\.isWhitespace) { continue }
        do {
          let input = try ClassifyLine(line)
          let classifier = input.own.map(standard.judging) ?? standard
          input.answer(classifier.classify(input.input.report), into: &json)
        } catch let problem as ClassifyLine.Problem {
          failed += 1
          StandardError.write(line: "retour: standard input, line \(number): \(problem.why)")
        }
        // At once, so that a program that waits for each answer gets it.
        try StandardOutput.write(json.bytes)
        json.bytes.removeAll(keepingCapacity: true)
      }
      if failed > 0 { throw ExitStatus.badData.code }
    }
  }
}
