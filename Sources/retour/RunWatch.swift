import RetourCore

/// Shows people how far a run is, and ends it where a signal asks for that.
struct RunWatch: RunObserver {
  /// What SIGUSR1 shows.
  let status: RunStatus
  /// The line on a terminal; nil where nobody sees one.
  let progress: Progress?

  func show(_ counts: RunCounts) {
    progress?.show(counts)
    status.show(counts)
  }

  func check() throws {
    do {
      try Interruption.check()
    } catch {
      progress?.clear()
      throw error
    }
  }

  func end() { progress?.clear() }
}
