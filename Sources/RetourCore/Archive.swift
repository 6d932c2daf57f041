public import RetourClassifier
public import RetourEvents
import RetourIngest

/// What mail, traces and logs below some paths tell, each failure with its verdict, in the order of
/// the input.
///
///     for try await case .report(let event) in Archive(["/var/mail/bounces.mbox"]) {
///       print(event.report.domain?.name ?? "-", event.verdict?.reason.rawValue ?? "-")
///     }
///
/// Reading runs ahead by some batches and no more, however slow the loop is. Nothing is stored, and
/// the network isn't used.
public struct Archive: AsyncSequence, Sendable {
  /// What stands in an archive.
  public enum Element: Sendable {
    /// A report, with its verdict where it is a failure or a delay.
    case report(ClassifiedReport)
    /// Something that couldn't be read, where it stands and why.
    case reject(Reject)
  }

  private let paths: [InputPath]
  private let classifier: Classifier
  private let workers: Int

  /// Names what is read: files, or folders with all that is in them.
  ///
  /// - Parameters:
  ///   - paths: as a shell has them; `-` is standard input.
  ///   - classifier: who says why.
  ///   - workers: how many pieces of work are done at a time, from 1.
  public init(_ paths: [String], classifier: Classifier = Classifier(), workers: Int = 2) {
    self.paths = paths.map { InputPath($0) }
    self.classifier = classifier
    self.workers = Swift.max(1, workers)
  }

  /// Begins to read.
  public func makeAsyncIterator() -> Iterator {
    let plan = InputPlan(paths, limits: Limits().judging(by: classifier), ledger: nil)
    return Iterator(flow: BatchFlow(plan, classifier, jobs: workers, form: .rows))
  }

  /// Gives one report after the other.
  public struct Iterator: AsyncIteratorProtocol {
    private var flow: BatchFlow
    private var batch: ArraySlice<Element> = []
    private var hasEnded = false

    fileprivate init(flow: BatchFlow) { self.flow = flow }

    /// The next report or reject; nil at the end.
    public mutating func next() async throws -> Element? {
      while batch.isEmpty, !hasEnded {
        if let read = try await flow.next() {
          batch =
            read.events.map(Element.report)[...] + read.placed.batch.rejects.map(Element.reject)
        } else {
          hasEnded = true
          batch = flow.plan.failures.map(Element.reject)[...]
        }
      }
      return batch.popFirst()
    }
  }
}
