import RetourClassifier
import RetourEvents
import RetourStore

/// Domains: a row for each of those that fail most, and its details.
extension Overview {
  /// The domains that fail most.
  func domainTable(_ html: inout HTML) {
    section(.tableDomains, "table-domains", &html) { html in
      let isTraced = volume != nil
      var columns = [
        (language(.domain), false), (language(.count), true),
        (language.overview(.course), false), (language(.change), true),
      ]
      if isTraced { columns.append((language.overview(.rateOf), true)) }
      columns += [
        (language.overview(.unknownColumn), true), (language.overview(.move), false),
        (language(.mainCause), false), (language(.serverOperator), false),
      ]
      html.table(caption: language(.tableDomains), columns: columns, cards: true) { html in
        for (place, domain) in domains.enumerated() { row(domain, place, isTraced, &html) }
      }
      more(now.domains - domains.count(where: { $0.name != nil }), &html)
      html.element("p", ["class": "soft small"]) { html in
        html.element("code", text: "retour top --limit 1000")
      }
      question(.overviewDomains, .trendByDay, html: &html)
    }
  }

  private func row(_ domain: Domain, _ place: Int, _ isTraced: Bool, _ html: inout HTML) {
    html.element("tr") { html in
      html.element("th", ["scope": "row", "class": "name"]) { html in
        html.element("a", ["href": "#d\(place + 1)"]) { $0.foreign(shown(domain.name)) }
      }
      html.number(language.number(domain.failures))
      html.element("td") { sparkline(domain, &$0) }
      html.element("td", ["class": "n"]) { change(domain.failures, domain.before, &$0) }
      if isTraced {
        html.number(language.rateInWords(domain.tracedFailures, of: domain.traced))
      }
      html.number(
        domain.unknown > 0 ? language.percent(domain.unknown, of: domain.failures) : "–"
      )
      html.element("td") { $0.move(domain.move, language.move(domain.move)) }
      html.element("td", ["class": "t"], text: meaning(domain.reason))
      html.element("td", ["class": "o"]) { $0.foreign(domain.host ?? "–") }
    }
    html.newline()
  }

  /// One column a day, of its own scale; days of which nothing is known are left out.
  private func sparkline(_ domain: Domain, _ html: inout HTML) {
    guard let days, let most = domain.course.values.max(), most > 0 else { return html.put("–") }
    let names = CalendarDays.all(from: days.first, to: days.last).suffix(60)
    let step = 120 / Double(max(names.count, 1))
    let highest = domain.course.max { ($0.value, $1.key) < ($1.value, $0.key) }
    let title = highest.map { "\(language.number($0.value)): \(language.day($0.key))" } ?? ""
    html.element(
      "svg",
      ["class": "course", "width": "120", "height": "21", "viewBox": "0 0 120 21", "role": "img"]
    ) { html in
      html.element("title", text: title)
      // One path for all days keeps the page small.
      var path = ""
      for (index, day) in names.enumerated() {
        guard let count = domain.course[day], count > 0 else { continue }
        let height = max(1, 20 * Double(count) / Double(most))
        path +=
          "M\(ColumnChart.decimal(step * Double(index))) 21v-\(ColumnChart.decimal(height))"
          + "h\(ColumnChart.decimal(max(step - 1, 1)))v\(ColumnChart.decimal(height))z"
      }
      html.void("path", ["d": path, "class": "m-\(domain.move.rawValue)"])
    }
  }

  /// What is known of each domain that is shown, one click away.
  func domainDetails(_ html: inout HTML) {
    html.element("section", ["aria-labelledby": "details"]) { html in
      html.element("h2", ["id": "details"], text: language.overview(.details))
      for (place, domain) in domains.enumerated() {
        html.element("details", ["id": "d\(place + 1)"]) { html in
          html.element("summary") { html in
            html.foreign(shown(domain.name))
            html.put(" (\(language.number(domain.failures)))")
          }
          reasons(domain, &html)
        }
        html.newline()
      }
      question(.overviewCells, &html)
    }
    html.newline()
  }

  private func reasons(_ domain: Domain, _ html: inout HTML) {
    html.table(
      caption: language.overview(.reasons),
      columns: [
        (language(.cause), false), (language(.count), true), (language(.change), true),
        (language.overview(.inDays), true), (language.overview(.move), false),
        (language(.first), false), (language(.last), false),
      ],
      cards: true
    ) { html in
      for share in shares where share.domain == domain.name && share.failures > 0 {
        html.element("tr") { html in
          html.element("th", ["scope": "row", "class": "t"], text: meaning(share.reason))
          html.number(language.number(share.failures))
          html.element("td", ["class": "n"]) { change(share.failures, share.before, &$0) }
          html.number(language.number(share.recent))
          html.element("td") { $0.move(share.move, language.move(share.move)) }
          for day in [share.firstDay, share.lastDay] {
            html.element("td", ["class": "d"], text: day.map { language.day($0) } ?? "–")
          }
        }
        html.newline()
      }
    }
    guard let name = domain.name else { return }
    html.element("p", ["class": "small"]) { $0.element("code", text: "retour domain \(name)") }
  }

  /// What was given up after retries, and what the last error was.
  func expiredSection(_ html: inout HTML) {
    guard now.expired > 0 || now.lapsed > 0 else { return }
    html.element("section", ["aria-labelledby": "expired"]) { html in
      html.element("h2", ["id": "expired"], text: language.overview(.lastErrors))
      html.element("dl", ["class": "facts"]) { html in
        for (phrase, count) in [(Phrase.tileExpired, now.expired), (.tileLapsed, now.lapsed)] {
          html.element("dt", text: language(phrase))
          html.element(
            "dd",
            text: "\(language.number(count)) (\(language.percent(count, of: now.failures)))"
          )
        }
      }
      if !expired.isEmpty {
        html.element("p", ["class": "soft"], text: language.overview(.lastErrorsNote))
        html.table(
          caption: language.overview(.lastErrors),
          columns: [
            (language(.cause), false), (language(.domain), false), (language(.count), true),
            (language(.last), false),
          ],
          cards: true
        ) { html in
          for one in expired {
            html.element("tr") { html in
              html.element("th", ["scope": "row", "class": "t"], text: meaning(one.reason))
              html.element("td") { $0.foreign(shown(one.domain)) }
              html.number(language.number(one.failures))
              html.element(
                "td",
                ["class": "d"],
                text: one.lastAt.map { language.moment($0) } ?? "–"
              )
            }
            html.newline()
          }
        }
      }
      question(.expiredLastError, &html)
    }
    html.newline()
  }
}
