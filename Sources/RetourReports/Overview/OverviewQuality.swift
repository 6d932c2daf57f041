import RetourStore

extension Overview {
  /// What is doubtful in the data.
  func qualitySection(_ html: inout HTML) {
    section(.dataQuality, "quality", &html) { html in
      html.element("dl", ["class": "facts"]) { html in
        for (phrase, value) in readingFacts {
          html.element("dt", text: language(phrase))
          html.element("dd", text: value)
        }
        for (phrase, count) in [
          (.nameless, quality.nameless), (.traceOnly, quality.traceOnly),
          (.withoutTrace, quality.withoutTrace), (.withoutDate, quality["without-date"]),
          (.futureDates, quality["after-last-run"]),
          (.unfinishedRuns, quality["unfinished-runs"]),
        ] as [(Phrase, Int?)] {
          guard let count else { continue }
          html.element("dt", text: language(phrase))
          html.element("dd", text: language.number(count))
        }
      }
      if quality.traceOnly == nil {
        question(.dataQuality, .overviewStages, html: &html)
      } else {
        question(.dataQuality, .overviewStages, .traceOnly, .overviewDays, html: &html)
      }
      if quality.traceOnly != nil {
        html.element("p", ["class": "soft small"]) { html in
          html.put(language(.disagreements))
          html.put(" ")
          html.element("code", text: "retour query trace-disagreements")
        }
      }
      inputTable(&html)
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
      question(.rejects, &html)
    }
  }

  /// What was read, when, and by which rules.
  private var readingFacts: [(Phrase, String)] {
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
    return [
      (.period, "\(periodText), \(language(.zone, ["zone": timeZone]))"), (.file, inputs),
      (.freshness, read + run), (.catalogue, quality.catalogue ?? "–"),
    ]
  }

  private func inputTable(_ html: inout HTML) {
    guard !quality.inputs.isEmpty else { return }
    html.table(
      caption: language(.oldestInputs),
      columns: columns(
        [.file, .changed, .messagesRead, .reports, .unreadable],
        numbers: [.messagesRead, .reports, .unreadable]
      )
    ) { html in
      for input in quality.inputs {
        html.element("tr") { html in
          html.element("th", ["scope": "row", "class": "t"]) { $0.foreign(cut(input.path) ?? "") }
          html.element("td", ["class": "d"], text: language.moment(input.modifiedAt))
          html.number(language.number(input.messages))
          html.number(language.number(input.reports))
          html.number(language.number(input.rejected))
        }
        html.newline()
      }
    }
    more(quality["sources"] - quality.inputs.count, &html)
    question(.inputAges, &html)
  }
}
