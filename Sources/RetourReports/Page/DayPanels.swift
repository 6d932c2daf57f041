import RetourEvents

/// Up to three charts over one axis of days: traced, rate, failures by whose move.
///
/// Places along the axis are in per cent and heights in pixels, without a `viewBox`: text never
/// scales, and the newest day is never cut off. Without traces only the last chart is shown.
struct DayPanels {
  /// A day or a month.
  struct Column: ChartColumn {
    let label: String
    let key: String
    let isKnown: Bool
    /// Failures by whose move, in the order of ``WhoseMove``.
    let counts: [Int]
    let traced: Int
    let tracedFailures: Int

    var total: Int { counts.reduce(0, +) }
    var isEmpty: Bool { total == 0 && traced == 0 }
  }

  /// Something that happened on certain days: a number above them, and words below the chart.
  struct Mark {
    /// The days or months that it spans.
    let columns: ClosedRange<Int>
    let words: String

    /// The number as it stands in the chart and before the words.
    static func sign(_ place: Int) -> String { ["①", "②", "③", "④", "⑤"][place] }
  }

  let columns: [Column]
  let finding: String
  /// At most five, in the order of their days.
  var marks: [Mark] = []
  /// The rate of the period before, in per cent and in words.
  var before: (rate: Double, words: String)?
  let timeZone: String
  let language: Language

  private static let stackHeight = 150
  private static let smallHeight = 60
  private static let top = 12

  private var step: Double { 100 / Double(max(columns.count, 1)) }
  private var isTraced: Bool { columns.contains { $0.traced > 0 } }

  /// The charts and their numbers as a table.
  func put(into html: inout HTML) {
    html.element("figure") { html in
      html.element("figcaption", text: finding)
      html.element("div", ["class": "panels"]) { html in
        if isTraced {
          panel(language.overview(.sentPerDay), Self.smallHeight, &html) { tracedBars(&$0) }
          panel(language.overview(.ratePerDay), Self.smallHeight, &html) { rateLine(&$0) }
        }
        panel(
          language.overview(.failedPerDay),
          Self.stackHeight,
          showsDays: true,
          lane: lanes.count * Self.laneHeight,
          &html
        ) { html in
          flags(&html)
          stacks(&html)
        }
      }
      words(&html)
      html.element("p", ["class": "legend"]) { html in
        for move in WhoseMove.allCases {
          html.move(move, language.mover(move))
          html.put(" ")
        }
      }
      for change in ClockChange.hours(of: columns.map(\.key), in: timeZone) {
        let values: KeyValuePairs = ["day": language.day(change.day), "n": change.hours]
        html.element("p", ["class": "soft small"], text: language(.clockChange, values))
      }
    }
    numbers(&html)
  }

  // MARK: Panels

  private func panel(
    _ title: String,
    _ height: Int,
    showsDays: Bool = false,
    lane: Int = 0,
    _ html: inout HTML,
    _ marks: (inout HTML) -> Void
  ) {
    html.element("p", ["class": "panel"], text: title)
    let whole = lane + Self.top + height + (showsDays ? 20 : 2)
    html.element(
      "svg",
      [
        "class": "chart", "width": "100%", "height": "\(whole)", "role": "img",
        "aria-label": title,
      ]
    ) { html in
      guard lane > 0 else {
        plot(height, showsDays, &html, marks)
        return
      }
      signs(&html)
      html.element("g", ["transform": "translate(0,\(lane))"]) { html in
        plot(height, showsDays, &html, marks)
      }
    }
    html.newline()
  }

  private func plot(
    _ height: Int,
    _ showsDays: Bool,
    _ html: inout HTML,
    _ marks: (inout HTML) -> Void
  ) {
    for (index, column) in columns.enumerated() where isWeekend(column) {
      html.void(
        "rect",
        [
          "x": Percent.text(step * Double(index)), "width": Percent.text(step),
          "y": "\(Self.top)", "height": "\(height)", "class": "weekend",
        ]
      )
    }
    for gap in columns.gaps { put(gap, height, &html) }
    marks(&html)
    if showsDays { dayLabels(Self.top + height + 15, &html) }
  }

  private func grid(_ most: Int, _ height: Int, ticks: Int, _ html: inout HTML, unit: String = "") {
    for tick in 0...ticks {
      let y = Self.top + height - height * tick / ticks
      html.void(
        "line",
        ["x1": "0", "x2": "100%", "y1": "\(y)", "y2": "\(y)", "class": tick == 0 ? "axis" : "grid"]
      )
      html.element(
        "text",
        ["x": "-6", "y": "\(y + 4)", "text-anchor": "end"],
        text: language.number(most * tick / ticks) + unit
      )
    }
  }

