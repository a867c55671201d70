#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A narrow door to libqrencode (ISO/IEC 18004): its structures hold pointers that Swift would have to free by hand.

/// Encodes bytes as a QR code with medium error correction (level M: 15 % of the symbol may be unreadable).
/// - `modules`: a square of `side` × `side` bytes is written, row by row, 1 for dark; there must be room for `room` bytes.
/// - Returns the side in modules; 0 where the bytes do not fit into one symbol, or the symbol not into `room`.
int cqr_encode(const uint8_t *bytes, size_t count, uint8_t *modules, size_t room);
