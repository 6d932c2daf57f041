import CShims

/// Finds the quotes of a record one after the other; each block of 64 bytes is compared once.
///
/// Contract: the bytes before `to` are initialised memory of `base`; a block is only loaded where all
/// of it lies before `to`. Places are asked in ascending order.
@safe
private struct QuoteSearch {
  private let base: UnsafePointer<UInt8>
  private let to: Int
  private var block = 0
  /// Which bytes of the block are quotes.
  private var places: UInt64 = 0
  /// The end of what was compared.
  private var end = 0

  init(_ base: UnsafePointer<UInt8>, _ to: Int) {
    unsafe (self.base, self.to) = (base, to)
  }

  /// The first quote at or behind `start`, or nil.
  @inline(__always)
  mutating func first(from start: Int) -> Int? {
    var start = start
    if start < end {
      let rest = places & (~0 << UInt64(start &- block))
      if rest != 0 { return block &+ rest.trailingZeroBitCount }
      start = end
    }
    while start &+ 64 <= to {
      places = unsafe retour_places(base + start, UInt8(ascii: "\""))
      (block, end) = (start, start &+ 64)
      if places != 0 { return start &+ places.trailingZeroBitCount }
      start &+= 64
    }
    return unsafe UnsafeSearch.first(UInt8(ascii: "\""), in: base, from: start, to: to)
  }
}

/// A field of a CSV record, as indices into the buffer.
struct CSVField {
  let low: Int32
  let high: Int32
  /// Whether the field has doubled quotes, which stand for one each.
  let hasDoubledQuotes: Bool

  init(_ low: Int, _ high: Int, _ hasDoubledQuotes: Bool) {
    self.low = Int32(truncatingIfNeeded: low)
    self.high = Int32(truncatingIfNeeded: high)
    self.hasDoubledQuotes = hasDoubledQuotes
  }

  /// Its length in bytes.
  var count: Int { Int(high - low) }
}

/// What splitting a record came to.
enum CSVSplit: Equatable {
  /// The record ends before the index, where the next one begins.
  case record(next: Int, fields: Int)
  /// The bytes end within the record.
  case incomplete(insideQuotes: Bool)
}

/// The splitter of CSV records (RFC 4180, with what PowerShell, Exchange and Excel make of it).
enum UnsafeCSV {
  /// Splits the record that begins at `from`.
  ///
  /// A quote inside a quoted field that no delimiter or line end follows is a stray one and part of
  /// the text. Fields beyond `capacity` are counted but not kept. A record may be split from its field
  /// number `first` on, which begins at `from`.
  ///
  /// Contract: `from...to` lies inside the initialised memory of `base`, and `fields` has room for
  /// `capacity` fields. How: quotes are found 64 bytes at a time, the ends of other text sixteen bytes
  /// at a time; a hit block is searched byte by byte. What must hold: a load of 16 bytes stays below
  /// `to`.
  static func split(
    _ base: UnsafePointer<UInt8>,
    from: Int,
    to: Int,
    delimiter: UInt8,
    isAtEnd: Bool,
    into fields: UnsafeMutablePointer<CSVField>,
    capacity: Int,
    first: Int = 0
  ) -> CSVSplit {
    var index = from
    var count = first
    let quote = UInt8(ascii: "\"")
    var quotes = unsafe QuoteSearch(base, to)
    while true {
      var low = index
      var high = index
      var isDoubled = false
      if unsafe index < to && base[index] == quote {
        low = index + 1
        var search = low
        while true {
          guard let close = quotes.first(from: search) else {
            return .incomplete(insideQuotes: true)
          }
          high = close
          index = close &+ 1
          // Mostly another quoted field follows.
          if index &+ 1 < to, count < capacity,
            unsafe base[index] == delimiter && base[index &+ 1] == quote
          {
            unsafe fields[count] = CSVField(low, high, isDoubled)
            count &+= 1
            low = index &+ 2
            search = low
            isDoubled = false
            continue
          }
          if index == to {
            if isAtEnd { break }
            return .incomplete(insideQuotes: true)
          }
          let byte = unsafe base[index]
          if byte == delimiter || byte == .lineFeed || byte == .carriageReturn { break }
          if byte == quote {
            isDoubled = true
            search = index + 1
          } else {
            search = index
          }
        }
      } else {
        index = unsafe fieldEnd(base, from: index, to: to, delimiter: delimiter)
        high = index
      }
      if count < capacity {
        unsafe fields[count] = CSVField(low, high, isDoubled)
      }
      count += 1
      guard index < to else {
        return isAtEnd ? .record(next: to, fields: count) : .incomplete(insideQuotes: false)
      }
      let byte = unsafe base[index]
      if byte == delimiter {
        index += 1
        continue
      }
      if byte == .carriageReturn {
        if index + 1 == to, !isAtEnd { return .incomplete(insideQuotes: false) }
        if unsafe index + 1 < to && base[index + 1] == .lineFeed { index += 1 }
      }
      return .record(next: index + 1, fields: count)
    }
  }

  @inline(__always)
  private static func fieldEnd(
    _ base: UnsafePointer<UInt8>,
    from: Int,
    to: Int,
    delimiter: UInt8
  ) -> Int {
    var index = from
    let raw = unsafe UnsafeRawPointer(base)
    let delimiters = SIMD16<UInt8>(repeating: delimiter)
    let feeds = SIMD16<UInt8>(repeating: .lineFeed)
    let returns = SIMD16<UInt8>(repeating: .carriageReturn)
    while index + 16 <= to {
      let block = unsafe raw.loadUnaligned(fromByteOffset: index, as: SIMD16<UInt8>.self)
      if any((block .== delimiters) .| (block .== feeds) .| (block .== returns)) { break }
      index += 16
    }
    while index < to {
      let byte = unsafe base[index]
      if byte == delimiter || byte == .lineFeed || byte == .carriageReturn { break }
      index += 1
    }
    return index
  }
}

/// The fields of one record, used again for each.
///
/// Contract: the memory belongs to this object and is written only by ``split``.
@safe
final class CSVFields {
  /// The most columns that are kept.
  static let capacity = 256

  private let memory = UnsafeMutablePointer<CSVField>.allocate(capacity: capacity)

  /// The memory itself, which lives as long as this object.
  var start: UnsafeMutablePointer<CSVField> { unsafe memory }

  init() {
    unsafe memory.initialize(
      repeating: CSVField(0, 0, false),
      count: Self.capacity
    )
  }

  deinit { unsafe memory.deallocate() }

  subscript(index: Int) -> CSVField {
    precondition(index >= 0 && index < Self.capacity)
    return unsafe memory[index]
  }

  /// Splits the record of `buffer` that begins at `from`, in the bytes before `to`, else in all.
  func split(
    _ buffer: [UInt8],
    from: Int,
    to: Int? = nil,
    delimiter: UInt8,
    isAtEnd: Bool
  ) -> CSVSplit {
    let to = to ?? buffer.count
    precondition(to <= buffer.count)
    return unsafe buffer.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress, from < to else {
        return .incomplete(insideQuotes: false)
      }
      return unsafe UnsafeCSV.split(
        base,
        from: from,
        to: to,
        delimiter: delimiter,
        isAtEnd: isAtEnd,
        into: memory,
        capacity: Self.capacity
      )
    }
  }
}
