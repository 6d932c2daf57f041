import RetourStore

/// Mistakes in a configuration, so that all of them are told at once.
struct Mistakes {
  private var found: [String] = []

  /// Does a piece of work; a mistake in it is kept, and the next piece is done.
  ///
  /// - Parameters:
  ///   - place: what the mistake is in, for errors that don't say so.
  ///   - work: what may be wrong.
  /// - Throws: errors that are no mistakes of a user.
  mutating func collect(in place: String = "", _ work: () throws -> Void) throws {
    let place = place.isEmpty ? "" : "\(place): "
    do {
      try work()
    } catch let failure as Failure {
      found.append(place + failure.message)
      found += failure.more
    } catch let error as StoreError {
      found.append("\(place)\(error.message)")
      if !error.remedy.isEmpty { found.append(error.remedy) }
    }
  }

  /// Tells all of them.
  ///
  /// - Throws: ``Failure`` where there are any.
  func end() throws {
    guard let first = found.first else { return }
    throw Failure(.configuration, message: first, more: Array(found.dropFirst()))
  }
}
