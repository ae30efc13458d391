// A store gives back what was put into it, whole batches or nothing.
#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "sim/store/store_csv.hpp"
#include "sim/store/sweep_store.hpp"
#include "tests/sim/store_support.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace systole;
using namespace systole::sim;
using namespace systole::tests;
using Catch::Contains;

TEST_CASE("a store gives every figure back, bit for bit, after it was closed", "[H3]") {
  const TemporaryDirectory directory;
  const std::string path = directory / "s.db";
  {
    SweepStore store{path, about()};
    store.write(rows(0, 30));
    store.write(rows(30, 31));
  }
  SweepStore store{path, about()};
  CHECK(store.size() == 31);
  for (std::uint64_t n = 0; n < 31; ++n) {
    const auto found = store.find(point(n).key);
    REQUIRE(found);
    CHECK(same(*found, row(n)));
    CHECK(found->outcome.seconds == 0.25 * static_cast<double>(n));
  }
  CHECK_FALSE(store.find(point(31).key));
}

TEST_CASE("readers see rows by design, whatever the order in which they were written", "[H3]") {
  const TemporaryDirectory directory;
  const std::string path = directory / "s.db";
  SweepStore store{path, about()};
  store.write(rows(20, 40));
  store.write(rows(0, 20));
  const StoreReader reader{path};  // while it is being written
  CHECK(reader.size() == 40);
  CHECK(same(reader.rows(), rows(0, 40)));
  CHECK(reader.about().sweep == "synthetic");
  CHECK(reader.about().axes == about().axes);
  CHECK(reader.about().plan == about().plan);
}

TEST_CASE("of a batch with a point that is stored nothing is written", "[H3]") {
  const TemporaryDirectory directory;
  const std::string path = directory / "s.db";
  SweepStore store{path, about()};
  store.write(rows(0, 3));
  CHECK_THROWS_AS(store.write(rows(2, 6)), models::ModelError);
  CHECK(same(stored_rows(path), rows(0, 3)));
  std::vector<SweepRow> twice = rows(4, 5);
  twice.push_back(twice.front());
  CHECK_THROWS_AS(store.write(twice), models::ModelError);
  store.write(rows(3, 6));
  CHECK(same(stored_rows(path), rows(0, 6)));
}

TEST_CASE("failed points can be forgotten, and evaluated ones stay", "[H3]") {
  const TemporaryDirectory directory;
  SweepStore store{directory / "s.db", about()};
  store.write(rows(0, 25));
  const std::vector<std::pair<std::string, std::int64_t>> failures{{"point 10 cannot be", 1},
                                                                   {"point 21 cannot be", 1}};
  CHECK(store.failures() == failures);
  CHECK(store.forget_failures() == 2);
  CHECK(store.size() == 23);
  CHECK_FALSE(store.find(point(10).key));
  CHECK(store.find(point(11).key));
}

TEST_CASE("a key that is no digest is our fault, not a new point", "[H3]") {
  const TemporaryDirectory directory;
  SweepStore store{directory / "s.db", about()};
  SweepRow bad = row(1);
  bad.point.key = std::string(31, 'a');
  CHECK_THROWS_AS(store.write({&bad, 1}), models::ModelError);
  bad.point.key = std::string(31, 'a') + "g";
  CHECK_THROWS_AS(store.write({&bad, 1}), models::ModelError);
}

TEST_CASE("an axis may not be called as a column of every store, whatever the case", "[H3]") {
  StoreAbout clash = about();
  clash.axes[1] = "Latency_S";
  const TemporaryDirectory directory;
  CHECK_THAT(user_error([&] {
               SweepStore{directory / "s.db", clash};
             }),
             Contains("the axis 'Latency_S' has the name of another column"));
}

TEST_CASE("CSV has a line a point with axes, figures and metrics, quoted where it must be", "[H3]") {
  const TemporaryDirectory directory;
  const std::string path = directory / "s.db";
  {
    SweepStore store{path, about()};
    store.write(rows(10, 11));
    store.write(rows(6, 7));
  }
  std::ostringstream text;
  write_csv(StoreReader{path}, text);
  const Evaluation six = evaluation(point(6));
  std::istringstream lines{text.str()};
  std::string head;
  std::string first;
  std::string second;
  std::getline(lines, head);
  std::getline(lines, first);
  std::getline(lines, second);
  CHECK_THAT(head, Catch::StartsWith("key,design,accelerator,workload,detail,error,mac_cycles,"));
  CHECK_THAT(head, Contains(",sqnr_db,array.rows,\"scratchpad \"\"all\"\"\",cycles,"));
  CHECK_THAT(head, !Contains("seconds"));
  CHECK_THAT(first, Catch::StartsWith(point(6).key + ",6,edge16,tiny_cnn_2d,event,,7,8,9,10,11,12,13,"));
  // 7 + 8 + ... + 13 cycles; energy x latency as the metric has it.
  CHECK_THAT(first, Contains(fmt::format(",,6,\"0 KiB, \"\"half\"\"\",70,")));
  CHECK_THAT(first, Contains(fmt::format(",{},", 6.1 * 1e-12 * six.latency_s)));
  CHECK_THAT(second, Contains(",analytic,point 10 cannot be,,,,"));
  const auto commas = [](const std::string& line) { return std::count(line.begin(), line.end(), ','); };
  CHECK(commas(second) == commas(head) + 1);  // the one inside a quoted value
  CHECK(commas(first) == commas(head) + 1);
}
