// Layers on CIM macros with operands, and what waveforms and timelines show of them, as users run them.
#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/support/command_line.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/support/vcd_reader.hpp"
#include "workloads/tensors/npz.hpp"

using namespace systole;
using namespace systole::tests;
using workloads::TensorMap;

namespace {

class Bench {
 public:
  explicit Bench(const std::string& network) { write_text(path("net.yaml"), network); }

  std::string path(const std::string& name) const { return (directory_ / name).string(); }

  template <class T>
  void give(const std::string& name, workloads::Shape shape, std::vector<T> values) {
    given_.emplace(name, workloads::make_tensor<T>(std::move(shape), values));
  }

  Said run(std::vector<std::string> extra, const std::string& detail = "cycle") {
    std::vector<std::string> arguments{"run",
                                       "-a",
                                       "norflash28",
                                       "-w",
                                       path("net.yaml"),
                                       "--detail",
                                       detail,
                                       "--out",
                                       path("results"),
                                       "-q",
                                       "--set",
                                       "mapping.engines=[{kind: gemm, engine: cim}, "
                                       "{kind: linear, engine: cim}, "
                                       "{kind: conv2d, engine: cim}]"};
    if (detail == "cycle") arguments.emplace_back("--save-outputs");
    if (!given_.empty()) {
      workloads::NpzWriter file{path("in.npz")};
      for (const auto& [name, array] : given_) file.add(name, array);
      file.close();
      arguments.insert(arguments.end(), {"--inputs", path("in.npz")});
    }
    arguments.insert(arguments.end(), extra.begin(), extra.end());
    return run_systole(arguments);
  }
  TensorMap outputs(const std::vector<std::string>& extra) {
    const Said said = run(extra);
    INFO(said.err);
    REQUIRE(said.status == 0);
    return workloads::read_npz(path("results/outputs.npz"));
  }
  TensorMap operands() const { return workloads::read_npz(path("results/operands.npz")); }
  nlohmann::json summary() const { return nlohmann::json::parse(file_text(path("results/summary.json"))); }
  Vcd waves() const {
    std::ifstream file{path("results/waves.vcd")};
    return read_vcd(file);
  }

 private:
  TemporaryDirectory directory_;
  TensorMap given_;
};

std::string gemm(std::int64_t m, std::int64_t k, std::int64_t n) {
  return "network: g\nlayers:\n  - {name: g, kind: gemm, m: " + std::to_string(m) + ", k: " + std::to_string(k) +
         ", n: " + std::to_string(n) + "}\n";
}

/// a · b of integers, [m][n].
std::vector<double> product(const workloads::Tensor& a, const workloads::Tensor& b) {
  const auto m = static_cast<std::size_t>(a.shape[0]);
  const auto k = static_cast<std::size_t>(a.shape[1]);
  const auto n = static_cast<std::size_t>(b.shape[1]);
  const auto x = integers(a);
  const auto w = integers(b);
  std::vector<double> sums(m * n);
  for (std::size_t i = 0; i < m; ++i)
    for (std::size_t j = 0; j < n; ++j)
      for (std::size_t at = 0; at < k; ++at) sums[i * n + j] += static_cast<double>(x[i * k + at] * w[at * n + j]);
  return sums;
}

const std::string kNoNoise = "cim.noise.sigma_lsb=0";

}  // namespace

TEST_CASE("Integer codes through bypassed converters give the integer product of numpy", "[J13][J14]") {
  Bench bench{gemm(2, 3, 2)};
  bench.give<std::int16_t>("g.a", {2, 3}, {511, -512, 3, 4, 0, -17});
  bench.give<std::int8_t>("g.b", {3, 2}, {127, 2, -128, 4, 5, -1});
  const TensorMap out = bench.outputs({"--set", "cim.adc.bypass=on"});
  CHECK(out.at("g.acc").type == workloads::ElementType::float64);
  CHECK(out.at("g.out").type == workloads::ElementType::float32);
  // [511 -512 3; 4 0 -17] [127 2; -128 4; 5 -1]
  CHECK(reals(out.at("g.acc")) == std::vector<double>{130448, -1029, 423, 25});
  CHECK(reals(out.at("g.out")) == reals(out.at("g.acc")));
  CHECK(bench.summary().at("notes").dump().find("4 sums equal to integer products") != std::string::npos);
}

