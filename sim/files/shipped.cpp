#include "sim/files/shipped.hpp"

#include <algorithm>
#include <cstdlib>

#include "models/errors.hpp"
#include "workloads/document/diagnostic.hpp"

namespace systole::sim {

namespace fs = std::filesystem;

namespace {

struct ShelfFacts {
  const char* kind;  // one of its files
  const char* directory;
  std::vector<std::string> extensions;  // in the order in which a bare name is looked for
};

const ShelfFacts& facts(Shelf shelf) {
  static const std::vector<ShelfFacts> all{{"accelerator", "configs/accelerators", {".yaml"}},
                                           {"workload", "workloads/networks", {".yaml", ".csv"}},
                                           {"weights file", "workloads/zoo", {".weights.npz"}},
                                           {"data file", "workloads/zoo", {".data.npz"}},
                                           {"calibration file", "workloads/zoo", {".calibration.npz"}},
                                           {"table", "configs/energy", {".yaml"}},
                                           {"sweep", "configs/sweeps", {".yaml"}}};
  return all.at(static_cast<std::size_t>(shelf));
}

/// The extension of a shelf that a file has, or "".
std::string extension_of(Shelf shelf, const fs::path& path) {
  const std::string name = path.filename().string();
  for (const std::string& extension : facts(shelf).extensions)
    if (name.size() > extension.size() && name.ends_with(extension)) return extension;
  return "";
}

}  // namespace

fs::path shelf_directory(Shelf shelf) {
  const char* home = std::getenv("SYSTOLE_HOME");
  const fs::path root = home != nullptr && *home != '\0' ? fs::path{home} : fs::path{SYSTOLE_SOURCE_DIR};
  return root / facts(shelf).directory;
}

std::vector<std::string> shipped_names(Shelf shelf) {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator{shelf_directory(shelf), error}) {
    const fs::path& path = entry.path();
    const std::string extension = extension_of(shelf, path);
    if (extension.empty()) continue;
    const std::string file = path.filename().string();
    const std::string stem = file.substr(0, file.size() - extension.size());
    // The first extension is found by the bare name; the others need theirs when they are the second of the name.
    const std::string& first = facts(shelf).extensions.front();
    const bool bare = extension == first || !fs::exists(path.parent_path() / (stem + first));
    names.push_back(bare ? stem : file);
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string find_file(Shelf shelf, const std::string& name) {
  std::error_code error;
  if (fs::exists(name, error)) return name;
  const fs::path shipped = shelf_directory(shelf) / name;
  if (name.find('/') == std::string::npos && !name.empty()) {
    if (fs::is_regular_file(shipped, error)) return shipped.string();
    for (const std::string& extension : facts(shelf).extensions) {
      const fs::path candidate{shipped.string() + extension};
      if (fs::is_regular_file(candidate, error)) return candidate.string();
    }
  }
  const std::string kind = facts(shelf).kind;
  const std::string near = workloads::nearest(name, shipped_names(shelf));
  const bool listed =
      shelf == Shelf::accelerators || shelf == Shelf::workloads || shelf == Shelf::tables || shelf == Shelf::sweeps;
  const std::string shown = listed ? " (systole list " + kind + "s shows what ships)"
                                   : " (systole list weights shows which networks ship trained)";
  throw models::UserError("no " + kind + " '" + name + "': neither a file nor a shipped name" +
                          (near.empty() ? "" : "; did you mean '" + near + "'?") + shown);
}

}  // namespace systole::sim
