// A file whose write errors do not go unseen: a full disk is an error with the path and the system's reason.
#pragma once

#include <filesystem>
#include <fstream>
#include <ostream>
#include <string_view>

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

/// A file whole or not at all: what stood there stays until all is written beside it. Directories on the way are made.
/// \throws models::UserError with the system's reason.
void write_whole_file(const std::filesystem::path& path, std::string_view content);

}  // namespace systole::reports
