import Yams

/// What the events of one service look like: an entry of `Services/services.yaml`, which says what each
/// part means.
public struct ServiceForm: Sendable {
  /// What an event means.
  enum Meaning: String, CaseIterable, Sendable {
    case delivered
    case failed
    case delayed
    case suppressed
    /// Failed, and the words say only that time is up.
    case expired
    /// Not about a delivery.
    case ignored
  }

  /// The name.
  public let id: String
  /// The service and the form, for people.
  public let title: String
  /// The page that describes the form.
  public let source: String
  /// The domain that stands for the service.
  let host: String
  let isUniversalTime: Bool
  private let marks: [ServicePath]
  /// The marks as a header of CSV may have them, alternatives apart, in lower case.
  private let columns: [[String]]
  private let lists: [ServicePath]
  private let event: [ServicePath]
  private let outcomes: [(pattern: [UInt8], isOpen: Bool, meaning: Meaning)]
  private let fields: [Field: [ServicePath]]
  let strip: [[UInt8]]

  /// What is looked for in a record.
  enum Field: String, CaseIterable, Sendable {
    case recipient
    case original
    case sender
    case messageID = "message_id"
    case id
    case arrived
    case time
    case status
    case code
    case text
    case server
    case ip
    case attempts
    case retries
  }

  /// Whether a record is one of this form.
  func holds(_ record: JSONTree) -> Bool {
    marks.allSatisfy { $0.value(in: record, entry: nil) != nil }
  }

  /// Whether a header of CSV is that of this form.
  func holds(header: [[UInt8]]) -> Bool {
    let names = Set(header.map { $0[...].lowercasedText })
    return columns.allSatisfy { $0.contains(where: names.contains) }
  }

  /// What the event of a record means; nil where it says nothing about deliveries.
  func meaning(of record: JSONTree) -> Meaning? {
    let parts = event.map { $0.value(in: record, entry: nil)?.words ?? [] }
    let word = parts.joined(separator: [UInt8(ascii: "/")]).map(\.lowercased)
    let found = outcomes.first { outcome in
      if outcome.isOpen { return word.starts(with: outcome.pattern) }
      // An event without further words fits as it is.
      return word.elementsEqual(outcome.pattern)
        || word.starts(with: outcome.pattern)
          && word[outcome.pattern.count...].allSatisfy { $0 == UInt8(ascii: "/") }
    }
    return found?.meaning == .ignored ? nil : found?.meaning
  }

  /// The entries for each recipient; one without anything where the record is for one.
  func entries(of record: JSONTree) -> [JSONTree] {
    for list in lists {
      guard case .array(let entries)? = list.value(in: record, entry: nil), !entries.isEmpty else {
        continue
      }
      return entries
    }
    return [.null]
  }

  /// The first of a field's places that has something.
  func words(_ field: Field, of record: JSONTree, _ entry: JSONTree) -> [UInt8]? {
    for path in fields[field, default: []] {
      if let words = path.value(in: record, entry: entry)?.words { return words }
    }
    return nil
  }
}

/// What is wrong with a file of forms, and where.
public struct ServiceProblem: Error {
  /// `FILE:LINE:COLUMN: words`.
  public let message: String
}

extension ServiceForm {
  /// The forms that are built in.
  public static let known: [ServiceForm] = {
    do { return try read("\(ServicesText.services)", file: "services.yaml") } catch {
      preconditionFailure("\(error)")
    }
  }()

  /// Reads the forms of a file in YAML.
  ///
  /// - Parameters:
  ///   - text: what the file holds.
  ///   - file: its path, for messages.
  /// - Returns: the forms, in their order.
  /// - Throws: ``ServiceProblem`` with the first mistake.
  public static func read(_ text: String, file: String) throws(ServiceProblem) -> [ServiceForm] {
    let reader = ServiceFileReader(file: file)
    let root: Node?
    do { root = try Yams.compose(yaml: text) } catch {
      // What follows the first line is the file itself.
      let words = "\(error)".prefix { !$0.isNewline }
      throw ServiceProblem(message: "\(file): \(words)")
    }
    guard let list = root?["services"]?.sequence else {
      throw ServiceProblem(message: "\(file):1:1: `services` with a list is missing")
    }
    var forms: [ServiceForm] = []
    for node in list { forms.append(try reader.form(node)) }
    return forms
  }

