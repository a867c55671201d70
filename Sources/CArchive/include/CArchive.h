#pragma once
#include <stddef.h>
#include <stdint.h>

// A narrow door to libarchive: writing one ZIP file, entry by entry. Its structures and its many formats stay behind it.

typedef struct carchive_zip carchive_zip;

/// Begins a ZIP file at a path; NULL where it cannot be written.
carchive_zip *carchive_open(const char *path);

/// Begins an entry. The name is ASCII with slashes; `size` is what will be written; `seconds` since 1970. 0, or -1.
int carchive_begin(carchive_zip *zip, const char *name, int64_t size, int64_t seconds);

/// Writes bytes of the entry that was begun. 0, or -1.
int carchive_write(carchive_zip *zip, const void *bytes, size_t count);

/// Ends the file, if `whole` with its table of contents, and frees everything. 0, or -1 where the file is not whole.
int carchive_close(carchive_zip *zip, int whole);
