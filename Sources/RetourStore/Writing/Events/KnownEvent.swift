import GRDB
import RetourEvents

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
    /// The rank of its judgement, where that was made elsewhere.
    let judged: Int64?
    let run: Int64
    let catalogue: Int64

    /// How the verdict of another sighting stands to this one's.
    enum Order {
      case older
      case same
      case newer
    }

    /// Whether another sighting is the one to keep.
    func yields(to event: ClassifiedReport, judged order: Order) -> Bool {
      let position = event.report.position
      if event.report.origin == .log, let kind {
        let (old, new) = (kind.finality, event.report.kind.finality)
        if old != new { return new > old }
        let (before, now) = (occurredAt ?? .min, event.report.occurredAt?.seconds ?? .min)
        if kind == .delayed, before != now { return now > before }
      }
      if order != .same { return order == .newer }
      return isReplaced
        || (event.report.occurredAt?.seconds ?? .max, position.path.shown, position.offset)
          < (occurredAt ?? .max, fullPath, place.offset)
    }
  }
}

/// By what events of earlier runs were judged.
final class KnownJudgements {
  private let findRun: BulkStatement
  private let findCatalogue: BulkStatement
  private var runs: [Int64: Int64] = [:]
  private var catalogues: [Int64: String] = [:]

  init(_ db: Database) throws {
    findRun = try BulkStatement(db, "SELECT version, started_at FROM run WHERE id = ?")
    findCatalogue = try BulkStatement(db, "SELECT name FROM catalogue WHERE id = ?")
  }

  /// The rank of what a run judged.
  func rank(ofRun row: Int64) throws -> Int64 {
    if let known = runs[row] { return known }
    findRun.bind(row)
    defer { findRun.reset() }
    guard try findRun.step() else { return 0 }
    let judgement = Judgement(
      version: findRun.text(0),
      catalogue: "",
      milliseconds: findRun.integer(1) * 1_000
    )
    if runs.count >= 1_024 { runs.removeAll(keepingCapacity: true) }
    runs[row] = judgement.rank
    return judgement.rank
  }

  /// The name of a catalogue.
  func catalogue(_ row: Int64) throws -> String {
    if let known = catalogues[row] { return known }
    findCatalogue.bind(row)
    defer { findCatalogue.reset() }
    guard try findCatalogue.step() else { return "" }
    if catalogues.count >= 1_024 { catalogues.removeAll(keepingCapacity: true) }
    catalogues[row] = findCatalogue.text(0)
    return catalogues[row] ?? ""
  }
}