TEST_CASE("Drawn operands give exact products for every split, gain, K and tiling when converters are bypassed",
          "[J5][J7][J8][J13]") {
  Bench bench{gemm(5, 300, 40)};
  for (const std::vector<std::string>& change :
       std::vector<std::vector<std::string>>{{},
                                             {"--set", "cim.array.rows=64"},
                                             {"--set", "cim.array.rows=unlimited"},
                                             {"--set", "cim.activation.msb_bits=5", "--set", "cim.lsb_gain_shift=0"},
                                             {"--set", "cim.msb_samples=4", "--set", "cim.activation.slicing=centred"},
                                             {"--set", "cim.mode=single_pass"}}) {
    std::vector<std::string> overrides{"--set", "cim.adc.bypass=on"};
    overrides.insert(overrides.end(), change.begin(), change.end());
    const TensorMap out = bench.outputs(overrides);
    const TensorMap in = bench.operands();
    CHECK(in.at("g.a").type == workloads::ElementType::int16);
    CHECK(in.at("g.b").type == workloads::ElementType::int8);
    CHECK(reals(out.at("g.acc")) == product(in.at("g.a"), in.at("g.b")));
  }
}

TEST_CASE("Without noise results are within the bound of rounding, with noise they are not compared", "[J11][J10]") {
  Bench bench{gemm(16, 768, 32)};
  const TensorMap quiet = bench.outputs({"--set", kNoNoise});
  CHECK(bench.summary().at("notes").dump().find("512 within the bound of rounding") != std::string::npos);
  const TensorMap in = bench.operands();
  const std::vector<double> exact = product(in.at("g.a"), in.at("g.b"));
  const std::vector<double> sums = reals(quiet.at("g.acc"));
  CHECK(sums != exact);
  const TensorMap noisy = bench.outputs({});
  CHECK(bench.summary().at("notes").dump().find("512 with noise") != std::string::npos);
  CHECK(reals(noisy.at("g.acc")) != sums);
  CHECK(reals(bench.outputs({}).at("g.acc")) == reals(noisy.at("g.acc")));
  CHECK(reals(bench.outputs({"--set", "cim.seed=2"}).at("g.acc")) != reals(noisy.at("g.acc")));
}

TEST_CASE("Codes that macros have no room for are refused with their array", "[J23]") {
  Bench bench{gemm(1, 1, 1)};
  bench.give<std::int16_t>("g.a", {1, 1}, {512});
  bench.give<std::int8_t>("g.b", {1, 1}, {1});
  const Said said = bench.run({});
  CHECK(said.status == 2);
  CHECK_THAT(said.err, Catch::Contains("array 'g.a'") && Catch::Contains("512 is outside -512 .. 511"));
}

TEST_CASE("A convolution on macros is the convolution", "[J14]") {
  Bench bench{
      "network: c\ninputs: {x: [1, 1, 3, 3]}\nlayers:\n"
      "  - {name: c, kind: conv2d, filters: 1, kernel: 3, padding: 1, bias: false}\n"};
  bench.give<std::int16_t>("x", {1, 1, 3, 3}, {1, 2, 3, 4, 5, 6, 7, 8, 9});
  bench.give<std::int8_t>("c.weight", {1, 1, 3, 3}, {0, 1, 0, 0, 0, 2, 0, 0, 0});
  // Each pixel takes the one above it, and twice the one to its right.
  CHECK(reals(bench.outputs({"--set", "cim.adc.bypass=on"}).at("c.acc")) ==
        std::vector<double>{4, 6, 0, 11, 14, 3, 20, 23, 6});
}

TEST_CASE("Real operands come back as real results, scaled and with their bias", "[J1][J4]") {
  Bench bench{"network: l\ninputs: {x: [2, 2]}\nlayers:\n  - {name: l, kind: linear, features: 1}\n"};
  bench.give<float>("x", {2, 2}, {1.0F, 0.0F, 0.0F, -0.5F});
  bench.give<float>("l.weight", {1, 2}, {2.0F, -1.0F});
  bench.give<float>("l.bias", {1}, {0.25F});
  const std::vector<double> out = reals(bench.outputs({"--set", "cim.adc.bypass=on"}).at("l.out"));
  CHECK(out[0] == Approx(2.25).margin(0.02));
  CHECK(out[1] == Approx(0.75).margin(0.02));
}

