// Runs at cycle detail as users make them: operands from files and from the seed, what comes out, and what is refused.
#include <catch2/catch.hpp>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <numeric>

#include "tests/support/command_line.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/support/vcd_reader.hpp"
#include "workloads/tensors/npz.hpp"

using namespace systole;
using namespace systole::tests;
using workloads::NpzWriter;
using workloads::Tensor;
using workloads::TensorMap;

namespace {

template <class T>
Tensor tensor(workloads::Shape shape, std::vector<T> values) {
  return workloads::make_tensor<T>(std::move(shape), values);
}

class Bench {
 public:
  explicit Bench(const std::string& network) { write_text(path("net.yaml"), network); }

  void give(const TensorMap& arrays) {
    NpzWriter file{path("in.npz")};
    for (const auto& [name, array] : arrays) file.add(name, array);
    file.close();
  }
  std::string path(const std::string& name) const { return (*directory_ / name).string(); }

  Said run(std::vector<std::string> extra = {}) const {
    std::vector<std::string> arguments{
        "run", "-a", "edge8", "-w", path("net.yaml"), "--detail", "cycle", "--out", path("results"), "--save-outputs"};
    arguments.insert(arguments.end(), extra.begin(), extra.end());
    return run_systole(arguments);
  }
  TensorMap outputs(std::vector<std::string> extra = {}) const {
    extra.emplace_back("-q");
    const Said said = run(extra);
    INFO(said.err);
    REQUIRE(said.status == 0);
    return workloads::read_npz(path("results/outputs.npz"));
  }
  nlohmann::json summary() const { return nlohmann::json::parse(file_text(path("results/summary.json"))); }

 private:
  std::unique_ptr<TemporaryDirectory> directory_ = std::make_unique<TemporaryDirectory>();
};

constexpr const char* kGemm = "network: g\nlayers:\n  - {name: g, kind: gemm, m: 2, k: 3, n: 2}\n";

TensorMap gemm_input() {
  return {{"g.a", tensor<std::int8_t>({2, 3}, {1, -2, 3, 4, 5, -128})},
          {"g.b", tensor<std::int8_t>({3, 2}, {1, 2, 3, 4, 5, 127})}};
}

/// [1 -2 3; 4 5 -128] [1 2; 3 4; 5 127]
std::vector<std::int64_t> gemm_sums() {
  return {10, 375, -621, -16228};
}

}  // namespace

TEST_CASE("a GEMM's sums and codes are those worked out by hand", "[C4][H1]") {
  Bench bench{kGemm};
  bench.give(gemm_input());
  for (const std::string dataflow : {"ws", "os", "is"}) {
    CAPTURE(dataflow);
    const TensorMap out = bench.outputs({"--inputs", bench.path("in.npz"), "--set", "array.dataflow=" + dataflow});
    CHECK(out.at("g.acc").type == workloads::ElementType::int32);
    CHECK(out.at("g.acc").shape == workloads::Shape{2, 2});
    CHECK(integers(out.at("g.acc")) == gemm_sums());
    // 127 / 16228 of each, rounded.
    CHECK(integers(out.at("g.out")) == std::vector<std::int64_t>{0, 3, -5, -127});
  }
}

TEST_CASE("linear layers take weights [N, K] and a bias; matmul takes both operands as tensors", "[C5][H1]") {
  Bench bench{
      "network: n\ninputs: {x: [1, 2], p: [1, 2, 3], q: [1, 2, 3]}\nlayers:\n"
      "  - {name: l, kind: linear, inputs: [x], features: 3}\n"
      "  - {name: t, kind: matmul, inputs: [p, q], transpose_b: true}\n"};
  bench.give({{"x", tensor<std::int8_t>({1, 2}, {3, 5})},
              {"l.weight", tensor<std::int8_t>({3, 2}, {1, 2, 3, 4, -5, 6})},
              {"l.bias", tensor<std::int32_t>({3}, {0, 0, 100})},
              {"p", tensor<std::int8_t>({1, 2, 3}, {1, 2, 3, 4, 5, 6})},
              {"q", tensor<std::int8_t>({1, 2, 3}, {1, 0, 0, 0, 1, 2})}});
  const TensorMap out = bench.outputs({"--inputs", bench.path("in.npz")});
  CHECK(integers(out.at("l.acc")) == std::vector<std::int64_t>{13, 29, 15});
  // With the bias 13, 29, 115: 127 / 115 of each.
  CHECK(integers(out.at("l.out")) == std::vector<std::int64_t>{14, 32, 127});
  CHECK(integers(out.at("t.acc")) == std::vector<std::int64_t>{1, 8, 4, 17});
}

