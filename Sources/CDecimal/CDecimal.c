#include "CDecimal.h"
#define DECIMAL_CALL_BY_REFERENCE 0
#define DECIMAL_GLOBAL_ROUNDING 0
#define DECIMAL_GLOBAL_EXCEPTION_FLAGS 0
#include <bid_conf.h>
#include <bid_functions.h>
#include <string.h>

static BID_UINT128 in(cd_decimal x) { BID_UINT128 r; r.w[0] = x.low; r.w[1] = x.high; return r; }
static cd_decimal out(BID_UINT128 x) { return (cd_decimal){ x.w[0], x.w[1] }; }

cd_decimal cd_from_string(const char *text, unsigned *flags) { return out(bid128_from_string((char *)text, 0, flags)); }
cd_decimal cd_from_int64(int64_t value) { return out(bid128_from_int64(value)); }
void cd_to_string(char *text, cd_decimal x) { unsigned flags = 0; bid128_to_string(text, in(x), &flags); }
cd_decimal cd_add(cd_decimal x, cd_decimal y, unsigned *flags) { return out(bid128_add(in(x), in(y), 0, flags)); }
cd_decimal cd_sub(cd_decimal x, cd_decimal y, unsigned *flags) { return out(bid128_sub(in(x), in(y), 0, flags)); }
cd_decimal cd_mul(cd_decimal x, cd_decimal y, unsigned *flags) { return out(bid128_mul(in(x), in(y), 0, flags)); }
cd_decimal cd_div(cd_decimal x, cd_decimal y, unsigned *flags) { return out(bid128_div(in(x), in(y), 0, flags)); }
cd_decimal cd_pow(cd_decimal x, cd_decimal y, unsigned *flags) { return out(bid128_pow(in(x), in(y), 0, flags)); }
cd_decimal cd_sqrt(cd_decimal x, unsigned *flags) { return out(bid128_sqrt(in(x), 0, flags)); }
cd_decimal cd_exp(cd_decimal x, unsigned *flags) { return out(bid128_exp(in(x), 0, flags)); }
cd_decimal cd_log(cd_decimal x, unsigned *flags) { return out(bid128_log(in(x), 0, flags)); }
cd_decimal cd_quantize(cd_decimal x, cd_decimal y, unsigned mode, unsigned *flags) { return out(bid128_quantize(in(x), in(y), mode, flags)); }
cd_decimal cd_round_integral(cd_decimal x, unsigned mode, unsigned *flags) {
    switch (mode) {
    case CD_HALF_EVEN: return out(bid128_round_integral_nearest_even(in(x), flags));
    case CD_DOWN_FLOOR: return out(bid128_round_integral_negative(in(x), flags));
    case CD_UP_CEILING: return out(bid128_round_integral_positive(in(x), flags));
    case CD_TO_ZERO: return out(bid128_round_integral_zero(in(x), flags));
    default: return out(bid128_round_integral_nearest_away(in(x), flags));
    }
}
cd_decimal cd_abs(cd_decimal x) { return out(bid128_abs(in(x))); }
cd_decimal cd_negate(cd_decimal x) { return out(bid128_negate(in(x))); }
int64_t cd_to_int64(cd_decimal x, unsigned *flags) { return bid128_to_int64_xint(in(x), flags); }
bool cd_less(cd_decimal x, cd_decimal y) { unsigned flags = 0; return bid128_quiet_less(in(x), in(y), &flags); }
bool cd_equal(cd_decimal x, cd_decimal y) { unsigned flags = 0; return bid128_quiet_equal(in(x), in(y), &flags); }
bool cd_is_finite(cd_decimal x) { return bid128_isFinite(in(x)); }
cd_decimal cd_fmod(cd_decimal x, cd_decimal y, unsigned *flags) { return out(bid128_fmod(in(x), in(y), flags)); }
int cd_exponent(cd_decimal x) { unsigned flags = 0; return bid128_quantexp(in(x), &flags); }
