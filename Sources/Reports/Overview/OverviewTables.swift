import Classifier
import Events

extension Overview {
  /// How many characters of a text a table shows.
  private static let textLimit = 240

  /// The tables below the charts.
  func tables(_ html: inout HTML) {
    domainTable(&html)
    causeTable(&html)
    hostTable(&html)
    senderTable(&html)
    unknownTable(&html)
  }

  private func columns(_ phrases: [Phrase], numbers: Set<Phrase>) -> [(
    title: String, isNumber: Bool
  )] {
    phrases.map { (language($0), numbers.contains($0)) }
  }

  private func domainTable(_ html: inout HTML) {
    section(.tableDomains, "table-domains", &html) { html in
      html.table(
        caption: language(.tableDomains),
        columns: columns(
          [.domain, .count, .share, .change, .ours, .mainCause, .first, .last],
          numbers: [.count, .share, .change, .ours]
        )
      ) { html in
        for domain in domains {
          html.element("tr") { html in
            html.element("th", ["scope": "row"]) { $0.foreign(shown(domain.name)) }
            html.number(language.number(domain.failures))
            html.number(language.percent(domain.failures, of: now.failures))
            html.number(difference(domain.failures, domain.before))
            html.number(language.number(domain.ours))
            html.element("td", ["class": "t"], text: meaning(domain.reason))
            html.element(
              "td",
              ["class": "d"],
              text: domain.firstDay.map { language.day($0) } ?? "–"
            )
            html.element("td", ["class": "d"], text: domain.lastDay.map { language.day($0) } ?? "–")
          }
          html.newline()
        }
      }
      more(now.domains - domains.count(where: { $0.name != nil }), &html)
      question("overview-domains", &html)
    }
  }

  private func causeTable(_ html: inout HTML) {
    section(.tableCauses, "table-causes", &html) { html in
      html.table(
        caption: language(.tableCauses),
        columns: columns(
          [.cause, .side, .count, .share, .change, .domains],
          numbers: [.count, .share, .change, .domains]
        )
      ) { html in
        for cause in causes where cause.failures > 0 {
          html.element("tr") { html in
            html.element("th", ["scope": "row", "class": "t"]) { html in
              html.put(meaning(cause.reason))
              html.put(" ")
              html.element("code", text: cause.reason.rawValue)
            }
            html.element("td", text: language(cause.side.phrase))
            html.number(language.number(cause.failures))
            html.number(language.percent(cause.failures, of: now.failures))
            html.number(difference(cause.failures, cause.before))
            html.number(language.number(cause.domains))
          }
          html.newline()
        }
      }
      question("overview-causes", &html)
    }
  }

  private func hostTable(_ html: inout HTML) {
    guard !hosts.isEmpty else { return }
    section(.tableHosts, "table-hosts", &html) { html in
      html.table(
        caption: language(.tableHosts),
        columns: columns(
          [.server, .address, .count, .domains, .mainCause, .last],
          numbers: [.count, .domains]
        )
      ) { html in
        for host in hosts {
          html.element("tr") { html in
            html.element("th", ["scope": "row"]) { $0.foreign(host.name ?? "–") }
            html.element("td") { $0.foreign(host.address ?? "–") }
            html.number(language.number(host.failures))
            html.number(language.number(host.domains))
            html.element("td", text: host.cause)
            html.element("td", ["class": "d"], text: language.day(host.lastDay))
          }
          html.newline()
        }
      }
      question("remote-hosts", &html)
    }
  }

  private func senderTable(_ html: inout HTML) {
    guard !senders.isEmpty else { return }
    section(.tableSenders, "table-senders", &html) { html in
      html.table(
        caption: language(.tableSenders),
        columns: columns(
          [.sender, .count, .recipients, .domains, .ours],
          numbers: [.count, .recipients, .domains, .ours]
        )
      ) { html in
        for sender in senders {
          html.element("tr") { html in
            html.element("th", ["scope": "row"]) { $0.foreign(cut(sender.address) ?? "–") }
            html.number(language.number(sender.failures))
            html.number(language.number(sender.recipients))
            html.number(language.number(sender.domains))
            html.number(language.number(sender.ours))
          }
          html.newline()
        }
      }
      question("senders-hit", &html)
    }
  }

  private func unknownTable(_ html: inout HTML) {
    guard !unknown.isEmpty else { return }
    section(.tableUnknown, "table-unknown", &html) { html in
      html.element("p", ["class": "soft small"], text: language(.writeRule))
      html.table(
        caption: language(.tableUnknown),
        columns: columns([.text, .count, .domains, .event], numbers: [.count, .domains])
      ) { html in
        for text in unknown {
          html.element("tr") { html in
            html.element("td", ["class": "t"]) { html in
              if let words = cut(text.text) {
                html.foreign(words)
              } else {
                html.put(language(.notStated))
              }
            }
            html.number(language.number(text.events))
            html.number(language.number(text.domains))
            html.element("td") { $0.element("code", text: text.event) }
          }
          html.newline()
        }
      }
      question("unknown-texts", &html)
    }
  }

  /// What is doubtful in the data.
  func qualitySection(_ html: inout HTML) {
    section(.dataQuality, "quality", &html) { html in
      html.element("dl", ["class": "facts"]) { html in
        for (phrase, name) in [
          (.withoutDate, "without-date"), (.futureDates, "after-last-run"),
          (.unfinishedRuns, "unfinished-runs"),
        ] as [(Phrase, String)] {
          html.element("dt", text: language(phrase))
          html.element("dd", text: language.number(quality[name]))
        }
      }
      question("data-quality", &html)
      guard !quality.rejects.isEmpty else {
        html.element("p", text: language(.noRejects))
        return
      }
      html.table(
        caption: language(.rejects),
        columns: columns([.reason, .count, .file, .explanation], numbers: [.count])
      ) { html in
        for reject in quality.rejects {
          html.element("tr") { html in
            html.element("th", ["scope": "row"], text: reject.problem)
            html.number(language.number(reject.count))
            html.element("td", ["class": "t"]) {
              $0.foreign("\(cut(reject.path) ?? "") @ \(reject.offset)")
            }
            html.element("td", ["class": "t"]) { $0.foreign(cut(reject.detail) ?? "") }
          }
          html.newline()
        }
      }
      question("rejects", &html)
    }
  }

  // MARK: Words

  private func meaning(_ reason: Reason?) -> String {
    reason.map { Remedy.of($0, in: language).meaning } ?? "–"
  }

  /// A difference with its sign; a dash where there is nothing to compare with.
  private func difference(_ value: Int, _ before: Int) -> String {
    guard self.before != nil else { return "–" }
    if value == before { return "0" }
    return (value > before ? "+" : "−") + language.number(abs(value - before))
  }

  private func more(_ count: Int, _ html: inout HTML) {
    guard count > 0 else { return }
    let words = language(.andMore, ["n": language.number(count)])
    html.element("p", ["class": "soft small"], text: words)
  }

  /// A text that is short enough for a table.
  private func cut(_ text: String?) -> String? {
    guard let text else { return nil }
    return text.count > Self.textLimit ? "\(text.prefix(Self.textLimit))…" : text
  }
}
