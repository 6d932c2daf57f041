package import RetourReports
package import RetourStore

extension LetterReader.Period {
  /// The period that is asked for; where an end of it is open and the database has days that can't
  /// be true, it ends at the last one that can.
  package init(of values: [String: Value], _ reader: StoreReader) throws {
    let (since, until) = (values.text("since"), values.text("until"))
    self.init(
      since: try since ?? reader.start(ofPeriodUntil: until),
      until: try until ?? reader.end(ofPeriodSince: since)
    )
  }
}

extension [String: Value] {
  /// A text among the values of a query.
  package func text(_ name: String) -> String? {
    if case .text(let text)? = self[name] { text } else { nil }
  }
}
