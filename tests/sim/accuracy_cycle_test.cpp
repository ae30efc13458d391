// The executor beside the simulated array: of the same codes both make the same accumulators, whatever they are and in
// whichever order sums arrive in them.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/command_line.hpp"
#include "tests/support/temporary_directory.hpp"
#include "workloads/tensors/npz.hpp"

using namespace systole;
using namespace systole::tests;
using workloads::TensorMap;

namespace {

struct Pair {
  TensorMap executor;
  TensorMap array;
};

void must_run(const std::vector<std::string>& arguments) {
  const Said said = run_systole(arguments);
  INFO(said.err);
  REQUIRE(said.status == 0);
}

/// One sample through the executor, and its operands through the array.
Pair both(const std::string& network, const std::vector<std::string>& changes,
          const std::vector<std::string>& accuracy_options) {
  const TemporaryDirectory directory;
  const std::string executed = (directory / "executed").string();
  const std::string ran = (directory / "ran").string();
  std::vector<std::string> accuracy{"accuracy", "-w",         network, "-a",    "edge16", "--samples",
                                    "1",        "--no-alone", "-q",    "--out", executed, "--save-outputs"};
  std::vector<std::string> cycle{"run",
                                 "-w",
                                 network,
                                 "-a",
                                 "edge16",
                                 "--detail",
                                 "cycle",
                                 "-q",
                                 "--out",
                                 ran,
                                 "--save-outputs",
                                 "--inputs",
                                 executed + "/operands.npz"};
  accuracy.insert(accuracy.end(), accuracy_options.begin(), accuracy_options.end());
  for (const std::string& change : changes)
    for (auto* arguments : {&accuracy, &cycle}) arguments->insert(arguments->end(), {"--set", change});
  must_run(accuracy);
  must_run(cycle);
  return {workloads::read_npz(executed + "/outputs.npz"), workloads::read_npz(ran + "/outputs.npz")};
}

/// The number of layers whose accumulators were compared.
int check_equal(const Pair& pair) {
  int layers = 0;
  for (const auto& [name, sums] : pair.array) {
    if (!name.ends_with(".acc")) continue;
    CAPTURE(name);
    REQUIRE(pair.executor.contains(name));
    CHECK(pair.executor.at(name) == sums);
    ++layers;
  }
  return layers;
}

std::vector<std::string> trained(const std::string& network) {
  return {"--weights", network, "--data", network, "--calibration", network, "--calibration-samples", "20"};
}

/// Whether any accumulator differs from those of `exact`.
bool differs(const Pair& pair, const Pair& exact) {
  for (const auto& [name, sums] : exact.array)
    if (name.ends_with(".acc") && integers(sums) != integers(pair.array.at(name))) return true;
  return false;
}

}  // namespace

TEST_CASE("a trained network's accumulators are those of the simulated array: every dataflow, exact and narrow",
          "[C2][C6][H1][T9]") {
  for (const std::string dataflow : {"ws", "os", "is"}) {
    const std::string flow = "array.dataflow=" + dataflow;
    const Pair exact = both("signal_cnn_1d", {flow}, trained("signal_cnn_1d"));
    CHECK(check_equal(exact) == 4);
    for (const std::string policy : {"saturate", "wrap"}) {
      CAPTURE(dataflow, policy);
      const Pair narrow =
          both("signal_cnn_1d", {flow, "array.accumulator.bits=14", "array.accumulator.overflow=" + policy},
               trained("signal_cnn_1d"));
      CHECK(check_equal(narrow) == 4);
      CHECK(differs(narrow, exact));  // or nothing has overflowed, and nothing was shown
    }
  }
}

