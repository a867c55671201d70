// Carries texts, style sheet and script in the program, so that one file is all that is installed.
// The compiler tracks every embedded file: changing one rebuilds this target.
#pragma clang diagnostic ignored "-Wc23-extensions"
#include "CAssets.h"

static const ca_asset assets[] = {
#include "list.inc"
};

const ca_asset *ca_assets(size_t *count) {
    *count = sizeof assets / sizeof assets[0];
    return assets;
}
