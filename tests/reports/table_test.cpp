#include <catch2/catch.hpp>

#include "models/errors.hpp"
#include "reports/table.hpp"

using systole::reports::Align;
using systole::reports::Paint;
using systole::reports::Style;
using systole::reports::Table;

namespace {

Table sample() {
  Table table{{{"name", Align::left, true}, {"count"}, {"remark", Align::left}}};
  table.row({"größe", "7", "ok"});
  table.row({"寸法", "1,234,567", ""});
  table.rule();
  table.row({"plain ascii", "12", "last"});
  table.note("that is all");
  return table;
}

Style narrow(std::size_t width) {
  Style style;
  style.width = width;
  return style;
}

}  // namespace

TEST_CASE("columns align by what the eye sees, not by bytes", "[A9]") {
  CHECK(sample().print({}) ==
        "name             count  remark\n"
        "──────────────────────────────\n"
        "größe                7  ok\n"
        "寸法         1,234,567\n"
        "──────────────────────────────\n"
        "plain ascii         12  last\n"
        "that is all\n");
}

TEST_CASE("a terminal without Unicode gets rules of hyphens", "[A9]") {
  Style style;
  style.unicode = false;
  CHECK(sample().print(style).find("\n------------------------------\n") != std::string::npos);
}

TEST_CASE("on a narrow terminal only the names are shortened", "[A9]") {
  CHECK(sample().print(narrow(29)) ==
        "name            count  remark\n"
        "─────────────────────────────\n"
        "größe               7  ok\n"
        "寸法        1,234,567\n"
        "─────────────────────────────\n"
        "plain asc…         12  last\n"
        "that is all\n");
  CHECK(sample().print(narrow(30)) == sample().print({}));
}

TEST_CASE("where shortening is not enough the names are dropped and the figures stay", "[A9]") {
  const auto text = sample().print(narrow(20));
  CHECK(text.find("name") == std::string::npos);
  CHECK(text.find("    count  remark\n") == 0);
  CHECK(text.find("1,234,567\n") != std::string::npos);
}

TEST_CASE("colours change what is printed and not how it aligns", "[A9]") {
  Table table{{{"a", Align::left}, {"b"}}};
  table.row({{"x", Paint::green}, "1"});
  Style colour;
  colour.colour = true;
  CHECK(table.print(colour) == "\033[1ma\033[0m  \033[1mb\033[0m\n\033[2m────\033[0m\n\033[32mx\033[0m  1\n");
}

TEST_CASE("a row with a missing cell is a fault of ours", "[A9]") {
  Table table{{{"a"}, {"b"}}};
  CHECK_THROWS_AS(table.row({"1"}), systole::models::ModelError);
}
