// Says whom the bounce in a file is about, and what the server said.
import Foundation
import RetourEvents
import RetourIngest

let file = URL(fileURLWithPath: CommandLine.arguments[1])
let bounce = MailReports(in: Array(try Data(contentsOf: file)))
for report in bounce.reports {
  print(report.recipient?.text ?? "-", report.diagnostics.joined(separator: " | "))
}
