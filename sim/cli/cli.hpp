// The command line: systole VERB ... (design: README). Returns the exit status: 0, 1 (a check failed), 2 (the user's
// input), 70 (a fault of ours), 130 (interrupted).
#pragma once

#include <ostream>
#include <string>
#include <vector>

namespace systole::sim {

class SweepRanks;

/// `ranks`: of an MPI job, where a sweep may have others; null: it is alone.
int run_command_line(const std::vector<std::string>& arguments, std::ostream& out, std::ostream& err,
                     SweepRanks* ranks = nullptr);

}  // namespace systole::sim
