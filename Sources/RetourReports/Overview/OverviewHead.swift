import RetourClassifier
public import RetourEvents
import RetourStore

extension Overview {
  /// The answer, and the four figures that it rests on.
  func head(_ html: inout HTML) {
    let compared =
      before != nil && previousDays != nil
      ? language.overview(
        .compared,
        ["period": previousDays.map { language.period($0.first, $0.last) } ?? ""]
      ) : language.overview(.comparedNone)
    let zone = language(.zone, ["zone": timeZone])
    html.element(
      "p",
      ["class": "soft small"],
      text: "\(language(.overviewTitle, ["period": periodText])) · \(zone) · \(compared)"
    )
    html.element("h1", text: answer)
    guard now.failures > 0 else { return }
    html.element("p", ["class": "lead"], text: course)
    figures(&html)
    movesBar(&html)
  }

  /// How the number of failures changed, in a sentence.
  private var course: String {
    let count = language.number(now.failures)
    guard let before else { return language.overview(.noEarlier, ["now": count]) }
    let phrase: OverviewPhrase =
      now.failures == before.failures
      ? .sameAs : now.failures > before.failures ? .roseFrom : .fellFrom
    return language.overview(phrase, ["now": count, "before": language.number(before.failures)])
  }

  private func figures(_ html: inout HTML) {
    html.element("ul", ["class": "figures"]) { html in
      figure(language.number(now.failures), language.overview(.failed), &html) { html in
        earlier(now.failures, before?.failures, &html)
      }
      if let volume {
        let words = language.overview(
          .tracedFailed,
          ["n": language.number(volume.failures), "m": language.number(volume.sent)]
        )
        figure(language.rate(volume.failures, of: volume.sent) ?? "–", words, &html) { html in
          if volume.sent < Language.smallestSample {
            html.put(language.overview(.noTraces))
          } else if let before = volumeBefore,
            let rate = language.rate(before.failures, of: before.sent)
          {
            html.put(
              language.overview(
                .was,
                [
                  "rate": rate, "n": language.number(before.failures),
                  "m": language.number(before.sent),
                ]
              )
            )
          }
        }
      }
      figure(language.number(now.domains), language.overview(.domainsFailed), &html) { html in
        earlier(now.domains, before?.domains, &html)
      }
      let unknown = language.overview(
        .causeUnknown,
        ["n": language.number(now.unknown), "m": language.number(now.failures)]
      )
      figure(language.percent(now.unknown, of: now.failures), unknown, &html) { html in
        guard let before else { return }
        let share = language.percent(before.unknown, of: before.failures)
        html.put(language.overview(.wasBefore, ["n": share]))
      }
    }
    html.newline()
    if !relays.isEmpty {
      let hosts = relays.prefix(3).joined(separator: ", ")
      html.element(
        "p",
        ["class": "soft small"],
        text: language.overview(.relayed, ["hosts": hosts])
      )
    } else if volume == nil {
      html.element("p", ["class": "soft small"], text: language(.countsOnly))
    }
    if volume == nil {
      question(.overviewTotals, html: &html)
    } else {
      question(.overviewTotals, .overviewVolume, html: &html)
    }
  }

  private func figure(
    _ value: String,
    _ words: String,
    _ html: inout HTML,
    _ note: (inout HTML) -> Void
  ) {
    html.element("li") { html in
      html.element("b", text: value)
      html.element("span", text: words)
      html.element("span", ["class": "soft"], note)
    }
  }

  private func earlier(_ value: Int, _ before: Int?, _ html: inout HTML) {
    guard let before else { return }
    html.put(language.overview(.wasBefore, ["n": language.number(before)]) + ", ")
    change(value, before, &html)
  }

  /// A change with an arrow; one that is up by ten and a fifth stands out.
  func change(_ value: Int, _ before: Int, _ html: inout HTML) {
    guard self.before != nil else { return html.put("–") }
    let difference = value - before
    if before == 0, value > 0 {
      html.element("span", ["class": "mark"], text: language.overview(.new))
      return
    }
    guard difference != 0 else { return html.put("0") }
    let isMuch = difference >= 10 && difference * 5 >= before
    let text =
      difference > 0
      ? "▲ +\(language.number(difference))" : "▼ −\(language.number(-difference))"
    html.element("span", ["class": isMuch ? "up" : "soft nb"], text: text)
  }

