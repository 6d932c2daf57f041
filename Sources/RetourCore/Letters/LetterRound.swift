import RetourClassifier
package import RetourEvents
package import RetourReports
package import RetourStore

/// Letters to the owners of all domains that are worth writing to, and the page that lists them.
package struct LetterRound: Sendable {
  private let settings: Settings
  private let scope: LetterScope
  private let over: Int
  private let formats: [LetterFormat]
  private let isFull: Bool
  private let language: Language
  private let chosen: Language?
  private let showsRecipients: Bool
  private let showsMessageIDs: Bool

  /// Says what all letters have in common.
  ///
  /// - Parameters:
  ///   - settings: who writes, and what he knows of owners.
  ///   - scope: what owners are asked to repair.
  ///   - over: only domains with more failures than this.
  ///   - formats: how they are written.
  ///   - isFull: whether pages show everything instead of what fits on a sheet.
  ///   - language: where none is configured for a domain.
  ///   - chosen: the language of everything, where one is asked for.
  ///   - showsRecipients: whether the owner's own addresses are named in full.
  ///   - showsMessageIDs: whether Message-IDs are named.
  package init(
    settings: Settings,
    scope: LetterScope,
    over: Int,
    formats: [LetterFormat],
    isFull: Bool,
    language: Language,
    chosen: Language? = nil,
    showsRecipients: Bool = false,
    showsMessageIDs: Bool = true
  ) {
    self.settings = settings
    self.scope = scope
    self.over = over
    self.formats = formats
    self.isFull = isFull
    self.language = language
    self.chosen = chosen
    self.showsRecipients = showsRecipients
    self.showsMessageIDs = showsMessageIDs
  }

  /// What came of a round.
  package struct Outcome: Sendable {
    let due: Int
    let refused: Int

    /// In words for a person.
    package var words: String {
      "letters: \(due) worth sending, \(refused) domains without (index.html says why)"
    }
  }

  /// How the owner of a domain is written to; nil stands for the page that lists all letters.
  package func options(_ domain: DomainName?) -> Letter.Options {
    var options = settings.letterOptions(domain, language: language)
    options.scope = scope
    if let chosen { options.language = chosen }
    options.showsRecipients = showsRecipients
    options.showsMessageIDs = showsMessageIDs
    return options
  }

  /// Writes them.
  ///
  /// - Parameters:
  ///   - reader: the database.
  ///   - period: what they speak of.
  ///   - connections: how many are written at a time; each has a connection of its own.
  ///   - folder: where they go.
  ///   - from: who sends, for mails.
  /// - Returns: how many letters there are, and how many domains without.
  /// - Throws: ``Failure`` where a file can't be written, and errors of the database.
  package func write(
    _ reader: StoreReader,
    _ period: LetterReader.Period,
    connections: Int,
    to folder: OutputFolder,
    from: String?
  ) async throws -> Outcome {
    let terms = LetterPlan.Terms(
      scope: scope,
      over: over,
      excluded: settings.exclude,
      own: Set(settings.own.domains)
    )
    let plan = try LetterPlan(reader, period, terms)
    let letters = try LetterReader(reader, period)
    func writer(_ letters: LetterReader) -> LetterWriter {
      LetterWriter(
        letters: letters,
        formats: formats,
        isFull: isFull,
        target: .folder(folder),
        from: from
      )
    }
    let writers =
      try [writer(letters)]
      + (1..<max(1, connections)).map { _ in
        try writer(letters.with(StoreReader(path: reader.path)))
      }
    var entries: [(place: Int, entry: LetterIndex.Entry)] = []
    try await withThrowingTaskGroup(of: [(Int, LetterIndex.Entry)].self) { group in
      for (turn, writer) in writers.enumerated() {
        group.addTask {
          var entries: [(Int, LetterIndex.Entry)] = []
          for place in stride(from: turn, to: plan.due.count, by: writers.count) {
            try Task.checkCancellation()
            let due = plan.due[place]
            guard let written = try writer.write(to: due.domain, options(due.domain)) else {
              continue
            }
            let entry = LetterIndex.Entry(written.letter, recent: due.recent, files: written.files)
            entries.append((place, entry))
          }
          return entries
        }
      }
      for try await some in group { entries += some }
    }
    var index = LetterIndex(options(nil), plan.refused, over: over)
    for (_, entry) in entries.sorted(by: { $0.place < $1.place }) { index.add(entry) }
    try folder.write("index.html", index.html())
    return Outcome(due: entries.count, refused: plan.refused.count)
  }
}

extension Settings {
  /// How the owner of a domain is written to; nil stands for the page that lists all letters.
  fileprivate func letterOptions(_ domain: DomainName?, language: Language) -> Letter.Options {
    var options = Letter.Options(now: .ofReport)
    options.sender = OwnerView.Sender(own: own, sendingHosts: sendingHosts)
    options.organisation = organisation
    options.contact = contact ?? own.domains.first.map { "postmaster@\($0.name)" }
    options.phone = phone
    options.signature = signature
    options.addressee = domain.flatMap { contacts[$0] }
    options.language = domain.flatMap { languages[$0] } ?? language
    return options
  }
}
