/// What a file or stream holds that is one message and no mailbox.
enum SingleMessage {
  /// Whether bytes look like the beginning of a message: after blank lines and a byte order mark,
  /// the first line is a header field, and among the first lines stands one that mail has.
  static func looksLikeOne(_ bytes: Bytes) -> Bool {
    let text = skippingLead(bytes)
    var known = 0
    var seen = 0
    var index = text.startIndex
    while index < text.endIndex, seen < 400 {
      var end = index
      while end < text.endIndex, text[end] != .lineFeed, text[end] != .carriageReturn { end += 1 }
      if end == index { break }
      if !text[index].isBlank {
        let isField = HeaderFields.nameEnd(text, from: index, to: end) != nil
        if seen == 0, !isField, text[index] != UInt8(ascii: ">") { return false }
        if isField, fields.contains(where: { text[index..<end].hasPrefix(ignoringCase: $0) }) {
          known += 1
          if known == 2 { return true }
        }
      }
      seen += 1
      index = end + 1
      if index < text.endIndex, text[end] == .carriageReturn, text[index] == .lineFeed {
        index += 1
      }
    }
    return known >= 1
  }

  /// The bytes after a UTF-8 byte order mark and blank lines.
  static func skippingLead(_ bytes: Bytes) -> Bytes {
    var rest = bytes
    if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
    return rest.drop { $0.isWhiteSpace }
  }

  private static let fields: [StaticString] = [
    "from:", "to:", "subject:", "date:", "received:", "return-path:", "message-id:",
    "mime-version:", "content-type:", "delivered-to:", "reply-to:", "sender:", "x-original-to:",
    "x-failed-recipients:", "auto-submitted:", "cc:", "apparently-to:", "dkim-signature:",
  ]
}
