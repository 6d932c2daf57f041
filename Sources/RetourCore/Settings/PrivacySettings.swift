package import RetourClassifier
package import RetourStore

/// `privacy:` in the configuration: what the database may not know.
package struct PrivacySettings: Sendable {
  /// `pseudonym_key`: the file with the key of pseudonyms, which stand in the database in the place
  /// of addresses.
  var keyFile: String

  static let keys = ["pseudonym_key"]

  /// Reads what stands there.
  init(_ mapping: ConfigMapping) throws {
    var keyFile: String?
    try mapping.forEach(of: Self.keys) { _, value in keyFile = try value.text() }
    guard let keyFile else {
      throw mapping.wrong("needs a pseudonym_key, the path of a file")
    }
    self.keyFile = keyFile
  }

  /// The pseudonyms of the key.
  ///
  /// - Parameters:
  ///   - words: what has to stay in texts.
  ///   - database: what is asked or written; a key is made only for one that has none yet, because
  ///     one that was lost can't be made again.
  /// - Returns: what is stored in the place of addresses.
  /// - Throws: ``Failure`` where the file can't be used.
  package func pseudonyms(keeping words: Set<String>, for database: KeyedDatabase) throws
    -> Pseudonyms
  {
    if let key = try KeyFile.read(keyFile) { return Pseudonyms(key: key, keeping: words) }
    switch database {
    case .new: return Pseudonyms(key: try KeyFile.create(keyFile), keeping: words)
    case .keyed(let fingerprint):
      throw Failure(
        .configuration,
        message:
          "\(keyFile): there is no such file, and the database needs its key, \(fingerprint)",
        remedy: "Bring it back, or use another database."
      )
    case .none:
      throw Failure(
        .configuration,
        message: "\(keyFile): there is no such file; the first run makes it"
      )
    }
  }

  /// What a key is wanted for.
  package enum KeyedDatabase {
    /// A database whose pseudonyms have no key yet.
    case new
    /// One whose pseudonyms have the key of this fingerprint.
    case keyed(String)
    /// None: pseudonyms are only looked up.
    case none
  }
}

extension Settings {
  /// Has addresses stored under pseudonyms, where that is configured.
  ///
  /// - Throws: ``Failure`` where the key can't be used, ``StoreError``.
  package func protect(_ store: Store, _ classifier: Classifier) throws {
    guard let privacy else { return }
    let key = try store.pseudonymKey
    store.protect(
      with: try privacy.pseudonyms(
        keeping: classifier.words,
        for: key.map { .keyed($0) } ?? .new
      )
    )
  }
}
