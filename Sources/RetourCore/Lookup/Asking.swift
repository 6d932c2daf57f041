import Foundation
import RetourLookup
import RetourReports

/// Why nobody can be asked who can be believed.
package enum AskingProblem: Error, Sendable {
  /// This program was built without a resolver.
  case notBuilt
  /// The resolver of a name, nil for the system's, can't be used.
  case refused(_ resolver: String?, _ why: String)
  /// The resolver of a name doesn't answer for a name that is there.
  case silent(_ resolver: String, _ why: String)
  /// The resolver of a name answers for one that isn't there.
  case rewriting(_ resolver: String, _ why: String)
}

/// Whom to ask, and how much.
package struct Asking: Sendable {
  /// A name that is there, by which a resolver is tried (RFC 2606 3).
  package static let control = "example.com"
  /// The most bytes of a file of answers.
  private static let maximumFile = 64 << 20

  private let resolver: String?
  private let file: String?
  private let anchor: String?
  private let control: String
  private let timeout: Int
  private let budget: Int

  /// Says whom to ask.
  ///
  /// - Parameters:
  ///   - resolver: nil for the system's.
  ///   - file: of answers, which are taken instead.
  ///   - anchor: a file of keys by which signatures are checked.
  ///   - control: a name that is there.
  ///   - timeout: seconds for a question.
  ///   - budget: seconds for everything.
  package init(
    resolver: String?,
    file: String? = nil,
    anchor: String?,
    control: String,
    timeout: Int,
    budget: Int
  ) {
    self.resolver = resolver
    self.file = file
    self.anchor = anchor
    self.control = control
    self.timeout = timeout
    self.budget = budget
  }

  /// Somebody to ask who can be believed.
  ///
  /// - Throws: ``AskingProblem``, and ``Failure`` where a file of answers can't be used.
  func ready() async throws -> Inquiry {
    let budget = DNSBudget(seconds: Double(budget))
    if let file { return Inquiry(try Self.stored(file), budget: budget) }
    let inquiry = Inquiry(try network(), budget: budget)
    guard let control = DNSName(control) else {
      throw Failure(.usage, message: "'\(VisibleText.cleaned(control))' is no name")
    }
    let random = "retour-\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
    switch await DNSRun(inquiry).health(control: control, random: random) {
    case .good: return inquiry
    case .broken(let why): throw AskingProblem.silent(inquiry.resolverName, why)
    case .rewriting(let why): throw AskingProblem.rewriting(inquiry.resolverName, why)
    }
  }

  private func network() throws -> any Resolver {
    do {
      return try NetworkResolver.make(
        server: resolver,
        trustAnchor: anchor,
        timeout: Double(timeout)
      )
    } catch .notBuilt {
      throw AskingProblem.notBuilt
    } catch .refused(let why) {
      throw AskingProblem.refused(resolver, why)
    }
  }

  private static func stored(_ path: String) throws -> StoredAnswers {
    let bytes: Data
    do {
      let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      bytes = try handle.read(upToCount: maximumFile + 1) ?? Data()
    } catch {
      throw Failure(
        .noInput,
        message: "\(VisibleText.cleaned(path)): can't be read; \(error.reason)"
      )
    }
    guard bytes.count <= maximumFile else {
      throw Failure(
        .badData,
        message: "\(VisibleText.cleaned(path)): it is larger than \(maximumFile >> 20) MiB"
      )
    }
    do {
      return try StoredAnswers(name: VisibleText.cleaned(path), jsonLines: bytes)
    } catch {
      throw Failure(
        .badData,
        message: "\(VisibleText.cleaned(path)): \(error)",
        remedy: "Docs/DNS.md shows such a file."
      )
    }
  }
}
