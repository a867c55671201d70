#pragma once
// Nothing of Pango is shown to Swift. This target only asks pkg-config for the compiler and linker flags of
// pangoft2 (Pango, HarfBuzz, Fontconfig, FreeType), whose include paths differ between machines.
