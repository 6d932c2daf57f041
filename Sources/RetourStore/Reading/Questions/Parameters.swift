import RetourEvents

extension StoreReader {
  /// The values of all parameters of a question.
  ///
  /// - Throws: ``StoreError`` of category `usage` for one that the question doesn't have, that is
  ///   missing, or that isn't of its kind.
  func arguments(
    of query: NamedQuery,
    _ values: [String: Value]
  ) throws(StoreError) -> [String: Value] {
    var arguments: [String: Value] = [:]
    for parameter in query.parameters { arguments[parameter.name] = parameter.standard }
    for (name, value) in values {
      guard let parameter = query.parameters.first(where: { $0.name == name }) else {
        let known = query.parameters.map(\.name).joined(separator: ", ")
        throw StoreError(
          .usage,
          path: path,
          what: "the query \(query.name) has no parameter '\(name)'",
          remedy: "It has: \(known.isEmpty ? "none" : known)."
        )
      }
      arguments[name] = try fitting(value, parameter)
    }
    for parameter in query.parameters where parameter.isRequired {
      guard values[parameter.name] != nil else {
        throw StoreError(
          .usage,
          path: path,
          what: "the query \(query.name) needs a value for '\(parameter.name)'",
          remedy: "\(parameter.name): \(parameter.meaning)."
        )
      }
    }
    return arguments
  }

  /// A value as its parameter takes it: numbers where a number is meant, days where a day is.
  private func fitting(
    _ value: Value,
    _ parameter: NamedQuery.Parameter
  ) throws(StoreError) -> Value {
    let isNumber =
      if case .integer = parameter.standard { true } else { parameter.name == "run" }
    switch (value, isNumber) {
    case (.integer(let number), true) where number >= 0: return value
    case (.null, false): return value
    case (.integer(let number), false): return try fitting(.text("\(number)"), parameter)
    case (.text(let text), false):
      switch parameter.name {
      case "since", "until", "before": return .text(try day(text))
      case "side" where Side(rawValue: text) == nil:
        throw wrong(parameter, text, Side.allCases.map(\.rawValue).joined(separator: ", "))
      case "reason" where Reason(rawValue: text) == nil:
        throw wrong(parameter, text, "a reason, such as mailbox-full")
      default: return value
      }
    case (.text(let text), true): throw wrong(parameter, text, "a number from 0")
    case (.integer(let number), true): throw wrong(parameter, "\(number)", "a number from 0")
    default: throw wrong(parameter, "", isNumber ? "a number from 0" : "a text")
    }
  }

  private func wrong(
    _ parameter: NamedQuery.Parameter,
    _ text: String,
    _ takes: String
  ) -> StoreError {
    StoreError(
      .usage,
      path: path,
      what: "'\(text)' is no value for '\(parameter.name)': \(parameter.meaning)",
      remedy: "It takes \(takes)."
    )
  }
}
