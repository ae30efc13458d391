#include "tests/workloads/document_support.hpp"
#include "workloads/document/quantity.hpp"

using namespace systole::tests;
using namespace systole::models;
using namespace systole::workloads;

namespace {

constexpr Range kAny{0, 1'000'000'000'000'000};

Bytes bytes(const std::string& text) {
  return parse_bytes(value_node(text), "size", kAny);
}

std::string code_of_bytes(const std::string& text) {
  return diagnostic_of([&] { bytes(text); }).code;
}

}  // namespace

TEST_CASE("KiB, MiB and GiB are binary, kB, MB and GB decimal", "[CFG]") {
  CHECK(bytes("64 B") == Bytes{64});
  CHECK(bytes("64 kB") == Bytes{64'000});
  CHECK(bytes("64 KiB") == Bytes{65'536});
  CHECK(bytes("3 MB") == Bytes{3'000'000});
  CHECK(bytes("3 MiB") == Bytes{3 * 1024 * 1024});
  CHECK(bytes("2 GB") == Bytes{2'000'000'000});
  CHECK(bytes("2 GiB") == Bytes{2LL * 1024 * 1024 * 1024});
}

TEST_CASE("frequencies, bandwidths, times and lengths become integers of their base unit", "[CFG]") {
  CHECK(parse_frequency(value_node("1.2 GHz"), "clock", kAny) == Hertz{1'200'000'000});
  CHECK(parse_frequency(value_node("32 kHz"), "clock", kAny) == Hertz{32'000});
  CHECK(parse_bandwidth(value_node("12.8 GB/s"), "bandwidth", kAny) == BytesPerSecond{12'800'000'000});
  CHECK(parse_bandwidth(value_node("1 KiB/s"), "bandwidth", kAny) == BytesPerSecond{1024});
  CHECK(parse_time(value_node("60 ns"), "latency", kAny) == Picoseconds{60'000});
  CHECK(parse_time(value_node("0.5 us"), "latency", kAny) == Picoseconds{500'000});
  CHECK(parse_time(value_node("0 ps"), "latency", kAny) == Picoseconds{0});
  CHECK(parse_length_nm(value_node("28 nm"), "technology", {3, 250}) == 28);
}

TEST_CASE("the space before a unit and quotes around a quantity are optional", "[CFG]") {
  CHECK(bytes("64KiB") == Bytes{65'536});
  CHECK(bytes("\"64 KiB\"") == Bytes{65'536});
}

TEST_CASE("decimals are exact or refused", "[CFG]") {
  CHECK(bytes("0.5 KiB") == Bytes{512});
  CHECK(bytes("1.000 kB") == Bytes{1000});
  CHECK(bytes("0.0009765625 KiB") == Bytes{1});
  CHECK(code_of_bytes("0.1 KiB") == "C007");
  CHECK(code_of_bytes("0.5 B") == "C007");
  CHECK(code_of_bytes("0.00000000000000000000000000001 GiB") == "C007");
  CHECK(diagnostic_of([] { parse_time(value_node("312.5 ps"), "t", kAny); }).message ==
        "'t' is 312.5 ps, which is not a whole number of ps");
}

TEST_CASE("a missing unit is an error that names the units", "[CFG]") {
  const auto error = diagnostic_of([] { parse_frequency(value_node("800"), "clock", kAny); });
  CHECK(error.code == "C008");
  CHECK(error.message == "'clock' is '800' without a unit");
  CHECK(error.hint == "write for instance 800 MHz; allowed units: Hz, kHz, MHz, GHz");
}

TEST_CASE("a unit of another dimension is named as such", "[CFG]") {
  CHECK(diagnostic_of([] { parse_frequency(value_node("60 ns"), "clock", kAny); }).message ==
        "'clock' is a frequency, but '60 ns' is a time");
  CHECK(diagnostic_of([] { parse_bandwidth(value_node("10 GB"), "b", kAny); }).message ==
        "'b' is a bandwidth, but '10 GB' is a size");
}

TEST_CASE("an unknown unit is an error with the nearest one", "[CFG]") {
  CHECK_THAT(diagnostic_of([] { parse_frequency(value_node("800 mhz"), "clock", kAny); }).hint,
             Catch::Contains("did you mean 'MHz'?"));
  CHECK_THAT(diagnostic_of([] { bytes("64 KB"); }).hint, Catch::Contains("'KiB' (1024 B) or 'kB' (1000 B)"));
}

TEST_CASE("a bandwidth in bits or per cycle is refused with the way to convert it", "[CFG]") {
  CHECK_THAT(diagnostic_of([] { parse_bandwidth(value_node("8 Gb/s"), "b", kAny); }).hint,
             Catch::Contains("divide by 8"));
  CHECK_THAT(diagnostic_of([] { parse_bandwidth(value_node("10 B/cycle"), "b", kAny); }).hint,
             Catch::Contains("10 B/cycle at 1 GHz are 10 GB/s"));
}

TEST_CASE("a quantity out of range shows the range with units", "[CFG]") {
  const auto error = diagnostic_of([] { parse_bytes(value_node("2 GiB"), "size", {64, 1 << 30}); });
  CHECK(error.code == "C009");
  CHECK(error.hint == "allowed: 64 B .. 1 GiB");
  CHECK(diagnostic_of([] {
          parse_bytes(value_node("-1 B"), "size", {64, 1 << 30});
        }).message == "'size' is -1 B, which is negative");
}

TEST_CASE("a quantity that overflows 64 bits is out of range", "[CFG]") {
  CHECK(code_of_bytes("99999999999999999999 B") == "C009");
  CHECK(code_of_bytes("9223372036854775807 GiB") == "C009");
}

TEST_CASE("numbers that are not plain decimals are refused in quantities too", "[CFG]") {
  for (const char* text : {"1e3 B", "064 B", "0x40 B", ".inf", "+64 B", "1_000 B", "B", ".5 B", "5. B", "--1 B"}) {
    INFO(text);
    CHECK(code_of_bytes(text) == "C007");
  }
}
