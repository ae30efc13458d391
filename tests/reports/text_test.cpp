#include <catch2/catch.hpp>

#include "reports/text.hpp"

using systole::reports::shortened;
using systole::reports::text_width;

TEST_CASE("text is as wide as its characters: wide ones two columns, combining marks none", "[A9]") {
  CHECK(text_width("abc") == 3);
  CHECK(text_width("µ×…─") == 4);
  CHECK(text_width("寸法") == 4);
  CHECK(text_width("e\xCC\x81") == 1);  // e and a combining acute accent
  CHECK(text_width("🙂") == 2);
}

TEST_CASE("bytes that are not UTF-8 count as characters and are not lost", "[A9]") {
  CHECK(text_width("a\xffz") == 3);
  CHECK(text_width("\xe2\x94") == 2);  // a character cut in the middle
}

TEST_CASE("shortened text fits and ends in an ellipsis", "[A9]") {
  CHECK(shortened("layer1", 6, {}) == "layer1");
  CHECK(shortened("layer10", 6, {}) == "layer…");
  CHECK(shortened("寸法寸法", 6, {}) == "寸法…");
  CHECK(shortened("abc", 1, {}) == "…");
  CHECK(shortened("abc", 0, {}).empty());
}
