import Foundation
import RetourEvents
import TestSupport
import Testing

/// Lines of `scan` against the JSON Schema that the program prints.
@Suite struct SchemaTests {
  private let schema: [String: Any]
  private let properties: [String: [String: Any]]

  init() throws {
    let result = try Program.run(["schema"])
    try #require(result.status == 0)
    let value = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    schema = try #require(value as? [String: Any])
    properties = try #require(schema["properties"] as? [String: [String: Any]])
  }

  /// What is wrong with a value, by the few words of JSON Schema that are used; nil for nothing.
  private func fault(_ value: Any, _ rule: [String: Any]) -> String? {
    let types = (rule["type"] as? [String]) ?? (rule["type"] as? String).map { [$0] } ?? []
    let type: String =
      switch value {
      case is NSNull: "null"
      case is String: "string"
      // A number of JSON can be a Bool to Swift; `true` has a type of its own.
      case let number as NSNumber: String(cString: number.objCType) == "c" ? "boolean" : "integer"
      default: "object"
      }
    if !types.isEmpty, !types.contains(type) { return "is \(type)" }
    if let const = rule["const"] as? Int, value as? Int != const { return "isn't \(const)" }
    if let names = rule["enum"] as? [Any], let text = value as? String,
      !names.contains(where: { $0 as? String == text })
    {
      return "is \(text)"
    }
    if let pattern = rule["pattern"] as? String, let text = value as? String,
      text.range(of: pattern, options: .regularExpression) == nil
    {
      return "is \(text)"
    }
    if let number = value as? Int {
      if let least = rule["minimum"] as? Int, number < least { return "is \(number)" }
      if let most = rule["maximum"] as? Int, number > most { return "is \(number)" }
    }
    return nil
  }

  @Test("every line is as the schema says, of mail, traces, logs and events alike")
  func lines() throws {
    let folder = try TemporaryDirectory()
    let log = try folder.write("mail.log", Night.all)
    let result = try Program.run(["scan", "-q", "sample-data", log])
    #expect(result.lines.count > 200)
    let required = Set(try #require(schema["required"] as? [String]))
    var seen: Set<String> = []
    for line in result.lines {
      let value = try JSONSerialization.jsonObject(with: Data(line.utf8))
      let object = try #require(value as? [String: Any])
      #expect(Set(object.keys) == required)
      for (name, value) in object {
        let rule = try #require(properties[name], "\(name)")
        if let fault = fault(value, rule) { Issue.record("\(name) \(fault) in \(line)") }
        if !(value is NSNull) { seen.insert(name) }
      }
    }
    // What no sample states isn't tested.
    #expect(seen == required)
    let labelled = try Program.run(
      ["scan", "-q", "--labels", "sisimai", "sample-data/mbox"]
    )
    #expect(labelled.output.contains(#""sisimai":"#) && properties["sisimai"] != nil)
    #expect(Set(properties.keys) == required.union(["sisimai"]))
  }

  @Test("closed sets are those of the program")
  func sets() throws {
    func names(_ property: String) -> Set<String> {
      Set((properties[property]?["enum"] as? [Any] ?? []).compactMap { $0 as? String })
    }
    #expect(names("kind") == Set(ReportKind.allCases.map(\.rawValue)))
    #expect(names("cause") == Set(Cause.allCases.map(\.rawValue)))
    #expect(names("reason") == Set(Reason.allCases.map(\.rawValue)))
    #expect(names("side") == Set(Side.allCases.map(\.rawValue)))
    #expect(names("permanence") == Set(Permanence.allCases.map(\.rawValue)))
    #expect(names("evidence") == Set(Evidence.allCases.map(\.rawValue)))
    #expect(names("phase") == Set(SMTPPhase.allCases.map(\.rawValue)))
  }

  @Test("a schema is printed as its file has it", arguments: ["scan-line", "shard-line"])
  func printed(name: String) throws {
    let path = "\(Repository.root)/Schemas/\(name).json"
    let file = try String(contentsOfFile: path, encoding: .utf8)
    let result = try Program.run(["schema", name])
    #expect(result.status == 0)
    #expect(result.output.split(separator: "\n") == file.split(separator: "\n"))
  }
}
