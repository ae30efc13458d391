#include "sim/report/write_report.hpp"

#include <fmt/format.h>

#include "models/errors.hpp"
#include "reports/html/page.hpp"
#include "reports/output_file.hpp"
#include "sim/report/node_process.hpp"
#include "sim/report/scratch_directory.hpp"

namespace systole::sim {

namespace {

namespace fs = std::filesystem;

/// "figures/" is "figures".
fs::path without_slash(const fs::path& directory) {
  return directory.has_filename() ? directory : directory.parent_path();
}

}  // namespace

void check_page() {
  const std::string_view missing = reports::page_assets().missing;
  if (!missing.empty())
    throw models::UserError(fmt::format("this systole was built without the page of reports: {}", missing));
}

void write_page(const ReportJson& document, const fs::path& file) {
  reports::write_whole_file(file, reports::html_page(document.at("title").get<std::string>(), report_text(document)));
}

void write_plots(const ReportJson& document, const fs::path& directory) {
  check_page();
  const fs::path target = without_slash(directory);
  if (target.empty()) throw models::UserError("--plots: the name of the directory is empty");
  if (fs::exists(target) && !fs::is_directory(target))
    throw models::UserError(
        fmt::format("'{}' is a file; give the name of a directory for the pictures", target.string()));
  const ScratchDirectory scratch{target};
  const fs::path pictures = scratch.path() / "pictures";
  fs::create_directory(pictures);
  const std::string text = report_text(document);
  run_node({reports::page_assets().plots, text, pictures.string()}, scratch.path());
  // All are drawn: now they come to their place, over pictures of the same names.
  try {
    fs::create_directories(target);
    for (const fs::directory_entry& picture : fs::directory_iterator{pictures})
      fs::rename(picture.path(), target / picture.path().filename());
  } catch (const fs::filesystem_error& error) {
    throw models::UserError(
        fmt::format("cannot put the pictures into '{}': {}", target.string(), error.code().message()));
  }
}

}  // namespace systole::sim
