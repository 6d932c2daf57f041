import RetourCore
import RetourEvents
import TestSupport
import Testing

@Suite("An archive as a sequence") struct ArchiveTests {
  private func events(_ paths: [String], workers: Int) async throws -> [String] {
    var lines: [String] = []
    for try await element in Archive(paths, workers: workers) {
      switch element {
      case .report(let event):
        lines.append("\(event.report.eventID) \(event.verdict?.reason.rawValue ?? "-")")
      case .reject(let reject): lines.append("not read: \(reject.position.path) \(reject.detail)")
      }
    }
    return lines
  }

  @Test("it gives the same in the same order with any number of workers, each failure judged")
  func workers() async throws {
    let samples = ["\(Repository.root)/sample-data"]
    let alone = try await events(samples, workers: 1)
    #expect(alone.count > 300)
    #expect(alone.contains { $0.hasSuffix(" recipient-unknown") })
    #expect(try await events(samples, workers: 2) == alone)
    #expect(try await events(samples, workers: 7) == alone)
  }

  @Test("an input that isn't there is told, and the others are read")
  func missing() async throws {
    let folder = try TemporaryDirectory()
    let found = try await events(
      ["\(folder.path)/none", "\(Repository.root)/sample-data/mbox"],
      workers: 2
    )
    #expect(found.filter { $0.hasPrefix("not read: ") }.count == 1)
    #expect(found.last?.contains("\(folder.path)/none") == true)
    #expect(found.count > 1)
  }

  @Test("a loop that ends early leaves nothing to wait for")
  func early() async throws {
    var count = 0
    for try await _ in Archive(["\(Repository.root)/sample-data"], workers: 2) {
      count += 1
      if count == 3 { break }
    }
    #expect(count == 3)
  }
}
