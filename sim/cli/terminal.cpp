#include "sim/cli/terminal.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace systole::sim {

namespace {

using std::chrono::seconds;

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view{} : std::string_view{value};
}

bool utf8_locale() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const std::string_view value = environment(name);
    if (value.empty()) continue;
    return value.find("UTF-8") != std::string_view::npos || value.find("utf8") != std::string_view::npos ||
           value.find("utf-8") != std::string_view::npos;
  }
  return false;
}

}  // namespace

reports::Style output_style() {
  reports::Style style;
  const bool terminal = isatty(STDOUT_FILENO) != 0;
  style.colour = terminal && environment("NO_COLOR").empty() && environment("TERM") != "dumb";
  style.unicode = utf8_locale();
  winsize size{};
  if (terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) style.width = size.ws_col;
  return style;
}

bool stderr_is_terminal() {
  return isatty(STDERR_FILENO) != 0;
}

Progress::Progress(std::ostream& err, std::string what, bool quiet)
    : err_{err},
      what_{std::move(what)},
      quiet_{quiet},
      terminal_{stderr_is_terminal()},
      begin_{std::chrono::steady_clock::now()},
      next_{begin_ + seconds{2}} {}

Progress::~Progress() {
  if (shown_ && terminal_) err_ << "\r\033[K" << std::flush;
}

void Progress::update(std::size_t done, std::size_t of, const std::function<std::string()>& more) {
  const auto now = std::chrono::steady_clock::now();
  if (quiet_ || of == 0 || now < next_) return;
  const double share = static_cast<double>(done) / static_cast<double>(of);
  const std::string text = fmt::format("{} {}/{} ({:.0f}%), {:.0f} s{}", what_, done, of, 100 * share,
                                       std::chrono::duration<double>(now - begin_).count(), more ? more() : "");
  if (terminal_) {
    constexpr std::size_t kWidth = 24;
    const auto full = static_cast<std::size_t>(share * kWidth);
    err_ << "\r\033[K[" << std::string(full, '#') << std::string(kWidth - full, '.') << "] " << text << std::flush;
    next_ = now + std::chrono::milliseconds{100};
  } else {
    err_ << text << '\n';
    next_ = now + seconds{10};
  }
  shown_ = true;
}

}  // namespace systole::sim
