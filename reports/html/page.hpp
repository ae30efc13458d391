// A report as one HTML file: what draws it and what it shows, so that it opens from disk without network.
#pragma once

#include <string>
#include <string_view>

#include "reports/html/assets.hpp"

namespace systole::reports {

/// `document`: JSON (docs/report.md), whatever its texts are: nothing in it can end the script that holds it, or run.
/// \throws models::UserError when this systole was built without the page.
std::string html_page(std::string_view title, std::string_view document, const PageAssets& assets = page_assets());

/// JSON as it may stand inside of an HTML script: the same value, without "<", U+2028 and U+2029.
std::string json_for_html(std::string_view json);

}  // namespace systole::reports
