import MailText
import RetourEvents

/// Puts pseudonyms in the place of addresses inside texts.
///
/// The text is decoded first, so an address is found however it is written; what stands for the
/// local part in the written text is what goes. A Message-ID of the report stays. Where a text names
/// a person of the report without a domain (`<kim>: unknown user`), that goes too, unless it is a
/// word that rules look for. So do names in directories (`CN=Kim Jones`), texts in numbers, and runs
/// of base64, hexadecimal digits or signs that may hold an address: rather too much is hidden.
struct PrivateText {
  /// Shorter names would take single letters out of texts.
  private static let shortestName = 3

  private let pseudonyms: Pseudonyms
  private var messageIDs: [[UInt8]] = []
  private var names: [(local: [UInt8], pseudonym: [UInt8])] = []
  private var ownNames: OwnNames

  /// Creates the protection of texts that belong to no report.
  init(_ pseudonyms: Pseudonyms) {
    self.pseudonyms = pseudonyms
    ownNames = OwnNames(keeping: pseudonyms.words)
  }

  /// Creates the protection of a report's texts.
  init(_ pseudonyms: Pseudonyms, _ report: DeliveryReport) {
    self.init(pseudonyms)
    messageIDs = [report.messageID, report.reportID].compactMap { $0.map { Array($0.utf8) } }
    for address in [report.recipient, report.originalRecipient, report.sender] {
      guard let address else { continue }
      if let name = name(of: address) { names.append(name) }
      let text = Array(address.text.utf8)
      let at = text.lastIndex(of: UInt8(ascii: "@")) ?? text.endIndex
      let domain = text[at...].dropFirst()
      ownNames.add(address, pseudonym: pseudonyms.pseudonym(local: text[..<at], domain: domain))
    }
  }

  /// The local part of an address in lower case, where it may be looked for in texts.
  private func name(of address: EmailAddress) -> (local: [UInt8], pseudonym: [UInt8])? {
    let text = Array(address.text.utf8)
    let at = text.lastIndex(of: UInt8(ascii: "@")) ?? text.endIndex
    let local = text[..<at].map(\.lowercased)
    let isCode = local.count == 3 && local.allSatisfy(\.isDigit)
    guard local.count >= Self.shortestName, !isCode, !names.contains(where: { $0.local == local }),
      !pseudonyms.words.contains(String(decoding: local, as: UTF8.self))
    else { return nil }
    return (local, pseudonyms.pseudonym(local: text[..<at], domain: text[at...].dropFirst()))
  }

  /// The text with pseudonyms in it.
  func protected(_ text: String) -> String { protected(text, hidingRuns: true) }

  /// The name of a server or of a place in a queue with pseudonyms in it: their ids look like runs
  /// of base64, and stay.
  func protected(name: String) -> String { protected(name, hidingRuns: false) }

  private func protected(_ text: String, hidingRuns: Bool) -> String {
    let written = Array(text.utf8)
    let decoded = DecodedText(written, isName: !hidingRuns)
    var changes: [Change] = []
    var done = 0
    let addresses = WrittenAddress.all(in: decoded)
    for address in addresses {
      let range = address.local.lowerBound..<address.whole.upperBound
      if isMessageID(decoded.bytes[range]) {
        findNames(in: decoded, done..<range.lowerBound, &changes)
        // Nothing inside it is looked at.
        changes.append(Change(range: decoded.written(range), pseudonym: nil))
      } else {
        findNames(in: decoded, done..<address.whole.lowerBound, &changes)
        let pseudonym = pseudonyms.pseudonym(
          local: decoded.bytes[address.local],
          domain: decoded.bytes[address.domain]
        )
        let range = decoded.written(address.naming)
        changes.append(Change(range: range, pseudonym: pseudonym))
      }
      done = address.whole.upperBound
    }
    findNames(in: decoded, done..<decoded.bytes.count, &changes)
    changes += directoryNames(in: decoded)
    changes += ownNames(
      in: decoded,
      hidingNames: hidingRuns,
      beside: changes.map(\.range) + addresses.map { decoded.written($0.domain) }
    )
    if hidingRuns { changes += runs(in: written) }
    return Self.text(written, with: changes) ?? text
  }