  private func tracedBars(_ html: inout HTML) {
    let most = ColumnChart.ceiling(columns.map(\.traced).max() ?? 0)
    grid(most, Self.smallHeight, ticks: 2, &html)
    for (index, column) in columns.enumerated() where column.traced > 0 {
      let height = Double(Self.smallHeight) * Double(column.traced) / Double(most)
      bar(index, height, below: 0, Self.smallHeight, "sent", &html) {
        "\(column.label): \(language.number(column.traced))"
      }
    }
  }

  private func rateLine(_ html: inout HTML) {
    let points = columns.enumerated().compactMap { index, column -> (Int, Double, Column)? in
      guard column.traced >= Language.smallestSample else { return nil }
      return (index, 100 * Double(column.tracedFailures) / Double(column.traced), column)
    }
    let highest = max(points.map(\.1).max() ?? 0, before?.rate ?? 0)
    let most = [2, 4, 6, 10, 20, 40, 60, 100].first { Double($0) >= highest } ?? 100
    grid(most, Self.smallHeight, ticks: 2, &html, unit: "%")
    func y(_ rate: Double) -> String {
      ColumnChart.decimal(
        Double(Self.top) + Double(Self.smallHeight) * (1 - rate / Double(most))
      )
    }
    func x(_ index: Int) -> String { Percent.text(step * (Double(index) + 0.5)) }
    if let before {
      html.void(
        "line",
        [
          "x1": "0", "x2": "100%", "y1": y(before.rate), "y2": y(before.rate), "class": "earlier",
        ]
      )
      html.element(
        "text",
        ["x": "100%", "y": "\(Self.top - 2)", "text-anchor": "end"],
        text: before.words
      )
    }
    for (one, next) in zip(points, points.dropFirst()) where next.0 == one.0 + 1 {
      html.void(
        "line",
        ["x1": x(one.0), "x2": x(next.0), "y1": y(one.1), "y2": y(next.1), "class": "rate"]
      )
    }
    for point in points {
      html.element("circle", ["cx": x(point.0), "cy": y(point.1), "r": "2.5", "class": "dot"]) {
        $0.element(
          "title",
          text: "\(point.2.label): "
            + language.percent(point.2.tracedFailures, of: point.2.traced) + ", "
            + language.overview(
              .tracedFailed,
              [
                "n": language.number(point.2.tracedFailures),
                "m": language.number(point.2.traced),
              ]
            )
        )
      }
    }
  }

  private func stacks(_ html: inout HTML) {
    let most = ColumnChart.ceiling(columns.map(\.total).max() ?? 0)
    grid(most, Self.stackHeight, ticks: 4, &html)
    for (index, column) in columns.enumerated() {
      var base = 0.0
      for (move, count) in zip(WhoseMove.allCases, column.counts) where count > 0 {
        let height = Double(Self.stackHeight) * Double(count) / Double(most)
        bar(index, height, below: base, Self.stackHeight, "m-\(move.rawValue)", &html) {
          "\(column.label): \(language.number(count)) \(language.mover(move))"
        }
        base += height
      }
    }
    let highest = columns.enumerated().max { $0.element.total < $1.element.total }
    if let (index, column) = highest, column.total > 0 {
      let y = Self.top + Self.stackHeight - Self.stackHeight * column.total / most - 3
      html.element(
        "text",
        [
          "x": Percent.text(step * (Double(index) + 0.5)), "y": "\(y)", "text-anchor": "middle",
          "class": "top",
        ],
        text: language.number(column.total)
      )
    }
  }

  private func bar(
    _ index: Int,
    _ height: Double,
    below base: Double,
    _ panel: Int,
    _ name: String,
    _ html: inout HTML,
    _ title: () -> String
  ) {
    html.element(
      "rect",
      [
        "x": Percent.text(step * (Double(index) + 0.12)), "width": Percent.text(step * 0.76),
        "y": ColumnChart.decimal(Double(Self.top + panel) - base - max(height, 1)),
        "height": ColumnChart.decimal(max(height, 1)), "class": name,
      ]
    ) { $0.element("title", text: title()) }
  }

