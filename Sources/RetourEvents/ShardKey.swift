extension DeliveryReport {
  /// A key that all reports share that could be joined into one delivery: 16 hexadecimal digits.
  ///
  /// It is a hash of the Message-ID, else of Exchange's network message id, else the delivery's
  /// identity or the event's. A report that knows the network message id alone belongs to those with
  /// the same ``linkKey``, whatever their key.
  public var shardKey: String {
    if let messageID { return Self.hash("m", messageID) }
    return linkKey ?? String((deliveryID ?? eventID).description.prefix(16))
  }

  /// A hash of Exchange's network message id, 16 hexadecimal digits; nil where it isn't known.
  public var linkKey: String? { networkMessageID.map { Self.hash("n", $0) } }

  private static func hash(_ kind: String, _ text: String) -> String {
    var hash = FNV1a()
    for byte in kind.utf8 { hash.mix(byte) }
    for byte in text.utf8 { hash.mix(byte) }
    return hash.digits
  }
}
