#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

#include "reports/number_format.hpp"

using namespace systole::reports;
using systole::models::Bytes;

TEST_CASE("bytes have binary units and three digits", "[A9]") {
  CHECK(human_bytes(Bytes{0}) == "0 B");
  CHECK(human_bytes(Bytes{1023}) == "1023 B");
  CHECK(human_bytes(Bytes{1024}) == "1.00 KiB");
  CHECK(human_bytes(Bytes{1536}) == "1.50 KiB");
  CHECK(human_bytes(Bytes{64 * 1024}) == "64.0 KiB");
  CHECK(human_bytes(Bytes{1000 * 1024}) == "1000 KiB");
  CHECK(human_bytes(Bytes{3LL << 30}) == "3.00 GiB");
  CHECK(human_bytes(Bytes{std::numeric_limits<std::int64_t>::max()}) == "8.00 EiB");
}

TEST_CASE("bytes that would round to 1024 go to the next unit", "[A9]") {
  CHECK(human_bytes(Bytes{1024 * 1024 - 513}) == "1023 KiB");
  CHECK(human_bytes(Bytes{1024 * 1024 - 512}) == "1.00 MiB");
}

TEST_CASE("counts are grouped by thousands", "[A9]") {
  CHECK(grouped(0) == "0");
  CHECK(grouped(999) == "999");
  CHECK(grouped(1000) == "1,000");
  CHECK(grouped(1234567) == "1,234,567");
  CHECK(grouped(-1234) == "-1,234");
  CHECK(grouped(-123) == "-123");
}

TEST_CASE("percentages do not round onto nothing or everything", "[A9]") {
  CHECK(percent(0) == "0.0%");
  CHECK(percent(0.0001) == "<0.1%");
  CHECK(percent(0.1234) == "12.3%");
  CHECK(percent(0.99999) == "99.9%");
  CHECK(percent(1) == "100%");
  CHECK(percent(std::nan("")) == "-");
}

TEST_CASE("rates and times have decimal prefixes", "[A9]") {
  CHECK(si(0, "s") == "0 s");
  CHECK(si(0.00123, "s") == "1.23 ms");
  CHECK(si(33.2e-6, "s") == "33.2 µs");
  CHECK(si(12.8e9, "B/s") == "12.8 GB/s");
  CHECK(si(800e6, "Hz") == "800 MHz");
  CHECK(si(999.4, "s") == "999 s");
  CHECK(si(999.6, "s") == "1.00 ks");
  CHECK(si(0.9994, "s") == "999 ms");
  CHECK(si(0.9996, "s") == "1.00 s");
  CHECK(si(-0.5, "s") == "-500 ms");
}
