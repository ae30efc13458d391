// The registers of 16 PEs in our waveform and in the one that Verilator writes of the SystemVerilog twin: the same
// values after every clock edge.
#include <verilated.h>
#include <verilated_vcd_c.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <random>
#include <set>
#include <sstream>

#include "Traced_os_overlapped.h"
#include "Traced_os_shifted.h"
#include "Traced_st_overlapped.h"
#include "Traced_st_serial.h"
#include "models/array/systolic_array.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/support/vcd_reader.hpp"
#include "tests/twin/verilated_array.hpp"
#include "traces/waveform.hpp"

using namespace systole;
using namespace systole::models;

namespace {

constexpr std::size_t kPes = 4;  // rows, and columns
constexpr std::int64_t kPicosecondsPerCycle = 1000;

/// Random operands where the array asks for some, and zeros elsewhere. The twin takes what its ports have at all times;
/// the array of ours looks where it has asked.
class RandomEdges {
 public:
  explicit RandomEdges(const tests::Parameters& p) : p_{p}, top_(kPes), left_(kPes), sum_in_(kPes) {}

  ArrayOperands answer(const ArrayRequests& requests) {
    const bool top = p_.output_stationary ? requests.stream : requests.load;
    for (auto& value : top_) value = top ? operand(p_.b_bits) : std::int16_t{0};
    for (auto& value : left_) value = requests.stream ? operand(p_.a_bits) : std::int16_t{0};
    const std::int64_t highest = (std::int64_t{1} << (p_.acc_bits - 1)) - 1;
    for (auto& value : sum_in_) value = p_.output_stationary ? 0 : between(-highest - 1, highest);
    return {top_, left_, sum_in_};
  }

 private:
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>{low, high}(random_);
  }
  std::int16_t operand(int bits) {
    const std::int64_t highest = (std::int64_t{1} << (bits - 1)) - 1;
    return static_cast<std::int16_t>(between(-highest - 1, highest));
  }

  tests::Parameters p_;
  std::mt19937_64 random_{2026};
  std::vector<std::int16_t> top_;
  std::vector<std::int16_t> left_;
  std::vector<std::int64_t> sum_in_;
};

/// Where the twin has a PE's register, and when: its wires where there is none are those before the edge.
struct Place {
  std::string path;
  bool before_edge = false;
};

class TwinPes {
 public:
  explicit TwinPes(const tests::Parameters& p) : p_{p} {}

  Place a(std::size_t row, std::size_t col) const {
    if (col + 1 == kPes) return {pes() + ".a" + index(row) + index(col), true};
    return {pe(row, col) + ".g_right.right.g_registers.stage[0]"};
  }
  Place b(std::size_t row, std::size_t col) const {
    if (!p_.output_stationary) return {pe(row, col) + (p_.overlapped ? ".pe.g_shadow.active" : ".pe.held")};
    if (row + 1 == kPes) return {pes() + ".b" + index(row) + index(col), true};
    return {below(row, col)};
  }
  Place acc(std::size_t row, std::size_t col) const {
    if (p_.output_stationary) return {pe(row, col) + ".pe.accumulator"};
    if (row + 1 == kPes) return {pes() + ".sum" + index(row) + index(col), true};
    return {below(row, col)};
  }

 private:
  static std::string index(std::size_t i) { return "[" + std::to_string(i) + "]"; }
  std::string pes() const {
    return std::string{"TOP.systolic_array."} + (p_.output_stationary ? "g_output" : "g_stationary") + ".pes";
  }
  std::string pe(std::size_t row, std::size_t col) const {
    return pes() + ".g_row" + index(row) + ".g_pe" + index(col);
  }
  /// What goes down is packed, with b (os) or the sum (ws, is) in its lowest bits.
  std::string below(std::size_t row, std::size_t col) const {
    return pe(row, col) + ".g_down.down.g_registers.stage[0]";
  }

  tests::Parameters p_;
};

/// The twin's VCD: 2 c before the edge that ends cycle c, 2 c + 1 after it.
template <class Twin>
class TwinTrace {
 public:
  TwinTrace(Twin& twin, const std::filesystem::path& file) : file_{file} {
    twin.model().trace(&vcd_, 99);
    vcd_.open(file.c_str());
  }
  void dump() { vcd_.dump(time_++); }
  tests::Vcd read() {
    vcd_.close();
    std::ifstream in{file_};
    return tests::read_vcd(in, tests::VcdOrigin::foreign);
  }

 private:
  std::filesystem::path file_;
  VerilatedVcdC vcd_;
  std::uint64_t time_ = 0;
};

struct Recorded {
  tests::Vcd ours;
  tests::Vcd twin;
  std::int64_t cycles = 0;
};

traces::PeWindow window_of(const tests::Parameters& p) {
  traces::PeWindow window;
  window.rows = window.cols = kPes;
  window.a_bits = p.a_bits;
  window.b_bits = p.b_bits;
  window.acc_bits = p.acc_bits;
  return window;
}

