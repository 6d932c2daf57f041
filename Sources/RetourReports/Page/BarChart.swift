import RetourEvents

/// Horizontal bars in a table: a name, a bar that may have segments, a number.
struct BarChart {
  /// A part of a bar.
  struct Segment {
    let name: String
    let fill: Int
    let count: Int
  }

  /// One bar.
  struct Bar {
    let name: String
    /// Whether the name stood in mail.
    let isForeign: Bool
    let segments: [Segment]

    var total: Int { segments.reduce(0) { $0 + $1.count } }
  }

  let title: String
  let finding: String
  let nameTitle: String
  let countTitle: String
  let bars: [Bar]
  /// What the segments are; empty where bars have one.
  let legend: [(name: String, fill: Int)]
  let language: Language

  /// The chart; it is a table, so there is no other one.
  func put(into html: inout HTML) {
    let most = max(bars.map(\.total).max() ?? 0, 1)
    html.element("p", ["class": "soft small"], text: finding)
    if !legend.isEmpty { html.legend(legend) }
    html.element(
      "div",
      ["class": "scroll", "tabindex": "0", "role": "region", "aria-label": title]
    ) { html in
      html.element("table", ["class": "bars"]) { html in
        html.element("caption", text: title)
        html.element("thead") { html in
          html.element("tr") { html in
            html.element("th", ["scope": "col"], text: nameTitle)
            html.element("th", ["scope": "col", "class": "n"], text: countTitle)
            html.element("th", ["scope": "col"], text: language(.share))
          }
        }
        html.element("tbody") { html in
          for bar in bars { put(bar, most, &html) }
        }
      }
    }
    html.newline()
  }

  private func put(_ bar: Bar, _ most: Int, _ html: inout HTML) {
    let parts = bar.segments.filter { $0.count > 0 }
      .map { "\($0.name): \(language.number($0.count))" }.joined(separator: ", ")
    html.element("tr") { html in
      html.element("th", ["scope": "row"]) { html in
        if bar.isForeign { html.foreign(bar.name) } else { html.put(bar.name) }
      }
      html.number(language.number(bar.total))
      html.element("td", ["class": "bar"]) { html in
        html.element(
          "svg",
          ["viewBox": "0 0 400 16", "preserveAspectRatio": "none", "role": "img"]
        ) { html in
          html.element("title", text: parts)
          var x = 0.0
          for segment in bar.segments where segment.count > 0 {
            let width = 400 * Double(segment.count) / Double(most)
            html.void(
              "rect",
              [
                "x": ColumnChart.decimal(x), "y": "1", "height": "14",
                "width": ColumnChart.decimal(max(width - 0.8, 0.8)), "class": "s\(segment.fill)",
              ]
            )
            x += width
          }
        }
      }
    }
    html.newline()
  }
}

extension HTML {
  /// What the fills of a chart mean.
  mutating func legend(_ entries: [(name: String, fill: Int)]) {
    element("ul", ["class": "legend"]) { html in
      for entry in entries {
        html.element("li") { html in
          html.element("svg", ["viewBox": "0 0 22 16", "aria-hidden": "true"]) {
            $0.void("rect", ["width": "22", "height": "16", "class": "s\(entry.fill)"])
          }
          html.put(entry.name)
        }
      }
    }
    newline()
  }
}
