package import RetourEvents
package import RetourReports
import RetourStore

/// Where letters go.
package enum LetterTarget: Sendable {
  /// Into files of a folder.
  case folder(OutputFolder)
  /// To whoever takes the bytes of one.
  case pipe(@Sendable (_ bytes: [UInt8]) throws -> Void)
}

/// Writes letters in the formats that were asked for.
package struct LetterWriter: Sendable {
  /// How many lines of CSV a mail carries at most.
  private static let attachedLines = 5_000

  private let letters: LetterReader
  private let formats: [LetterFormat]
  private let isFull: Bool
  private let target: LetterTarget
  private let from: String?

  /// Prepares to write.
  ///
  /// - Parameters:
  ///   - letters: what letters are made of.
  ///   - formats: how they are written.
  ///   - isFull: whether pages show everything instead of what fits on a sheet.
  ///   - target: where they go.
  ///   - from: who sends, for mails; nil where none are written.
  package init(
    letters: LetterReader,
    formats: [LetterFormat],
    isFull: Bool,
    target: LetterTarget,
    from: String?
  ) {
    self.letters = letters
    self.formats = formats
    self.isFull = isFull
    self.target = target
    self.from = from
  }

  /// What came of a letter.
  package struct Written {
    package let letter: Letter
    let files: [String]
  }

  /// Writes the letter to one owner; nil where there is nothing to tell him.
  ///
  /// - Throws: ``Failure`` where a file can't be written, and errors of the database.
  package func write(to domain: DomainName, _ options: Letter.Options) throws -> Written? {
    let letter = try letters.letter(to: domain, options)
    guard !letter.isEmpty else { return nil }
    let formats = letter.arrivesByMail ? formats : formats.filter { $0 != .eml }
    let files = formats.map { LetterFile.name(domain.name, type: $0.rawValue) }
    let beside =
      formats.contains(.csv) && isFolder
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

  private var isFolder: Bool { if case .folder = target { true } else { false } }

  private func write(_ file: String, _ bytes: [UInt8]) throws {
    switch target {
    case .folder(let folder): try folder.write(file, bytes)
    case .pipe(let output): try output(bytes)
    }
  }

  private func stream(
    _ file: String,
    _ body: ((_ bytes: [UInt8]) throws -> Void) throws -> Void
  ) throws {
    switch target {
    case .folder(let folder): try folder.stream(file, body)
    case .pipe(let output): try body(output)
    }
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
