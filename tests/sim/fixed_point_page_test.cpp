// docs/fixed_point.md: what it quotes is what the commands print.
#include "tests/sim/quoted_page.hpp"

using namespace systole::tests;

namespace {

constexpr const char* kPage = "docs/fixed_point.md";

}  // namespace

TEST_CASE("docs/fixed_point.md quotes what its quick commands print", "[C9][C1][C3][B7][B9][B11]") {
  check_or_update(kPage, false);
}

TEST_CASE("docs/fixed_point.md quotes what its long commands print", "[slow][C9][C3][B7][B8][B9]") {
  check_or_update(kPage, true);
}

TEST_CASE("docs/fixed_point.md has its seven chapters, and the tests that it names exist", "[C9]") {
  const std::string page = file_text(source_directory() / kPage);
  for (int chapter = 1; chapter <= 7; ++chapter)
    CHECK(page.find("\n## " + std::to_string(chapter) + ". ") != std::string::npos);
  CHECK(check_named_tests(kPage) > 5);
}
