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
  ///   - checksum: gives the SHA-256 of a file in hexadecimal.
  /// - Throws: ``StoreError``, and what `checksum` throws.
  public func snapshot(to target: String, checksum: (String) throws -> String) throws {
    guard !SnapshotFile.isSame(path, target) else {
      throw StoreError(
        .usage,
        path: target,
        what: "that is the database itself",
        remedy: "Name another file for the snapshot."
      )
    }
    let (copy, sum) = ("\(target).part", "\(target).sha256")
    SnapshotFile.remove("\(copy)-journal")
    try SnapshotFile.create(copy)
    do {
      try vacuum(into: copy)
      try SnapshotFile.settle(copy, mode: 0o640)
      let name = target.split(separator: "/").last.map(String.init) ?? target
      let line = "\(try checksum(copy))  \(name)\n"
      try SnapshotFile.create("\(sum).part")
      try SnapshotFile.write(line, to: "\(sum).part")
      try SnapshotFile.settle("\(sum).part", mode: 0o640)
      SnapshotFile.remove(sum)
      try SnapshotFile.rename(copy, to: target)
      try SnapshotFile.rename("\(sum).part", to: sum)
    } catch {
      SnapshotFile.remove(copy)
      SnapshotFile.remove("\(copy)-journal")
      SnapshotFile.remove("\(sum).part")
      throw error
    }
  }

  /// VACUUM INTO attaches the copy, which other connections of a reader may not.
  private func vacuum(into copy: String) throws(StoreError) {
    do {
      var configuration = Configuration()
      configuration.label = "retour"
      configuration.readonly = true
      configuration.busyMode = .timeout(10)
      configuration.prepareDatabase { db in
        try db.execute(sql: "PRAGMA trusted_schema = OFF")
      }
      try DatabaseQueue(path: path, configuration: configuration).inDatabase { db in
        try db.execute(sql: "VACUUM INTO ?", arguments: [copy])
      }
    } catch {
      throw StoreError(any: error, path: copy)
    }
  }
}
