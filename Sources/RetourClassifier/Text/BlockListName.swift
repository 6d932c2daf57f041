/// The block list that a refusal names.
struct BlockListName {
  let catalogue: Catalogue
  let reading: Reading
  let range: Range<Int>

  /// The list: the host whose name holds that of a known list, else the host behind words such as
  /// `blocked using`, else the known list's name itself; nil where none stands there.
  var name: String? {
    var word: String?
    for hit in reading.hits where catalogue.namesBlockList[Int(hit.phrase)] {
      guard range.contains(Int(hit.start)) else { continue }
      if let host = host(around: Int(hit.start)) { return host }
      word = word ?? text(Int(hit.start)..<Int(hit.end))
    }
    return hostBehindWords ?? word
  }

  /// The host that a place is a part of.
  private func host(around place: Int) -> String? {
    reading.names.first { $0.range.contains(place) && $0.kind != .address }.map(host)
  }

  private var hostBehindWords: String? {
    reading.names.first { name in
      guard name.kind == .host, range.contains(name.range.lowerBound) else { return false }
      let before = reading.folded[range.lowerBound..<name.range.lowerBound]
      return Self.words.contains { before.suffix($0.count).elementsEqual($0) }
    }.map(host)
  }

  /// Words behind which a list is named.
  private static let words = [
    "blocked using ", "listed in ", "listed at ", "listed by ", "listed on ", "found in ",
    "blacklisted by ", "blacklisted in ", "blocked by ", "rbl: ", "dnsbl: ",
  ].map { Array($0.utf8) }

  /// The host of a name: of a URL what stands between `//` and the next `/`.
  private func host(_ name: Folding.Name) -> String {
    var host = text(name.range)[...]
    if let slashes = host.firstRange(of: "//") { host = host[slashes.upperBound...] }
    host = host.prefix { $0 != "/" && $0 != "?" && $0 != ":" }
    if host.hasPrefix("www.") { host = host.dropFirst(4) }
    if host.last == "." { host = host.dropLast() }
    return String(host)
  }

  private func text(_ range: Range<Int>) -> String {
    String(decoding: reading.text[range], as: UTF8.self).lowercased()
  }
}
