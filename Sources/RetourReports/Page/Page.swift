import RetourEvents

/// A page that is one file: no script, nothing loaded from anywhere.
enum Page {
  /// What a page may be at most, in bytes; tables are cut long before.
  static let limit = 2 << 20

  /// What a browser is allowed to do with a page: show it.
  static let policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"

  /// A document with its head, a link that skips to the content, and a footer.
  static func document(
    title: String,
    language: Language,
    header: (inout HTML) -> Void,
    main: (inout HTML) -> Void,
    footer: (inout HTML) -> Void
  ) -> [UInt8] {
    HTML.document(
      title: title,
      language: language,
      policy: policy,
      metas: ["referrer": "no-referrer"],
      sheet: Style.sheet
    ) { html in
      html.element("body") { html in
        html.element("a", ["class": "skip", "href": "#content"], text: language(.skip))
        Patterns.put(into: &html)
        html.element("header", ["class": "top"]) { header(&$0) }
        html.newline()
        html.element("main", ["id": "content"]) { main(&$0) }
        html.newline()
        html.element("footer") { footer(&$0) }
      }
    }
  }
}

/// Fills that differ in pattern as well as in colour.
private enum Patterns {
  static func put(into html: inout HTML) {
    html.element(
      "svg",
      ["width": "0", "height": "0", "style": "position:absolute", "aria-hidden": "true"]
    ) { html in
      html.element("defs") { html in
        html.element(
          "pattern",
          ["id": "p0", "width": "6", "height": "6", "patternUnits": "userSpaceOnUse"]
        ) { $0.void("path", ["d": "M0 6L6 0", "class": "void"]) }
        for (name, path) in [("mo", "M0 6L6 0"), ("mu", "M0 3H6")] {
          html.element(
            "pattern",
            ["id": name, "width": "6", "height": "6", "patternUnits": "userSpaceOnUse"]
          ) { html in
            html.void(
              "rect",
              ["width": "6", "height": "6", "class": name == "mo" ? "g-owner" : "g-unknown"]
            )
            html.void("path", ["d": path, "class": "hatch"])
          }
        }
        for (index, path) in paths.enumerated() {
          html.element(
            "pattern",
            [
              "id": "p\(index + 1)", "width": "8", "height": "8",
              "patternUnits": "userSpaceOnUse",
            ]
          ) { html in
            html.void("rect", ["width": "8", "height": "8", "class": "f\(index + 1)"])
            if !path.isEmpty { html.void("path", ["d": path, "class": "hatch"]) }
          }
        }
      }
    }
    html.newline()
  }

  private static let paths = [
    "", "M0 8L8 0", "M0 4H8", "M4 0V8", "M0 0L8 8", "M4 3V5M3 4H5", "M0 4H8M4 0V8", "M0 2H8M0 6H8",
    "M2 0V8M6 0V8",
  ]
}

extension HTML {
  /// A table in a box of its own that scrolls where the page is too narrow.
  mutating func table(
    caption: String,
    columns: [(title: String, isNumber: Bool)],
    cards: Bool = false,
    _ rows: (inout HTML) -> Void
  ) {
    element("div", ["class": "scroll", "tabindex": "0", "role": "region", "aria-label": caption]) {
      html in
      html.element("table", ["class": cards ? "cards" : nil]) { html in
        html.element("caption", text: caption)
        html.element("thead") { html in
          html.element("tr") { html in
            for column in columns {
              html.element(
                "th",
                ["scope": "col", "class": column.isNumber ? "n" : nil],
                text: column.title
              )
            }
          }
        }
        html.element("tbody") { html in
          if cards { html.cards(columns.map(\.title), rows) } else { rows(&html) }
        }
      }
    }
    newline()
  }

  /// A number in a cell of its own.
  mutating func number(_ text: String) { element("td", ["class": "n"], text: text) }

  /// A link to a place in the same page or to a file beside it.
  mutating func link(_ target: String, _ label: String) {
    element("a", ["href": target], text: label)
  }

  /// Something one click away.
  mutating func details(_ summary: String, class name: String? = nil, _ body: (inout HTML) -> Void)
  {
    element("details", ["class": name]) { html in
      html.element("summary", text: summary)
      body(&html)
    }
    newline()
  }
}
