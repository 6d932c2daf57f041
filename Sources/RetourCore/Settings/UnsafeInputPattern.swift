import Glibc
package import RetourEvents

/// Patterns in the paths of a configuration.
///
/// Contract: `glob_t` is filled by glob(3), read up to `gl_pathc`, and freed once, here.
package enum InputPattern {
  /// Replaces patterns (`*`, `?`, `[...]`) by the paths they match, sorted; a path without a pattern,
  /// and a pattern that matches nothing, stays as it is.
  package static func expand(_ paths: [String]) -> [InputPath] {
    paths.flatMap { path in
      guard path.contains(where: { "*?[".contains($0) }) else { return [InputPath(path)] }
      let found = matches(path)
      return found.isEmpty ? [InputPath(path)] : found
    }
  }

  private static func matches(_ pattern: String) -> [InputPath] {
    var found = unsafe glob_t()
    defer { unsafe globfree(&found) }
    guard unsafe glob(pattern, 0, nil, &found) == 0, let paths = unsafe found.gl_pathv else {
      return []
    }
    return unsafe (0..<Int(found.gl_pathc)).compactMap { index in
      unsafe paths[index].map { path in
        let count = unsafe strlen(path)
        return unsafe path.withMemoryRebound(to: UInt8.self, capacity: count) { bytes in
          unsafe InputPath(bytes: UnsafeBufferPointer(start: bytes, count: count))
        }
      }
    }
  }
}