  /// How much of it waits for whom.
  private func movesBar(_ html: inout HTML) {
    let order = WhoseMove.allCases.filter { moves[$0] > 0 }
    html.element("div", ["class": "moves"]) { html in
      html.element(
        "svg",
        [
          "class": "bar", "width": "100%", "height": "22", "role": "img",
          "aria-label": language.overview(.whoseMove),
        ]
      ) { html in
        var x = 0.0
        for move in order {
          let width = 100 * Double(moves[move]) / Double(now.failures)
          html.void(
            "rect",
            [
              "x": "\(Percent.text(x))", "y": "0", "height": "22",
              "width": "\(Percent.text(max(width - 0.15, 0.1)))", "class": "m-\(move.rawValue)",
            ]
          )
          x += width
        }
      }
      html.element("p") { html in
        html.element("strong", text: language.overview(.whoseMove))
        for move in order {
          html.put(" ")
          html.element("span", ["class": "nb"]) { html in
            html.move(move, language.mover(move))
            html.put(" ")
            html.element("b", text: language.number(moves[move]))
            html.put(" ")
            if before != nil { change(moves[move], moves.before[move] ?? 0, &html) }
          }
        }
      }
    }
    html.newline()
  }

  // MARK: To do

  /// What to do today, what frees most first.
  func todoSection(_ html: inout HTML) {
    html.element("section", ["aria-labelledby": "todo"]) { html in
      html.element("h2", ["id": "todo"], text: language.overview(.todo))
      let tasks = allTasks
      if tasks.isEmpty { html.element("p", text: language.overview(.nothingTodo)) }
      html.element("ol", ["class": "todo"]) { html in
        for task in tasks.prefix(Self.taskLimit) { put(task, &html) }
      }
      if !tasks.isEmpty {
        let shown = tasks.prefix(Self.taskLimit).reduce(0) { $0 + $1.recent }
        var words = language.overview(
          .inDaysNote,
          ["n": language.number(shown), "m": language.number(recentFailures)]
        )
        if tasks.count > Self.taskLimit {
          let more = language.number(tasks.count - Self.taskLimit)
          words += " " + language.overview(.moreTasks, ["n": more])
        }
        html.element("p", ["class": "soft small"], text: words)
      }
      let over = finished.prefix(3).map { share in
        let reason = Remedy.of(share.reason, in: language).meaning
        let words = reason.hasSuffix(".") ? String(reason.dropLast()) : reason
        let count = language.number(share.failures)
        return "\(words) (\(share.domain.map { "\($0), " } ?? "")\(count))"
      }
      if !over.isEmpty {
        let words = language.overview(.over, ["what": over.joined(separator: "; ")])
        html.element("p", ["class": "soft small"]) { $0.foreign(words) }
      }
      question(.overviewCells, &html)
    }
    html.newline()
  }

  private var recentFailures: Int { shares.reduce(0) { $0 + $1.recent } }

  private func put(_ task: Task, _ html: inout HTML) {
    html.element("li") { html in
      html.element("div") { html in
        html.element("strong") { $0.foreign(task.title) }
        if task.isNew {
          html.put(" ")
          html.element("span", ["class": "mark"], text: language.overview(.new))
        }
        html.element("p", ["class": "soft small"]) { html in
          html.move(task.move, language.move(task.move))
          html.put(" · ")
          html.foreign(task.note)
          if let command = task.command {
            html.put(" ")
            html.element("code") { $0.foreign(command) }
          }
          if let domain = task.domain, let place = domains.firstIndex(where: { $0.name == domain })
          {
            html.put(" ")
            html.link("#d\(place + 1)", language.overview(.details))
          }
        }
      }
      html.element("div", ["class": "n"]) { html in
        html.element("b", text: language.number(task.recent))
        html.element("span", ["class": "soft small"], text: language.overview(.inDays))
      }
    }
    html.newline()
  }
}

extension HTML {
  /// Whose move it is: a mark in its colour and pattern, and the word.
  mutating func move(_ move: WhoseMove, _ word: String) {
    element("span", ["class": "mv t-\(move.rawValue)"]) { html in
      html.element("svg", ["width": "10", "height": "10", "aria-hidden": "true"]) {
        $0.void(
          "rect",
          ["width": "10", "height": "10", "rx": "3", "class": "m-\(move.rawValue)"]
        )
      }
      html.put(" \(word)")
    }
  }
}

extension Language {
  /// Rates of fewer deliveries than this say nothing.
  static let smallestSample = 20

  /// A rate of traced deliveries; nil where too few were traced.
  public func rate(_ failures: Int, of traced: Int) -> String? {
    traced >= Self.smallestSample ? percent(failures, of: traced) : nil
  }

  /// Whose move it is, in the legend of charts.
  func mover(_ move: WhoseMove) -> String {
    switch move {
    case .you: overview(.yours)
    case .owner: overview(.theirs)
    case .people: overview(.people)
    case .unknown: overview(.notKnown)
    }
  }
}
