#pragma once
// Only its flags for compiler and linker are wanted: GMime's headers stay in CMime.c.
