import Dispatch
import Foundation
import RetourEvents
import RetourLookup
import Synchronization

/// Asks registries by the program curl, one question a second to each.
///
/// Experimental: no registry could be asked while it was written.
final class RegistryClient: RegistrationDirectory {
  /// The most bytes of an answer.
  private static let maximumBytes = 1 << 20
  /// Seconds between two questions to one directory.
  private static let pause = 1.0

  /// Which directory is asked.
  enum Place: Sendable {
    /// One for all, which may lead on to others.
    case base(String)
    /// By the end of the name, as IANA's file says.
    case services(RegistrationServices)
  }

  private let place: Place
  private let clock: any DNSClock
  private let next = Mutex<[String: Double]>([:])

  init(_ place: Place, clock: any DNSClock = SystemDNSClock()) {
    self.place = place
    self.clock = clock
  }

  /// Whether a directory may be asked: by HTTPS, or on this machine.
  static func isUsable(_ base: String) -> Bool {
    guard let url = URL(string: base), let host = url.host(), !base.contains(where: \.isWhitespace)
    else { return false }
    return url.scheme == "https" || url.scheme == "http" && host == "127.0.0.1"
  }

  func answer(_ domain: DomainName) async -> RegistrationAnswer {
    let base: String?
    switch place {
    case .base(let given): base = given
    case .services(let services): base = services.base(for: domain.name)
    }
    guard let base else { return .failed("no directory is known for it") }
    guard Self.isUsable(base) else { return .failed("its directory isn't asked by HTTPS") }
    await waitForTurn(base)
    return await ask("\(base.hasSuffix("/") ? base : "\(base)/")domain/\(domain.name)")
  }

  private func waitForTurn(_ base: String) async {
    let wait = next.withLock { next in
      let now = clock.now()
      let turn = max(now, next[base] ?? 0)
      next[base] = turn + Self.pause
      return turn - now
    }
    if wait > 0 { await clock.sleep(wait) }
  }

  /// Asks on a thread of its own: waiting for curl would keep other questions from going on.
  private func ask(_ url: String) async -> RegistrationAnswer {
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async { continuation.resume(returning: Self.fetch(url)) }
    }
  }

  private static func fetch(_ url: String) -> RegistrationAnswer {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    let protocols = url.hasPrefix("https:") ? "=https" : "=http"
    process.arguments = [
      "curl", "-q", "-sS", "-L", "--proto", protocols, "--proto-redir", protocols, "--max-redirs",
      "3", "--max-time", "10", "--max-filesize", "\(maximumBytes)", "-H",
      "Accept: application/rdap+json", "-A", "retour", "-w", "\n%{http_code}", "--", url,
    ]
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    process.standardInput = FileHandle.nullDevice
    do { try process.run() } catch { return .failed("curl can't be started") }
    var bytes = Data()
    while bytes.count <= maximumBytes + 16,
      let some = try? output.fileHandleForReading.read(upToCount: 65_536), !some.isEmpty
    {
      bytes += some
    }
    if bytes.count > maximumBytes + 16 { kill(process.processIdentifier, SIGKILL) }
    let words = (try? errors.fileHandleForReading.read(upToCount: 500)) ?? Data()
    process.waitUntilExit()
    guard bytes.count <= maximumBytes + 16 else { return .failed("the answer is too large") }
    guard process.terminationStatus == 0, let end = bytes.lastIndex(of: UInt8(ascii: "\n")) else {
      let why = String(decoding: words, as: UTF8.self).split(separator: "\n").first ?? "no answer"
      return .failed(String(why))
    }
    switch Int(String(decoding: bytes[(end + 1)...], as: UTF8.self)) {
    case 200: return .found(Array(bytes[..<end]))
    case 404: return .notFound
    case let code?: return .failed("the directory answered \(code)")
    case nil: return .failed("no answer")
    }
  }
}
