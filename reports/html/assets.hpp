// What draws a report's page and its pictures, as the build put it into the library.
#pragma once

#include <string_view>

namespace systole::reports {

struct PageAssets {
  std::string_view script;  // of the page
  std::string_view style;
  std::string_view plots;    // the program for Node that writes pictures
  std::string_view missing;  // why there is nothing of it, and how to get it; empty: all is there
};

/// Of this build.
const PageAssets& page_assets();

}  // namespace systole::reports
