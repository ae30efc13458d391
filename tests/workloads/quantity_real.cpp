#include <rapidcheck.h>

#include <cmath>
#include <cstring>
#include <limits>

#include "models/errors.hpp"
#include "tests/workloads/document_support.hpp"
#include "workloads/document/real.hpp"

using namespace systole::tests;
using systole::workloads::format_real;
using systole::workloads::parse_real;

namespace {

constexpr double kMax = std::numeric_limits<double>::max();

double real(const std::string& text) {
  return parse_real(value_node(text), "low", {-kMax, kMax});
}

std::string code(const std::string& text) {
  return diagnostic_of([&] { parse_real(value_node(text), "low", {-6, 6}); }).code;
}

}  // namespace

TEST_CASE("real numbers are plain decimals, with or without a point", "[CFG]") {
  CHECK(real("6") == 6.0);
  CHECK(real("-0.5") == -0.5);
  CHECK(real("0.1") == 0.1);
  CHECK(real("0.333333333333333333333333") == 0.333333333333333333333333);
}

TEST_CASE("what is no plain decimal is no real number", "[CFG]") {
  for (const char* text : {"1e3", "0x10", ".5", "5.", "+1", "1_000", ".inf", ".nan", "\"1\"", "six", "6 B", "--1"}) {
    INFO(text);
    CHECK(code(text) == "C007");
  }
  CHECK(code("[1]") == "C006");
  CHECK(code("~") == "C006");
}

TEST_CASE("the ends of a range of real numbers belong to it", "[CFG]") {
  CHECK(parse_real(value_node("6"), "low", {-6, 6}) == 6);
  CHECK(code("6.0000001") == "C009");
  CHECK(code("-6.0000001") == "C009");
  CHECK(code("1" + std::string(400, '0')) == "C009");
  CHECK(diagnostic_of([] { parse_real(value_node("7"), "low", {-6, 6.5}); }).hint == "allowed: -6 .. 6.5");
}

TEST_CASE("any finite real number reads back as it was written", "[CFG]") {
  CHECK(format_real(6) == "6");
  CHECK(format_real(1e-7) == "0.0000001");
  CHECK(rc::check([] {
    const auto bits = *rc::gen::arbitrary<std::uint64_t>();
    double value = 0;
    std::memcpy(&value, &bits, sizeof value);
    RC_PRE(std::isfinite(value));
    RC_ASSERT(real(format_real(value)) == value);
  }));
  for (const double value : {kMax, -kMax, std::numeric_limits<double>::denorm_min(), 1.0 / 3, -0.0}) {
    CHECK(real(format_real(value)) == value);
  }
  CHECK_THROWS_AS(format_real(std::nan("")), systole::models::ModelError);
}
