/// A part of a message that has no parts of its own, or a message as a part.
///
/// A class, because readers look through the parts again and again.
final class MIMEPart: Sendable {
  /// Its type.
  let type: ContentType
  /// Its header.
  let header: HeaderFields
  /// Its body as it stands in the message.
  let body: Bytes

  /// The body of a text or message without its transfer encoding; any other's as it stands.
  let decoded: Bytes

  init(type: ContentType, header: HeaderFields, body: Bytes) {
    self.type = type
    self.header = header
    self.body = body
    let isRead = type.role != .other || type.type.hasPrefix("message/")
    decoded =
      isRead ? TransferEncoding(header.raw("content-transfer-encoding")).decode(body) : body
  }

  /// Whether the part is machine-readable: some servers give the text for humans that type too.
  var isStatus: Bool {
    type.role == .status
      && (decoded.contains(ignoringCase: "-mta:") || decoded.contains(ignoringCase: "-recipient:"))
  }

  /// The body as UTF-8 text.
  var text: Bytes { text(upTo: .max) }

  /// The front of the body as UTF-8 text: what so many of its bytes give, without a character that is
  /// cut.
  func text(upTo limit: Int) -> Bytes {
    var front = decoded.prefix(limit)
    if front.count < decoded.count, let lead = front.suffix(4).lastIndex(where: { $0 >= 0xC0 }) {
      front = front[..<lead]
    }
    return Charset.utf8(front, charset: type["charset"])
  }
}

/// The parts of a message (RFC 2046), flat, in order of appearance.
///
/// A message inside the message is one part.
struct MIMETree {
  /// How deep parts may be nested; what lies deeper isn't read.
  static let maximumDepth = 32
  /// How many parts are read.
  static let maximumParts = 1_000

  private(set) var parts: [MIMEPart] = []
  /// Whether something was left out because of the caps.
  private(set) var isCut = false

  /// Reads a message's parts.
  init(header: HeaderFields, body: Bytes) {
    walk(header: header, body: body, depth: 0)
  }

  private mutating func walk(header: HeaderFields, body: Bytes, depth: Int) {
    guard depth <= Self.maximumDepth, parts.count < Self.maximumParts else {
      isCut = true
      return
    }
    let type = header.value("content-type").map(ContentType.init) ?? .plainText
    guard type.role == .multipart,
      let boundary = type["boundary"].flatMap(usable) ?? Self.guessBoundary(body)
    else {
      parts.append(MIMEPart(type: type, header: header, body: body))
      return
    }
    var sections = Self.split(body, boundary: boundary)
    if sections.isEmpty, let seen = Self.guessBoundary(body) {
      sections = Self.split(body, boundary: seen)
    }
    if sections.isEmpty {
      // A damaged multipart without any delimiter is read as text.
      parts.append(MIMEPart(type: .plainText, header: header, body: body))
    }
    for section in sections {
      let inner = HeaderFields(section)
      walk(header: inner, body: section[inner.bodyStart...], depth: depth + 1)
    }
  }

  private func usable(_ boundary: Bytes) -> Bytes? {
    let trimmed = boundary.trimmed
    return trimmed.isEmpty ? nil : trimmed
  }

  /// The delimiter that a multipart without a `boundary` parameter seems to use: the first line
  /// that begins with `--` and is followed by a content field.
  private static func guessBoundary(_ body: Bytes) -> Bytes? {
    var before: Bytes = []
    for range in body.prefix(1 << 16).lineRanges {
      let line = body[range]
      if before.count > 2, before.starts(with: "--".utf8), line.hasPrefix(ignoringCase: "content-")
      {
        return before.dropFirst(2).trimmed
      }
      before = line
    }
    return nil
  }

  /// The sections between delimiter lines.
  ///
  /// A missing closing delimiter ends with the body.
  private static func split(_ body: Bytes, boundary: Bytes) -> [Bytes] {
    let delimiter = ("--".utf8 + boundary)[...]
    var sections: [Bytes] = []
    sections.reserveCapacity(4)
    // One more than are read tells that there are more.
    var sectionStart: Int?
    var search = body.startIndex
    while sections.count <= maximumParts, let index = body.place(of: delimiter, from: search) {
      let end = body.place(of: .lineFeed, from: index) ?? body.endIndex
      search = end + 1
      if index == body.startIndex || body[index - 1] == .lineFeed {
        let rest = body[(index + delimiter.count)..<end].trimmed
        let isClosing = rest.starts(with: "--".utf8)
        if rest.isEmpty || isClosing {
          if let sectionStart {
            // The line end before a delimiter belongs to the delimiter.
            var sectionEnd = Swift.max(sectionStart, index - 1)
            if sectionEnd > sectionStart, body[sectionEnd - 1] == .carriageReturn {
              sectionEnd -= 1
            }
            sections.append(body[sectionStart..<sectionEnd])
          }
          sectionStart = Swift.min(end + 1, body.endIndex)
          if isClosing {
            return sections
          }
        }
      }
    }
    if sections.count <= maximumParts, let sectionStart, sectionStart < body.endIndex {
      sections.append(body[sectionStart...])
    }
    return sections
  }
}
