#include "sim/report/scratch_directory.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <system_error>

#include "models/errors.hpp"

namespace systole::sim {

ScratchDirectory::ScratchDirectory(const std::filesystem::path& path) : path_{path} {
  const std::filesystem::path stem = path_;
  path_ += fmt::format(".partial-{}", ::getpid());
  std::error_code error;
  for (int i = 2; std::filesystem::exists(path_, error); ++i) {
    path_ = stem;
    path_ += fmt::format(".partial-{}-{}", ::getpid(), i);
  }
  std::filesystem::create_directories(path_, error);
  if (error)
    throw models::UserError(fmt::format("cannot create the directory '{}': {}", path_.string(), error.message()));
}

ScratchDirectory::~ScratchDirectory() {
  std::error_code ignored;  // what cannot be removed is named .partial
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace systole::sim
