// The two ways in which systole fails. The command line turns them into exit statuses 2 and 70.
#pragma once

#include <stdexcept>

namespace systole::models {

/// The user's input is at fault: a config, a network, a command line. The message says what to change.
class UserError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A fault of ours: a broken identity or an unreachable state. The message says where, for a bug report.
class ModelError : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

}  // namespace systole::models
