#include "reports/html/assets.hpp"

// CMake says with SYSTOLE_PAGE_DIRECTORY where the built page is, or with SYSTOLE_PAGE_MISSING why there is none
// (cmake/Page.cmake).
#ifdef SYSTOLE_PAGE_DIRECTORY

// A megabyte of script as an array would take the compiler long; the assembler copies files as they are.
#define SYSTOLE_EMBED(symbol, file)                \
  asm(".pushsection .rodata\n"                     \
      ".global systole_" #symbol                   \
      "_begin\n"                                   \
      ".global systole_" #symbol                   \
      "_end\n"                                     \
      "systole_" #symbol                           \
      "_begin:\n"                                  \
      ".incbin \"" SYSTOLE_PAGE_DIRECTORY "/" file \
      "\"\n"                                       \
      "systole_" #symbol                           \
      "_end:\n"                                    \
      ".byte 0\n"                                  \
      ".popsection\n");                            \
  extern "C" {                                     \
  extern const char systole_##symbol##_begin[];    \
  extern const char systole_##symbol##_end[];      \
  }

SYSTOLE_EMBED(page_script, "page.js")
SYSTOLE_EMBED(page_style, "page.css")
SYSTOLE_EMBED(page_plots, "plots.mjs")

namespace systole::reports {

const PageAssets& page_assets() {
  static const PageAssets assets{{systole_page_script_begin, systole_page_script_end},
                                 {systole_page_style_begin, systole_page_style_end},
                                 {systole_page_plots_begin, systole_page_plots_end},
                                 {}};
  return assets;
}

}  // namespace systole::reports

#else

namespace systole::reports {

const PageAssets& page_assets() {
  static const PageAssets assets{{}, {}, {}, SYSTOLE_PAGE_MISSING};
  return assets;
}

}  // namespace systole::reports

#endif
