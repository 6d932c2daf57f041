import ArgumentParser
import Events
import Glibc
import Ingest
import Reports

struct Scan: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "temp")
  @Argument var paths: [String]
  func run() async throws {
    var walk = InputWalk(paths)
    let input = MailInput(limits: Limits())
    var out: [UInt8] = []
    func emit(_ b: MailBatch) {
      for r in b.rejects { print2("reject \(r)") }
      for r in b.reports {
        var j = JSONWriter()
        j.beginObject()
        func s(_ k: StaticString, _ v: String?) { j.key(k); if let v { j.string(v) } else { j.raw("null") } }
        s("event_id", r.eventID.description); s("kind", r.kind.rawValue); s("source_path", r.position.path)
        s("recipient", r.recipient?.text); s("original_recipient", r.originalRecipient?.text); s("domain", r.domain?.name); s("sender", r.sender?.text)
        s("message_id", r.messageID); s("report_id", r.reportID); s("occurred_at", r.occurredAt?.description); s("status", r.status?.description)
        j.key("reply_code"); j.raw(r.reply.map { "\($0.code)" } ?? "null")
        s("phase", r.phase?.rawValue); s("remote_host", r.remoteHost); s("remote_ip", r.remoteIP); s("reporting_mta", r.reportingMTA)
        s("diagnostic", (r.diagnostics + r.lastErrors).joined(separator: " | ")); s("human", r.humanText); s("language", r.language)
        j.endObject()
        out += j.bytes; out.append(10)
      }
    }
    while let item = walk.next() {
      switch item {
      case .file(let f):
        var l = input.file(f, from: nil)
        loop: while let u = l.next() { for b in u.run() { emit(b); if b.isLast { break loop } } }
      case .messages(let f, let p, let k): for b in input.unit(folder: f, paths: p, keys: k).run() { emit(b) }
      case .standardInput: break
      case .failure(let r, _): print2("\(r)")
      }
      if out.count > 1 << 20 { _ = unsafe out.withUnsafeBytes { unsafe write(1, $0.baseAddress, $0.count) }; out = [] }
    }
    _ = unsafe out.withUnsafeBytes { unsafe write(1, $0.baseAddress, $0.count) }
  }
  func print2(_ s: String) { let t = s + "\n"; _ = unsafe t.utf8.withContiguousStorageIfAvailable { unsafe write(2, $0.baseAddress, $0.count) } }
}
