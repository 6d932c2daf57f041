extension DeliveryReport {
  /// The diagnostics and the errors of earlier attempts, joined by ` | `, at most `limit` bytes;
  /// nil where the report has none.
  public func diagnosticText(limit: Int) -> String? {
    guard !diagnostics.isEmpty || !lastErrors.isEmpty else { return nil }
    if diagnostics.count + lastErrors.count == 1 {
      let only = diagnostics.first ?? lastErrors[0]
      if only.utf8.count <= limit { return only }
    }
    let joined = (diagnostics + lastErrors).joined(separator: " | ")
    guard joined.utf8.count > limit else { return joined }
    var cut = joined.utf8.index(joined.utf8.startIndex, offsetBy: limit)
    while cut.samePosition(in: joined.unicodeScalars) == nil {
      cut = joined.utf8.index(before: cut)
    }
    return String(joined[..<cut])
  }
}
