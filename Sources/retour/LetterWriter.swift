import RetourCore
import RetourEvents
import RetourReports
import RetourStore

/// Writes letters in the formats that were asked for.
struct LetterWriter: Sendable {
  /// How many lines of CSV a mail carries at most.
  static let attachedLines = 5_000

  let letters: LetterReader
  let formats: [LetterFormat]
  /// Whether pages show everything instead of what fits on a sheet.
  let isFull: Bool
  /// Where the files go; nil for standard output.
  let folder: OutputFolder?
  /// Who sends, for mails; nil where none are written.
  let from: String?

  /// What came of a letter.
  struct Written {
    let letter: Letter
    let files: [String]
  }

  /// Writes the letter to one owner; nil where there is nothing to tell him.
  ///
  /// - Throws: ``Failure`` where a file can't be written, and errors of the database.
  func write(to domain: DomainName, _ options: Letter.Options) throws -> Written? {
    let letter = try letters.letter(to: domain, options)
    guard !letter.isEmpty else { return nil }
    let formats = letter.arrivesByMail ? formats : formats.filter { $0 != .eml }
    let files = formats.map { LetterFile.name(domain.name, type: $0.rawValue) }
    let beside =
      formats.contains(.csv) && folder != nil
      ? Letter.Attachment(
        name: LetterFile.name(domain.name, type: "csv"),
        lines: letter.failures
      ) : nil
    for (format, file) in zip(formats, files) {
      switch format {
      case .html:
        let others = files.filter { !$0.hasSuffix(".html") }
        try write(file, isFull ? letter.fullPage(files: others) : letter.html(beside))
      case .txt: try write(file, letter.plainText(beside))
      case .json: try write(file, letter.json())
      case .csv: try writeFailures(to: domain, options, file)
      case .eml: try write(file, mail(letter, options))
      }
    }
    return Written(letter: letter, files: files)
  }

  private func mail(_ letter: Letter, _ options: Letter.Options) throws -> [UInt8] {
    var lines = LetterFailure.csvHeader
    let limit = Self.attachedLines
    try letters.failures(to: letter.domain, options, limit: limit) { lines += $0.csv }
    let attachment = Letter.Attachment(
      name: LetterFile.name(letter.domain.name, type: "csv"),
      lines: min(letter.failures, limit)
    )
    guard let mail = from.flatMap({ letter.mail(from: $0, attachment, lines) }) else {
      throw Failure(
        .configuration,
        message: "contact: '\(from ?? "")' is no mail address"
      )
    }
    return mail
  }

  private func write(_ file: String, _ bytes: [UInt8]) throws {
    guard let folder else { return try StandardOutput.write(bytes) }
    try folder.write(file, bytes)
  }

  private func stream(
    _ file: String,
    _ body: ((_ bytes: [UInt8]) throws -> Void) throws -> Void
  ) throws {
    guard let folder else { return try body { try StandardOutput.write($0) } }
    try folder.stream(file, body)
  }

  private func writeFailures(
    to domain: DomainName,
    _ options: Letter.Options,
    _ file: String
  ) throws {
    try stream(file) { append in
      var bytes = LetterFailure.csvHeader
      try letters.failures(to: domain, options) { failure in
        bytes += failure.csv
        if bytes.count > 1 << 18 {
          try append(bytes)
          bytes.removeAll(keepingCapacity: true)
        }
      }
      try append(bytes)
    }
  }
}