TEST_CASE("A waveform shows MSB samples, then the LSB pass, and each pass's stages", "[J6][J8][H2]") {
  Bench bench{gemm(3, 768, 64)};
  const Said said = bench.run({"--vcd", "cim", "--set", "dram.model=ideal"}, "event");
  INFO(said.err);
  REQUIRE(said.status == 0);
  const Vcd vcd = bench.waves();
  const std::string cim = "accelerator.cim.";
  // 1,536 bytes of codes are read in 48 cycles of 1 ns; then vectors of 3 passes of 140 ns.
  const auto at = [&](const std::string& signal, std::int64_t ns) { return vcd.at(cim + signal, ns * 1000); };
  for (std::int64_t vector = 0; vector < 3; ++vector) {
    for (std::int64_t pass = 0; pass < 3; ++pass) {
      const std::int64_t begin = 48 + 420 * vector + 140 * pass;
      CAPTURE(vector, pass);
      for (const std::int64_t into : {0, 9, 10, 59, 60, 139}) {
        CHECK(at("vector", begin + into) == static_cast<std::uint64_t>(vector));
        CHECK(at("pass", begin + into) == static_cast<std::uint64_t>(pass + 1));
        CHECK(at("lsb", begin + into) == (pass == 2 ? 1U : 0U));
        CHECK(at("dac", begin + into) == (into < 10 ? 1U : 0U));
        CHECK(at("settle", begin + into) == (into >= 10 && into < 60 ? 1U : 0U));
        CHECK(at("convert", begin + into) == (into >= 60 ? 1U : 0U));
      }
      for (std::int64_t column = 0; column < 8; ++column) {
        CHECK(at("column", begin + 60 + 10 * column) == static_cast<std::uint64_t>(column));
        // A code is added in the clock after its conversion.
        CHECK(at("shift_add", begin + 69 + 10 * column) == 0U);
        CHECK(at("shift_add", begin + 70 + 10 * column) == 1U);
      }
    }
  }
  CHECK(at("pass", 48 + 3 * 420) == 0U);
  CHECK(at("busy", 100) == 1U);
  CHECK(vcd.variables.size() == 4 + 9);
  CHECK_THAT(file_text(bench.path("results/waves.gtkw")), Catch::Contains("accelerator.cim.pass[3:0]"));
}

TEST_CASE("With operands a waveform shows the codes of the first converter, which recombine to the results",
          "[J6][J11][J14]") {
  Bench bench{gemm(2, 100, 8)};
  bench.give<std::int16_t>("g.a", {2, 100}, std::vector<std::int16_t>(200, 16 * 20 + 5));
  std::vector<std::int8_t> weights;
  for (int k = 0; k < 100; ++k)
    for (int n = 0; n < 8; ++n) weights.push_back(static_cast<std::int8_t>(n * 10 - 29));
  bench.give<std::int8_t>("g.b", {100, 8}, weights);
  const TensorMap out = bench.outputs({"--vcd", "cim", "--set", kNoNoise, "--set", "dram.model=ideal"});
  const std::vector<double> sums = reals(out.at("g.acc"));
  const Vcd vcd = bench.waves();
  // 200 bytes in 7 cycles. msb 20, lsb 5 times 4; raw sums of column n: 100 · 20 · (10 n - 29) in both passes; the
  // step is the largest of them, 100 · 20 · 41, over 511.
  for (std::int64_t vector = 0; vector < 2; ++vector) {
    for (std::int64_t column = 0; column < 8; ++column) {
      CAPTURE(vector, column);
      const std::int64_t raw = 2000 * (10 * column - 29);
      const double code = std::nearbyint(static_cast<double>(raw) / (82000.0 / 511));
      for (std::int64_t pass = 0; pass < 3; ++pass) {
        const std::int64_t done = 7 + 420 * vector + 140 * pass + 60 + 10 * (column + 1);
        CHECK(vcd.signed_at("accelerator.cim.code", done * 1000) == static_cast<std::int64_t>(code));
      }
      CHECK(sums[static_cast<std::size_t>(vector * 8 + column)] ==
            Approx(code * (82000.0 / 511) * (16 + 1.0 / 4)).epsilon(1e-5));
    }
  }
}

TEST_CASE("Pipelines show the second layer's macros as a module of their own", "[J17][H2]") {
  Bench bench{
      "network: p\ninputs: {x: [4, 64]}\nlayers:\n"
      "  - {name: up, kind: linear, features: 128}\n  - {name: s, kind: silu}\n"
      "  - {name: down, kind: linear, features: 64}\n"};
  REQUIRE(bench.run({"--vcd", "cim,cim2", "--timeline", "--set", "dram.model=ideal"}, "event").status == 0);
  const Vcd vcd = bench.waves();
  // 128 bytes in 4 cycles; passes, shift-add; 128 scalings and 3 · 128 of SiLU on 32 lanes: 16 cycles.
  const std::int64_t second = 4 + 420 + 1 + 16;
  CHECK(vcd.at("accelerator.cim2.pass", (second - 1) * 1000) == 0);
  CHECK(vcd.at("accelerator.cim2.pass", second * 1000) == 1);
  CHECK(vcd.at("accelerator.cim2.vector", (second + 3 * 420) * 1000) == 3);
  CHECK(vcd.at("accelerator.cim.vector", second * 1000) == 1);
  const auto timeline = nlohmann::json::parse(file_text(bench.path("results/timeline.json")));
  CHECK(timeline.dump().find("\"cim\"") != std::string::npos);
}

TEST_CASE("A chip without macros has no module of theirs to show", "[H2]") {
  Bench bench{gemm(2, 3, 2)};
  const Said said = run_systole({"run", "-a", "edge16", "-w", bench.path("net.yaml"), "--vcd", "array,cim", "--out",
                                 bench.path("results"), "-q"});
  CHECK(said.status == 2);
  CHECK_THAT(said.err, Catch::Contains("'cim'") && Catch::Contains("'edge16' has no CIM macros"));
}
