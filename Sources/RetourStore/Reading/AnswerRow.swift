/// One row of an answer, whose values are asked for by the names of their columns.
public struct AnswerRow: Sendable {
  private let places: [String: Int]
  private let values: [Value]

  /// Puts names to values; both have the same number of elements.
  public init(places: [String: Int], values: [Value]) {
    self.places = places
    self.values = values
  }

  /// A text; nil where it isn't known or there is no such column.
  public func text(_ column: String) -> String? {
    if case .text(let text)? = value(column) { text } else { nil }
  }

  /// A whole number; nil where it isn't known or there is no such column.
  public func integer(_ column: String) -> Int64? {
    if case .integer(let number)? = value(column) { number } else { nil }
  }

  /// A count: 0 where it isn't known.
  public func count(_ column: String) -> Int { Int(integer(column) ?? 0) }

  /// A member of a closed set; nil where it isn't known or of a name that this program lacks.
  public func name<Name: RawRepresentable>(_ column: String) -> Name?
  where Name.RawValue == String {
    text(column).flatMap(Name.init(rawValue:))
  }

  private func value(_ column: String) -> Value? { places[column].map { values[$0] } }
}

extension ResultTable {
  /// The rows, each with the names of its columns.
  public var answers: [AnswerRow] {
    let places = Dictionary(
      columns.enumerated().map { ($1.name, $0) },
      uniquingKeysWith: { first, _ in first }
    )
    return rows.map { AnswerRow(places: places, values: $0) }
  }
}
