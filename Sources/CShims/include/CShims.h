/// What Swift's Glibc module lacks because it hides behind _GNU_SOURCE or is variadic, and searches
/// for which Swift has no instructions.
#ifndef RETOUR_CSHIMS_H
#define RETOUR_CSHIMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

/// memmem(3): the first occurrence of `needle` in `haystack`, or NULL.
const void *retour_memmem(const void *haystack, size_t haystack_length, const void *needle,
                          size_t needle_length);

/// Whether the processor has AVX2, which `retour_from_line_avx2` needs.
bool retour_has_avx2(void);

/// The place behind the first line feed at or behind `low` that `From ` follows below `high`; 0 where
/// there is none. 128 bytes a step: Swift's widest vectors of good speed have 16.
size_t retour_from_line_avx2(const unsigned char *base, size_t low, size_t high);

/// Which of the 64 bytes from `base` on are `byte`: the lowest bit stands for the first of them. Swift
/// has no instruction that makes bits of a comparison.
static inline uint64_t retour_places(const unsigned char *base, unsigned char byte) {
  uint64_t places = 0;
#if defined(__SSE2__)
  const __m128i wanted = _mm_set1_epi8((char)byte);
  for (int part = 0; part < 4; part++) {
    __m128i block = _mm_loadu_si128((const __m128i *)(base + 16 * part));
    uint64_t bits = (uint64_t)(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(block, wanted));
    places |= bits << (16 * part);
  }
#else
  for (int index = 0; index < 64; index++) places |= (uint64_t)(base[index] == byte) << index;
#endif
  return places;
}

/// open(2) for reading, never blocking on a FIFO, with O_CLOEXEC and O_NOCTTY, and with O_NOFOLLOW where
/// links aren't followed. -1 and errno on error.
int retour_open_read(const char *path, bool follows_links);

/// Lets malloc(3) keep blocks of up to 8 MiB for the next use. Otherwise each read buffer is mapped,
/// zeroed page by page and unmapped again, which takes longer than reading into it. And lets it have no more
/// arenas than there are processors, at least two.
void retour_keep_buffers(void);

/// Tells SQLite, before its first use, not to keep statistics of its memory: nobody asks for them, and
/// all threads wait for each other at every allocation to keep them.
void retour_configure_sqlite(void);

#endif
