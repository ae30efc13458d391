#include "reports/html/page.hpp"

#include "models/errors.hpp"

namespace systole::reports {

namespace {

// Nothing is fetched and nothing is sent: no address is allowed at all.
constexpr std::string_view kPolicy =
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data: blob:";

/// As text of an element.
std::string escaped(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    if (c == '&')
      safe += "&amp;";
    else if (c == '<')
      safe += "&lt;";
    else if (c == '>')
      safe += "&gt;";
    else
      safe += c;
  }
  return safe;
}

}  // namespace

std::string json_for_html(std::string_view json) {
  // The two line separators of Unicode: E2 80 A8 and E2 80 A9.
  constexpr std::string_view kSeparator = "\xE2\x80";
  std::string safe;
  safe.reserve(json.size());
  for (std::size_t i = 0; i < json.size(); ++i) {
    const bool separates =
        json.substr(i, 2) == kSeparator && i + 2 < json.size() && (json[i + 2] == '\xA8' || json[i + 2] == '\xA9');
    if (json[i] == '<') {
      safe += "\\u003c";
    } else if (separates) {
      safe += json[i + 2] == '\xA8' ? "\\u2028" : "\\u2029";
      i += 2;
    } else {
      safe += json[i];
    }
  }
  return safe;
}

std::string html_page(std::string_view title, std::string_view document, const PageAssets& assets) {
  if (!assets.missing.empty())
    throw models::UserError("this systole was built without the page of reports: " + std::string{assets.missing});
  std::string page = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n";
  page += "<meta http-equiv=\"Content-Security-Policy\" content=\"" + std::string{kPolicy} + "\">\n";
  page += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";
  page += "<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"generator\" content=\"systole\">\n";
  page += "<title>" + escaped(title) + "</title>\n<style>\n";
  page += assets.style;
  page += "\n</style>\n</head>\n<body>\n<div id=\"systole-report\"></div>\n";
  page +=
      "<noscript><p>This report is drawn by a script, which is in this file; your browser has scripts switched off.";
  page += "</p></noscript>\n<script type=\"application/json\" id=\"systole-data\">";
  page += json_for_html(document);
  page += "</script>\n<script>\n";
  page += assets.script;
  page += "\n</script>\n</body>\n</html>\n";
  return page;
}

}  // namespace systole::reports
