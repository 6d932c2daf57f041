import RetourEvents

/// Writes or reads the fields of shard lines, so that both follow one list (`ShardForm.swift`).
///
/// A text that is nil, a list that is empty and a number that is nil have no field.
protocol ShardCoder {
  mutating func text(_ name: StaticString, _ value: inout String?) throws(ShardDamage)
  mutating func texts(_ name: StaticString, _ value: inout [String]) throws(ShardDamage)
  mutating func number(_ name: StaticString, _ value: inout Int64?) throws(ShardDamage)
  mutating func flag(_ name: StaticString, _ value: inout Bool) throws(ShardDamage)
}

/// Why a line of a shard can't be taken.
struct ShardDamage: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }

  static func missing(_ name: StaticString) -> ShardDamage {
    ShardDamage("it has no \(name), or one that can't be")
  }
}

extension ShardCoder {
  /// A value that can be written as a text and read from it; nil has no field.
  mutating func value<Value>(
    _ name: StaticString,
    _ value: inout Value?,
    _ write: (Value) -> String,
    _ read: (String) -> Value?
  ) throws(ShardDamage) {
    var text = value.map(write)
    try self.text(name, &text)
    guard let text else {
      value = nil
      return
    }
    guard let new = read(text) else { throw .missing(name) }
    value = new
  }

  /// A text that can't be missing.
  mutating func required(_ name: StaticString, _ value: inout String) throws(ShardDamage) {
    var text: String? = value
    try self.text(name, &text)
    guard let text else { throw .missing(name) }
    value = text
  }

  /// A number that can't be missing.
  mutating func required(_ name: StaticString, _ value: inout Int64) throws(ShardDamage) {
    var number: Int64? = value
    try self.number(name, &number)
    guard let number else { throw .missing(name) }
    value = number
  }

  /// A number that can't be missing or negative.
  mutating func required(_ name: StaticString, _ value: inout Int) throws(ShardDamage) {
    var number = Int64(value)
    try required(name, &number)
    guard number >= 0 else { throw .missing(name) }
    value = Int(number)
  }

  /// A member of a closed set; nil has no field.
  mutating func name<Name: RawRepresentable<String>>(
    _ name: StaticString,
    _ value: inout Name?
  ) throws(ShardDamage) {
    try self.value(name, &value, { $0.rawValue }, { Name(rawValue: $0) })
  }

  /// A member of a closed set that can't be missing.
  mutating func required<Name: RawRepresentable<String>>(
    _ name: StaticString,
    _ value: inout Name
  ) throws(ShardDamage) {
    var found: Name? = value
    try self.name(name, &found)
    guard let found else { throw .missing(name) }
    value = found
  }

  mutating func identity(_ name: StaticString, _ value: inout Identity?) throws(ShardDamage) {
    try self.value(name, &value, { $0.description }, { Identity($0) })
  }

  mutating func time(_ name: StaticString, _ value: inout Timestamp?) throws(ShardDamage) {
    try self.value(name, &value, { $0.shardText }, { Timestamp(shardText: $0) })
  }

  mutating func domain(_ name: StaticString, _ value: inout DomainName?) throws(ShardDamage) {
    try self.value(name, &value, { $0.name }, { DomainName(ascii: $0) })
  }

  /// An address; its domain has a field where it doesn't follow from the text.
  mutating func address(
    _ name: StaticString,
    domain: StaticString,
    _ value: inout EmailAddress?
  ) throws(ShardDamage) {
    var text = value?.text
    var other: String?
    if let value, EmailAddress(value.text) != value { other = value.domain?.name ?? "" }
    try self.text(name, &text)
    try self.text(domain, &other)
    value = text.map { text in
      guard let other else { return EmailAddress(text) }
      return EmailAddress(text: text, domain: DomainName(ascii: other))
    }
  }

  /// What the ledger knows an input by; it has a field where it isn't the path.
  mutating func source(
    _ value: inout InputPath,
    unless path: InputPath
  ) throws(ShardDamage) {
    var other: String? = value == path ? nil : value.shown
    try text("source", &other)
    guard let other else {
      value = path
      return
    }
    if other != value.shown { value = InputPath(shown: other) }
  }

  mutating func path(_ name: StaticString, _ value: inout InputPath) throws(ShardDamage) {
    var shown = value.shown
    try required(name, &shown)
    if shown != value.shown { value = InputPath(shown: shown) }
  }
}

extension Timestamp {
  /// ISO 8601 in Universal Time; seconds since 1970 outside of the years 1 to 9999.
  fileprivate var shardText: String {
    -62_135_596_800...253_402_300_799 ~= seconds ? description : "\(seconds)"
  }

  /// Reads ``shardText``.
  fileprivate init?(shardText text: String) {
    guard text.utf8.last == UInt8(ascii: "Z") else {
      guard let seconds = Int64(text) else { return nil }
      self.init(seconds: seconds)
      return
    }
    self.init(iso8601: text)
  }
}