/// The folds through both, with both waveforms.
template <class Model>
Recorded record(const tests::Parameters& p, Dataflow dataflow, const std::vector<Fold>& folds) {
  const tests::TemporaryDirectory directory;
  SystolicArray ours{tests::config_of(p, dataflow)};
  tests::VerilatedArray<Model> twin{p};
  TwinTrace trace{twin, directory / "twin.vcd"};
  std::ostringstream out;
  traces::WaveformOptions options;
  options.pes = window_of(p);
  traces::Waveform waveform{out, options};

  RandomEdges edges{p};
  std::size_t next = 0;
  std::int64_t cycle = 0;
  // Some cycles more, in which the last vectors leave columns and rows that their fold does not use.
  for (std::int64_t after = 0; after < 4 * p.hops * static_cast<std::int64_t>(kPes); ++cycle) {
    const std::optional<Fold> offered = next < folds.size() ? std::optional{folds[next]} : std::nullopt;
    const ArrayRequests requests = ours.requests(offered);
    REQUIRE(twin.requests(offered).fold_ready == requests.fold_ready);
    const ArrayOperands operands = edges.answer(requests);
    ours.step(offered, operands);
    waveform.stepped(ours, {Cycles{cycle}, 0, 0});
    twin.settle(operands);
    trace.dump();
    twin.clock();
    trace.dump();
    if (offered && requests.fold_ready) ++next;
    after = requests.idle && next == folds.size() ? after + 1 : 0;
    REQUIRE(cycle < 10000);
  }
  waveform.finish(Cycles{cycle});
  std::istringstream in{out.str()};
  return {tests::read_vcd(in), trace.read(), cycle};
}

void require_equal(const Recorded& r, const std::string& ours, const Place& twin, int bits) {
  std::set<std::int64_t> values;
  for (std::int64_t cycle = 0; cycle < r.cycles; ++cycle) {
    CAPTURE(ours, twin.path, cycle);
    const std::int64_t expected =
        r.twin.signed_at(twin.path, 2 * cycle + (twin.before_edge ? 0 : 1), static_cast<std::size_t>(bits));
    const std::int64_t time = (cycle + 1) * kPicosecondsPerCycle;
    REQUIRE(r.ours.signed_at(ours, time) == expected);
    values.insert(expected);
  }
  // Otherwise nothing has been compared.
  REQUIRE(values.size() > 1);
}

template <class Model>
void compare(const tests::Parameters& p, Dataflow dataflow, const std::vector<Fold>& folds) {
  const Recorded r = record<Model>(p, dataflow, folds);
  const TwinPes twin{p};
  for (std::size_t row = 0; row < kPes; ++row) {
    for (std::size_t col = 0; col < kPes; ++col) {
      const std::string pe = "accelerator.array.pe_" + std::to_string(row) + "_" + std::to_string(col);
      require_equal(r, pe + ".a", twin.a(row, col), p.a_bits);
      require_equal(r, pe + ".b", twin.b(row, col), p.b_bits);
      require_equal(r, pe + ".acc", twin.acc(row, col), p.acc_bits);
    }
  }
}

const std::vector<Fold> kFolds{{9, 4, 4}, {1, 4, 4}, {5, 3, 2}, {12, 1, 4}, {3, 4, 1}, {6, 4, 4}};

bool tracing() {
  Verilated::traceEverOn(true);
  return true;
}
const bool kTracing = tracing();  // before the first model is built

}  // namespace

TEST_CASE("in the waveforms of one fold, array and twin have the same a, b and acc in all PEs at every edge", "[H2]") {
  REQUIRE(kTracing);
  for (const Dataflow dataflow : {Dataflow::ws, Dataflow::is})
    compare<Traced_st_serial>({4, 4, 8, 8, 32, Overflow::saturate, false, false, 1}, dataflow, {{20, 4, 4}});
  compare<Traced_os_shifted>({4, 4, 8, 8, 16, Overflow::wrap, true, false, 1}, Dataflow::os, {{20, 4, 4}});
}

TEST_CASE("the waveforms of PEs agree through folds of any size, one after another", "[H2]") {
  compare<Traced_st_serial>({4, 4, 8, 8, 32, Overflow::saturate, false, false, 1}, Dataflow::ws, kFolds);
  compare<Traced_os_shifted>({4, 4, 8, 8, 16, Overflow::wrap, true, false, 1}, Dataflow::os, kFolds);
}

TEST_CASE("the waveforms of PEs agree with shadow registers and several registers a hop", "[H2]") {
  compare<Traced_st_overlapped>({4, 4, 8, 8, 18, Overflow::saturate, false, true, 2}, Dataflow::ws, kFolds);
  compare<Traced_os_overlapped>({4, 4, 9, 9, 48, Overflow::saturate, true, true, 2}, Dataflow::os, kFolds);
}
