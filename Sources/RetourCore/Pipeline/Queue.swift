/// A first-in, first-out queue of a few elements.
package struct Queue<Element> {
  private var elements: [Element] = []

  /// Creates an empty queue.
  package init() {}

  /// How many there are.
  package var count: Int { elements.count }
  /// The one that came last.
  package var last: Element? { elements.last }
  /// Adds one at the end.
  package mutating func append(_ element: Element) { elements.append(element) }
  /// Takes the one that came first.
  package mutating func popFirst() -> Element? { elements.isEmpty ? nil : elements.removeFirst() }
}
