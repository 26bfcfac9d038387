// The main function of every test program. Version 3 of Catch2 brings its own; version 2 wants it compiled
// once, here, which saves ten seconds a test program.
#if !__has_include(<catch2/catch_all.hpp>)
#define CATCH_CONFIG_MAIN
#endif
#include "tests/catch.h"
