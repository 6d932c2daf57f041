import Foundation

/// An error for the user: what, where, why, what to do, in two lines where it is one mistake.
package struct Failure: Error, CustomStringConvertible {
  /// What kind of trouble it is; whoever talks to scripts makes an exit code of it.
  package enum Category: Sendable {
    /// The caller asks for what can't be had.
    case usage
    /// More of the input is bad than was allowed.
    case badData
    /// An input that was named is missing or unreadable.
    case noInput
    /// Nobody could be asked who can be believed.
    case noAnswer
    /// Something isn't there that the program was built without.
    case unavailable
    /// An output can't be created.
    case cannotCreate
    /// Reading or writing failed.
    case inputOutput
    /// Try later: the disk is full.
    case tryLater
    /// The system forbids it.
    case noPermission
    /// The configuration or a rule file is wrong.
    case configuration
  }

  /// What kind of trouble it is.
  package let category: Category
  /// What, where and why, in one line.
  package let message: String
  /// What to do, in another; empty where nothing can be said.
  package var remedy: String
  /// Further mistakes of the same kind, a line each.
  package var more: [String]

  /// Creates an error.
  package init(
    _ category: Category,
    message: String,
    remedy: String = "",
    more: [String] = []
  ) {
    self.category = category
    self.message = message
    self.remedy = remedy
    self.more = more
  }

  /// What is written of it; what is foreign in a line may hold ends of lines, which are none.
  package var lines: [String] { [message] + more + (remedy.isEmpty ? [] : [remedy]) }

  package var description: String { lines.joined(separator: "\n") }
}

extension Error {
  /// Why, in the system's words, without the domain and number that Foundation puts around them.
  package var reason: String {
    let error = self as NSError
    if let underlying = error.userInfo[NSUnderlyingErrorKey] as? NSError {
      return underlying.localizedDescription
    }
    return error.localizedDescription
  }
}
