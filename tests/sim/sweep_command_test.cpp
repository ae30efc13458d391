// systole sweep, merge and export: the same rows however the work is shared, and nothing is done twice.
#include <catch2/catch.hpp>
#include <csignal>
#include <nlohmann/json.hpp>
#include <thread>

#include "sim/store/store_reader.hpp"
#include "tests/sim/small_sweep.hpp"
#include "tests/sim/store_support.hpp"
#include "tests/support/in_child.hpp"

using namespace systole;
using namespace systole::tests;
using Catch::Contains;

namespace {

std::vector<std::string> with(std::vector<std::string> arguments, const std::vector<std::string>& more) {
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

struct Swept {
  nlohmann::json json;
  std::string csv;
};

Swept swept(const std::string& file, const std::string& store, const std::vector<std::string>& more = {}) {
  const Said said = run_systole(with({"sweep", file, "--out", store, "--json"}, more));
  INFO(said.err);
  REQUIRE(said.status == 0);
  return {nlohmann::json::parse(said.out), exported(store)};
}

/// Another process, which interrupts this one as soon as the store has rows, however fast the machine is.
pid_t interrupt_when_rows(const std::string& store) {
  const pid_t sweep = ::getpid();
  const pid_t user = ::fork();
  if (user != 0) return user;
  const auto has_rows = [&] {
    try {
      return sim::StoreReader{store}.size() > 0;
    } catch (const std::exception&) {
      return false;  // not yet made
    }
  };
  for (int tries = 0; tries < 10'000 && !has_rows(); ++tries) std::this_thread::sleep_for(std::chrono::milliseconds{1});
  ::kill(sweep, SIGINT);
  ::_exit(0);
}

}  // namespace

TEST_CASE("a sweep has one row a design and network, failures too, and done again evaluates nothing", "[D5][H3]") {
  const TemporaryDirectory directory;
  const std::string file = directory / "small.yaml";
  const std::string store = directory / "s.db";
  write_text(file, small_sweep("analytic"));
  const Swept first = swept(file, store);
  CHECK(first.json["points"] == kSmallPoints);
  CHECK(first.json["evaluated"] == kSmallPoints);
  REQUIRE(first.json["failures"].size() == 1);
  CHECK(first.json["failures"][0]["points"] == kSmallFailures);
  CHECK_THAT(first.json["failures"][0]["error"].get<std::string>(), Contains("C013") && Contains("drain"));

  const Swept again = swept(file, store);
  CHECK(again.json["evaluated"] == 0);
  CHECK(again.json["best"] == first.json["best"]);
  CHECK(again.csv == first.csv);
  CHECK(swept(file, store, {"--retry"}).json["evaluated"] == kSmallFailures);
  CHECK(exported(store) == first.csv);
}

TEST_CASE("jobs, processes and shards make no difference to what is found", "[D5][H3]") {
  const TemporaryDirectory directory;
  const std::string file = directory / "small.yaml";
  write_text(file, small_sweep(GENERATE("analytic", "event")));
  const std::string one = swept(file, directory / "one.db", {"--jobs", "1"}).csv;
  CHECK(std::count(one.begin(), one.end(), '\n') == kSmallPoints + 1);
  CHECK(swept(file, directory / "three.db", {"--jobs", "3"}).csv == one);
  CHECK(swept(file, directory / "apart.db", {"--isolate", "--jobs", "2"}).csv == one);

  std::vector<std::string> merge{"merge", "--out", directory / "all.db"};
  std::size_t rows = 0;
  for (const std::string shard : {"2/3", "1/3", "3/3"}) {
    const std::string part = directory / ("part" + shard.substr(0, 1) + ".db");
    rows += swept(file, part, {"--shard", shard}).json["points"].get<std::size_t>();
    merge.push_back(part);
  }
  CHECK(rows == kSmallPoints);
  REQUIRE(run_systole(merge).status == 0);
  CHECK(exported(directory / "all.db") == one);
  CHECK(swept(file, directory / "all.db").json["evaluated"] == 0);
}

TEST_CASE("a point's figures are those of a run of its design", "[D5][H3]") {
  const TemporaryDirectory directory;
  const std::string file = directory / "small.yaml";
  const std::string store = directory / "s.db";
  write_text(file, small_sweep("event"));
  swept(file, store);
  // Design 7 of 3 x 2 x 2: 16 x 16, os, overlapped.
  const Said said =
      run_systole({"run", "-a", "edge16", "-w", "tiny_cnn_2d", "--set", "array.rows=16", "--set", "array.cols=16",
                   "--set", "array.dataflow=os", "--set", "array.drain=overlapped", "--json"});
  REQUIRE(said.status == 0);
  const auto json = nlohmann::json::parse(said.out);
  const auto& totals = json["totals"];
  int found = 0;
  for (const sim::SweepRow& row : stored_rows(store))
    if (row.point.design == 7 && row.point.workload == "tiny_cnn_2d") {
      ++found;
      REQUIRE(row.outcome.evaluation);
      CHECK(row.outcome.evaluation->cycles.total().count() == totals["cycles"].get<std::int64_t>());
      CHECK(row.outcome.evaluation->macs == totals["macs"].get<std::int64_t>());
      CHECK(*row.outcome.evaluation->energy_pj ==
            Approx(json["energy"]["pj_per_forward"].get<double>()).epsilon(1e-12));
    }
  CHECK(found == 1);
}

TEST_CASE("the best of each objective is the least sum over all rows", "[D5]") {
  const TemporaryDirectory directory;
  const std::string file = directory / "small.yaml";
  const std::string store = directory / "s.db";
  write_text(file, small_sweep("analytic"));
  const Swept result = swept(file, store);
  std::map<std::uint64_t, double> latency;
  std::map<std::uint64_t, int> networks;
  for (const sim::SweepRow& row : stored_rows(store))
    if (row.outcome.evaluation) {
      latency[row.point.design] += row.outcome.evaluation->latency_s;
      ++networks[row.point.design];
    }
  double least = 1;
  for (const auto& [design, sum] : latency)
    if (networks[design] == 2) least = std::min(least, sum);
  CHECK(result.json["best"][0]["value"].get<double>() == Approx(least).epsilon(1e-12));
  CHECK_THAT(run_systole({"sweep", file, "--out", store}).out, Contains("small: 24 points, 0 evaluated now") &&
                                                                   Contains("6 points failed") &&
                                                                   Contains("results in " + store));
}

TEST_CASE("what is wrong with a sweep's command line or store is said before anything is evaluated", "[H3]") {
  const TemporaryDirectory directory;
  const std::string file = directory / "small.yaml";
  const std::string store = directory / "s.db";
  write_text(file, small_sweep("analytic"));
  const auto error = [&](const std::vector<std::string>& more) {
    const Said said = run_systole(with({"sweep", file, "--out", store}, more));
    CHECK(said.status == 2);
    return said.err;
  };
  CHECK_THAT(error({"--resume"}), Contains("there is no store"));
  for (const std::string shard : {"0/3", "4/3", "1", "1/", "a/3", "1/3x", "/3"})
    CHECK_THAT(error({"--shard", shard}), Contains("as in 2/8"));
  CHECK_FALSE(std::filesystem::exists(store));

  const std::string before = swept(file, store).csv;
  CHECK_THAT(error({"--shard", "1/3"}), Contains("holds the whole sweep, not shard 1/3"));
  write_text(file, small_sweep("event"));
  CHECK_THAT(error({}), Contains("the sweep file has changed since") && Contains("now:"));
  CHECK(exported(store) == before);
}

TEST_CASE("an interrupted sweep says how to go on, and goes on there", "[H3]") {
  const TemporaryDirectory directory;
  const std::string file = directory / "long.yaml";
  const std::string store = directory / "s.db";
  write_text(file,
             "name: long\naccelerators: [edge16]\nworkloads: [tiny_cnn_2d]\ndetail: event\naxes:\n"
             "  - {key: dram.latency, from: 1 ns, to: 400 ns, step: 1 ns}\n"
             "objectives: [latency_s]\nstrategy: grid\n");
  const std::string said = in_child([&]() -> std::string {
    const pid_t user = interrupt_when_rows(store);
    const Said result = run_systole({"sweep", file, "--out", store, "--jobs", "2"});
    ::waitpid(user, nullptr, 0);
    return fmt::format("{}: {}", result.status, result.err);
  });
  const std::size_t kept = stored_rows(store).size();
  CHECK_THAT(said, Catch::StartsWith(fmt::format("130: systole: interrupted; {} points are in", kept)));
  CHECK_THAT(said, Contains("the same command goes on from there"));
  CHECK(kept < 400);
  const Swept rest = swept(file, store);
  CHECK(rest.json["evaluated"] == 400 - kept);
  CHECK(rest.json["points"] == 400);
}
