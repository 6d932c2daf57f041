import Aggregator
import ArgumentParser
import DNS
import Foundation
import Reports

/// Whom to ask, and how much.
struct AskingOptions: ParsableArguments {
  /// A name that is there, by which a resolver is tried (RFC 2606 3).
  static let control = "example.com"
  /// The most bytes of a file of answers.
  private static let maximumFile = 64 << 20

  @Option(
    help: ArgumentHelp(
      "The resolver to ask, for example 192.0.2.53 or 192.0.2.53@5353 (default: the system's).",
      valueName: "address"
    )
  )
  var resolver: String?

  @Option(
    name: .customLong("from-file"),
    help: ArgumentHelp(
      "Take answers from a file of JSON lines instead of asking anybody.",
      valueName: "file"
    ),
    completion: .file()
  )
  var file: String?

  @Option(
    name: .customLong("trust-anchor"),
    help: ArgumentHelp(
      "A file of DS or DNSKEY records, by which signatures are checked.",
      valueName: "file"
    ),
    completion: .file()
  )
  var anchor: String?

  @Option(
    help: ArgumentHelp(
      "A name that is there, by which the resolver is tried first (default: example.com).",
      valueName: "name"
    )
  )
  var control: String?

  @Option(help: ArgumentHelp("Seconds to wait for an answer (default: 5).", valueName: "seconds"))
  var timeout: Int?

  @Option(
    help: ArgumentHelp(
      "Seconds after which nothing more is asked (default: 120).",
      valueName: "seconds"
    )
  )
  var budget: Int?

  func validate() throws {
    if file != nil, resolver != nil || anchor != nil {
      throw ValidationError("--from-file asks nobody, so it goes without a resolver.")
    }
    if let timeout, !(1...60 ~= timeout) {
      throw ValidationError("--timeout takes a number of seconds from 1 to 60.")
    }
    if let budget, !(1...86_400 ~= budget) {
      throw ValidationError("--budget takes a number of seconds from 1 to 86400.")
    }
    if let control, DNSName(control) == nil { throw ValidationError("'\(control)' is no name.") }
  }

  /// Whoever is asked.
  struct Asker {
    let inquiry: Inquiry
  }

  /// Somebody to ask who can be believed.
  ///
  /// - Throws: ``Failure``: status 69 where the program has no resolver, 3 where the resolver doesn't
  ///   answer for a name that is there, or answers for one that isn't.
  func ready() async throws -> Asker {
    let budget = DNSBudget(seconds: Double(budget ?? 120))
    if let file { return Asker(inquiry: Inquiry(try Self.stored(file), budget: budget)) }
    let inquiry = Inquiry(try network(), budget: budget)
    guard let control = DNSName(control ?? Self.control) else {
      throw Failure(status: .usage, message: "--control is no name")
    }
    let random = "retour-\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
    switch await DNSRun(inquiry).health(control: control, random: random) {
    case .good: return Asker(inquiry: inquiry)
    case .broken(let why):
      throw Failure(
        status: .noAnswer,
        message: "the resolver (\(inquiry.resolverName)) doesn't answer: \(why); "
          + "everything is unknown",
        remedy: "Name another by --resolver, or a name that it knows by --control."
      )
    case .rewriting(let why):
      throw Failure(
        status: .noAnswer,
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
        timeout: Double(timeout ?? 5)
      )
    } catch .notBuilt {
      throw Failure(
        status: .unavailable,
        message: "not-built: this program was built without libunbound, so it can't ask anybody",
        remedy: "Install libunbound-dev and build anew, or give answers by --from-file."
      )
    } catch .refused(let why) {
      throw Failure(
        status: .unavailable,
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
        status: .noInput,
        message: "\(VisibleText.cleaned(path)): can't be read; \(error.reason)"
      )
    }
    guard bytes.count <= maximumFile else {
      throw Failure(
        status: .badData,
        message: "\(VisibleText.cleaned(path)): it is larger than \(maximumFile >> 20) MiB"
      )
    }
    do {
      return try StoredAnswers(name: VisibleText.cleaned(path), jsonLines: bytes)
    } catch {
      throw Failure(
        status: .badData,
        message: "\(VisibleText.cleaned(path)): \(error)",
        remedy: "Docs/DNS.md shows such a file."
      )
    }
  }
}