TEST_CASE("tiles of a split reduction reach the accumulators in the array's order", "[C2][C6][H1]") {
  for (const std::string dataflow : {"ws", "os", "is"}) {
    CAPTURE(dataflow);
    const Pair narrow = both("signal_cnn_1d",
                             {"array.dataflow=" + dataflow, "array.accumulator.bits=14", "scratchpad.ifmap.size=512 B",
                              "scratchpad.weight.size=512 B"},
                             trained("signal_cnn_1d"));
    CHECK(check_equal(narrow) == 4);
  }
}

TEST_CASE("a trained image network's accumulators are those of the simulated array", "[C2][C6][H1][slow]") {
  for (const std::string dataflow : {"ws", "os", "is"})
    for (const std::string policy : {"saturate", "wrap"})
      for (const std::string bits : {"32", "17"}) {
        CAPTURE(dataflow, policy, bits);
        CHECK(check_equal(both("tiny_cnn_2d",
                               {"array.dataflow=" + dataflow, "array.accumulator.bits=" + bits,
                                "array.accumulator.overflow=" + policy},
                               trained("tiny_cnn_2d"))) == 4);
      }
}

TEST_CASE("operands of every type, products of activations and grouped layers are the same on the array",
          "[C6][T8][T20][H1]") {
  const TemporaryDirectory directory;
  const std::string path = (directory / "net.yaml").string();
  for (const std::string type : {"int8", "uint8", "int9", "int16"}) {
    CAPTURE(type);
    // A run has no second operand with a zero point but of type int9: the array would have to add up the first.
    const bool product = type != "uint8";
    write_text(path,
               std::string{"network: mixed\ninputs: {x: [1, 6, 5, 5], p: [2, 3, 7], q: [2, 7, 4]}\nlayers:\n"
                           "  - {name: dw, kind: conv2d, inputs: [x], filters: 6, kernel: 3, padding: 1, groups: 6}\n"
                           "  - {name: bn, kind: batch_norm}\n"
                           "  - {name: gr, kind: conv2d, inputs: [bn], filters: 4, kernel: 3, padding: 2, "
                           "dilation: 2, groups: 2, stride: 2}\n"
                           "  - {name: act, kind: relu}\n"
                           "  - {name: ln, kind: linear, inputs: [p], features: 5}\n"
                           "  - {name: g, kind: gemm, m: 3, k: 20, n: 5}\n"} +
                   (product ? "  - {name: mm, kind: matmul, inputs: [p, q]}\n" : ""));
    const std::string weight = type == "int9" ? "int9" : "int8";
    const std::vector<std::string> types{"array.operands.activation=" + type, "array.operands.weight=" + weight};
    std::vector<std::string> options{"--quantize", "weights.granularity=per_tensor"};
    if (type == "int16") options.insert(options.end(), {"--quantize", "activations.bits=16"});
    if (weight == "int8" && product) options.insert(options.end(), {"--quantize", "q:activations.scheme=symmetric"});
    CHECK(check_equal(both(path, types, options)) == (product ? 5 : 4));
  }
}

TEST_CASE("what cannot be saved is refused before anything is written", "[X4]") {
  const std::vector<std::string> base{"accuracy",  "-w", "signal_cnn_1d",  "-a", "edge16",
                                      "--samples", "1",  "--save-outputs", "-q"};
  const auto said = [&](const std::vector<std::string>& more) {
    std::vector<std::string> arguments = base;
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_systole(arguments);
  };
  CHECK(said({}).status == 2);
  CHECK(said({}).err.find("--out DIR") != std::string::npos);
  const TemporaryDirectory directory;
  const std::string out = (directory / "out").string();
  CHECK(said({"--out", out, "--arithmetic", "fake"}).status == 2);
  // Weights of int9 have a zero point a channel unless told otherwise.
  const Said nine =
      said({"--out", out, "--set", "array.operands.activation=int9", "--set", "array.operands.weight=int9"});
  CHECK(nine.status == 2);
  CHECK(nine.err.find("conv1") != std::string::npos);
  CHECK(nine.err.find("per_tensor") != std::string::npos);
  CHECK(std::filesystem::is_empty(directory.path()));
}
