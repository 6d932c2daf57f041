import Testing

/// What `scan` takes for an event.
struct ScanTests {
  private func notice(_ text: String) -> [UInt8] {
    Array(
      """
      From: MAILER-DAEMON@contoso.com
      Subject: Undelivered Mail Returned to Sender

      The mail could not be delivered.
      \(text)

      """.utf8
    )
  }

  @Test("a notice that says neither whom nor why is counted, and is no event")
  func empty() throws {
    for arguments in [["scan", "-"], ["scan", "--counts", "-"]] {
      let run = try Program.run(arguments, input: notice(""))
      #expect(run.status == 0)
      #expect(!run.output.contains("no-diagnosis"))
      #expect(run.errors.contains("messages: 1, 1 no reports"), "\(run.errors)")
    }
  }

  @Test(
    "a notice that says one of them is an event",
    arguments: ["550 mailbox full", "<kim@fabrikam.com>"]
  )
  func event(_ text: String) throws {
    let run = try Program.run(["scan", "-"], input: notice(text))
    #expect(run.lines.count == 1)
    #expect(run.errors.contains("messages: 1, 0 no reports"), "\(run.errors)")
  }
}
