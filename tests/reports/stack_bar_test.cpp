#include <rapidcheck.h>
#include <catch2/catch.hpp>

#include "reports/causes.hpp"
#include "reports/stack_bar.hpp"

using systole::models::Cycles;
using systole::models::CycleStack;
using systole::reports::stack_bar;
using systole::reports::text_width;

namespace {

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

}  // namespace

TEST_CASE("a bar gives each cause its share of the glyphs", "[A9]") {
  CycleStack stack;
  stack.mac = Cycles{50};
  stack.dram_stall = Cycles{30};
  stack.vector = Cycles{20};
  systole::reports::Style ascii;
  ascii.unicode = false;
  CHECK(stack_bar(stack, 20, ascii) ==
        "  ##########ddddddvvvv\n"
        "  # mac 50.0%\n"
        "  d DRAM stall 30.0%\n"
        "  v vector 20.0%\n");
}

TEST_CASE("a bar is always as wide as asked, whatever the shares", "[A9]") {
  CHECK(rc::check([] {
    CycleStack stack;
    for (const auto& cause : systole::reports::kCauses) {
      stack.*cause.cycles = Cycles{*rc::gen::inRange<std::int64_t>(0, 1000)};
    }
    RC_PRE(stack.total() > Cycles{0});
    const auto width = *rc::gen::inRange<std::size_t>(1, 100);
    RC_ASSERT(text_width(first_line(stack_bar(stack, width, {}))) == width + 2);
  }));
}

TEST_CASE("an empty stack has no bar", "[A9]") {
  CHECK(stack_bar({}, 20, {}).empty());
}

TEST_CASE("without colour every cause has its own glyph, in Unicode and in ASCII", "[A9]") {
  CycleStack stack;
  for (const auto& cause : systole::reports::kCauses) stack.*cause.cycles = Cycles{1};
  systole::reports::Style ascii;
  ascii.unicode = false;
  CHECK(first_line(stack_bar(stack, 7, ascii)) == "  #/wsdv.");
  CHECK(first_line(stack_bar(stack, 7, {})) == "  █▓▒╳░▄·");
}
