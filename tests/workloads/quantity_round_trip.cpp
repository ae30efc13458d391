#include <rapidcheck.h>
#include <limits>

#include "tests/workloads/document_support.hpp"
#include "workloads/document/quantity.hpp"

using namespace systole::tests;
using namespace systole::models;
using namespace systole::workloads;

namespace {

constexpr Range kAny{0, std::numeric_limits<std::int64_t>::max()};

/// Any count, and round ones as people write them.
rc::Gen<std::int64_t> counts() {
  const auto any = rc::gen::inRange<std::int64_t>(0, kAny.max);
  const auto round = rc::gen::map(
      rc::gen::tuple(rc::gen::inRange<std::int64_t>(0, 5000),
                     rc::gen::element<std::int64_t>(1, 100, 1000, 1024, 1'000'000, 1 << 20, 1'000'000'000, 1 << 30)),
      [](const auto& parts) { return std::get<0>(parts) * std::get<1>(parts); });
  return rc::gen::oneOf(any, round);
}

}  // namespace

TEST_CASE("every quantity is printed so that it reads back the same", "[CFG]") {
  CHECK(rc::check("bytes, frequencies, bandwidths, times", [] {
    const std::int64_t count = *counts();
    RC_ASSERT(parse_bytes(value_node(format_bytes(Bytes{count})), "k", kAny) == Bytes{count});
    RC_ASSERT(parse_frequency(value_node(format_frequency(Hertz{count})), "k", kAny) == Hertz{count});
    RC_ASSERT(parse_bandwidth(value_node(format_bandwidth(BytesPerSecond{count})), "k", kAny) == BytesPerSecond{count});
    RC_ASSERT(parse_time(value_node(format_time(Picoseconds{count})), "k", kAny) == Picoseconds{count});
  }));
}

TEST_CASE("every integer is read as it is printed", "[CFG]") {
  constexpr Range kAll{std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()};
  CHECK(rc::check("integers", [&](std::int64_t value) {
    RC_PRE(value != std::numeric_limits<std::int64_t>::min());
    RC_ASSERT(parse_integer(value_node(std::to_string(value)), "k", kAll) == value);
  }));
}

TEST_CASE("a quantity is printed in its shortest exact form", "[CFG]") {
  CHECK(format_bytes(Bytes{65'536}) == "64 KiB");
  CHECK(format_bytes(Bytes{64'000}) == "64 kB");
  CHECK(format_bytes(Bytes{1536}) == "1536 B");
  CHECK(format_bytes(Bytes{0}) == "0 B");
  CHECK(format_bytes(Bytes{-64}) == "-64 B");
  CHECK(format_frequency(Hertz{800'000'000}) == "800 MHz");
  CHECK(format_frequency(Hertz{1'200'000'000}) == "1.2 GHz");
  CHECK(format_bandwidth(BytesPerSecond{12'800'000'000}) == "12.8 GB/s");
  CHECK(format_time(Picoseconds{60'000}) == "60 ns");
}
