import Foundation
import RetourCore
import RetourLookup
import RetourReports

/// Whom to ask, and how much.
struct Asking {
  /// A name that is there, by which a resolver is tried (RFC 2606 3).
  static let control = "example.com"
  /// The most bytes of a file of answers.
  private static let maximumFile = 64 << 20

  /// The resolver; nil for the system's.
  var resolver: String?
  /// A file of answers, which are taken instead.
  var file: String?
  /// A file of keys by which signatures are checked.
  var anchor: String?
  /// A name that is there.
  var control = Self.control
  /// Seconds for a question.
  var timeout = 5
  /// Seconds for everything.
  var budget = 120

  /// Somebody to ask who can be believed.
  ///
  /// - Throws: ``Failure``: status 69 where the program has no resolver, 3 where the resolver doesn't
  ///   answer for a name that is there, or answers for one that isn't.
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
    case .broken(let why):
      throw Failure(
        .noAnswer,
        message: "the resolver (\(inquiry.resolverName)) doesn't answer: \(why); "
          + "everything is unknown",
        remedy: "Name another by --resolver, or a name that it knows by --control."
      )
    case .rewriting(let why):
      throw Failure(
        .noAnswer,
        message: "the resolver (\(inquiry.resolverName)) answers for names that don't exist: "
          + "\(why); nothing it says can be believed",
        remedy: "Name another by --resolver."
      )
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
      throw Failure(
        .unavailable,
        message: "not-built: this program was built without libunbound, so it can't ask anybody",
        remedy: "Install libunbound-dev and build anew, or give answers by --from-file."
      )
    } catch .refused(let why) {
      throw Failure(
        .unavailable,
        message: "the resolver \(VisibleText.cleaned(resolver ?? "of the system")) can't be used: "
          + VisibleText.cleaned(why),
        remedy: "Write an address, with a port behind @ where it isn't 53."
      )
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