  /// A pseudonym and what it replaces; nil: what stays and is looked at no further.
  private struct Change {
    let range: Range<Int>
    let pseudonym: [UInt8]?
  }

  /// The text with changes; nil where nothing changes.
  ///
  /// Of changes that overlap the first stands for all.
  private static func text(_ bytes: [UInt8], with changes: [Change]) -> String? {
    var clean: [UInt8] = []
    var (done, didChange, stays) = (0, false, false)
    for change in changes.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
      let range = change.range
      if range.lowerBound < done {
        if !stays { done = max(done, range.upperBound) }
        continue
      }
      clean += bytes[done..<range.lowerBound]
      clean += change.pseudonym ?? Array(bytes[range])
      stays = change.pseudonym == nil
      if !stays { didChange = true }
      done = range.upperBound
    }
    guard didChange else { return nil }
    return String(decoding: clean + bytes[done...], as: UTF8.self)
  }

  private func isMessageID(_ text: ArraySlice<UInt8>) -> Bool {
    messageIDs.contains { text.elementsEqual($0) }
  }

  // MARK: LookupIDs

  /// Finds names in a stretch without addresses.
  private func findNames(in text: DecodedText, _ range: Range<Int>, _ changes: inout [Change]) {
    let bytes = text.bytes
    var index = range.lowerBound
    while index < range.upperBound {
      var end = index
      while end < range.upperBound, bytes[end].isPartOfName { end += 1 }
      guard end > index else {
        index += 1
        while index < range.upperBound, bytes[index].isContinuation { index += 1 }
        continue
      }
      var (low, high) = (index, end)
      while low < high, !bytes[low].isWord { low += 1 }
      while low < high, !bytes[high - 1].isWord { high -= 1 }
      for name in names where name.local.count == high - low {
        guard (low..<high).allSatisfy({ bytes[$0].lowercased == name.local[$0 - low] }) else {
          continue
        }
        changes.append(Change(range: text.written(low..<high), pseudonym: name.pseudonym))
        break
      }
      index = end
    }
  }

  private func directoryNames(in text: DecodedText) -> [Change] {
    DirectoryName.values(in: text.bytes).map { value in
      let pseudonym = pseudonyms.pseudonym(local: text.bytes[value], domain: [])
      return Change(range: text.written(value), pseudonym: pseudonym)
    }
  }

  /// The names of the report in further spellings, outside of addresses and what is known already.
  private func ownNames(
    in text: DecodedText,
    hidingNames: Bool,
    beside known: [Range<Int>]
  ) -> [Change] {
    let found = ownNames.places(in: text.bytes, hidingNames: hidingNames)
    guard !found.isEmpty else { return [] }
    let sorted = known.sorted { $0.lowerBound < $1.lowerBound }
    var ends: [Int] = []
    for range in sorted { ends.append(max(ends.last ?? 0, range.upperBound)) }
    return found.compactMap { name in
      let range = text.written(name.place)
      let next = sorted.partitioningIndex { $0.lowerBound > range.lowerBound }
      if next > 0, ends[next - 1] >= range.upperBound { return nil }
      return Change(range: range, pseudonym: name.pseudonym)
    }
  }

  private func runs(in text: [UInt8]) -> [Change] {
    let places =
      OpaqueRun.runs(in: text) + OpaqueRun.signed(in: text) + NumberedText.ranges(in: text)
    return places.map { run in
      Change(range: run, pseudonym: pseudonyms.pseudonym(local: text[run], domain: []))
    }
  }
}

extension Array {
  /// The first place whose element fulfils a condition that all behind it fulfil too.
  fileprivate func partitioningIndex(where belongsBehind: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if belongsBehind(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
