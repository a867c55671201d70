#pragma once
#include <stdint.h>
#include <stdbool.h>

// IEEE 754 decimal128 in binary integer decimal encoding, as libintelrdfpmath stores it.
typedef struct { uint64_t low, high; } cd_decimal;

// Status bits that the functions add to *flags.
enum { CD_INVALID = 1, CD_ZERO_DIVIDE = 4, CD_OVERFLOW = 8, CD_UNDERFLOW = 16, CD_INEXACT = 32 };
// Rounding modes of cd_quantize and cd_round_integral.
enum { CD_HALF_EVEN = 0, CD_DOWN_FLOOR = 1, CD_UP_CEILING = 2, CD_TO_ZERO = 3, CD_HALF_AWAY = 4 };

cd_decimal cd_from_string(const char *text, unsigned *flags);
cd_decimal cd_from_int64(int64_t value);
void cd_to_string(char *out48, cd_decimal x);
cd_decimal cd_add(cd_decimal x, cd_decimal y, unsigned *flags);
cd_decimal cd_sub(cd_decimal x, cd_decimal y, unsigned *flags);
cd_decimal cd_mul(cd_decimal x, cd_decimal y, unsigned *flags);
cd_decimal cd_div(cd_decimal x, cd_decimal y, unsigned *flags);
cd_decimal cd_pow(cd_decimal x, cd_decimal y, unsigned *flags);
cd_decimal cd_sqrt(cd_decimal x, unsigned *flags);
cd_decimal cd_exp(cd_decimal x, unsigned *flags);
cd_decimal cd_log(cd_decimal x, unsigned *flags);
cd_decimal cd_quantize(cd_decimal x, cd_decimal y, unsigned mode, unsigned *flags);
cd_decimal cd_round_integral(cd_decimal x, unsigned mode, unsigned *flags);
cd_decimal cd_abs(cd_decimal x);
cd_decimal cd_negate(cd_decimal x);
int64_t cd_to_int64(cd_decimal x, unsigned *flags);
bool cd_less(cd_decimal x, cd_decimal y);
bool cd_equal(cd_decimal x, cd_decimal y);
bool cd_is_finite(cd_decimal x);
// Remainder with the sign of x, exact.
cd_decimal cd_fmod(cd_decimal x, cd_decimal y, unsigned *flags);
// The exponent of the stored form: 1.20 has -2.
int cd_exponent(cd_decimal x);
