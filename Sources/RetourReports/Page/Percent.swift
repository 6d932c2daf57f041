/// Places along a chart in per cent, so that bars stretch and text doesn't.
enum Percent {
  /// A place or a length with two decimals, for example `12.34%`.
  static func text(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    let (whole, rest) = (hundredths / 100, hundredths % 100)
    return rest == 0 ? "\(whole)%" : "\(whole).\(rest < 10 ? "0" : "")\(rest)%"
  }
}
