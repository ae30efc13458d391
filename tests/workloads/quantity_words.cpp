#include "tests/workloads/document_support.hpp"
#include "workloads/document/quantity.hpp"

using namespace systole::tests;
using namespace systole::workloads;

TEST_CASE("a word is one of those allowed", "[CFG]") {
  const std::vector<std::string> allowed{"saturate", "wrap"};
  CHECK(parse_word(value_node("wrap"), "overflow", allowed) == "wrap");
  const auto error = diagnostic_of([&] { parse_word(value_node("saturated"), "overflow", allowed); });
  CHECK(error.code == "C010");
  CHECK(error.message == "'overflow' is 'saturated', which is none of the allowed words");
  CHECK(error.hint == "did you mean 'saturate'?  (allowed: saturate, wrap)");
}

TEST_CASE("a switch is on, off, true or false and nothing else", "[CFG]") {
  CHECK(parse_boolean(value_node("on"), "fuse"));
  CHECK(parse_boolean(value_node("true"), "fuse"));
  CHECK_FALSE(parse_boolean(value_node("off"), "fuse"));
  CHECK_FALSE(parse_boolean(value_node("false"), "fuse"));
  for (const char* text : {"yes", "no", "1", "y", "True", "ON"}) {
    INFO(text);
    CHECK(diagnostic_of([&] { parse_boolean(value_node(text), "fuse"); }).code == "C010");
  }
  CHECK_THAT(diagnostic_of([] { parse_boolean(value_node("yes"), "fuse"); }).hint, Catch::Contains("'on'"));
}

TEST_CASE("a text is one line of printable characters", "[CFG]") {
  CHECK(parse_text(value_node("edge16"), "name") == "edge16");
  CHECK(parse_text(value_node(">\n  two\n  lines\n"), "name") == "two lines");
  CHECK(parse_text(value_node("16"), "name") == "16");
  CHECK(diagnostic_of([] { parse_text(value_node("\" \""), "name"); }).code == "C006");
  CHECK(diagnostic_of([] { parse_text(value_node("\"a\\x1bb\""), "name"); }).code == "C007");
  CHECK(diagnostic_of([] { parse_text(value_node("[a]"), "name"); }).code == "C006");
}
