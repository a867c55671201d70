#pragma once
#include <stddef.h>

/// One file of the source tree, carried in the program.
typedef struct {
    /// Path below `Sources`, `Web/Design/stadtkern.css`.
    const char *name;
    const unsigned char *bytes;
    size_t count;
} ca_asset;

/// The files of `list.inc`, in its order, and how many there are.
const ca_asset *ca_assets(size_t *count);
