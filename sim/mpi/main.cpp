// systole-mpi: the verb `sweep` as an MPI job, one process a core: mpirun -n 64 systole-mpi sweep SWEEP.yaml --out DB.
// Everything else is systole's; so is the code, but for the way between ranks.
#include <boost/mpi/communicator.hpp>
#include <boost/mpi/environment.hpp>
#include <iostream>
#include <sstream>

#include "sim/cli/cli.hpp"
#include "sim/mpi/mpi_ranks.hpp"

namespace {

constexpr int kUserStatus = 2;

/// The leader's error is the job's; what another rank has to say reaches the user through it.
int run_rank(systole::sim::MpiRanks& ranks, const std::vector<std::string>& arguments) {
  if (arguments.empty() || arguments.front() != "sweep") {
    if (ranks.leads()) std::cerr << "systole-mpi: error: its only verb is sweep; for the others there is systole\n";
    return kUserStatus;
  }
  if (ranks.leads()) return systole::sim::run_command_line(arguments, std::cout, std::cerr, &ranks);
  std::ostringstream out;
  std::ostringstream err;
  const int status = systole::sim::run_command_line(arguments, out, err, &ranks);
  if (status != 0) ranks.give_up(err.str());
  return status;
}

}  // namespace

int main(int argc, char** argv) {
  // Threads evaluate points, and only the main one talks to MPI.
  const boost::mpi::environment environment{argc, argv, boost::mpi::threading::funneled};
  systole::sim::MpiRanks ranks{boost::mpi::communicator{}};
  return run_rank(ranks, {argv + 1, argv + argc});
}
