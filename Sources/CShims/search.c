#include "CShims.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>

bool retour_has_avx2(void) { return __builtin_cpu_supports("avx2"); }

__attribute__((target("avx2"))) size_t retour_from_line_avx2(const unsigned char *base, size_t low,
                                                             size_t high) {
  const __m256i line_feed = _mm256_set1_epi8('\n');
  const __m256i letter = _mm256_set1_epi8('F');
  size_t index = low;
  // The last load of a step ends 129 bytes behind its first byte, the text of a hit 134 bytes.
  while (index + 134 <= high) {
    __m256i hits[4];
    for (int part = 0; part < 4; part++) {
      const unsigned char *place = base + index + 32 * part;
      __m256i here = _mm256_loadu_si256((const __m256i *)place);
      __m256i next = _mm256_loadu_si256((const __m256i *)(place + 1));
      hits[part] =
          _mm256_and_si256(_mm256_cmpeq_epi8(here, line_feed), _mm256_cmpeq_epi8(next, letter));
    }
    __m256i any =
        _mm256_or_si256(_mm256_or_si256(hits[0], hits[1]), _mm256_or_si256(hits[2], hits[3]));
    if (!_mm256_testz_si256(any, any)) {
      for (int part = 0; part < 4; part++) {
        unsigned mask = (unsigned)_mm256_movemask_epi8(hits[part]);
        for (; mask != 0; mask &= mask - 1) {
          size_t place = index + 32 * (size_t)part + (size_t)__builtin_ctz(mask) + 1;
          if (memcmp(base + place, "From ", 5) == 0) return place;
        }
      }
    }
    index += 128;
  }
  for (; index + 6 <= high; index++) {
    if (base[index] == '\n' && memcmp(base + index + 1, "From ", 5) == 0) return index + 1;
  }
  return 0;
}

#else

bool retour_has_avx2(void) { return false; }

size_t retour_from_line_avx2(const unsigned char *base, size_t low, size_t high) {
  (void)base, (void)low, (void)high;
  return 0;
}

#endif
