public import RetourStore

extension NamedQuery {
  /// The command that asks this again with the same values, and the statement without its header.
  ///
  /// Values that the question doesn't know are left out.
  public func shown(with values: [String: Value]) -> String {
    let known = parameters.compactMap { parameter -> String? in
      switch values[parameter.name] {
      case .text(let text): " --param \(parameter.name)=\(text)"
      case .integer(let number): " --param \(parameter.name)=\(number)"
      case .null, .real, nil: nil
      }
    }
    return "retour query \(name)\(known.joined())\n\n\(statement)"
  }
}
