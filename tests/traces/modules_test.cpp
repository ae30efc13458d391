#include <catch2/catch.hpp>

#include "models/errors.hpp"
#include "traces/modules.hpp"

using systole::traces::Module;
using systole::traces::Modules;
using systole::traces::parse_modules;

TEST_CASE("a list of modules may have blanks and repetitions", "[H2]") {
  CHECK(parse_modules("array") == Modules{Module::array});
  CHECK(parse_modules(" array , ofmap,array ") == Modules{Module::array, Module::ofmap});
}

TEST_CASE("an empty list and 'all' record every module", "[H2]") {
  CHECK(parse_modules("").empty());
  CHECK(parse_modules(" all ").empty());
  CHECK(systole::traces::records({}, Module::dram));
  CHECK_FALSE(systole::traces::records({Module::load}, Module::dram));
  // Those of CIM macros only where a chip has them.
  CHECK_FALSE(systole::traces::records({}, Module::cim));
  CHECK(systole::traces::records(systole::traces::modules_with_cim(), Module::cim2));
}

TEST_CASE("an unknown module is an error with the nearest name and all names", "[H2]") {
  CHECK_THROWS_WITH(parse_modules("array,ofmaps"),
                    "unknown module 'ofmaps' in the waveform's list, did you mean 'ofmap'? "
                    "(known: load, array, vector, store, ifmap, weight, ofmap, dram, sequencer, cim, cim2)");
  CHECK_THROWS_AS(parse_modules("array,"), systole::models::UserError);
}

TEST_CASE("a name unlike any module gets no suggestion", "[H2]") {
  CHECK_THROWS_WITH(parse_modules("zzzzzzzz"), Catch::Contains("list (known: load"));
}
