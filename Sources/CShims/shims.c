#define _GNU_SOURCE
#include "CShims.h"

#include <fcntl.h>
#include <sqlite3.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <string.h>
#include <unistd.h>

const void *retour_memmem(const void *haystack, size_t haystack_length, const void *needle,
                          size_t needle_length) {
  return memmem(haystack, haystack_length, needle, needle_length);
}

int retour_open_read(const char *path, bool follows_links) {
  int flags = O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
  return open(path, follows_links ? flags : flags | O_NOFOLLOW);
}

void retour_keep_buffers(void) {
#ifdef __GLIBC__
  mallopt(M_MMAP_THRESHOLD, 8 << 20);
  mallopt(M_TRIM_THRESHOLD, 32 << 20);
  // Work moves from thread to thread: each arena of another one keeps what it had at most.
  long processors = sysconf(_SC_NPROCESSORS_ONLN);
  mallopt(M_ARENA_MAX, processors < 2 ? 2 : (int)processors);
#endif
}

void retour_configure_sqlite(void) { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }
