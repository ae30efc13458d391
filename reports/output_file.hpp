// A file whose write errors do not go unseen: a full disk is an error with the path and the system's reason.
#pragma once

#include <filesystem>
#include <fstream>
#include <ostream>

namespace systole::reports {

class OutputFile {
 public:
  /// \throws models::UserError when the file cannot be created.
  explicit OutputFile(std::filesystem::path path);

  std::ostream& stream() { return stream_; }
  const std::filesystem::path& path() const { return path_; }

  /// To be called once all is written. \throws models::UserError when something was not.
  void close();

 private:
  std::filesystem::path path_;
  std::ofstream stream_;
};

}  // namespace systole::reports
