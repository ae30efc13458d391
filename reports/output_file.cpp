#include "reports/output_file.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "models/errors.hpp"

namespace systole::reports {

namespace {

[[noreturn]] void fail(std::string_view what, const std::filesystem::path& path, int error) {
  const auto reason = error == 0 ? std::string{"the system gives no reason"} : std::generic_category().message(error);
  throw models::UserError(fmt::format("cannot {} '{}': {}", what, path.string(), reason));
}

}  // namespace

OutputFile::OutputFile(std::filesystem::path path) : path_{std::move(path)} {
  errno = 0;
  stream_.open(path_, std::ios::binary | std::ios::trunc);
  if (!stream_) fail("create", path_, errno);
}

void OutputFile::close() {
  const bool failed_before = !stream_;
  // Streams forget why a write failed; a second try at what is left in the buffer asks the system again.
  stream_.clear();
  errno = 0;
  stream_.flush();
  const int flushed = stream_ ? 0 : errno;
  errno = 0;
  stream_.close();
  const int closed = stream_ ? 0 : errno;
  if (failed_before || !stream_) fail("write", path_, flushed != 0 ? flushed : closed);
}

void write_whole_file(const std::filesystem::path& path, std::string_view content) {
  std::error_code error;
  if (path.empty()) throw models::UserError("the name of a file to write is empty");
  if (std::filesystem::is_directory(path, error))
    throw models::UserError(fmt::format("'{}' is a directory; name a file", path.string()));
  if (path.has_parent_path()) {
    std::filesystem::create_directories(path.parent_path(), error);
    if (error) fail("create the directory", path.parent_path(), error.value());
  }
  // A pipe or a device cannot be replaced.
  const bool in_place = std::filesystem::exists(path, error) && !std::filesystem::is_regular_file(path, error);
  std::filesystem::path partial = path;
  if (!in_place) partial += fmt::format(".partial-{}", ::getpid());
  try {
    OutputFile file{partial};
    file.stream() << content;
    file.close();
  } catch (const models::UserError&) {
    if (!in_place) std::filesystem::remove(partial, error);
    throw;
  }
  if (in_place) return;
  std::filesystem::rename(partial, path, error);
  if (!error) return;
  std::error_code ignored;
  std::filesystem::remove(partial, ignored);
  fail("write", path, error.value());
}

}  // namespace systole::reports
