// What the user's terminal can do, and progress on it.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <ostream>
#include <string>

#include "reports/text.hpp"

namespace systole::sim {

/// Style of standard output: colours only on a terminal and never with NO_COLOR; its width; UTF-8 by locale.
reports::Style output_style();
bool stderr_is_terminal();

/// A bar on stderr for work of more than two seconds; plain lines now and then when stderr is no terminal.
class Progress {
 public:
  Progress(std::ostream& err, std::string what, bool quiet);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress();

  /// `more`, called when a line is due, says what else there is to tell; may be empty.
  void update(std::size_t done, std::size_t of, const std::function<std::string()>& more = {});

 private:
  std::ostream& err_;
  std::string what_;
  bool quiet_;
  bool terminal_;
  bool shown_ = false;
  std::chrono::steady_clock::time_point begin_;
  std::chrono::steady_clock::time_point next_;
};

}  // namespace systole::sim
