import Aggregator
import Events
import Reports

/// Writes letters in the formats that were asked for.
struct LetterWriter: Sendable {
  let letters: LetterReader
  let formats: [Export.Format]
  /// Where the files go; nil for standard output.
  let folder: OutputFolder?
  /// Who sends, for mails; nil where none are written.
  let from: String?

  /// Writes the letter to one owner; false where there is nothing to tell him.
  func write(to domain: DomainName, _ options: Letter.Options) throws -> Bool {
    try letter(to: domain, options) != nil
  }

  /// Writes letters to the owners of all domains, and the page that lists them.
  ///
  /// - Parameters:
  ///   - names: the domains, in the order of the page.
  ///   - writers: this one and others with connections of their own, which share the work.
  ///   - options: of one letter, or of the page.
  /// - Throws: ``Failure`` where a file can't be written, and errors of the database.
  static func writeAll(
    _ names: [DomainName],
    _ writers: [LetterWriter],
    _ options: @escaping @Sendable (DomainName?) -> Letter.Options
  ) async throws {
    guard let folder = writers.first?.folder else { return }
    var entries: [(place: Int, entry: LetterIndex.Entry)] = []
    try await withThrowingTaskGroup(of: [(Int, LetterIndex.Entry)].self) { group in
      for (turn, writer) in writers.enumerated() {
        group.addTask {
          var entries: [(Int, LetterIndex.Entry)] = []
          for place in stride(from: turn, to: names.count, by: writers.count) {
            try Task.checkCancellation()
            let options = options(names[place])
            if let (letter, files) = try writer.letter(to: names[place], options) {
              entries.append((place, LetterIndex.Entry(letter, files: files)))
            }
          }
          return entries
        }
      }
      for try await some in group { entries += some }
    }
    var index = LetterIndex(options(nil))
    for (_, entry) in entries.sorted(by: { $0.place < $1.place }) { index.add(entry) }
    try folder.write("index.html", index.html())
  }

  private func letter(
    to domain: DomainName,
    _ options: Letter.Options
  ) throws -> (letter: Letter, files: [String])? {
    let letter = try letters.letter(to: domain, options)
    guard !letter.isEmpty else { return nil }
    let files = formats.map { LetterFile.name(domain.name, type: $0.rawValue) }
    for (format, file) in zip(formats, files) {
      switch format {
      case .html:
        try write(file, letter.html(files: files.filter { !$0.hasSuffix(".html") }))
      case .txt: try write(file, letter.plainText())
      case .json: try write(file, letter.json())
      case .csv: try writeFailures(to: domain, options, file)
      case .eml:
        guard let mail = from.flatMap({ letter.mail(from: $0) }) else {
          throw Failure(
            status: .configuration,
            message: "contact: '\(from ?? "")' is no mail address"
          )
        }
        try write(file, mail)
      }
    }
    return (letter, files)
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
