#include "reports/output_file.hpp"

#include <fmt/format.h>

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

}  // namespace systole::reports