TEST_CASE("the published convolution with zero-point padding, raw and with zero points subtracted at the edge",
          "[C6][T8]") {
  // 3x3, padding 1, on q = [[5, 7], [4, 6]] with zero point 3 (numerics of quantised convolutions).
  Bench bench{
      "network: c\ninputs: {x: [1, 1, 2, 2]}\nlayers:\n"
      "  - {name: c, kind: conv2d, filters: 2, kernel: 3, padding: 1, bias: false}\n"};
  bench.give({{"x", tensor<std::uint8_t>({1, 1, 2, 2}, {5, 7, 4, 6})},
              {"x.zero_point", tensor<std::int32_t>({}, {3})},
              {"c.weight", tensor<std::int8_t>({2, 1, 3, 3}, {1, 0, -1, 2, 1, -2, 1, 0, -1,  //
                                                              1, 1, 1, 1, 2, 1, 1, 1, 1})}});
  const TensorMap raw = bench.outputs({"--inputs", bench.path("in.npz"), "--set", "array.operands.activation=uint8"});
  CHECK(integers(raw.at("c.acc")) == std::vector<std::int64_t>{-6, 12, -6, 10, 42, 44, 41, 43});
  const TensorMap subtracted =
      bench.outputs({"--inputs", bench.path("in.npz"), "--set", "array.operands.activation=int9"});
  CHECK(integers(subtracted.at("c.acc")) == std::vector<std::int64_t>{-9, 9, -9, 7, 12, 14, 11, 13});
  CHECK(integers(raw.at("c.out")) == integers(subtracted.at("c.out")));
}

TEST_CASE("drawn operands depend on the seed alone, and what a run saved makes the same run again", "[H1]") {
  Bench bench{
      "network: n\ninputs: {x: [2, 3, 9, 8]}\nlayers:\n"
      "  - {name: a, kind: conv2d, filters: 10, kernel: 3, padding: 1, stride: 2}\n"
      "  - {name: r, kind: silu}\n"
      "  - {name: b, kind: conv2d, filters: 10, kernel: 3, groups: 10, dilation: 2, padding: 2}\n"
      "  - {name: s, kind: relu}\n"};
  const TensorMap first = bench.outputs({"--seed", "7"});
  CHECK(first.size() == 4);
  CHECK(first.at("a.acc").shape == workloads::Shape{2, 10, 5, 4});
  for (const std::string change :
       {"array.dataflow=os", "array.dataflow=is", "array.weight_load=overlapped", "array.rows=3"})
    CHECK(bench.outputs({"--seed", "7", "--set", change}) == first);
  CHECK(bench.outputs({"--seed", "8"}) != first);
  bench.outputs({"--seed", "7"});
  std::filesystem::copy_file(bench.path("results/operands.npz"), bench.path("again.npz"));
  CHECK(bench.outputs({"--seed", "9", "--inputs", bench.path("again.npz")}) == first);
  // ReLU: no code below zero, and the largest sum has the largest code.
  const std::vector<std::int64_t> codes = integers(first.at("b.out"));
  CHECK(*std::min_element(codes.begin(), codes.end()) == 0);
  CHECK(*std::max_element(codes.begin(), codes.end()) == 127);
}

TEST_CASE("real numbers are quantised by the chip's rule: symmetric over the largest magnitude", "[C5]") {
  Bench bench{"network: n\ninputs: {x: [1, 2]}\nlayers:\n  - {name: l, kind: linear, inputs: [x], features: 1}\n"};
  // x: 1.27 is 127 steps of 0.01; w: 0.254 is 127 of 0.002; the bias 0.02 is 1000 of 2e-5.
  bench.give({{"x", tensor<float>({1, 2}, {1.27F, -0.5F})},
              {"l.weight", tensor<double>({1, 2}, {0.254, 0.1})},
              {"l.bias", tensor<double>({1}, {0.02})}});
  const TensorMap out = bench.outputs({"--inputs", bench.path("in.npz")});
  CHECK(integers(out.at("l.acc")) == std::vector<std::int64_t>{127 * 127 - 50 * 50});
}

