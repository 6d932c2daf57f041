import Foundation
package import RetourEvents

extension Timestamp {
  /// This moment.
  package static var present: Timestamp {
    Timestamp(seconds: Int64(Date().timeIntervalSince1970))
  }

  /// The moment that reports name as their own: that of `SOURCE_DATE_EPOCH`, so that they can be
  /// made again byte for byte, else this one.
  package static var ofReport: Timestamp {
    let epoch = ProcessInfo.processInfo.environment["SOURCE_DATE_EPOCH"].flatMap { Int64($0) }
    return epoch.map { Timestamp(seconds: $0) } ?? .present
  }
}