  private func dayLabels(_ y: Int, _ html: inout HTML) {
    let every = max(1, (columns.count + 9) / 10)
    for (index, column) in columns.enumerated() {
      let isDay = column.key.utf8.count == 10
      let isLabelled =
        isDay && columns.count <= 75
        ? CalendarDays.weekday(column.key) == 0
          && (columns.count <= 45 || index % 14 < 7) : index % every == 0
      let isLast = index == columns.count - 1
      // The newest day is always named, and the one that would touch it isn't.
      guard isLast || isLabelled && Double(columns.count - 1 - index) * step > 9 else { continue }
      let words = column.label.split(separator: " ")
      html.element(
        "text",
        [
          "x": isLast ? "100%" : Percent.text(step * (Double(index) + 0.5)), "y": "\(y)",
          "text-anchor": isLast ? "end" : "middle", "class": isLast ? "newest" : nil,
        ],
        text: words.count == 3 ? words.prefix(2).joined(separator: " ") : column.label
      )
    }
  }

  private func isWeekend(_ column: Column) -> Bool {
    column.key.utf8.count == 10 && (CalendarDays.weekday(column.key) ?? 0) > 4
  }

  // MARK: Events

  private static let laneHeight = 17

  /// The middle of a mark, in per cent.
  private func middle(_ mark: Mark) -> Double {
    step * Double(mark.columns.lowerBound + mark.columns.upperBound + 1) / 2
  }

  /// Rows above the plot, with the places of the marks in each: signs that would touch on a narrow
  /// screen stand below each other.
  private var lanes: [[Int]] {
    var lanes: [[Int]] = []
    for (place, mark) in marks.enumerated() {
      let free = lanes.firstIndex { lane in
        lane.allSatisfy { abs(middle(marks[$0]) - middle(mark)) > 8 }
      }
      if let free { lanes[free].append(place) } else { lanes.append([place]) }
    }
    return lanes
  }

  private func signs(_ html: inout HTML) {
    for (row, lane) in lanes.enumerated() {
      for place in lane {
        html.element(
          "text",
          [
            "x": Percent.text(middle(marks[place])), "y": "\((row + 1) * Self.laneHeight - 3)",
            "text-anchor": "middle", "class": "event",
          ],
          text: Mark.sign(place)
        )
      }
    }
  }

  /// Where each mark begins and ends.
  private func flags(_ html: inout HTML) {
    for mark in marks {
      for edge in [mark.columns.lowerBound, mark.columns.upperBound + 1] {
        let x = Percent.text(step * Double(edge))
        html.void(
          "line",
          [
            "x1": x, "x2": x, "y1": "0", "y2": "\(Self.top + Self.stackHeight)", "class": "flag",
          ]
        )
      }
    }
  }

  private func words(_ html: inout HTML) {
    guard !marks.isEmpty else { return }
    html.element(
      "ol",
      ["class": "events small", "aria-label": language.overview(.events)]
    ) { html in
      for (place, mark) in marks.enumerated() {
        html.element("li") { html in
          html.element("b", text: Mark.sign(place))
          html.element("span") { $0.foreign(mark.words) }
        }
      }
    }
  }

  // MARK: Gaps and numbers

  private func put(_ gap: Range<Int>, _ height: Int, _ html: inout HTML) {
    html.element(
      "rect",
      [
        "x": Percent.text(step * Double(gap.lowerBound)),
        "width": Percent.text(step * Double(gap.count)), "y": "\(Self.top)",
        "height": "\(height)", "class": "gap",
      ]
    ) { $0.element("title", text: "\(columns.label(gap, language)): \(language(.noData))") }
  }

  private func numbers(_ html: inout HTML) {
    html.details(language(.chartNumbers)) { html in
      var titles = [(language(.day), false)]
      titles += WhoseMove.allCases.map { (language.mover($0), true) }
      if isTraced { titles += [(language.overview(.rateOf), true)] }
      html.table(caption: language.overview(.panels), columns: titles) { html in
        for row in columns.stretches.prefix(400) {
          let column = columns[row.lowerBound]
          html.element("tr") { html in
            html.element("th", ["scope": "row", "class": "d"], text: columns.label(row, language))
            for count in column.counts {
              html.number(column.isKnown ? language.number(count) : language(.noData))
            }
            if isTraced {
              html.number(language.rateInWords(column.tracedFailures, of: column.traced))
            }
          }
        }
      }
    }
  }
}

extension Language {
  /// A rate with what it is a rate of, `20.0% 82 of 409`; only the counts where they are too few, and
  /// a dash where nothing was traced.
  func rateInWords(_ failures: Int, of traced: Int) -> String {
    guard traced > 0 else { return "–" }
    let of = self == .english ? "of" : self == .dutch ? "van" : "von"
    let counts = "\(number(failures)) \(of) \(number(traced))"
    return rate(failures, of: traced).map { "\($0) \(counts)" } ?? counts
  }
}
