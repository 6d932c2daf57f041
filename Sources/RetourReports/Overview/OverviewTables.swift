import RetourClassifier
import RetourEvents
import RetourStore

extension Overview {
  /// How many characters of a text a table shows.
  private static let textLimit = 240

  /// The tables below the charts.
  func tables(_ html: inout HTML) {
    blockTable(&html)
    operatorTable(&html)
    hostTable(&html)
    senderTable(&html)
    unknownTable(&html)
  }

  /// Columns of a table, with those that hold numbers.
  func columns(_ phrases: [Phrase], numbers: Set<Phrase>) -> [(
    title: String, isNumber: Bool
  )] {
    phrases.map { (language($0), numbers.contains($0)) }
  }

  func causeTable(_ html: inout HTML) {
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
              if let text = cut(example(cause)?.text) {
                html.element("span", ["class": "eg"]) { $0.foreign(text) }
              }
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
      question(.overviewCauses, &html)
      if let question = causes.lazy.compactMap({ example($0)?.question }).first {
        html.details(language(.howExample), class: "sql") { html in
          html.element("pre") { $0.element("code", ["lang": "en"], text: question) }
        }
      }
    }
  }

  private func example(_ cause: Cause) -> Example? {
    examples[CauseKey(reason: cause.reason, side: cause.side)]
  }

  private func blockTable(_ html: inout HTML) {
    guard !blocks.isEmpty else { return }
    html.element("section", ["aria-labelledby": "table-blocks"]) { html in
      let title = language.overview(.blocks)
      html.element("h2", ["id": "table-blocks"], text: title)
      html.element("p", ["class": "soft small"], text: language.overview(.blocksNote))
      html.table(
        caption: title,
        columns: [
          (language.overview(.blockList), false), (language.overview(.refusedAddress), false),
          (language(.cause), false), (language(.count), true), (language(.domains), true),
          (language(.first), false), (language(.last), false),
        ]
      ) { html in
        for block in blocks {
          html.element("tr") { html in
            html.element("th", ["scope": "row"]) { html in
              html.foreign(block.list ?? language.overview(.noList))
            }
            html.element("td") { $0.foreign(block.address ?? "–") }
            html.element("td", text: meaning(block.reason))
            html.number(language.number(block.failures))
            html.number(language.number(block.domains))
            html.element("td", ["class": "d"], text: block.firstDay.map(language.day) ?? "–")
            html.element("td", ["class": "d"], text: block.lastDay.map(language.day) ?? "–")
          }
          html.newline()
        }
      }
      question(.blocks, &html)
    }
    html.newline()
  }

  private func operatorTable(_ html: inout HTML) {
    guard !operators.isEmpty else { return }
    section(.tableOperators, "table-operators", &html) { html in
      html.element("p", ["class": "soft small"], text: language(.operatorNote))
      html.table(
        caption: language(.tableOperators),
        columns: columns(
          [.serverOperator, .count, .share, .domains, .servers, .mainCause, .alike, .last],
          numbers: [.count, .share, .domains, .servers, .alike]
        )
      ) { html in
        for one in operators {
          html.element("tr") { html in
            html.element("th", ["scope": "row"]) { $0.foreign(one.name) }
            html.number(language.number(one.failures))
            html.number(language.percent(one.failures, of: now.failures))
            html.number(language.number(one.domains))
            html.number(language.number(one.hosts))
            html.element("td", text: one.cause ?? "–")
            html.number(language.percent(one.mainFailures, of: one.failures))
            html.element("td", ["class": "d"], text: language.day(one.lastDay))
          }
          html.newline()
        }
      }
      more(operatorCount - operators.count, &html)
      question(.overviewHosts, &html)
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
            html.element("td", text: host.cause ?? "–")
            html.element("td", ["class": "d"], text: language.day(host.lastDay))
          }
          html.newline()
        }
      }
      question(.remoteHosts, &html)
    }
  }

  private func senderTable(_ html: inout HTML) {
    guard !senders.isEmpty else { return }
    section(.tableSenders, "table-senders", &html) { html in
      html.table(
        caption: language(.tableSenders),
        columns: columns(
          [.sender, .count, .recipients, .domains, .tileOurs],
          numbers: [.count, .recipients, .domains, .tileOurs]
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
      question(.sendersHit, &html)
    }
  }

  private func unknownTable(_ html: inout HTML) {
    guard !unknown.isEmpty || textless > 0 else { return }
    section(.tableUnknown, "table-unknown", &html) { html in
      html.element("p", ["class": "soft small"]) { html in
        html.put(language(.writeRule))
        html.put(" ")
        html.element("code", text: "retour unknown --skeleton > own.yaml")
      }
      html.table(
        caption: language(.tableUnknown),
        columns: columns([.wording, .reports, .texts, .event], numbers: [.reports, .texts])
      ) { html in
        for wording in unknown {
          html.element("tr") { html in
            html.element("td", ["class": "t"]) { $0.foreign(cut(wording.mask.wording) ?? "") }
            html.number(language.number(wording.events))
            html.number(language.number(wording.texts))
            html.element("td") { $0.element("code", text: wording.exampleEvent) }
          }
          html.newline()
        }
        if textless > 0 {
          html.element("tr") { html in
            html.element("td", ["class": "t"], text: language(.notStated))
            html.number(language.number(textless))
            html.number("–")
            html.element("td", text: "–")
          }
        }
      }
      if let first = unknown.first(where: \.hasPhrase) {
        html.details(language(.ruleToBegin)) { html in
          html.element("pre") {
            $0.element("code", ["lang": "en"]) {
              $0.put(lines(UnknownWording.rules([first])))
            }
          }
        }
      }
      question(.unknownTexts, &html)
    }
  }

  // MARK: Words

  /// Lines of a text from mail, each made harmless.
  private func lines(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { VisibleText.cleaned(String($0)) }.joined(separator: "\n")
  }

  func meaning(_ reason: Reason?) -> String {
    reason.map { Remedy.of($0, in: language).meaning } ?? "–"
  }

  /// A difference with its sign; a dash where there is nothing to compare with.
  private func difference(_ value: Int, _ before: Int) -> String {
    guard self.before != nil else { return "–" }
    if value == before { return "0" }
    return (value > before ? "+" : "−") + language.number(abs(value - before))
  }

  /// How many rows a table leaves out, where it does.
  func more(_ count: Int, _ html: inout HTML) {
    guard count > 0 else { return }
    let words = language(.andMore, ["n": language.number(count)])
    html.element("p", ["class": "soft small"], text: words)
  }

  /// A text that is short enough for a table.
  func cut(_ text: String?) -> String? {
    guard let text else { return nil }
    return text.count > Self.textLimit ? "\(text.prefix(Self.textLimit))…" : text
  }
}
