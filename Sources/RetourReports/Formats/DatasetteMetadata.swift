import RetourStore

/// What Datasette (datasette.io) shows about the database: descriptions of views and columns, and
/// the questions of `Queries/` as canned queries.
public enum DatasetteMetadata {
  /// The views whose rows are sorted and counted by something from the start.
  private static let habits: [String: (sort: String, facets: [String])] = [
    "v1_event": ("occurred_at", ["kind", "cause", "side", "evidence"]),
    "v1_delivery": ("occurred_at", ["cause_line", "side", "permanence"]),
    "v1_evidence": ("last_at", ["reason", "side", "phase"]),
    "v1_domain_summary": ("failures", []),
    "v1_domain_cause": ("failures", ["cause_line", "side"]),
    "v1_domain_day": ("failures", ["cause_line", "side"]),
    "v1_cause_summary": ("failures", []),
    "v1_remote_host": ("failures", ["cause"]),
    "v1_unknown": ("events", ["reason"]),
    "v1_run": ("run", []),
    "v1_reject": ("run", ["problem"]),
  ]

  /// Tables that may change with any version.
  private static let hidden = [
    "meta", "kind", "side", "phase", "evidence", "permanence", "problem", "actor", "cause",
    "reason", "domain", "host", "rule", "catalogue", "run", "source", "member", "delivery",
    "event", "sighting", "section", "tail", "frozen", "reject", "domain_day", "domain_total",
    "key_filter", "link_due", "dns_finding", "dns_topic", "dns_look", "signing_key", "block",
    "log_read", "log_open", "quiet", "quiet_batch", "quiet_log", "quiet_log_batch", "known_stretch",
    "suffix",
  ]

  /// The file, for a database of a name.
  public static func json(database: String) -> [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    text("title", "Retour", &json)
    text("description", "Undelivered mail: why it failed and whose fault it is", &json)
    text("license", "Apache-2.0 (the program); the data is yours", &json)
    json.key("databases")
    json.beginObject()
    json.key(database)
    json.beginObject()
    json.key("tables")
    json.beginObject()
    for page in SchemaPage.all { view(page, &json) }
    for table in hidden {
      json.key(table)
      json.beginObject()
      json.key("hidden")
      json.bool(true)
      json.endObject()
    }
    json.endObject()
    json.key("queries")
    json.beginObject()
    for query in NamedQuery.all { canned(query, &json) }
    json.endObject()
    json.endObject()
    json.endObject()
    json.endObject()
    json.newline()
    return json.bytes
  }

  private static func text(_ name: String, _ value: String, _ json: inout JSONWriter) {
    json.key(name)
    json.string(value)
  }

  private static func view(_ page: SchemaPage, _ json: inout JSONWriter) {
    json.key(page.view)
    json.beginObject()
    text("description", page.summary, &json)
    json.key("columns")
    json.beginObject()
    for column in page.columns { text(column.name, column.meaning, &json) }
    json.endObject()
    if let habit = habits[page.view] {
      text("sort_desc", habit.sort, &json)
      if !habit.facets.isEmpty {
        json.key("facets")
        json.beginArray()
        for facet in habit.facets { json.string(facet) }
        json.endArray()
      }
    }
    json.endObject()
  }

  private static func canned(_ query: NamedQuery, _ json: inout JSONWriter) {
    json.key(query.name)
    json.beginObject()
    text("title", query.summary, &json)
    let meanings = query.parameters.map { "\($0.name): \($0.meaning)" }
    text("description", meanings.joined(separator: "; "), &json)
    text("sql", sql(query), &json)
    json.endObject()
  }

  /// The statement as Datasette can ask it, which sends an empty text for what isn't filled in.
  static func sql(_ query: NamedQuery) -> String {
    var sql = ""
    var rest = query.statement[...]
    while let colon = rest.firstIndex(of: ":") {
      sql += rest[..<colon]
      let name = rest[rest.index(after: colon)...].prefix { $0.isLetter || $0 == "_" }
      rest = rest[name.endIndex...]
      guard let parameter = query.parameters.first(where: { $0.name == name }) else {
        sql += ":\(name)"
        continue
      }
      switch parameter.standard {
      case .integer(let number): sql += "CAST(coalesce(nullif(:\(name), ''), \(number)) AS INTEGER)"
      case .null, .real, .text: sql += "nullif(:\(name), '')"
      }
    }
    return sql + rest
  }
}
