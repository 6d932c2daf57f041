/// How deep the brackets of a text in JSON are open, byte by byte; braces inside strings are none.
struct JSONNesting {
  /// How many objects are open.
  private(set) var depth = 0
  /// Whether a string is open.
  private(set) var isQuoted = false
  private var isEscaped = false

  /// Takes in a byte.
  ///
  /// - Returns: whether it closes the outermost object.
  @inline(__always)
  mutating func take(_ byte: UInt8) -> Bool {
    if isEscaped {
      isEscaped = false
    } else if isQuoted {
      if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else if byte == UInt8(ascii: "\"") {
        isQuoted = false
      }
    } else if byte == UInt8(ascii: "\"") {
      isQuoted = true
    } else if byte == UInt8(ascii: "{") {
      depth += 1
    } else if byte == UInt8(ascii: "}"), depth > 0 {
      depth -= 1
      return depth == 0
    }
    return false
  }
}
