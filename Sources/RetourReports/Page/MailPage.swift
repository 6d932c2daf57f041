import RetourEvents

/// A page as mail programs show it: tables, styles in attributes, 600 pixels, no images, no scripts.
///
/// Gmail drops SVG and cuts at 102 kB; Outlook knows no grid and no gap. Grounds and texts are always
/// set together, so that what turns colours over for the dark leaves them readable.
enum MailPage {
  private static let policy = "default-src 'none'; style-src 'unsafe-inline'"

  private static let sheet: StaticString = """
    :root{color-scheme:light dark;supported-color-schemes:light dark}
    @media (prefers-color-scheme:dark){body,.bg{background-color:#14171b!important;color:#e7e9ec!important}
    .soft{color:#a5aeb8!important}.b{border-color:#3a414a!important}
    .code{background-color:#262b32!important;color:#e7e9ec!important}a{color:#84bdf5!important}}
    @media (max-width:620px){.pad{padding:16px 14px!important}}
    @media print{@page{size:A4;margin:11mm 17mm}
    body,.bg{background-color:#fff!important;color:#000!important}
    .wrap{width:100%!important;max-width:none!important}.pad{padding:0!important}
    .bg p,.bg td,.bg th{font-size:9.2pt!important;line-height:1.32!important}
    .bg p{margin-bottom:5pt!important}.bg span.mono{font-size:8.5pt!important}
    .bg h1{font-size:14pt!important}
    .bg h2{font-size:10.2pt!important;margin-top:8pt!important;line-height:1.25!important}
    .soft{color:#444!important}.code{background-color:#fff!important;color:#000!important}
    a{color:#000!important}}
    """

  private static let sans =
    "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"

  /// A document with its head.
  static func document(
    title: String,
    language: Language,
    _ content: (inout HTML) -> Void
  ) -> [UInt8] {
    HTML.document(
      title: title,
      language: language,
      policy: policy,
      metas: ["supported-color-schemes": "light dark"],
      sheet: sheet
    ) { html in
      let ground = "background-color:#ffffff;color:#1a1d21;\(sans)"
      html.element("body", ["class": "bg", "style": "margin:0;padding:0;\(ground)"]) { html in
        html.layout(width: "100%") { html in
          html.element("tr") { html in
            html.element("td", ["align": "center"]) { html in
              html.layout(width: "600", class: "wrap", style: "width:100%;max-width:600px") {
                html in
                html.element("tr") { html in
                  html.element(
                    "td",
                    [
                      "class": "pad bg", "align": "left",
                      "style": "padding:24px;\(ground);text-align:left",
                    ],
                    content
                  )
                }
              }
            }
          }
        }
      }
    }
  }
}

extension HTML {
  static let bodyText = "font-size:15px;line-height:22px"
  static let smallText = "font-size:13px;line-height:18px"
  static let softText = "color:#545d68"

  /// A table that only arranges.
  mutating func layout(
    width: String,
    class name: String? = nil,
    style: String? = nil,
    _ rows: (inout HTML) -> Void
  ) {
    element(
      "table",
      [
        "role": "presentation", "class": name, "width": width, "cellpadding": "0",
        "cellspacing": "0", "border": "0", "style": style,
      ],
      rows
    )
    newline()
  }

  /// The heading of a part of a letter.
  mutating func mailHeading(_ text: String) {
    element(
      "h2",
      ["style": "margin:18px 0 4px;font-size:15px;line-height:20px;font-weight:bold"],
      text: text
    )
    newline()
  }

  /// A paragraph of a letter.
  mutating func mailParagraph(_ body: (inout HTML) -> Void) {
    element("p", ["style": "margin:0 0 10px;\(Self.bodyText)"], body)
    newline()
  }

  /// What stands behind something as its explanation.
  mutating func mailSoft(_ text: String) {
    element("span", ["class": "soft", "style": Self.softText], text: text)
  }

  /// Words of machines; they break anywhere rather than widen the page.
  mutating func mailCode(_ text: String, isBoxed: Bool = false) {
    let mono =
      "font-family:Consolas,Menlo,'DejaVu Sans Mono',monospace;font-size:12px;word-break:break-word"
    element(
      "span",
      [
        "class": isBoxed ? "mono code" : "mono",
        "style": isBoxed ? "\(mono);background-color:#f1f3f5;color:#1a1d21;padding:1px 4px" : mono,
      ]
    ) { $0.foreign(text) }
  }
}
