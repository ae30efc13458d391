#include "sim/files/shipped.hpp"

#include <algorithm>
#include <cstdlib>

#include "models/errors.hpp"
#include "workloads/document/diagnostic.hpp"

namespace systole::sim {

namespace fs = std::filesystem;

namespace {

/// In the order in which a bare name is looked for.
std::vector<std::string> extensions(Shelf shelf) {
  return shelf == Shelf::accelerators ? std::vector<std::string>{".yaml"} : std::vector<std::string>{".yaml", ".csv"};
}

}  // namespace

fs::path shelf_directory(Shelf shelf) {
  const char* home = std::getenv("SYSTOLE_HOME");
  const fs::path root = home != nullptr && *home != '\0' ? fs::path{home} : fs::path{SYSTOLE_SOURCE_DIR};
  return root / (shelf == Shelf::accelerators ? "configs/accelerators" : "workloads/networks");
}

std::vector<std::string> shipped_names(Shelf shelf) {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator{shelf_directory(shelf), error}) {
    const fs::path& path = entry.path();
    const auto known = extensions(shelf);
    const auto extension = std::find(known.begin(), known.end(), path.extension().string());
    if (extension == known.end()) continue;
    // The first extension is found by the bare name; the others need theirs when they are the second of the name.
    const bool bare = extension == known.begin() || !fs::exists(fs::path{path}.replace_extension(known.front()));
    names.push_back(bare ? path.stem().string() : path.filename().string());
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
    for (const std::string& extension : extensions(shelf)) {
      const fs::path candidate{shipped.string() + extension};
      if (fs::is_regular_file(candidate, error)) return candidate.string();
    }
  }
  const char* kind = shelf == Shelf::accelerators ? "accelerator" : "workload";
  const std::string near = workloads::nearest(name, shipped_names(shelf));
  throw models::UserError("no " + std::string{kind} + " '" + name + "': neither a file nor a shipped name" +
                          (near.empty() ? "" : "; did you mean '" + near + "'?") + " (systole list " + kind +
                          "s shows what ships)");
}

}  // namespace systole::sim
