// A report as one HTML file: what stands in it cannot get out of its place, and nothing is fetched.
#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <string>

#include "models/errors.hpp"
#include "reports/html/page.hpp"

using namespace systole;
using namespace systole::reports;
using nlohmann::json;

namespace {

const PageAssets kAssets{"draw();", "body{margin:0}", "plots", {}};

std::string between(const std::string& text, const std::string& begin, const std::string& end) {
  const std::size_t from = text.find(begin);
  REQUIRE(from != std::string::npos);
  const std::size_t to = text.find(end, from + begin.size());
  REQUIRE(to != std::string::npos);
  return text.substr(from + begin.size(), to - from - begin.size());
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

}  // namespace

TEST_CASE("a page holds its style, its data and its script, and asks for nothing else", "[B11]") {
  const std::string page = html_page("a run", R"({"kind":"run"})", kAssets);
  CHECK(page.starts_with("<!doctype html>"));
  CHECK(between(page, "<style>", "</style>").find("body{margin:0}") != std::string::npos);
  CHECK(between(page, "<script type=\"application/json\" id=\"systole-data\">", "</script>") == R"({"kind":"run"})");
  CHECK(page.find("<script>\ndraw();\n</script>") != std::string::npos);
  CHECK(page.find("default-src 'none'") != std::string::npos);
  for (const char* fetched : {"http:", "https:", " src=", " href=", "@import", "url("})
    CHECK(page.find(fetched) == std::string::npos);
}

TEST_CASE("names that look like markup end neither the data nor the title", "[B11]") {
  const std::string name = "</script><script>alert(1)</script><!-- & \" ' \u2028 \u2029";
  const std::string page = html_page(name, json{{"title", name}}.dump(), kAssets);
  CHECK(count(page, "</script>") == 2);
  CHECK(count(page, "<!--") == 0);
  CHECK(between(page, "<title>", "</title>").find('<') == std::string::npos);
  const std::string data = between(page, "id=\"systole-data\">", "</script>");
  CHECK(json::parse(data)["title"] == name);
  CHECK(data.find("\u2028") == std::string::npos);
}

TEST_CASE("whatever its texts are, the data of a page is what it was", "[B11]") {
  CHECK(rc::check("JSON for HTML is the same JSON without what ends scripts", [] {
    const auto bytes = *rc::gen::container<std::string>(rc::gen::weightedOneOf<char>(
        {{6, rc::gen::elementOf(std::string{"<>/!-&\"'\\ script\xE2\x80\xA8\xA9"})}, {1, rc::gen::arbitrary<char>()}}));
    const std::string text = json{{"text", bytes}}.dump(-1, ' ', false, json::error_handler_t::replace);
    const std::string safe = json_for_html(text);
    RC_ASSERT(json::parse(safe) == json::parse(text));
    RC_ASSERT(safe.find('<') == std::string::npos);
    RC_ASSERT(safe.find("\xE2\x80\xA8") == std::string::npos);
    RC_ASSERT(safe.find("\xE2\x80\xA9") == std::string::npos);
  }));
}

TEST_CASE("a systole that was built without the page says what is missing", "[B11]") {
  const PageAssets none{{}, {}, {}, "Node was not found"};
  CHECK_THROWS_AS(html_page("a run", "{}", none), models::UserError);
  CHECK_THROWS_WITH(html_page("a run", "{}", none),
                    "this systole was built without the page of reports: Node was not found");
}

TEST_CASE("this build has the page, with the licences of what is in it", "[B11]") {
  const PageAssets& assets = page_assets();
  REQUIRE(std::string{assets.missing}.empty());
  CHECK(assets.script.size() > 100'000);
  CHECK(assets.style.size() > 1'000);
  CHECK(assets.plots.size() > 100'000);
  // Of ECharts: its notice and its licence; of what draws for it: the licence.
  for (const char* text : {"The Apache Software Foundation (https://www.apache.org/)",
                           "http://www.apache.org/licenses/", "zrender/LICENSE\n\nBSD 3-Clause License"})
    CHECK(assets.script.find(text) != std::string_view::npos);
  // What would end the script that the page stands in.
  for (const char* end : {"</script", "<!--"}) CHECK(assets.script.find(end) == std::string_view::npos);
  CHECK(assets.style.find("</style") == std::string_view::npos);
  CHECK(html_page("a run", "{}").size() < 2'000'000);
}
