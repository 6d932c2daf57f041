import MailText
import RetourEvents
import RetourStore

extension Overview {
  /// The overview as a page of at most 2 MiB.
  ///
  /// - Returns: UTF-8.
  public func html() -> [UInt8] {
    let title = language(.overviewTitle, ["period": periodText])
    return Page.document(
      title: title,
      language: language,
      header: { head(&$0) },
      main: { html in
        guard now.failures > 0 else {
          qualitySection(&html)
          return
        }
        todoSection(&html)
        daySection(&html)
        domainTable(&html)
        causeTable(&html)
        attentionSection(&html)
        heatTable(&html)
        stageChart(&html)
        timeChart(&html)
        expiredSection(&html)
        tables(&html)
        qualitySection(&html)
        domainDetails(&html)
      },
      footer: { html in
        html.element("p", text: language(.countedFailure))
        html.element("p", text: language(.expiryApart))
        if volume == nil, relays.isEmpty { html.element("p", text: language(.countsOnly)) }
        let time = language.moment(options.now.description)
        html.element("p", text: language(.generatedBy, ["time": time]))
      }
    )
  }

  // MARK: Attention

  private func attentionSection(_ html: inout HTML) {
    section(.needsAttention, "attention", &html) { html in
      let attention = attention
      guard !attention.isEmpty else {
        html.element("p", text: language(.nothingNeedsAttention))
        return
      }
      html.element("ol", ["class": "attention"]) { html in
        for item in attention {
          html.element("li") { html in
            html.foreign(item.sentence)
            if let domain = item.domain,
              let place = domains.firstIndex(where: { $0.name == domain })
            {
              html.put(" ")
              html.link("#d\(place + 1)", language(.seeDomain))
            } else if item.isOurs {
              html.put(" ")
              html.link("#table-causes", language(.seeCauses))
            }
            if let day = item.firstDay {
              html.element(
                "span",
                ["class": "soft"],
                text: " \(language(.first)): \(language.day(day))"
              )
            }
          }
        }
      }
      question(.overviewChanges, .overviewDomains, .overviewCauses, html: &html)
    }
  }

  // MARK: Charts

  private func daySection(_ html: inout HTML) {
    html.element("section", ["aria-labelledby": "days"]) { html in
      html.element("h2", ["id": "days"], text: language.overview(.panels))
      if let words = accounted { html.element("p", ["class": "soft small"], text: words) }
      let panels = panels
      panels?.put(into: &html)
      if panels?.marks.isEmpty ?? true {
        question(.overviewDays, &html)
      } else if blocks.isEmpty {
        question(.overviewDays, .overviewPeaks, .overviewCells, html: &html)
      } else {
        question(.overviewDays, .overviewPeaks, .overviewCells, .blocks, html: &html)
      }
    }
    html.newline()
  }

  /// What became of everything that was traced.
  private var accounted: String? {
    guard let volume else { return nil }
    let held = volume.sent - volume.delivered - volume.failures - volume.open
    return language.overview(
      .accounted,
      [
        "sent": language.number(volume.sent), "delivered": language.number(volume.delivered),
        "failed": language.number(volume.failures), "open": language.number(volume.open),
        "held": held > 0
          ? language.overview(.heldBack, ["n": language.number(held)]) : "",
      ]
    )
  }

  private var panels: DayPanels? {
    guard let days else { return nil }
    let stacks = ColumnChart.columns(
      dayMoves.map { ($0.day, WhoseMove.allCases.firstIndex(of: $0.move) ?? 0, $0.failures) },
      from: days.first,
      to: days.last,
      series: WhoseMove.allCases.count,
      known: known,
      language
    )
    let byMonth = stacks.first?.key.utf8.count == 7
    var traced: [String: (sent: Int, failures: Int)] = [:]
    for day in dayTotals {
      let key = byMonth ? String(day.day.prefix(7)) : day.day
      let sum = traced[key] ?? (0, 0)
      traced[key] = (sum.sent + day.sent, sum.failures + day.tracedFailures)
    }
    guard let most = stacks.max(by: { $0.total < $1.total }) else { return nil }
    var panels = DayPanels(
      columns: stacks.map { stack in
        DayPanels.Column(
          label: stack.label,
          key: stack.key,
          isKnown: stack.isKnown,
          counts: stack.counts,
          traced: traced[stack.key]?.sent ?? 0,
          tracedFailures: traced[stack.key]?.failures ?? 0
        )
      },
      finding: language.overview(
        .panelsNote,
        ["day": most.label, "most": language.number(most.total)]
      ),
      timeZone: timeZone,
      language: language
    )
    panels.marks = events.compactMap { mark($0, stacks.map(\.key)) }
    if let before = volumeBefore, let rate = language.rate(before.failures, of: before.sent) {
      panels.before = (
        100 * Double(before.failures) / Double(before.sent),
        language.overview(.rateBefore, ["rate": rate])
      )
    }
    return panels
  }

  /// Where an event stands among the days of the chart; what goes on reaches to the last.
  private func mark(_ event: Event, _ days: [String]) -> DayPanels.Mark? {
    guard let first = days.firstIndex(of: event.first),
      let last = event.last.map({ days.firstIndex(of: $0) }) ?? days.count - 1, first <= last
    else { return nil }
    return DayPanels.Mark(columns: first...last, words: event.words)
  }

