/// Watches the markup of a document before a parser gets it, because a parser pays for more than text:
/// it compares each attribute of an element with all others, and holds tags, comments and processing
/// instructions whole.
///
/// How: a state for each byte, after XML 1.0 sections 2.4 to 2.7 and 3.1. On well-formed documents it
/// agrees with any parser; where a document isn't, the parser stops before it matters.
struct XMLMarkup {
  /// Attributes of one element.
  static let attributeLimit = 64
  /// Bytes of one tag, comment or processing instruction.
  static let length = 1 << 16

  private enum State {
    case text
    /// Behind a `<`.
    case lead
    case tag(quote: UInt8?)
    case comment
    case section
    case instruction
  }

  private var state = State.text
  private var lead: [UInt8] = []
  private var count = 0
  private var attributes = 0
  /// The last two bytes.
  private var before: (UInt8, UInt8) = (0, 0)

  private static let comment = Array("!--".utf8)
  private static let section = Array("![CDATA[".utf8)

  /// Looks at the next bytes of a document.
  ///
  /// - Returns: where in them it becomes too much, and what; nil where nothing does.
  mutating func look(at bytes: [UInt8]) -> (end: Int, why: String)? {
    for (index, byte) in bytes.enumerated() {
      if case .text = state {
        if byte == UInt8(ascii: "<") {
          (state, lead, count, attributes) = (.lead, [], 0, 0)
          before = (0, 0)
        }
        continue
      }
      count += 1
      take(byte)
      before = (before.1, byte)
      if attributes > Self.attributeLimit {
        return (index, "an element has more than \(Self.attributeLimit) attributes")
      }
      if count > Self.length {
        if case .section = state { continue }
        if case .text = state { continue }
        return (index, "a tag or comment is longer than \(Self.length) bytes")
      }
    }
    return nil
  }

  private mutating func take(_ byte: UInt8) {
    switch state {
    case .text: break
    case .lead: takeLead(byte)
    case .tag(let quote):
      if let quote {
        if byte == quote { state = .tag(quote: nil) }
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        attributes += 1
        state = .tag(quote: byte)
      } else if byte == UInt8(ascii: ">") {
        state = .text
      }
    case .comment:
      if byte == UInt8(ascii: ">"), before == (UInt8(ascii: "-"), UInt8(ascii: "-")) {
        state = .text
      }
    case .section:
      if byte == UInt8(ascii: ">"), before == (UInt8(ascii: "]"), UInt8(ascii: "]")) {
        state = .text
      }
    case .instruction:
      if byte == UInt8(ascii: ">"), before.1 == UInt8(ascii: "?") { state = .text }
    }
  }

  /// Takes a byte behind `<`, until it is clear what begins.
  private mutating func takeLead(_ byte: UInt8) {
    lead.append(byte)
    if lead == Self.comment {
      (state, before) = (.comment, (0, 0))
    } else if lead == Self.section {
      state = .section
    } else if lead == [UInt8(ascii: "?")] {
      state = .instruction
    } else if !Self.comment.starts(with: lead), !Self.section.starts(with: lead) {
      state = .tag(quote: nil)
      take(byte)
    }
  }
}
