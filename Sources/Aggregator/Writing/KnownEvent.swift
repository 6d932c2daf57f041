import Events

extension EventWriter {
  /// Where an event was seen.
  struct Place {
    let source: Int64
    let path: String
    let record: Int
    let offset: Int64
  }

  /// An event that is stored already.
  struct Known {
    let row: Int64
    let identity: Identity
    let place: Place
    let fullPath: String
    let occurredAt: Int64?
    let delivery: Int64
    let isReplaced: Bool
    let kind: ReportKind?

    /// Whether another sighting is the one to keep.
    func yields(to event: ClassifiedReport) -> Bool {
      let position = event.report.position
      if event.report.origin == .log, let kind {
        let (old, new) = (kind.finality, event.report.kind.finality)
        if old != new { return new > old }
        let (before, now) = (occurredAt ?? .min, event.report.occurredAt?.seconds ?? .min)
        if kind == .delayed, before != now { return now > before }
      }
      return isReplaced
        || (event.report.occurredAt?.seconds ?? .max, position.path.shown, position.offset)
          < (occurredAt ?? .max, fullPath, place.offset)
    }
  }
}
