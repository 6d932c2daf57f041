// Reads an archive of any kind, and says of each failure why.
import RetourCore

for try await element in Archive(Array(CommandLine.arguments.dropFirst())) {
  switch element {
  case .report(let event):
    print(event.report.domain?.name ?? "-", event.verdict?.reason.rawValue ?? "-")
  case .reject(let reject):
    print("not read:", reject.position.path, reject.detail)
  }
}
