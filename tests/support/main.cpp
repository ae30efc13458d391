// Catch2's main, compiled once: it costs more than all tests of a room together.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
