/// By what program and rules, and when, a verdict was given: of two about one event the newer counts.
public struct Judgement: Hashable, Sendable {
  /// The program's version, for example `0.1.0`.
  public var version: String
  /// The version of the rules, 16 hexadecimal digits.
  public var catalogue: String
  /// When, in milliseconds since 1970.
  public var milliseconds: Int64

  /// Creates a judgement.
  public init(version: String, catalogue: String, milliseconds: Int64) {
    self.version = version
    self.catalogue = catalogue
    self.milliseconds = milliseconds
  }

  /// Creates a judgement of a ``rank``.
  public init(rank: Int64, catalogue: String) {
    let program = rank >> 43
    self.init(
      version: "\(program >> 16).\(program >> 8 & 255).\(program & 255)",
      catalogue: catalogue,
      milliseconds: rank & (1 << 43 - 1)
    )
  }

  /// The place in the order from the oldest: the program's version counts first, then the time.
  public var rank: Int64 {
    var numbers = version.split { !$0.isNumber }.prefix(3).map { Int64($0) ?? 0 }
    while numbers.count < 3 { numbers.append(0) }
    let program = min(numbers[0], 15) << 16 | min(numbers[1], 255) << 8 | min(numbers[2], 255)
    return program << 43 | min(max(milliseconds, 0), 1 << 43 - 1)
  }
}
