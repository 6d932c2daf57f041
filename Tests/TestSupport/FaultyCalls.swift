import Foundation

/// A library for LD_PRELOAD that lets system calls fail as a broken disk would.
public struct FaultyCalls {
  /// Its path.
  public let path: String

  /// Compiles it.
  ///
  /// - Throws: where there is no C compiler, or it fails.
  public init(in folder: TemporaryDirectory) throws {
    let source = try folder.write("faults.c", Self.source)
    path = "\(folder.path)/faults.so"
    let compiler = Process()
    compiler.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    compiler.arguments = ["cc", "-shared", "-fPIC", "-O1", "-o", path, source, "-ldl"]
    try compiler.run()
    compiler.waitUntilExit()
    guard compiler.terminationStatus == 0 else { throw CocoaError(.executableLoad) }
  }

  /// The variables under which a call fails.
  ///
  /// - Parameters:
  ///   - call: `pread`, `pwrite` or `fsync`.
  ///   - error: the number in `errno`.
  ///   - count: how many calls succeed before.
  ///   - file: what the path of the file ends with.
  /// - Returns: the variables for the program's environment.
  public func environment(
    _ call: String,
    error: Int32,
    after count: Int,
    on file: String
  ) -> [String: String] {
    [
      "LD_PRELOAD": path, "FAULT_CALL": call, "FAULT_ERROR": "\(error)", "FAULT_AFTER": "\(count)",
      "FAULT_FILE": file,
    ]
  }

  private static let source = #"""
    #define _GNU_SOURCE
    #include <dlfcn.h>
    #include <errno.h>
    #include <stdatomic.h>
    #include <stdio.h>
    #include <stdlib.h>
    #include <string.h>
    #include <unistd.h>

    static atomic_long calls;

    static int fails(const char *call, int file) {
      const char *wanted = getenv("FAULT_CALL"), *end = getenv("FAULT_FILE");
      if (!wanted || !end || strcmp(wanted, call)) return 0;
      char link[64], path[4096];
      snprintf(link, sizeof link, "/proc/self/fd/%d", file);
      ssize_t length = readlink(link, path, sizeof path);
      size_t tail = strlen(end);
      if (length < (ssize_t)tail || memcmp(path + length - tail, end, tail)) return 0;
      if (atomic_fetch_add(&calls, 1) < atol(getenv("FAULT_AFTER"))) return 0;
      errno = atoi(getenv("FAULT_ERROR"));
      return 1;
    }

    #define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

    ssize_t pread(int f, void *b, size_t n, off_t o) { return fails("pread", f) ? -1 : REAL(pread)(f, b, n, o); }
    ssize_t pread64(int f, void *b, size_t n, off64_t o) { return fails("pread", f) ? -1 : REAL(pread64)(f, b, n, o); }
    ssize_t pwrite(int f, const void *b, size_t n, off_t o) { return fails("pwrite", f) ? -1 : REAL(pwrite)(f, b, n, o); }
    ssize_t pwrite64(int f, const void *b, size_t n, off64_t o) { return fails("pwrite", f) ? -1 : REAL(pwrite64)(f, b, n, o); }
    int fsync(int f) { return fails("fsync", f) ? -1 : REAL(fsync)(f); }
    int fdatasync(int f) { return fails("fsync", f) ? -1 : REAL(fdatasync)(f); }
    """#
}
