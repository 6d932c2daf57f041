public import RetourEvents

/// Puts pseudonyms in the place of people's addresses, by a secret key.
///
/// A pseudonym stands for the local part, the domain stays: `kim@fabrikam.com` becomes
/// `pseudo-0f3b5c1d2e4f60718293@fabrikam.com`. It is the first 80 bits of HMAC-SHA256 over the whole
/// address in lower case, so equal addresses have equal pseudonyms, one name at two domains has two,
/// and nobody who lacks the key can tell whether a guess is right. The identities of events and
/// deliveries, which are plain hashes over recipients and so could be guessed, are keyed too.
public struct Pseudonyms: Sendable {
  /// How pseudonyms are made; another way would have another name.
  static let scheme = "hmac-sha256-1"
  /// The length of a key in bytes.
  public static let keyLength = 32

  private static let mark = "pseudo-"
  private static let digits = 20

  private let hash: KeyedHash
  /// Words that stay in texts although they are somebody's local part, in lower case.
  let words: Set<String>
  /// What a database knows the key by: 16 hexadecimal digits that tell nothing about it.
  public let fingerprint: String

  /// Creates the pseudonyms of a key.
  ///
  /// - Parameters:
  ///   - key: ``keyLength`` random bytes.
  ///   - words: what rules look for in texts, in lower case. Without them `user@contoso.com` would
  ///     take "user unknown" away from the rules.
  public init(key: [UInt8], keeping words: Set<String>) {
    precondition(key.count == Self.keyLength)
    hash = KeyedHash(key: key)
    self.words = words
    let code = hash.code(of: [], for: .fingerprint)
    fingerprint = String(Identity(high: code.high, low: 0).description.prefix(16))
  }

  /// Whether a local part has the form of a pseudonym.
  public static func hasForm(_ local: some StringProtocol) -> Bool {
    local.hasPrefix(mark) && local.utf8.count == mark.utf8.count + digits
      && local.utf8.dropFirst(mark.utf8.count).allSatisfy {
        0x30...0x39 ~= $0 || 0x61...0x66 ~= $0
      }
  }

  /// The address under its pseudonym.
  public func pseudonym(of address: EmailAddress) -> EmailAddress {
    let bytes = Array(address.text.utf8)
    let at = bytes.lastIndex(of: UInt8(ascii: "@")) ?? bytes.endIndex
    guard at > 0 else { return address }
    let local = pseudonym(local: bytes[..<at], domain: bytes[at...].dropFirst())
    return EmailAddress(
      text: String(decoding: local + bytes[at...], as: UTF8.self),
      domain: address.domain
    )
  }

  /// The pseudonym of a local part at a domain.
  ///
  /// What says that an address is one of Exchange's encapsulated ones (`IMCEAEX-`) is nobody's name
  /// and stays.
  func pseudonym(local: ArraySlice<UInt8>, domain: ArraySlice<UInt8>) -> [UInt8] {
    let address = Self.lowercased(local) + [UInt8(ascii: "@")] + Self.lowercased(domain)
    let code = hash.code(of: address, for: .address)
    let digits = Identity(high: code.high, low: code.low).description.utf8.prefix(Self.digits)
    return local.prefix(Self.encapsulation(address)) + Array(Self.mark.utf8) + Array(digits)
  }

  /// Replaces whatever of a report leads to a person.
  func protect(_ report: inout DeliveryReport) {
    let text = PrivateText(self, report)
    report.eventID = keyed(report.eventID)
    report.deliveryID = report.deliveryID.map(keyed)
    report.recipient = report.recipient.map(pseudonym)
    report.originalRecipient = report.originalRecipient.map(pseudonym)
    report.sender = report.sender.map(pseudonym)
    report.diagnostics = report.diagnostics.map { text.protected($0) }
    report.lastErrors = report.lastErrors.map { text.protected($0) }
    report.humanText = report.humanText.map { text.protected($0) }
    report.hops = report.hops.map(text.protected(name:))
    report.reportingMTA = report.reportingMTA.map(text.protected(name:))
    report.generatingServer = report.generatingServer.map(text.protected(name:))
    report.remoteHost = report.remoteHost.map(text.protected(name:))
    report.queueID = report.queueID.map(text.protected(name:))
  }

  /// Replaces what leads to a person in the words about something that couldn't be read.
  func protect(_ reject: inout Reject) {
    reject.detail = PrivateText(self).protected(reject.detail)
  }

  /// An identity that nobody can compare with those of another key, or of none.
  func keyed(_ identity: Identity) -> Identity {
    let bytes = [identity.high, identity.low].flatMap { half in
      stride(from: UInt64(56), through: 0, by: -8).map { UInt8(truncatingIfNeeded: half >> $0) }
    }
    let code = hash.code(of: bytes, for: .identity)
    return Identity(high: code.high, low: code.low)
  }

  private static func lowercased(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    bytes.map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }
  }

  /// The length of `imcea`, a type in letters and a hyphen at the front; 0 where there is none.
  private static func encapsulation(_ address: [UInt8]) -> Int {
    guard address.starts(with: "imcea".utf8) else { return 0 }
    let letters = address.prefix { 0x61...0x7A ~= $0 }
    return address[letters.endIndex] == UInt8(ascii: "-") ? letters.count + 1 : 0
  }
}
