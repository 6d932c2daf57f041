/// temporary: the store branch brings the real one
public struct JSONWriter: Sendable {
  public var bytes: [UInt8] = []
  private var needsComma = false
  public init() {}
  public mutating func beginObject() { bytes.append(123); needsComma = false }
  public mutating func endObject() { bytes.append(125); needsComma = true }
  public mutating func key(_ k: StaticString) { if needsComma { bytes.append(44) }; string("\(k)"); bytes.append(58); needsComma = true }
  public mutating func string(_ s: String) {
    bytes.append(34)
    for b in s.utf8 {
      switch b {
      case 34: bytes += [92, 34]
      case 92: bytes += [92, 92]
      case 0..<32: bytes += Array("\\u00".utf8); bytes.append("0123456789abcdef".utf8.map { $0 }[Int(b >> 4)]); bytes.append("0123456789abcdef".utf8.map { $0 }[Int(b & 15)])
      default: bytes.append(b)
      }
    }
    bytes.append(34)
  }
  public mutating func reserve(_ n: Int) { bytes.reserveCapacity(n) }
  public mutating func newline() { bytes.append(10); needsComma = false }
  public mutating func member(_ k: StaticString, _ v: String?) { key(k); if let v { string(v) } else { raw("null") } }
  public mutating func member(_ k: StaticString, _ v: Int?) { key(k); raw(v.map { "\($0)" } ?? "null") }
  public mutating func member(_ k: StaticString, _ v: Bool?) { key(k); raw(v.map { "\($0)" } ?? "null") }
  public mutating func raw(_ s: String) { bytes.append(contentsOf: s.utf8) }
}