TEST_CASE("steps that do not fit the accumulator are counted, and the first is told with its PE and cycle",
          "[C2][C3]") {
  Bench bench{"network: g\nlayers:\n  - {name: g, kind: gemm, m: 1, k: 4, n: 1}\n"};
  bench.give({{"g.a", tensor<std::int8_t>({1, 4}, {127, 127, 127, -127})},
              {"g.b", tensor<std::int8_t>({4, 1}, {127, 127, 127, 127})}});
  const std::vector<std::string> narrow{"--inputs", bench.path("in.npz"), "--set", "array.accumulator.bits=16"};
  CHECK(integers(bench.outputs(narrow).at("g.acc")) == std::vector<std::int64_t>{16638});
  const std::string csv = file_text(bench.path("results/layers.csv"));
  // Loading takes 8 cycles, row 2 sees the vector 2 cycles later; DRAM is in front of all that.
  const auto cycle = csv.substr(csv.rfind(",1,2,0,") + 7);
  CHECK(csv.find(",1,2,0,") != std::string::npos);
  const std::string note = bench.summary()["notes"][0];
  CHECK(note == "layer g: 1 accumulator steps did not fit 16 bits, the first in PE (2, 0) at cycle " +
                    std::to_string(std::stol(cycle)));
  auto wrapping = narrow;
  wrapping.insert(wrapping.end(), {"--set", "array.accumulator.overflow=wrap"});
  CHECK(integers(bench.outputs(wrapping).at("g.acc")) == std::vector<std::int64_t>{32258});
}

TEST_CASE("a shipped network takes at cycle what event counts, but for stalls at the banks", "[D9][H1]") {
  for (const std::string array : {"dataflow=ws", "dataflow=os", "dataflow=is"}) {
    const auto stack = [&](const std::string& detail) {
      const Said said = run_systole(
          {"run", "-a", "edge16", "-w", "tiny_cnn_2d", "--detail", detail, "--set", "array." + array, "--json", "-q"});
      REQUIRE(said.status == 0);
      return nlohmann::json::parse(said.out)["cycle_stack"];
    };
    const auto event = stack("event");
    const auto cycle = stack("cycle");
    CAPTURE(array, event.dump(), cycle.dump());
    for (const char* cause : {"mac", "fill_drain", "weight_load"}) CHECK(cycle[cause] == event[cause]);
  }
}

TEST_CASE("address traces hold the cycle and the byte address of each lane", "[H2]") {
  Bench bench{kGemm};
  bench.give(gemm_input());
  bench.outputs({"--inputs", bench.path("in.npz"), "--address-traces", "--set", "dram.model=ideal", "--set",
                 "array.rows=3", "--set", "array.cols=2"});
  // Rows of B go in from the last to the first, then vectors of A stream, [m][k]; B is [k][n].
  CHECK(file_text(bench.path("results/traces/00_g_weight_read.csv")) == "0,4,5,-1\n1,2,3,-1\n2,0,1,-1\n");
  CHECK(file_text(bench.path("results/traces/00_g_ifmap_read.csv")) == "3,0,1,2\n4,3,4,5\n");
  // Row 0 of C leaves column 0 in cycle 3 + 2 and column 1 a cycle later; codes are written when the row is complete.
  CHECK(file_text(bench.path("results/traces/00_g_ofmap_write.csv")) == "6,0,1\n7,2,3\n");
}

namespace {

/// A run of one fold, whose cycles can be told by hand: rows of B go in for 3 cycles, vector v enters in cycle 3 + v
/// and reaches PE (i, j) i + j later.
Bench watched_fold(const std::vector<std::string>& extra) {
  Bench bench{kGemm};
  bench.give(gemm_input());
  std::vector<std::string> arguments{"--inputs", bench.path("in.npz"), "--set", "dram.model=ideal",
                                     "--set",    "array.rows=3",       "--set", "array.cols=2"};
  arguments.insert(arguments.end(), extra.begin(), extra.end());
  bench.outputs(arguments);
  return bench;
}

}  // namespace

