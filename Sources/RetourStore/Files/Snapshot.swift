import GRDB

extension StoreReader {
  /// Writes a copy of the database that can be handed out: one compact file without side files, in
  /// journal mode `delete`, mode 0640.
  ///
  /// It is there whole or not at all, also after a crash; a run may write to the database meanwhile.
  /// A checksum stands beside it, in the form of `sha256sum`: it is taken away before the copy is
  /// replaced, so it is never that of another copy.
  ///
  /// - Parameters:
  ///   - target: the path of the copy, which is replaced.
  ///   - pseudonyms: what stands in the copy in the place of addresses; nil leaves them as they are.
  ///   - kept: what may not be written over; the database is spared anyway.
  ///   - checksum: gives the SHA-256 of a file in hexadecimal.
  /// - Throws: ``StoreError``, and what `checksum` throws.
  public func snapshot(
    to target: String,
    under pseudonyms: Pseudonyms? = nil,
    sparing kept: OutputGuard = OutputGuard(),
    checksum: (String) throws -> String
  ) throws {
    var kept = kept
    kept.keep(database: path)
    let sum = "\(target).sha256"
    try OutputFile.check(target, sparing: kept)
    try OutputFile.check(sum, sparing: kept)
    var line = ""
    try OutputFile.replace(target, mode: 0o640, sparing: kept) { copy in
      SideFiles.remove(of: copy)
      defer { SideFiles.remove(of: copy) }
      try vacuum(into: copy, for: target)
      if let pseudonyms {
        do { try AnonymousCopy(pseudonyms: pseudonyms).make(of: copy) } catch {
          throw ownDamage(StoreError(any: error, path: target))
        }
      }
      line = "\(try checksum(copy))  \(FilePlace.name(of: target))\n"
      SideFiles.remove(sum: sum)
    }
    try OutputFile.write(sum, Array(line.utf8), mode: 0o640, sparing: kept)
  }

  /// VACUUM INTO attaches the copy, which other connections of a reader may not.
  private func vacuum(into copy: String, for target: String) throws(StoreError) {
    var opened: DatabaseQueue?
    do {
      var configuration = Configuration()
      configuration.label = "retour"
      configuration.readonly = true
      configuration.busyMode = .timeout(10)
      configuration.prepareDatabase { db in
        try db.execute(sql: "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON")
      }
      let place = try DatabaseFile.existing(path)
      let queue = try DatabaseQueue(path: place, configuration: configuration)
      opened = queue
      try queue.inDatabase { db in
        try db.execute(sql: "VACUUM INTO ?", arguments: [copy])
      }
    } catch {
      let error = StoreError(any: error, path: target)
      throw ownDamage(opened.map(error.blamingDamage) ?? error)
    }
  }

  /// The same error; damage is the database's, whatever was being written.
  private func ownDamage(_ error: StoreError) -> StoreError {
    error.category == .badDatabase
      ? StoreError(.badDatabase, path: path, what: error.what, remedy: error.remedy) : error
  }
}
