import Events
import MailText

extension Overview {
  /// The overview as a page of at most 2 MiB.
  ///
  /// - Returns: UTF-8.
  public func html() -> [UInt8] {
    let title = language(.overviewTitle, ["period": periodText])
    return Page.document(
      title: title,
      language: language,
      header: { head(title, &$0) },
      main: { html in
        guard now.failures > 0 else {
          html.element("p", ["class": "lead"], text: language(.noFailures))
          qualitySection(&html)
          return
        }
        tiles(&html)
        attentionSection(&html)
        daySection(&html)
        domainChart(&html)
        heatTable(&html)
        stageChart(&html)
        timeChart(&html)
        tables(&html)
        qualitySection(&html)
      },
      footer: { html in
        html.element("p", text: language(.countedFailure))
        html.element("p", text: language(.expiryApart))
        if volume == nil { html.element("p", text: language(.countsOnly)) }
        let time = language.moment(options.now.description)
        html.element("p", text: language(.generatedBy, ["time": time]))
      }
    )
  }

  private func head(_ title: String, _ html: inout HTML) {
    html.element("h1", text: title)
    html.element("p", ["class": "lead"], text: language(.overviewIntro))
    if now.failures > 0 {
      let known = now.failures - now.unknown
      html.element(
        "p",
        text: language(
          .coverage,
          [
            "failures": language.number(now.failures), "known": language.number(known),
            "share": language.percent(known, of: now.failures),
            "unknown": language.number(now.unknown),
          ]
        )
      )
    }
    html.element("dl", ["class": "facts"]) { html in
      let inputs = language(
        .inputs,
        [
          "files": language.number(quality["sources"]),
          "messages": language.number(quality["messages"]),
          "not": language.number(quality["not-reports"]),
          "rejected": language.number(quality["rejected"]),
          "duplicates": language.number(quality["duplicates"]),
        ]
      )
      let run = quality.run.map { " (\(language(.runNumber, ["n": "\($0)"])))" } ?? ""
      let read = quality.finishedAt.map { language.moment($0) } ?? "–"
      for (phrase, value) in [
        (.period, "\(periodText), \(language(.zone, ["zone": timeZone]))"), (.file, inputs),
        (.freshness, read + run), (.catalogue, quality.catalogue ?? "–"),
      ] as [(Phrase, String)] {
        html.element("dt", text: language(phrase))
        html.element("dd", text: value)
      }
    }
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
      question("overview-changes", "overview-domains", "overview-causes", html: &html)
    }
  }

  // MARK: Charts

  private func daySection(_ html: inout HTML) {
    section(.perDay, "days", &html) { html in
      dayChart?.put(into: &html)
      question("overview-days", &html)
    }
  }

  private var dayChart: ColumnChart? {
    guard let days else { return nil }
    var sums: [CauseGroup: Int] = [:]
    for count in dayCounts { sums[CauseGroup(count.reason), default: 0] += count.failures }
    let groups = CauseGroup.allCases.filter { sums[$0] != nil }
    let columns = ColumnChart.columns(
      dayCounts.map { count in
        (count.day, groups.firstIndex(of: CauseGroup(count.reason)) ?? 0, count.failures)
      },
      from: days.first,
      to: days.last,
      series: groups.count,
      known: known,
      language
    )
    guard let most = columns.max(by: { $0.total < $1.total }),
      let largest = groups.max(by: { (sums[$0] ?? 0) < (sums[$1] ?? 0) })
    else { return nil }
    return ColumnChart(
      title: language(.perDay),
      finding: language(
        .perDayFinding,
        [
          "day": most.label, "most": language.number(most.total),
          "group": language(largest.phrase), "n": language.number(sums[largest] ?? 0),
        ]
      ),
      series: groups.map { ColumnChart.Series(name: language($0.phrase), fill: $0.fill) },
      columns: columns,
      timeZone: timeZone,
      language: language
    )
  }

  private func domainChart(_ html: inout HTML) {
    guard let first = domains.first else { return }
    section(.topDomains, "domains", &html) { html in
      let sides: [(Side, Int, KeyPath<Domain, Int>)] = [
        (.theirs, 1, \.theirs), (.ours, 2, \.ours), (.both, 4, \.both),
        (.unknown, 9, \.sideUnknown),
      ]
      BarChart(
        title: language(.topDomains),
        finding: language(
          .topDomainsFinding,
          [
            "domain": shown(first.name), "n": language.number(first.failures),
            "ours": language.number(now.ours),
          ]
        ),
        nameTitle: language(.domain),
        countTitle: language(.count),
        bars: domains.prefix(20).map { domain in
          BarChart.Bar(
            name: shown(domain.name),
            isForeign: true,
            segments: sides.map { side, fill, path in
              BarChart.Segment(
                name: language(side.phrase),
                fill: fill,
                count: domain[keyPath: path]
              )
            }
          )
        },
        legend: sides.map { ("\(language(.side)): \(language($0.0.phrase))", $0.1) },
        language: language
      ).put(into: &html)
      question("overview-domains", &html)
    }
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
      question("overview-heat", &html)
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
      question("overview-stages", &html)
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
      question("overview-stages", &html)
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
  func question(_ names: String..., html: inout HTML) {
    let asked = names.compactMap { questions[$0] }
    guard !asked.isEmpty else { return }
    html.details(language(.howAsked), class: "sql") { html in
      for sql in asked {
        html.element("pre") { $0.element("code", ["lang": "en"], text: sql) }
      }
    }
  }

  /// The question behind a figure, one click away.
  func question(_ name: String, _ html: inout HTML) { question(name, html: &html) }

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
