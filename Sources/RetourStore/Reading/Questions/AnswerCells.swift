import GRDB

/// The cells of one row of an answer, read by their places.
///
/// The header of a question says of what kind its columns are; a cell of another kind means that the
/// file is damaged.
package struct AnswerCells: ~Copyable {
  /// A cell that isn't of the kind that the header of its question names.
  package struct Misfit: Error {
    /// Which column it is in, from 0.
    let place: Int
    /// The kind that belongs there.
    let kind: String
  }

  private enum Source {
    /// Valid as long as its statement stands at it.
    case row(Row)
    case values([Value])
  }

  private let source: Source

  init(_ row: Row) { source = .row(row) }

  init(_ values: [Value]) { source = .values(values) }

  private func value(_ place: Int) -> Value {
    switch source {
    case .row(let row): Value(row[place] as DatabaseValue)
    case .values(let values): values[place]
    }
  }

  /// A text.
  func text(_ place: Int) throws(Misfit) -> String {
    guard case .text(let text) = value(place) else { throw Misfit(place: place, kind: "text") }
    return text
  }

  /// A text; nil for NULL.
  func optionalText(_ place: Int) throws(Misfit) -> String? {
    switch value(place) {
    case .text(let text): return text
    case .null: return nil
    case .integer, .real: throw Misfit(place: place, kind: "text")
    }
  }

  /// A whole number.
  func integer(_ place: Int) throws(Misfit) -> Int {
    guard case .integer(let number) = value(place) else {
      throw Misfit(place: place, kind: "a whole number")
    }
    return Int(number)
  }

  /// A whole number; nil for NULL.
  func optionalInteger(_ place: Int) throws(Misfit) -> Int? {
    switch value(place) {
    case .integer(let number): return Int(number)
    case .null: return nil
    case .real, .text: throw Misfit(place: place, kind: "a whole number")
    }
  }

  /// A number; nil for NULL.
  func optionalReal(_ place: Int) throws(Misfit) -> Double? {
    switch value(place) {
    case .integer(let number): return Double(number)
    case .real(let number): return number
    case .null: return nil
    case .text: throw Misfit(place: place, kind: "a number")
    }
  }

  /// A member of a closed set; nil for NULL, and for a name that this program lacks.
  func name<Name: RawRepresentable>(_ place: Int) throws(Misfit) -> Name?
  where Name.RawValue == String {
    try optionalText(place).flatMap(Name.init(rawValue:))
  }
}
