/// What Swift's Glibc module lacks because it hides behind _GNU_SOURCE or is variadic, and one search
/// for which Swift has no instructions.
#ifndef RETOUR_CSHIMS_H
#define RETOUR_CSHIMS_H

#include <stdbool.h>
#include <stddef.h>

/// memmem(3): the first occurrence of `needle` in `haystack`, or NULL.
const void *retour_memmem(const void *haystack, size_t haystack_length, const void *needle,
                          size_t needle_length);

/// Whether the processor has AVX2, which `retour_from_line_avx2` needs.
bool retour_has_avx2(void);

/// The place behind the first line feed at or behind `low` that `From ` follows below `high`; 0 where
/// there is none. 128 bytes a step: Swift's widest vectors of good speed have 16.
size_t retour_from_line_avx2(const unsigned char *base, size_t low, size_t high);

/// open(2) for reading, never blocking on a FIFO, with O_CLOEXEC and O_NOCTTY. -1 and errno on error.
int retour_open_read(const char *path);

/// Lets malloc(3) keep blocks of up to 8 MiB for the next use. Otherwise each read buffer is mapped,
/// zeroed page by page and unmapped again, which takes longer than reading into it.
void retour_keep_buffers(void);

/// Tells SQLite, before its first use, not to keep statistics of its memory: nobody asks for them, and
/// all threads wait for each other at every allocation to keep them.
void retour_configure_sqlite(void);

#endif
