#include <limits>

#include "tests/workloads/document_support.hpp"
#include "workloads/document/quantity.hpp"

using namespace systole::tests;
using systole::workloads::parse_integer;

namespace {

std::string code(const std::string& text) {
  return diagnostic_of([&] { parse_integer(value_node(text), "rows", {1, 4096}); }).code;
}

}  // namespace

TEST_CASE("integers are plain decimal digits", "[CFG]") {
  CHECK(parse_integer(value_node("16"), "rows", {1, 4096}) == 16);
  CHECK(parse_integer(value_node("-3"), "axis", {-4, 4}) == -3);
  CHECK(parse_integer(value_node("0"), "pad", {0, 4}) == 0);
}

TEST_CASE("the ends of a range belong to it", "[CFG]") {
  CHECK(parse_integer(value_node("1"), "rows", {1, 4096}) == 1);
  CHECK(parse_integer(value_node("4096"), "rows", {1, 4096}) == 4096);
  CHECK(code("0") == "C009");
  CHECK(code("4097") == "C009");
}

TEST_CASE("every integer of 64 bits is read exactly", "[CFG]") {
  constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
  CHECK(parse_integer(value_node("9223372036854775807"), "seed", {0, kMax}) == kMax);
  CHECK(diagnostic_of([&] { parse_integer(value_node("9223372036854775808"), "seed", {0, kMax}); }).code == "C009");
}

TEST_CASE("what other readers take for integers is refused", "[CFG]") {
  for (const char* text : {"010",   "0x10", "0b1",   "0o7",  "1e3",    "1.5",  "1.0", ".5",   "5.",  "+3", "1_000",
                           "1,000", ".inf", "-.inf", ".nan", "\"16\"", "'16'", "yes", "true", "1-2", "--1"}) {
    INFO(text);
    CHECK(code(text) == "C007");
  }
  CHECK(code("16 B") == "C008");
  CHECK(code("[1]") == "C006");
  CHECK(code("{a: 1}") == "C006");
  CHECK(code("~") == "C006");
}

TEST_CASE("a range error shows the value found and what is allowed", "[CFG]") {
  const auto error = diagnostic_of([] { parse_integer(value_node("5000"), "array.rows", {1, 4096}); });
  CHECK(error.message == "'array.rows' is 5000, which is out of range");
  CHECK(error.hint == "allowed: 1 .. 4096");
}

TEST_CASE("a range without an upper limit is shown as such", "[CFG]") {
  constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
  const auto error = diagnostic_of([] { parse_integer(value_node("0"), "m", {1, kMax}); });
  CHECK(error.hint == "allowed: 1 or more");
}