  fileprivate init(_ node: Node, _ reader: ServiceFileReader) throws(ServiceProblem) {
    id = try reader.text("service", of: node)
    title = node["title"]?.string ?? id
    source = node["source"]?.string ?? ""
    host = node["host"]?.string ?? id
    let zone = node["time_zone"]?.string
    guard zone == nil || zone == "utc" else {
      throw reader.problem(node["time_zone"] ?? node, "`time_zone` is utc, or isn't there")
    }
    isUniversalTime = zone != nil
    let marks = try reader.list("marks", of: node)
    guard !marks.isEmpty else { throw reader.problem(node, "`marks` is empty: all would fit") }
    self.marks = marks.map { ServicePath($0) }
    columns = marks.map { $0.lowercased().split(separator: "|").map(String.init) }
    lists = try reader.list("each", of: node).map { ServicePath($0) }
    event = try reader.list("event", of: node).map { ServicePath($0) }
    strip = try reader.list("strip", of: node).map { Array($0.utf8) }
    var fields: [Field: [ServicePath]] = [:]
    for field in Field.allCases {
      fields[field] = try reader.list(field.rawValue, of: node).map { ServicePath($0) }
    }
    guard fields[.recipient]?.isEmpty == false else {
      throw reader.problem(node, "`recipient` is missing")
    }
    self.fields = fields
    outcomes = try reader.outcomes(of: node)
  }
}

/// Reads entries of a file of forms.
private struct ServiceFileReader {
  let file: String

  private static let keys: Set<String> = Set(
    [
      "service", "title", "source", "host", "time_zone", "marks", "each", "event", "strip",
      "outcomes",
    ] + ServiceForm.Field.allCases.map(\.rawValue)
  )

  func form(_ node: Node) throws(ServiceProblem) -> ServiceForm {
    guard let mapping = node.mapping else { throw problem(node, "an entry is a mapping") }
    for key in mapping.keys where !Self.keys.contains(key.string ?? "") {
      throw problem(key, "there is no `\(key.string ?? "")`")
    }
    return try ServiceForm(node, self)
  }

  func text(_ key: String, of node: Node) throws(ServiceProblem) -> String {
    guard let text = node[key]?.string, !text.isEmpty else {
      throw problem(node, "`\(key)` is missing")
    }
    return text
  }

  /// A list of texts; one alone may stand without brackets, none is an empty list.
  func list(_ key: String, of node: Node) throws(ServiceProblem) -> [String] {
    guard let value = node[key] else { return [] }
    if let text = value.string { return [text] }
    guard let items = value.sequence else { throw problem(value, "`\(key)` is a list of names") }
    var texts: [String] = []
    for item in items {
      guard let text = item.string else { throw problem(item, "`\(key)` is a list of names") }
      texts.append(text)
    }
    return texts
  }

  func outcomes(of node: Node) throws(ServiceProblem)
    -> [(pattern: [UInt8], isOpen: Bool, meaning: ServiceForm.Meaning)]
  {
    guard let items = node["outcomes"]?.sequence, !items.isEmpty else {
      throw problem(node, "`outcomes` is a list of EVENT: MEANING")
    }
    var outcomes: [(pattern: [UInt8], isOpen: Bool, meaning: ServiceForm.Meaning)] = []
    for item in items {
      guard let pair = item.mapping?.first, let pattern = pair.key.string,
        let meaning = pair.value.string.flatMap(ServiceForm.Meaning.init)
      else {
        let words = ServiceForm.Meaning.allCases.map(\.rawValue).joined(separator: ", ")
        throw problem(item, "`outcomes` is a list of EVENT: MEANING, one of \(words)")
      }
      let isOpen = pattern.hasSuffix("*")
      let bytes = (isOpen ? pattern.dropLast() : pattern[...]).utf8.map(\.lowercased)
      outcomes.append((bytes, isOpen, meaning))
    }
    return outcomes
  }

  func problem(_ node: Node, _ words: String) -> ServiceProblem {
    let place = node.mark.map { "\($0.line):\($0.column)" } ?? "1:1"
    return ServiceProblem(message: "\(file):\(place): \(words)")
  }
}
