import RetourEvents

/// Stacked columns per day as SVG, with the same numbers as a table below.
struct ColumnChart {
  /// A kind of things that is counted: its name and the number of its fill, 1 to 9.
  struct Series {
    let name: String
    let fill: Int
  }

  /// One column: a day or a month, and a count for each series.
  struct Column: ChartColumn {
    let label: String
    let key: String
    let counts: [Int]
    /// Whether anything speaks of that day or month; otherwise nothing failed that is known of.
    var isKnown = true

    var total: Int { counts.reduce(0, +) }
    var isEmpty: Bool { total == 0 }
  }

  let title: String
  let finding: String
  let series: [Series]
  let columns: [Column]
  /// The zone in which days are cut.
  let timeZone: String
  let language: Language

  private static let height = 240
  private static let bottom = 26
  private static let top = 14

  /// The chart, its legend and its table.
  func put(into html: inout HTML) {
    html.element("figure") { html in
      html.element("figcaption", text: finding)
      html.element("div", ["class": "plot"]) { svg(&$0) }
      html.legend(series.map { ($0.name, $0.fill) })
      if !columns.gaps.isEmpty {
        html.element("p", ["class": "soft small"], text: language(.noDataNote))
      }
      for change in ClockChange.hours(of: columns.map(\.key), in: timeZone) {
        let values: KeyValuePairs = ["day": language.day(change.day), "n": change.hours]
        html.element("p", ["class": "soft small"], text: language(.clockChange, values))
      }
    }
    html.details(language(.chartNumbers)) { html in
      html.table(
        caption: title,
        columns: [(language(.day), false)] + series.map { ($0.name, true) }
      ) { html in
        for row in columns.stretches.prefix(400) {
          let column = columns[row.lowerBound]
          html.element("tr") { html in
            html.element("th", ["scope": "row", "class": "d"], text: columns.label(row, language))
            for count in column.counts {
              html.number(column.isKnown ? language.number(count) : language(.noData))
            }
          }
        }
      }
    }
  }

  private func svg(_ html: inout HTML) {
    let most = Self.ceiling(columns.map(\.total).max() ?? 0)
    let plotHeight = Self.height - Self.bottom - Self.top
    let step = 100 / Double(max(columns.count, 1))
    html.element(
      "svg",
      [
        "class": "chart", "width": "100%", "height": "\(Self.height)", "role": "img",
        "aria-label": "\(title). \(finding)",
      ]
    ) { html in
      html.element("title", text: title)
      html.element("desc", text: finding)
      for tick in 0...4 where most * tick % 4 == 0 {
        let y = Self.top + plotHeight - plotHeight * tick / 4
        html.void(
          "line",
          [
            "x1": "0", "x2": "100%", "y1": "\(y)", "y2": "\(y)",
            "class": tick == 0 ? "axis" : "grid",
          ]
        )
        html.element(
          "text",
          ["x": "-6", "y": "\(y + 4)", "text-anchor": "end"],
          text: language.number(most * tick / 4)
        )
      }
      for gap in columns.gaps { put(gap, step: step, plotHeight: plotHeight, &html) }
      for (index, column) in columns.enumerated() {
        let x = step * Double(index)
        stack(column, x: x, step: step, plotHeight: plotHeight, most: most, &html)
        if index % labelEvery == 0 {
          html.element(
            "text",
            [
              "x": Percent.text(x + step / 2), "y": "\(Self.height - 8)", "text-anchor": "middle",
            ],
            text: shortLabel(column)
          )
        }
      }
    }
    html.newline()
  }

  private func stack(
    _ column: Column,
    x: Double,
    step: Double,
    plotHeight: Int,
    most: Int,
    _ html: inout HTML
  ) {
    guard column.total > 0 else { return }
    let width = min(step * 0.78, 8)
    var base = Double(Self.top + plotHeight)
    for (one, count) in zip(series, column.counts) where count > 0 {
      let height = Double(plotHeight) * Double(count) / Double(most)
      base -= height
      html.element(
        "rect",
        [
          "x": Percent.text(x + (step - width) / 2), "y": Self.decimal(base),
          "width": Percent.text(width), "height": Self.decimal(max(height - 0.6, 0.4)),
          "class": "s\(one.fill)",
        ]
      ) { html in
        html.element(
          "title",
          text: "\(column.label): \(language.number(count)) \(one.name)"
        )
      }
    }
  }

  /// A stretch without data: hatched, and labelled where the label has room.
  private func put(
    _ gap: Range<Int>,
    step: Double,
    plotHeight: Int,
    _ html: inout HTML
  ) {
    let (x, width) = (step * Double(gap.lowerBound), step * Double(gap.count))
    let label = language(.noData)
    html.element(
      "rect",
      [
        "x": Percent.text(x), "y": "\(Self.top)", "width": Percent.text(width),
        "height": "\(plotHeight)", "class": "gap",
      ]
    ) { html in
      html.element("title", text: "\(columns.label(gap, language)): \(label)")
    }
    guard width > Double(label.count) * 2 else { return }
    html.element(
      "text",
      [
        "x": Percent.text(x + width / 2), "y": "\(Self.top + plotHeight / 2)",
        "text-anchor": "middle", "class": "none",
      ],
      text: label
    )
  }

  /// Every how many columns there is room for a label.
  private var labelEvery: Int { max(1, (columns.count + 11) / 12) }

  private func shortLabel(_ column: Column) -> String {
    let words = column.label.split(separator: " ")
    return words.count == 3 ? words.prefix(2).joined(separator: " ") : column.label
  }

  /// The smallest number for the top of the axis that is not below the value: 4, 8, 12, 20, 40 and
  /// so on.
  static func ceiling(_ value: Int) -> Int {
    var scale = 4
    while true {
      for factor in [1, 2, 3, 5] where scale * factor >= value { return scale * factor }
      scale *= 10
    }
  }

  /// A number with one decimal, as SVG wants it in every language.
  static func decimal(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(abs(tenths % 10))"
  }
}

extension ColumnChart {
  /// Whether a chart of so many days has a column for each month instead.
  static func isByMonth(from first: String, to last: String) -> Bool {
    CalendarDays.all(from: first, to: last).count > 120
  }

  /// Columns for all days from the first to the last; for all months where that were more than 120
  /// days.
  ///
  /// - Parameters:
  ///   - counts: the series' number and the count of each day; days may be missing.
  ///   - first: `YYYY-MM-DD`.
  ///   - last: `YYYY-MM-DD`, not before the first.
  ///   - series: how many series there are.
  ///   - known: the days of which anything is known.
  ///   - language: of the labels.
  /// - Returns: a column for each day or month, also for those without counts.
  static func columns(
    _ counts: [(day: String, series: Int, count: Int)],
    from first: String,
    to last: String,
    series: Int,
    known: KnownDays,
    _ language: Language
  ) -> [Column] {
    var days = CalendarDays.all(from: first, to: last)
    let byMonth = isByMonth(from: first, to: last)
    if byMonth { days = Array(Set(days.map { String($0.prefix(7)) })).sorted() }
    var sums: [String: [Int]] = [:]
    for entry in counts {
      let key = byMonth ? String(entry.day.prefix(7)) : entry.day
      sums[key, default: [Int](repeating: 0, count: series)][entry.series] += entry.count
    }
    return days.map { day in
      Column(
        label: byMonth ? language.month(day) : language.day(day),
        key: day,
        counts: sums[day] ?? [Int](repeating: 0, count: series),
        isKnown: known.contains(day)
      )
    }
  }
}
