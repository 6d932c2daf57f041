import Testing

@testable import RetourIngest

/// How long a notice says that delivery was tried.
@Suite("Tried for")
struct TriedForTests {
  private static let minute: Int64 = 60
  private static let hour: Int64 = 3_600
  private static let day: Int64 = 86_400

  @Test(
    "times in words",
    arguments: [
      ("Message could not be delivered for 5 days", 5 * day),
      ("Warning: could not send message for past 4 hours", 4 * hour),
      ("Your message could not be delivered for more than 4 hour(s).", 4 * hour),
      (
        "A message that you sent has not yet been delivered to one or more of its\nrecipients after "
          + "more than 24 hours on the queue on mx.example.net.", 24 * hour
      ),
      ("Delivery has been attempted for the last 3 days, and is given up.", 3 * day),
      ("gave up after 2 days and 3 hours", 2 * day + 3 * hour),
      ("The message was in the queue for 1 day, 2 hours.", day + 2 * hour),
      ("Unable to deliver after trying for 90 minutes!", 90 * minute),
      ("Die Nachricht konnte seit 4 Stunden nicht zugestellt werden", 4 * hour),
      ("Zustellung nach 2 Tagen und 6 Stunden aufgegeben", 2 * day + 6 * hour),
      ("Het bericht kon gedurende 3 dagen niet worden bezorgd.", 3 * day),
      ("Le message n'a pas pu \u{ea}tre remis depuis 12 heures", 12 * hour),
      ("No se pudo entregar el mensaje durante 2 d\u{ed}as.", 2 * day),
      ("Il messaggio non \u{e8} stato consegnato dopo 48 ore", 48 * hour),
      ("not delivered after 24\nhours, given up", 24 * hour),
      ("Delivery tried for\t3  days", 3 * day),
      ("Message not sent for 4 hours.\n\nDelivery failed after 5 days.", 5 * day),
    ]
  )
  func said(_ text: String, _ seconds: Int64) {
    #expect(TriedFor.seconds(in: Self.lines(text)) == seconds)
  }

  @Test(
    "no time of trying",
    arguments: [
      "", "It will be retried until it is 5 day(s) old.", "We will try for 3 more days",
      "The server keeps trying to deliver it for the next 2 days",
      "Delivery was tried for two days.",
      "The mailbox has been inactive for 30 days, not delivered",
      "Please wait for 5 minutes.", "Message sent, 3 days", "delivered after 5 attempts",
      "Delivery failed for 99 days of quarantine", "Delivery is tried every 4 hours for mail",
      "Die Zustellung wird noch 3 Tage lang versucht", "could not be delivered for 0 days",
      "Delivery failed after 99999999999999999999 days",
    ]
  )
  func silent(_ text: String) {
    #expect(TriedFor.seconds(in: Self.lines(text)) == nil)
  }

  private static func lines(_ text: String) -> [Bytes] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { Array($0.utf8)[...] }
  }
}
