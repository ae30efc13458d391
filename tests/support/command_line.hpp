// The command line called in process, with what it printed.
#pragma once

#include <sstream>
#include <string>
#include <vector>

#include "sim/cli/cli.hpp"

namespace systole::tests {

struct Said {
  int status = 0;
  std::string out;
  std::string err;
};

inline Said run_systole(const std::vector<std::string>& arguments) {
  std::ostringstream out;
  std::ostringstream err;
  Said said;
  said.status = sim::run_command_line(arguments, out, err);
  said.out = out.str();
  said.err = err.str();
  return said;
}

}  // namespace systole::tests
