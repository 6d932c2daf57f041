import Glibc

/// Patterns in the paths of a configuration.
///
/// Contract: `glob_t` is filled by glob(3), read up to `gl_pathc`, and freed once, here.
enum InputPattern {
  /// Replaces patterns (`*`, `?`, `[...]`) by the paths they match, sorted; a path without a pattern,
  /// and a pattern that matches nothing, stays as it is.
  static func expand(_ paths: [String]) -> [String] {
    paths.flatMap { path in
      guard path.contains(where: { "*?[".contains($0) }) else { return [path] }
      let found = matches(path)
      return found.isEmpty ? [path] : found
    }
  }

  private static func matches(_ pattern: String) -> [String] {
    var found = unsafe glob_t()
    defer { unsafe globfree(&found) }
    guard unsafe glob(pattern, 0, nil, &found) == 0, let paths = unsafe found.gl_pathv else {
      return []
    }
    return unsafe (0..<Int(found.gl_pathc)).compactMap { index in
      unsafe paths[index].map { unsafe String(cString: $0) }
    }
  }
}

/// What the system does to files in one step.
///
/// The C calls get strings that live for the call alone.
enum FileSystem {
  /// Opens standard input, output and error on `/dev/null` where they are closed, so that no file
  /// of ours becomes one of them.
  static func fillStandardStreams() {
    while true {
      let descriptor = unsafe open("/dev/null", O_RDWR)
      guard 0...2 ~= descriptor else {
        if descriptor > 2 { close(descriptor) }
        return
      }
    }
  }

  /// Ends the process at once, without a word.
  static func exitNow(_ status: Int32) -> Never { _exit(status) }
}
