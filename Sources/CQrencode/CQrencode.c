#include "CQrencode.h"

#include <limits.h>
#include <qrencode.h>

int cqr_encode(const uint8_t *bytes, size_t count, uint8_t *modules, size_t room) {
    if (count == 0 || count > INT_MAX) return 0;
    QRcode *code = QRcode_encodeData((int)count, bytes, 0, QR_ECLEVEL_M);
    if (code == NULL) return 0;
    size_t side = (size_t)code->width, total = side * side;
    int written = total <= room ? code->width : 0;
    // The lowest bit says dark; the others say what the module is for.
    for (size_t i = 0; written && i < total; i++) modules[i] = code->data[i] & 1;
    QRcode_free(code);
    return written;
}
