import Foundation

/// A library for LD_PRELOAD that lets system calls fail as a broken disk would, changes a file
/// while it is read, and moves the clock.
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
    // Swift brings clang; a machine without another compiler has that one.
    compiler.executableURL = URL(fileURLWithPath: "/bin/sh")
    compiler.arguments = [
      "-c", #"$(command -v cc || command -v clang) -shared -fPIC -O1 -o "$1" "$2" -ldl"#, "sh",
      path,
      source,
    ]
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

  /// The variables under which a shell command is run once, before the given read of a file.
  ///
  /// - Parameters:
  ///   - command: what to run; the program waits for its end.
  ///   - count: how many reads go before.
  ///   - file: what the path of the file ends with.
  /// - Returns: the variables for the program's environment.
  public func environment(
    running command: String,
    after count: Int,
    on file: String
  ) -> [String: String] {
    [
      "LD_PRELOAD": path, "CHANGE_COMMAND": "unset LD_PRELOAD; \(command)",
      "CHANGE_AFTER": "\(count)", "CHANGE_FILE": file,
    ]
  }

  /// The variables under which the clock shows another time.
  ///
  /// - Parameter seconds: how far it is ahead; negative where it is behind.
  /// - Returns: the variables for the program's environment.
  public func environment(clockAhead seconds: Int) -> [String: String] {
    ["LD_PRELOAD": path, "CLOCK_AHEAD": "\(seconds)"]
  }

  private static let source = #"""
    #define _GNU_SOURCE
    #include <dlfcn.h>
    #include <errno.h>
    #include <stdatomic.h>
    #include <stdio.h>
    #include <stdlib.h>
    #include <string.h>
    #include <sys/time.h>
    #include <time.h>
    #include <unistd.h>

    static atomic_long calls, reads;

    static int is(int file, const char *end) {
      char link[64], path[4096];
      snprintf(link, sizeof link, "/proc/self/fd/%d", file);
      ssize_t length = readlink(link, path, sizeof path);
      size_t tail = strlen(end);
      return length >= (ssize_t)tail && !memcmp(path + length - tail, end, tail);
    }

    static void change(int file) {
      const char *command = getenv("CHANGE_COMMAND"), *end = getenv("CHANGE_FILE");
      if (!command || !end || !is(file, end)) return;
      if (atomic_fetch_add(&reads, 1) != atol(getenv("CHANGE_AFTER"))) return;
      if (system(command)) abort();
    }

    static int fails(const char *call, int file) {
      if (!strcmp(call, "pread")) change(file);
      const char *wanted = getenv("FAULT_CALL"), *end = getenv("FAULT_FILE");
      if (!wanted || !end || strcmp(wanted, call) || !is(file, end)) return 0;
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
    static long ahead(void) {
      const char *seconds = getenv("CLOCK_AHEAD");
      return seconds ? atol(seconds) : 0;
    }

    int clock_gettime(clockid_t c, struct timespec *t) {
      int result = REAL(clock_gettime)(c, t);
      if (c == CLOCK_REALTIME || c == CLOCK_REALTIME_COARSE) t->tv_sec += ahead();
      return result;
    }
    int gettimeofday(struct timeval *restrict t, void *restrict z) {
      int result = REAL(gettimeofday)(t, z);
      t->tv_sec += ahead();
      return result;
    }
    time_t time(time_t *p) {
      time_t now = REAL(time)(NULL) + ahead();
      if (p) *p = now;
      return now;
    }
    int fdatasync(int f) { return fails("fsync", f) ? -1 : REAL(fdatasync)(f); }
    """#
}
