/// What one step of a ``ByteTransform`` came to.
struct TransformStep {
  /// Bytes of the input that aren't needed any more.
  var consumed = 0
  /// Bytes of the output that were written.
  var produced = 0
  /// Whether a member of compressed data has ended; another may follow.
  var endsMember = false
}

/// Changes bytes piece by piece: unpacks them, or turns their characters into UTF-8.
protocol ByteTransform: AnyObject {
  /// What the bytes are, for messages: `gzip`.
  var name: String { get }
  /// The smallest output that a step can work with.
  var smallestOutput: Int { get }
  /// Whether the input consists of members with a beginning and an end.
  var hasMembers: Bool { get }

  /// Takes what it can of the front of `input` and fills the front of `output`.
  ///
  /// A step that takes nothing and gives nothing asks for more input than there is.
  ///
  /// - Throws: ``ReadError`` where the bytes are damaged.
  func step(
    _ input: UnsafeRawBufferPointer,
    isLast: Bool,
    into output: UnsafeMutableRawBufferPointer
  ) throws -> TransformStep

  /// Whether a member begins with these bytes, the next six or all there are.
  func begins(with bytes: Bytes) -> Bool
  /// Gets ready for another member.
  func restart() throws
}

extension ByteTransform {
  var smallestOutput: Int { 1 }
  var hasMembers: Bool { true }
}

/// The bytes that a transform makes of those of a source.
///
/// Every turn takes input, gives output or reads on; one that does none of these ends in an error
/// (``ReadError/noProgress(_:)``), so no transform can hang a reader. What comes before damage is given
/// before the damage is told. Zeros behind a member are padding; anything else there that is no member is
/// told too. Memory: 128 KiB of input, and 4 KiB of output for readers that ask for less.
///
/// Contract for the unsafe parts: a transform is shown `low..<high` of `input` and the rest of the
/// reader's buffer for one call, and says how much of each it used.
final class TransformedBytes: ByteSource {
  private static let smallBuffer = 4_096
  private static let memberStart = 6

  private let source: any ByteSource
  private let transform: any ByteTransform
  private var input = [UInt8](repeating: 0, count: 1 << 17)
  private var low = 0
  private var high = 0
  private var sourceEnded = false
  private var isBetweenMembers = false
  private var isDone = false
  private var failure: (any Error)?
  /// Output that a reader had no room for.
  private var spare: Bytes = []
  /// Bytes that may still come out.
  private var remaining: Int64
  /// Bytes of the source before `low`.
  private var taken: Int64 = 0

  /// Creates a source that yields at most `limit` bytes and then throws.
  init(_ source: any ByteSource, _ transform: any ByteTransform, limit: Int64 = .max) {
    self.source = source
    self.transform = transform
    remaining = limit
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    if spare.isEmpty, buffer.count >= Self.smallBuffer { return try unsafe fill(buffer) }
    if spare.isEmpty {
      var made = [UInt8](repeating: 0, count: Self.smallBuffer)
      let count = try unsafe made.withUnsafeMutableBytes { try unsafe fill($0) }
      spare = made[..<count]
    }
    let count = min(buffer.count, spare.count)
    unsafe buffer.copyBytes(from: spare.prefix(count))
    spare = spare.dropFirst(count)
    return count
  }

  private func fill(_ buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    if let failure { throw failure }
    var filled = 0
    do {
      while !isDone, failure == nil, buffer.count - filled >= transform.smallestOutput {
        let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
        filled += try unsafe turn(into: rest)
      }
    } catch {
      failure = error
    }
    if filled == 0, let failure { throw failure }
    return filled
  }

  /// Does one thing that gets on; returns how much was written.
  private func turn(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    if low == high, !sourceEnded { try readOn() }
    if isBetweenMembers {
      try beginMember()
      return 0
    }
    if low == high, sourceEnded {
      guard !transform.hasMembers else { throw cut }
      isDone = true
      return 0
    }
    // One byte more than may come tells whether more would.
    let room = max(remaining &+ 1, Int64(transform.smallestOutput))
    let output = unsafe UnsafeMutableRawBufferPointer(
      rebasing: buffer[..<Int(min(Int64(buffer.count), room < 0 ? .max : room))]
    )
    let step = try unsafe input.withUnsafeBytes { input in
      try unsafe transform.step(
        UnsafeRawBufferPointer(rebasing: input[low..<high]),
        isLast: sourceEnded,
        into: output
      )
    }
    low += step.consumed
    taken += Int64(step.consumed)
    isBetweenMembers = step.endsMember
    if step.consumed == 0, step.produced == 0, !step.endsMember {
      guard !sourceEnded else { throw cut }
      try readOn()
    }
    guard Int64(step.produced) <= remaining else {
      failure = ReadError(
        problem: .expandedTooLarge,
        detail: "more than the cap after decompression"
      )
      defer { remaining = 0 }
      return Int(remaining)
    }
    remaining -= Int64(step.produced)
    return step.produced
  }

  /// Looks what follows a member: another one, padding, the end, or something that isn't read.
  private func beginMember() throws {
    let padding = input[low..<high].prefix { $0 == 0 }.count
    low += padding
    taken += Int64(padding)
    if high - low < Self.memberStart, !sourceEnded { return try readOn() }
    guard low < high else {
      isDone = true
      return
    }
    guard transform.begins(with: input[low..<min(high, low + Self.memberStart)]) else {
      throw ReadError(
        problem: .strayBytes,
        detail: "the \(transform.name) data end at byte \(taken) of the file; "
          + "what stands behind them isn't \(transform.name) and was not read"
      )
    }
    try transform.restart()
    isBetweenMembers = false
  }

  private func readOn() throws {
    for index in low..<high { input[index - low] = input[index] }
    (low, high) = (0, high - low)
    guard high < input.count else { throw ReadError.noProgress("the reader of \(transform.name)") }
    let got = try unsafe input.withUnsafeMutableBytes {
      try unsafe source.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[high...]))
    }
    high += got
    sourceEnded = got == 0
  }

  private var cut: ReadError {
    ReadError(
      problem: .damagedCompression,
      detail: "the \(transform.name) data break off; what lies before was read"
    )
  }
}

/// What readers take the bytes of an input from.
///
/// Here it is held that they get on: a reader that asks again and again behind the end, or for nothing,
/// would go on for ever, and gets an error instead. Damage of compressed data is the end for readers, so
/// that they finish with what came before; ``damage`` tells of it.
final class InputBytes: ByteSource {
  /// How often a reader may ask behind the end.
  private static let patience = 1_000

  private let source: any ByteSource
  private var hasEnded = false
  private var vainReads = 0
  /// Why the input ended too early; nil where it didn't, or hasn't been read so far.
  private(set) var damage: ReadError?

  init(_ source: any ByteSource) { self.source = source }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    if !hasEnded, buffer.count > 0 {
      do {
        let count = try unsafe source.read(into: buffer)
        if count > 0 { return count }
      } catch let error as ReadError where error.isDamage {
        damage = error
      }
      hasEnded = true
    }
    vainReads += 1
    guard vainReads <= Self.patience else { throw ReadError.noProgress("a reader") }
    return 0
  }
}

extension ReadError {
  /// Whether it is about compressed data, and not about the system.
  var isDamage: Bool { tears || problem == .strayBytes }

  /// Whether what was being read when it came isn't whole: a report of half a message would be another
  /// than that of the whole one, and would stay when the file is whole.
  var tears: Bool { problem == .damagedCompression || problem == .expandedTooLarge }
}
