import Aggregator
import Events
import Reports

/// Writes letters in the formats that were asked for.
struct LetterWriter {
  let reader: StoreReader
  let letters: LetterReader
  let formats: [Export.Format]
  let folder: OutputFolder
  /// Who sends, for mails; nil where none are written.
  let from: String?

  /// Writes the letter to one owner; false where there is nothing to tell him.
  func write(to domain: DomainName, _ options: Letter.Options) throws -> Bool {
    try letter(to: domain, options) != nil
  }

  /// Writes letters to the owners of all domains, and the page that lists them.
  func writeAll(
    over: Int,
    _ values: [String: Value],
    _ options: (DomainName?) -> Letter.Options
  ) throws {
    var values = values
    values["over"] = .integer(Int64(over))
    var index = LetterIndex(options(nil))
    for row in try reader.run(.required("letter-domains"), values).answers {
      guard let domain = row.text("domain").flatMap({ DomainName(ascii: $0) }) else { continue }
      if let (letter, files) = try letter(to: domain, options(domain)) {
        index.add(letter, files: files)
      }
    }
    try folder.write("index.html", index.html())
  }

  private func letter(
    to domain: DomainName,
    _ options: Letter.Options
  ) throws -> (letter: Letter, files: [String])? {
    let letter = try letters.letter(to: domain, options)
    guard !letter.isEmpty else { return nil }
    let files = formats.map { "\(domain.name).\($0.rawValue)" }
    for (format, file) in zip(formats, files) {
      switch format {
      case .html:
        try folder.write(file, letter.html(files: files.filter { !$0.hasSuffix(".html") }))
      case .txt: try folder.write(file, letter.plainText())
      case .json: try folder.write(file, letter.json())
      case .csv: try writeFailures(to: domain, options, "\(folder.path)/\(file)")
      case .eml:
        guard let mail = from.flatMap({ letter.mail(from: $0) }) else {
          throw Failure(
            status: .configuration,
            message: "contact: '\(from ?? "")' is no mail address"
          )
        }
        try folder.write(file, mail)
      }
    }
    return (letter, files)
  }

  private func writeFailures(
    to domain: DomainName,
    _ options: Letter.Options,
    _ path: String
  ) throws {
    try OutputFile.stream(path) { append in
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
