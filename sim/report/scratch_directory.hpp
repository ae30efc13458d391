// A directory for files that are needed for a while: it goes with all that is in it.
#pragma once

#include <filesystem>

namespace systole::sim {

class ScratchDirectory {
 public:
  /// Makes `path` with this process's number behind it. Throws models::UserError with the system's reason.
  explicit ScratchDirectory(const std::filesystem::path& path);
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;
  ~ScratchDirectory();

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace systole::sim
