import Foundation
import TestSupport

/// A server of HTTP on this machine that gives fixed answers; 404 for everything else.
final class StandIn {
  /// Its address.
  let base: String
  private let process: Process

  /// Starts it; Python runs it.
  init(answers: [String: (code: Int, body: String)], in folder: TemporaryDirectory) throws {
    let list = answers.mapValues { [$0.body, "\($0.code)"] }
    let data = try JSONSerialization.data(withJSONObject: list)
    let file = try folder.write("stand-in.json", Array(data))
    let script = """
      import http.server, json, sys
      answers = json.load(open(sys.argv[1]))
      class Handler(http.server.BaseHTTPRequestHandler):
          def do_GET(self):
              body, code = answers.get(self.path, ["", "404"])
              self.send_response(int(code))
              self.end_headers()
              self.wfile.write(body.encode())
          def log_message(self, *arguments):
              pass
      server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
      print(server.server_port, flush=True)
      server.serve_forever()
      """
    process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script, file]
    let output = Pipe()
    process.standardOutput = output
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    base = "http://127.0.0.1:\(line.filter(\.isNumber))/"
  }

  /// Ends it.
  func stop() {
    // A child of a test's thread may have SIGTERM blocked.
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }
}
