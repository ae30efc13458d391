#include <rapidcheck.h>
#include <catch2/catch.hpp>

#include "models/cim/timing.hpp"

using namespace systole::models;

namespace {

constexpr Hertz kGigahertz{1'000'000'000};

CimEngine with_samples(int samples) {
  CimEngine engine;
  engine.arithmetic.msb_samples = samples;
  return engine;
}

}  // namespace

TEST_CASE("The example of the specification takes 420 ns a token, exactly", "[J6][J8]") {
  const CimPassTiming timing{CimEngine{}, kGigahertz};
  CHECK(timing.dac() == Picoseconds{10'000});
  CHECK(timing.settle() == Picoseconds{50'000});
  CHECK(timing.adc() == Picoseconds{80'000});
  CHECK(timing.vector() == Picoseconds{420'000});
  CHECK(timing.vector_cycles() == Cycles{420});
}

TEST_CASE("A vector is rounded up to cycles once, not once a pass", "[J6]") {
  // 3 passes of 140 ns at 810 MHz: 340.2 cycles; rounded up pass by pass it were 342.
  CHECK((CimPassTiming{CimEngine{}, Hertz{810'000'000}}.vector_cycles()) == Cycles{341});
  CHECK((CimPassTiming{CimEngine{}, Hertz{800'000'000}}.vector_cycles()) == Cycles{336});
  CHECK((CimPassTiming{CimEngine{}, Hertz{1'000}}.vector_cycles()) == Cycles{1});
  // A third of a gigahertz: 8 conversions of 3 ns, which is no whole number of picoseconds for three of them.
  CimEngine engine;
  engine.dac_time = engine.settle = Picoseconds{0};
  engine.adc_rate = Hertz{300'000'000};
  CHECK((CimPassTiming{engine, Hertz{300'000'000}}.vector_cycles()) == Cycles{24});
  CHECK((CimPassTiming{engine, Hertz{300'000'000}}.adc()) == Picoseconds{26'667});
  CHECK((CimPassTiming{engine, Hertz{300'000'000}}.vector()) == Picoseconds{80'000});
}

TEST_CASE("A conversion takes its slot whatever the bits of the ADC", "[J11]") {
  CimEngine fine;
  fine.arithmetic.adc.bits = 12;
  CHECK(CimPassTiming{fine, kGigahertz}.vector() == CimPassTiming{CimEngine{}, kGigahertz}.vector());
}

TEST_CASE("Phases of passes follow one another to the end of the vector", "[J6]") {
  const CimPassTiming timing{CimEngine{}, kGigahertz};
  CHECK(timing.until(0, CimPhase::dac) == Cycles{10});
  CHECK(timing.until(0, CimPhase::settle) == Cycles{60});
  CHECK(timing.until_column(0, 0) == Cycles{70});
  CHECK(timing.until(0, CimPhase::convert) == Cycles{140});
  CHECK(timing.until(2, CimPhase::dac) == Cycles{290});
  CHECK(timing.until_column(2, 7) == Cycles{420});
}

TEST_CASE("For any times and clock the phases never go back and end with the vector", "[J6]") {
  CHECK(rc::check([] {
    CimEngine engine = with_samples(*rc::gen::inRange(1, 5));
    engine.dac_time = Picoseconds{*rc::gen::inRange<std::int64_t>(0, 1'000'000'001)};
    engine.settle = Picoseconds{*rc::gen::inRange<std::int64_t>(0, 1'000'000'001)};
    engine.adc_rate = Hertz{*rc::gen::inRange<std::int64_t>(1'000, 100'000'000'001)};
    engine.arithmetic.adc_columns = *rc::gen::inRange(1, 33);
    const Hertz clock{*rc::gen::inRange<std::int64_t>(1'000, 10'000'000'001)};
    const CimPassTiming timing{engine, clock};
    Cycles last{0};
    for (std::int64_t pass = 0; pass < timing.passes(); ++pass) {
      const Cycles dac = timing.until(pass, CimPhase::dac);
      const Cycles settle = timing.until(pass, CimPhase::settle);
      RC_ASSERT(last <= dac);
      RC_ASSERT(dac <= settle);
      last = settle;
      for (std::int64_t column = 0; column < timing.columns(); ++column) {
        RC_ASSERT(last <= timing.until_column(pass, column));
        last = timing.until_column(pass, column);
      }
    }
    RC_ASSERT(last == timing.vector_cycles());
    // The vector's picoseconds are rounded up, too: by less than one.
    RC_ASSERT(to_cycles(timing.vector(), clock) >= last);
    RC_ASSERT(to_cycles(timing.vector() - Picoseconds{1}, clock) <= last);
  }));
}

TEST_CASE("One more sample takes exactly one pass longer, and faster parts are never slower", "[J8]") {
  for (int samples = 1; samples < 4; ++samples)
    CHECK(CimPassTiming(with_samples(samples + 1), kGigahertz).vector() -
              CimPassTiming(with_samples(samples), kGigahertz).vector() ==
          Picoseconds{140'000});
  CHECK(rc::check([] {
    CimEngine slow;
    slow.arithmetic.adc_columns = *rc::gen::inRange(1, 64);
    slow.adc_rate = Hertz{*rc::gen::inRange<std::int64_t>(1'000'000, 1'000'000'000)};
    CimEngine fast = slow;
    fast.adc_rate = Hertz{slow.adc_rate.count() + *rc::gen::inRange<std::int64_t>(0, 1'000'000'000)};
    fast.arithmetic.adc_columns = *rc::gen::inRange(1, slow.arithmetic.adc_columns + 1);
    const Hertz clock{*rc::gen::inRange<std::int64_t>(100'000'000, 2'000'000'000)};
    RC_ASSERT((CimPassTiming{fast, clock}.vector_cycles() <= CimPassTiming{slow, clock}.vector_cycles()));
  }));
}