TEST_CASE("the registers of a PE are in the waveform, with the windows that were asked for", "[H2]") {
  const Bench bench = watched_fold({"--vcd", "array", "--vcd-layer", "g", "--vcd-folds", "0"});
  std::ifstream file{bench.path("results/waves.vcd")};
  const Vcd wave = read_vcd(file);
  const auto at = [&](const char* name, std::int64_t cycle) {
    const std::int64_t picoseconds_per_cycle = 2'500;  // edge8: 400 MHz
    return wave.signed_at(std::string{"accelerator.array.pe_2_1."} + name, (cycle + 1) * picoseconds_per_cycle);
  };
  // A[0][2] = 3 and A[1][2] = -128 meet B[2][1] = 127 in cycles 6 and 7.
  CHECK(at("a", 6) == 3);
  CHECK(at("b", 6) == 127);
  CHECK(at("acc", 6) == 375);
  CHECK(at("a", 7) == -128);
  CHECK(at("acc", 7) == -16228);
  CHECK(file_text(bench.path("results/waves.gtkw")).find("pe_2_1.acc[31:0]") != std::string::npos);
  CHECK(watched_fold({"--vcd", "ofmap"}).run({"--vcd", "ofmap", "--vcd-layer", "none"}).status == 2);
}

TEST_CASE("inspect prints a PE's life in a fold of a past run, with the operands of that run", "[H2]") {
  const Bench bench = watched_fold({});
  const std::string run = bench.path("results");
  const Said said = run_systole({"inspect", run, "--fold", "0", "--pe", "2,1"});
  CHECK(said.status == 0);
  CHECK(said.out ==
        "PE (2, 1) in layer g, ws\n"
        "       cycle       a       b          acc\n"
        "… 5 cycles idle\n"
        "           5       0     127            0  loads b = 127\n"
        "           6       3     127          375  mac -6 + 3 x 127 -> acc 375\n"
        "           7    -128     127       -16228  mac 28 + -128 x 127 -> acc -16228\n");
  CHECK(run_systole({"inspect", run, "--fold", "1"}).err.find("has folds 0 to 0") != std::string::npos);
  CHECK(run_systole({"inspect", run, "--pe", "3,0"}).status == 2);
  CHECK(run_systole({"inspect", run, "--pe", "3"}).status == 2);
  CHECK(run_systole({"inspect", run, "--layer", "h"}).err.find("no layer 'h'") != std::string::npos);
}

TEST_CASE("what does not fit is refused with the array's name, and an earlier run stays", "[CFG]") {
  Bench bench{kGemm};
  bench.give(gemm_input());
  bench.outputs({"--inputs", bench.path("in.npz")});
  const auto refused = [&](const TensorMap& arrays, const std::string& expected) {
    bench.give(arrays);
    const Said said = bench.run({"--inputs", bench.path("in.npz")});
    CAPTURE(said.err);
    CHECK(said.status == 2);
    CHECK(said.err.find(expected) != std::string::npos);
  };
  refused({{"g.c", tensor<std::int8_t>({1}, {1})}}, "array 'g.c': network 'g' has no such tensor, did you mean 'g.a'?");
  refused({{"g.a", tensor<std::int8_t>({3, 2}, {1, 2, 3, 4, 5, 6})}}, "its shape is 3x2, the network's tensor has 2x3");
  refused({{"g.a", tensor<std::int16_t>({2, 3}, {1, 2, 3, 4, 5, 200})}}, "it holds the code 200");
  refused({{"g.b.zero_point", tensor<std::int32_t>({}, {3})}}, "have the zero point 3");
  refused({{"g.a.zero_point", tensor<std::int32_t>({2}, {3, 4})}}, "a zero point is one integer");
  CHECK(integers(workloads::read_npz(bench.path("results/outputs.npz")).at("g.acc")) == gemm_sums());
  CHECK(bench.run({"--set", "array.timing=scalesim"}).err.find("array.timing") != std::string::npos);
  CHECK(run_systole({"run", "-a", "edge8", "-w", "tiny_cnn_2d", "--save-outputs"}).status == 2);
  CHECK(run_systole({"run", "-a", "edge8", "-w", "tiny_cnn_2d", "--detail", "cycle", "--save-outputs"}).status == 2);
}
