/// A signal asked the run to end.
package struct Interrupted: Error {
  /// SIGINT or SIGTERM.
  package let signal: Int32

  /// Tells of a signal.
  package init(signal: Int32) { self.signal = signal }
}