  private func heatTable(_ html: inout HTML) {
    var names: [String] = []
    for cell in cells where names.last != cell.domain { names.append(cell.domain) }
    var counts: [String: [CauseGroup: Int]] = [:]
    for cell in cells {
      counts[cell.domain, default: [:]][CauseGroup(cell.reason), default: 0] += cell.failures
    }
    let groups = CauseGroup.allCases.filter { group in counts.values.contains { $0[group] != nil } }
    let most = counts.values.flatMap(\.values).max() ?? 1
    section(.heat, "heat", &html) { html in
      html.element("p", ["class": "soft small"], text: language(.heatFinding))
      html.table(
        caption: language(.heatFinding),
        columns: [(language(.domain), false)] + groups.map { (language($0.phrase), true) }
      ) { html in
        for name in names {
          html.element("tr") { html in
            html.element("th", ["scope": "row"]) { $0.foreign(shown(name)) }
            for group in groups {
              let count = counts[name]?[group] ?? 0
              let share = ColumnChart.decimal(Double(count) / Double(most))
              html.element(
                "td",
                ["class": "heat", "style": count > 0 ? "--h:\(share)" : "--h:0"],
                text: count > 0 ? language.number(count) : ""
              )
            }
          }
          html.newline()
        }
      }
      question(.overviewHeat, &html)
    }
  }

  private func stageChart(_ html: inout HTML) {
    var counts: [SMTPPhase?: Int] = [:]
    for stage in stages { counts[stage.phase, default: 0] += stage.failures }
    let order: [SMTPPhase?] = SMTPPhase.allCases + [nil]
    let bars = order.compactMap { phase in
      counts[phase].map { (language(phase?.phrase ?? .stageUnknown), $0, phase == nil ? 9 : 1) }
    }
    guard let most = bars.filter({ $0.2 == 1 }).max(by: { $0.1 < $1.1 }) ?? bars.first else {
      return
    }
    section(.stages, "stages", &html) { html in
      plainBars(
        .stages,
        language(.stagesFinding, ["stage": most.0, "n": language.number(most.1)]),
        bars,
        .stage
      ).put(into: &html)
      question(.overviewStages, &html)
    }
  }

  private func timeChart(_ html: inout HTML) {
    var counts: [Time: Int] = [:]
    for stage in stages { if let time = stage.time { counts[time, default: 0] += stage.failures } }
    let bars = Time.allCases.compactMap { time in
      counts[time].map { (language(time.phrase), $0, time == .expired ? 8 : 1) }
    }
    let known = counts.values.reduce(0, +)
    guard let most = bars.max(by: { $0.1 < $1.1 }) else { return }
    section(.timeToFailure, "time", &html) { html in
      let finding = language(.timeFinding, ["bucket": most.0, "n": language.number(most.1)])
      let note = language(
        .timeKnown,
        ["n": language.number(known), "all": language.number(now.failures)]
      )
      plainBars(.timeToFailure, "\(finding) \(note)", bars, .timeToFailure).put(into: &html)
      question(.overviewStages, &html)
    }
  }

  private func plainBars(
    _ title: Phrase,
    _ finding: String,
    _ bars: [(name: String, count: Int, fill: Int)],
    _ name: Phrase
  ) -> BarChart {
    BarChart(
      title: language(title),
      finding: finding,
      nameTitle: language(name),
      countTitle: language(.count),
      bars: bars.map { bar in
        BarChart.Bar(
          name: bar.name,
          isForeign: false,
          segments: [BarChart.Segment(name: bar.name, fill: bar.fill, count: bar.count)]
        )
      },
      legend: [],
      language: language
    )
  }

  // MARK: Parts

  /// A section with its heading.
  func section(
    _ title: Phrase,
    _ id: String,
    _ html: inout HTML,
    _ body: (inout HTML) -> Void
  ) {
    html.element("section", ["aria-labelledby": id]) { html in
      html.element("h2", ["id": id], text: language(title))
      body(&html)
    }
    html.newline()
  }

  /// The questions behind figures, one click away.
  func question(_ queries: NamedQuery..., html: inout HTML) {
    let asked = queries.compactMap { questions[$0.name] }
    guard !asked.isEmpty else { return }
    html.details(language(.howAsked), class: "sql") { html in
      for sql in asked {
        html.element("pre") { $0.element("code", ["lang": "en"], text: sql) }
      }
    }
  }

  /// The question behind a figure, one click away.
  func question(_ query: NamedQuery, _ html: inout HTML) { question(query, html: &html) }

  /// A domain as people read it; a dash where no report names one.
  func shown(_ domain: String?) -> String {
    guard let domain else { return "–" }
    guard let name = DomainName(ascii: domain), let unicode = DomainForms.unicode(name) else {
      return domain
    }
    return "\(unicode) (\(domain))"
  }
}

extension Overview.Time {
  fileprivate var phrase: Phrase {
    switch self {
    case .atOnce: .atOnce
    case .hour: .underHour
    case .day: .underDay
    case .days: .upToFive
    case .longer: .longer
    case .expired: .expiredBucket
    }
  }
}
