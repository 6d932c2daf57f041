import RetourEvents

/// HTML under construction: whatever is text is escaped, and every element that is opened is closed.
///
/// Two documents whose tables and charts are computed need little of a template language; here a
/// wrong element or a missing value doesn't compile, and nothing is parsed at run time.
struct HTML {
  /// The text so far.
  private(set) var text = ""
  /// The titles of the columns of a table that becomes cards on narrow screens.
  private var cardTitles: [String] = []
  /// The cells of the row so far.
  private var cell = 0

  /// Attributes of an element.
  ///
  /// Values are escaped, and a nil value leaves its attribute out.
  typealias Attributes = KeyValuePairs<StaticString, String?>

  /// An element with what `body` puts into it.
  mutating func element(
    _ name: StaticString,
    _ attributes: Attributes = [:],
    _ body: (inout HTML) throws -> Void
  ) rethrows {
    open(name, attributes)
    text += ">"
    try body(&self)
    text += "</\(name)>"
  }

  /// An element with text in it.
  mutating func element(_ name: StaticString, _ attributes: Attributes = [:], text: String) {
    element(name, attributes) { $0.put(text) }
  }

  /// An element without content: `meta`, or a shape of SVG.
  mutating func void(_ name: StaticString, _ attributes: Attributes = [:]) {
    open(name, attributes)
    text += "/>"
  }

  /// Text.
  mutating func put(_ content: String) { text += Self.escaped(content) }

  /// Text from mail: escaped, controls shown, and kept from turning its surroundings around.
  mutating func foreign(_ content: String) {
    element("bdi", text: VisibleText.cleaned(content))
  }

  /// A line end, so that the source can be read.
  mutating func newline() { text += "\n" }

  /// What this program wrote itself: style sheets, the document's first line.
  mutating func trusted(_ source: StaticString) { text += "\(source)" }

  /// Puts rows whose cells carry the titles of their columns.
  mutating func cards(_ titles: [String], _ rows: (inout HTML) -> Void) {
    cardTitles = titles
    rows(&self)
    cardTitles = []
  }

  private mutating func open(_ name: StaticString, _ attributes: Attributes) {
    text += "<\(name)"
    if !cardTitles.isEmpty { label(name) }
    for (attribute, value) in attributes {
      guard let value else { continue }
      text += " \(attribute)=\"\(Self.escaped(value))\""
    }
  }

  private mutating func label(_ name: StaticString) {
    switch name.description {
    case "tr": cell = 0
    case "th", "td":
      if cell > 0, cell < cardTitles.count {
        text += " data-t=\"\(Self.escaped(cardTitles[cell]))\""
      }
      cell += 1
    default: break
    }
  }

  /// The text with the five marks of HTML and all control characters but line ends and tabs
  /// replaced.
  static func escaped(_ content: String) -> String {
    let needs = content.utf8.contains {
      $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: ">") || $0 == UInt8(ascii: "&")
        || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "'") || $0 < 0x20 || $0 >= 0x7F
    }
    guard needs else { return content }
    var clean = String.UnicodeScalarView()
    for scalar in content.unicodeScalars {
      switch scalar {
      case "<": clean.append(contentsOf: "&lt;".unicodeScalars)
      case ">": clean.append(contentsOf: "&gt;".unicodeScalars)
      case "&": clean.append(contentsOf: "&amp;".unicodeScalars)
      case "\"": clean.append(contentsOf: "&quot;".unicodeScalars)
      case "'": clean.append(contentsOf: "&#39;".unicodeScalars)
      case "\n", "\t": clean.append(scalar)
      case _ where scalar.value < 0x20 || 0x7F...0x9F ~= scalar.value: clean.append("\u{FFFD}")
      default: clean.append(scalar)
      }
    }
    return String(clean)
  }
}

extension HTML {
  /// A document: its head, with what a browser may do with it, and its body.
  ///
  /// - Parameters:
  ///   - title: for people.
  ///   - language: of its words.
  ///   - policy: the Content-Security-Policy.
  ///   - metas: further names and contents of `meta` elements.
  ///   - sheet: the style sheet.
  ///   - body: puts the body element.
  /// - Returns: the bytes, with a line end behind them.
  static func document(
    title: String,
    language: Language,
    policy: String,
    metas: KeyValuePairs<String, String>,
    sheet: StaticString,
    _ body: (inout HTML) -> Void
  ) -> [UInt8] {
    var html = HTML()
    html.trusted("<!DOCTYPE html>\n")
    html.element("html", ["lang": language.rawValue]) { html in
      html.element("head") { html in
        html.void("meta", ["charset": "utf-8"])
        html.void("meta", ["http-equiv": "Content-Security-Policy", "content": policy])
        html.void("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"])
        html.void("meta", ["name": "color-scheme", "content": "light dark"])
        for (name, content) in metas { html.void("meta", ["name": name, "content": content]) }
        html.element("title", text: title)
        html.element("style") { $0.trusted(sheet) }
      }
      html.newline()
      body(&html)
    }
    html.newline()
    return Array(html.text.utf8)
  }
}
