// The directory of a run's results: whole or not at all.
#pragma once

#include <filesystem>
#include <string_view>

namespace systole::reports {

/// Collects files in DIR.partial-PID and renames that into place at `commit`. An earlier run's directory (one with a
/// summary.json) is replaced then and not before; whatever fails, it stays. Without a commit nothing remains.
class RunDirectory {
 public:
  /// Creates parents and the partial directory.
  /// \throws models::UserError when the target is a file, holds something other than a run, is the current directory,
  /// or cannot be created.
  explicit RunDirectory(const std::filesystem::path& target);
  RunDirectory(const RunDirectory&) = delete;
  RunDirectory& operator=(const RunDirectory&) = delete;
  ~RunDirectory();

  const std::filesystem::path& target() const { return target_; }

  /// Where to write the file `name` ("layers.csv", "traces/dram.csv") until the commit; directories are created.
  std::filesystem::path file(std::string_view name) const;
  /// Writes a whole file. \throws models::UserError with the system's reason.
  void write(std::string_view name, std::string_view content) const;

  /// Puts the directory in place. \throws models::UserError when the system refuses, models::ModelError when there is
  /// no summary.json: the next run would not know the directory as one of ours.
  void commit();

 private:
  std::filesystem::path target_;
  std::filesystem::path partial_;
  bool committed_ = false;
};

}  // namespace systole::reports
