// Activation codes in slices: the source's 6 + 4 bits, other splits, the later hybrid, and the DAC's gain.
#include <catch2/catch.hpp>
#include <vector>

#include "models/cim/slices.hpp"
#include "models/errors.hpp"

using namespace systole::models;
using Slices = CimSlicer::Slices;

namespace {

CimSlicer slicer(int bits, int msb_bits, CimSlicing slicing = CimSlicing::floor, int shift = 2) {
  CimConfig config;
  config.activation.bits = bits;
  config.activation.msb_bits = msb_bits;
  config.activation.slicing = slicing;
  config.lsb_gain_shift = shift;
  check(config);
  return CimSlicer{config};
}

}  // namespace

TEST_CASE("Six and four bits are cut by an arithmetic shift and a mask", "[J5]") {
  const CimSlicer six_four = slicer(10, 6);
  CHECK(six_four.split(511) == Slices{31, 15});
  CHECK(six_four.split(-512) == Slices{-32, 0});
  CHECK(six_four.split(-1) == Slices{-1, 15});
  CHECK(six_four.split(0) == Slices{0, 0});
  CHECK(six_four.split(15) == Slices{0, 15});
  CHECK(six_four.split(16) == Slices{1, 0});
  CHECK(six_four.split(-16) == Slices{-1, 0});
  CHECK(six_four.split(-17) == Slices{-2, 15});
  CHECK(six_four.split(100) == Slices{6, 4});
  CHECK(six_four.split(-100) == Slices{-7, 12});
  for (int code = -512; code <= 511; ++code) REQUIRE(six_four.split(code) == Slices{code >> 4, code & 15});
}

TEST_CASE("Slices of every split come together to the code", "[J5]") {
  for (int bits = 3; bits <= 15; ++bits)
    for (int msb_bits = 1; msb_bits < bits; ++msb_bits)
      for (const CimSlicing slicing : {CimSlicing::floor, CimSlicing::centred}) {
        const int lsb_bits = bits - msb_bits;
        const bool is_floor = slicing == CimSlicing::floor;
        if (msb_bits > (is_floor ? 8 : 7) || lsb_bits > (is_floor ? 7 : 8)) continue;
        const CimSlicer any = slicer(bits, msb_bits, slicing);
        const int half = 1 << (bits - 1);
        for (int code = -half; code < half; ++code) {
          const Slices s = any.split(code);
          REQUIRE(s.msb * (1 << lsb_bits) + s.lsb == code);
          REQUIRE((s.msb >= any.msb().lowest && s.msb <= any.msb().highest));
          REQUIRE((s.lsb >= any.lsb().lowest && s.lsb <= any.lsb().highest));
          REQUIRE((any.msb().lowest >= -128 && any.msb().highest <= 127 && any.lsb().highest <= 127));
        }
        REQUIRE(any.msb_weight() == 1 << lsb_bits);
      }
}

TEST_CASE("The hybrid's slices are centred: codes of eight bits have no MSB part", "[J5]") {
  const CimSlicer hybrid = slicer(10, 2, CimSlicing::centred);
  CHECK(hybrid.split(-512) == Slices{-2, 0});
  CHECK(hybrid.split(-385) == Slices{-2, 127});
  CHECK(hybrid.split(-384) == Slices{-1, -128});
  CHECK(hybrid.split(-129) == Slices{-1, 127});
  CHECK(hybrid.split(128) == Slices{1, -128});
  CHECK(hybrid.split(383) == Slices{1, 127});
  CHECK(hybrid.split(384) == Slices{2, -128});
  CHECK(hybrid.split(511) == Slices{2, -1});
  for (int code = -128; code <= 127; ++code) REQUIRE(hybrid.split(code) == Slices{0, code});
}

TEST_CASE("The DAC drives LSB slices times its gain", "[J7]") {
  CHECK(slicer(10, 6).dac_code(15) == 60);
  CHECK(slicer(10, 6, CimSlicing::floor, 0).dac_code(15) == 15);
  CHECK(slicer(10, 6, CimSlicing::floor, 3).dac_code(15) == 120);
  CHECK(slicer(10, 6).gain() == 4);
  CHECK(slicer(10, 6).dac_bits() == 6);                        // -32..31 and 0..60
  CHECK(slicer(10, 6, CimSlicing::floor, 3).dac_bits() == 7);  // 0..120
  CHECK(slicer(12, 7).dac_bits() == 7);                        // -64..63 and 0..124
}

TEST_CASE("A row of codes is cut like each of them, and codes of more bits are refused", "[J5]") {
  const CimSlicer six_four = slicer(10, 6);
  std::vector<std::int16_t> codes;
  for (int code = -512; code <= 511; ++code) codes.push_back(static_cast<std::int16_t>(code));
  std::vector<std::int8_t> msb(codes.size());
  std::vector<std::int8_t> lsb(codes.size());
  six_four.split(codes, msb, lsb);
  for (std::size_t i = 0; i < codes.size(); ++i) REQUIRE(six_four.split(codes[i]) == Slices{msb[i], lsb[i]});
  codes[3] = 512;
  CHECK_THROWS_AS(six_four.split(codes, msb, lsb), ModelError);
  CHECK_THROWS_AS(six_four.split(std::span{codes}.first(5), msb, lsb), ModelError);
}
