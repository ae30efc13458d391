// A sweep as an MPI job of three ranks on this machine.
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <cstdlib>
#include <thread>

#include "tests/sim/small_sweep.hpp"
#include "tests/sim/store_support.hpp"

using namespace systole;
using namespace systole::tests;
using Catch::Contains;

namespace {

struct Job {
  int status = -1;
  std::string said;  // on both streams
};

/// Root may run MPI here, and three ranks share what cores there are.
Job mpirun(const TemporaryDirectory& directory, const std::string& arguments) {
  const std::string log = directory / "log";
  const std::string command =
      "OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 mpirun --oversubscribe -n 3 " SYSTOLE_MPI_BINARY " " +
      arguments + " >" + log + " 2>&1";
  const int status = std::system(command.c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, file_text(log)};
}

/// The process that holds the store's lock; 0: none.
pid_t writer_of(const std::string& store) {
  const int file = ::open((store + "-lock").c_str(), O_RDWR);
  if (file < 0) return 0;
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  const bool asked = ::fcntl(file, F_GETLK, &lock) == 0;
  ::close(file);
  return asked && lock.l_type != F_UNLCK ? lock.l_pid : 0;
}

}  // namespace

TEST_CASE("three ranks find what one process finds", "[H3]") {
  const TemporaryDirectory directory;
  const std::string file = directory / "small.yaml";
  write_text(file, small_sweep(GENERATE("analytic", "event")));
  REQUIRE(run_systole({"sweep", file, "--out", directory / "one.db", "--quiet"}).status == 0);
  const Job job = mpirun(directory, "sweep " + file + " --out " + std::string(directory / "mpi.db"));
  INFO(job.said);
  CHECK(job.status == 0);
  CHECK_THAT(job.said, Contains("small: 24 points, 24 evaluated now"));
  CHECK(exported(directory / "mpi.db") == exported(directory / "one.db"));
  // One process goes on where the job ended: there is nothing left.
  const Said again = run_systole({"sweep", file, "--out", directory / "mpi.db"});
  CHECK_THAT(again.out, Contains("24 points, 0 evaluated now"));
}

TEST_CASE("a mistake is said once, whatever the number of ranks", "[H3][slow]") {
  const TemporaryDirectory directory;
  const Job missing = mpirun(directory, "sweep none.yaml");
  CHECK(missing.status == 2);
  const std::size_t first = missing.said.find("none.yaml");
  REQUIRE(first != std::string::npos);
  CHECK(missing.said.find("systole: error", missing.said.find("systole: error") + 1) == std::string::npos);
  const Job verb = mpirun(directory, "run -a edge16 -w tiny_cnn_2d");
  CHECK(verb.status == 2);
  CHECK_THAT(verb.said, Contains("its only verb is sweep"));
}

TEST_CASE("a job that is killed goes on with the same command", "[H3][slow]") {
  const TemporaryDirectory directory;
  const std::string file = directory / "long.yaml";
  const std::string store = directory / "s.db";
  write_text(file,
             "name: long\naccelerators: [edge16]\nworkloads: [tiny_cnn_2d]\ndetail: event\naxes:\n"
             "  - {key: dram.latency, from: 1 ns, to: 600 ns, step: 1 ns}\n"
             "objectives: [latency_s]\nstrategy: grid\n");
  // The leader is killed as soon as it has stored something: MPI ends the others.
  std::thread killer{[&] {
    for (int tries = 0; tries < 3000; ++tries) {
      std::this_thread::sleep_for(std::chrono::milliseconds{10});
      try {
        if (!std::filesystem::exists(store) || sim::StoreReader{store}.size() == 0) continue;
      } catch (const models::UserError&) {
        continue;  // being made
      }
      if (const pid_t leader = writer_of(store); leader > 0) {
        ::kill(leader, SIGKILL);
        return;
      }
    }
  }};
  const Job job = mpirun(directory, "sweep " + file + " --out " + store);
  killer.join();
  INFO(job.said);
  CHECK(job.status != 0);
  const std::size_t kept = stored_rows(store).size();
  CHECK(kept > 0);
  CHECK(kept < 600);
  const Job rest = mpirun(directory, "sweep " + file + " --out " + store);
  CHECK(rest.status == 0);
  CHECK_THAT(rest.said, Contains(fmt::format("600 points, {} evaluated now", 600 - kept)));
}
