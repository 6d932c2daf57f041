extension Overview {
  /// Totals of the period, each with its change and its course.
  func tiles(_ html: inout HTML) {
    let tiles: [(Phrase, KeyPath<Totals, Int>, KeyPath<Day, Int>?)] = [
      (.tileFailures, \.failures, \.failures), (.tileDomains, \.domains, nil),
      (.tilePermanent, \.hard, \.hard), (.tileOurs, \.ours, \.ours),
      (.tileExpired, \.expired, \.expired), (.tileLapsed, \.lapsed, \.lapsed),
      (.tileUnknown, \.unknown, \.unknown),
    ]
    html.element("ul", ["class": "tiles"]) { html in
      for (phrase, path, days) in tiles {
        html.element("li") { html in
          html.element("b") { html in
            html.put(language.number(now[keyPath: path]))
            if let days, days != \.failures {
              html.put(" ")
              html.element("small", text: language.percent(now[keyPath: path], of: now.failures))
            }
          }
          html.element("span", text: language(phrase))
          if let change = change(now[keyPath: path], before.map { $0[keyPath: path] }) {
            html.element("span", text: change)
          }
          if let days { sparkline(days, &html) }
        }
      }
      if let volume {
        html.element("li") { html in
          html.element("b", text: language.percent(volume.failures, of: volume.sent))
          html.element("span", text: language(.rate, ["n": language.number(volume.sent)]))
        }
      }
    }
    html.element("p", ["class": "soft small"], text: comparison)
    if volume == nil {
      question("overview-totals", "overview-days", html: &html)
    } else {
      question("overview-totals", "overview-volume", "overview-days", html: &html)
    }
  }

  /// One number per day as a line, which has gaps where nothing is known.
  private func sparkline(_ path: KeyPath<Day, Int>, _ html: inout HTML) {
    guard let days else { return }
    var sums: [String: Int] = [:]
    for day in dayTotals { sums[day.day] = day[keyPath: path] }
    let names = CalendarDays.all(from: days.first, to: days.last)
    guard names.count > 2, let most = sums.values.max(), most > 0 else { return }
    var lines: [[String]] = [[]]
    for (index, day) in names.enumerated() {
      guard known.contains(day) else {
        lines.append([])
        continue
      }
      let x = 100 * Double(index) / Double(names.count - 1)
      let y = 18 - 16 * Double(sums[day] ?? 0) / Double(most)
      lines[lines.count - 1].append("\(ColumnChart.decimal(x)),\(ColumnChart.decimal(y))")
    }
    html.element(
      "svg",
      ["viewBox": "0 0 100 20", "preserveAspectRatio": "none", "aria-hidden": "true"]
    ) { html in
      for line in lines where !line.isEmpty {
        // A day alone is a dot: a line from a point to itself, with round ends.
        let points = line.count > 1 ? line : line + line
        html.void("polyline", ["points": points.joined(separator: " "), "class": "spark"])
      }
    }
  }

  /// How a number differs from the one before; nil where there is nothing to compare with.
  func change(_ value: Int, _ before: Int?) -> String? {
    guard let before else { return nil }
    guard value != before else { return language(.unchanged) }
    let sign = value > before ? "+" : "−"
    let size = language.number(abs(value - before))
    let share = before > 0 ? " (\(sign)\(language.percent(abs(value - before), of: before)))" : ""
    return "\(sign)\(size)\(share)"
  }

  /// With which period numbers are compared.
  private var comparison: String {
    guard before != nil, let previousDays else { return language(.noPrevious) }
    return language(.previous, ["period": language.period(previousDays.first, previousDays.last)])
  }
}
