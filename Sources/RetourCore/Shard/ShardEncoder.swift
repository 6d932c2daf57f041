import RetourEvents
import RetourReports
import RetourStore

/// Writes shard lines.
struct ShardEncoder: ShardCoder {
  private var json: JSONWriter
  /// The most bytes of a text; what is longer is cut.
  private var textLimit = Int.max
  private var cut: [String] = []

  init(reserving capacity: Int = 0) { json = JSONWriter(reserving: capacity) }

  /// The lines so far, each with its end.
  var bytes: [UInt8] { json.bytes }

  /// Writes a line.
  mutating func add(_ line: ShardLine) {
    let start = json.bytes.count
    write(line)
    if json.bytes.count - start > ShardLine.limit + 1 { fit(line, at: start) }
  }

  private mutating func write(_ line: ShardLine) {
    json.beginObject()
    // Writing takes everything.
    switch line {
    case .event(var event):
      begin(.event)
      try? event.code(&self)
    case .reject(var reject):
      begin(.reject)
      try? reject.code(&self)
    case .file(var file):
      begin(.file)
      try? file.code(&self)
    }
    json.endObject()
    json.newline()
  }

  private mutating func begin(_ record: ShardLine.Record) {
    json.key("record")
    json.string(record.rawValue)
    json.key("shard_version")
    json.integer(ShardLine.version)
  }

  // MARK: Fields

  mutating func text(_ name: StaticString, _ value: inout String?) {
    guard var text = value else { return }
    if text.utf8.count > textLimit, Self.canBeCut(name) {
      text = StoredText.capped(text, to: textLimit)
      cut.append("\(name)")
    }
    json.key(name)
    json.string(text)
  }

  mutating func texts(_ name: StaticString, _ value: inout [String]) {
    guard !value.isEmpty else { return }
    json.key(name)
    json.beginArray()
    for text in value { json.string(text) }
    json.endArray()
  }

  mutating func number(_ name: StaticString, _ value: inout Int64?) {
    guard let number = value else { return }
    json.key(name)
    json.integer(number)
  }

  mutating func flag(_ name: StaticString, _ value: inout Bool) {
    json.key(name)
    json.bool(value)
  }

  // MARK: Lines that are too long

  /// Cuts a line until it fits: the texts that say least first, at last whatever is long.
  private mutating func fit(_ line: ShardLine, at start: Int) {
    guard case .event(var event) = line else {
      shorten(line, at: start)
      return
    }
    for limit in [StoredText.limit, 8_192, 2_048, 512] {
      for field in ShardEvent.Text.allCases {
        guard event.shorten(field, to: limit) else { continue }
        json.bytes.removeSubrange(start...)
        write(.event(event))
        if json.bytes.count - start <= ShardLine.limit + 1 { return }
      }
    }
    shorten(.event(event), at: start)
  }

  /// Cuts every text of a line; paths, of which there are few, are cut least.
  private mutating func shorten(_ line: ShardLine, at start: Int) {
    var line = line
    for limit in [8_192, 2_048, 512, 128] {
      (textLimit, cut) = (limit, [])
      json.bytes.removeSubrange(start...)
      write(line)
      textLimit = .max
      if case .event(var event) = line {
        // Once more, now that it is known what was cut.
        for name in cut where !event.truncated.contains(name) { event.truncated.append(name) }
        line = .event(event)
        textLimit = limit
        json.bytes.removeSubrange(start...)
        write(line)
        textLimit = .max
      }
      if json.bytes.count - start <= ShardLine.limit + 1 { return }
    }
  }

  /// Names of files are needed whole: they are at most 4,096 bytes for the system.
  private static func canBeCut(_ name: StaticString) -> Bool {
    !["source_path", "source", "path"].contains("\(name)")
  }
}

extension ShardEvent {
  /// The long texts of a report, the one that says least about why first.
  enum Text: String, CaseIterable {
    case hops
    case human = "human_text"
    case lastErrors = "last_errors"
    case diagnostics
  }

  /// Cuts a text as the store would, to fewer bytes.
  ///
  /// - Returns: whether that changed it.
  fileprivate mutating func shorten(_ text: Text, to limit: Int) -> Bool {
    let before = report
    switch text {
    case .hops: report.hops = Self.cut(report.hops, to: limit)
    case .lastErrors: report.lastErrors = Self.cut(report.lastErrors, to: limit)
    case .diagnostics: report.diagnostics = Self.cut(report.diagnostics, to: limit)
    case .human: report.humanText = report.humanText.map { StoredText.capped($0, to: limit) }
    }
    guard report != before else { return false }
    // The store keeps no more than that anyway.
    if limit < StoredText.limit, !truncated.contains(text.rawValue) {
      truncated.append(text.rawValue)
    }
    return true
  }

  private static func cut(_ texts: [String], to limit: Int) -> [String] {
    let joined = texts.joined(separator: "\n")
    guard joined.utf8.count > limit else { return texts }
    return StoredText.capped(joined, to: limit)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }
}
