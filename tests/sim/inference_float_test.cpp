// The reference in real numbers: torch's answers, every kind of layer beside its definition in doubles, and what it
// keeps in memory.
#include <catch2/catch.hpp>
#include <functional>
#include <numeric>
#include <set>

#include "tests/sim/inference_support.hpp"
#include "tests/support/source_root.hpp"
#include "workloads/tensors/npz.hpp"

using namespace systole;
using namespace systole::tests;
using workloads::LayerKind;

namespace {

struct Zoo {
  models::OneThread one_thread;  // layers are small beside what their threads cost
  workloads::Network network;
  sim::NetworkWeights weights;
  sim::DataSet data;

  explicit Zoo(const std::string& name)
      : network{workloads::read_network(sim::find_file(sim::Shelf::workloads, name))},
        weights{sim::NetworkWeights::read(sim::find_file(sim::Shelf::weights, name), network)},
        data{sim::DataSet::read(sim::find_file(sim::Shelf::data, name), network)} {}

  FloatVector logits(sim::FloatNetwork& reference, std::int64_t sample) const {
    FloatVector last;
    reference.run(data.sample(sample), [&](std::size_t layer, sim::Reals output) {
      if (layer + 1 == network.layers().size()) last.assign(output.begin(), output.end());
    });
    return last;
  }
  std::int64_t right() const {
    sim::FloatNetwork reference{network, weights};
    std::int64_t count = 0;
    for (std::int64_t i = 0; i < data.samples(); ++i) {
      const FloatVector answer = logits(reference, i);
      const auto best = std::max_element(answer.begin(), answer.end()) - answer.begin();
      count += best == data.labels(i).front() ? 1 : 0;
    }
    return count;
  }
};

}  // namespace

TEST_CASE("the reference gives torch's logits", "[A6][S1]") {
  for (const std::string name : {"signal_cnn_1d", "tiny_cnn_2d"}) {
    const Zoo zoo{name};
    const auto path = source_root() + "/workloads/zoo/" + name + ".logits.npz";
    const workloads::Tensor torch = workloads::read_npz(path).at("logits");
    const std::vector<double> expected = workloads::reals(torch);
    const auto [low, high] = std::minmax_element(expected.begin(), expected.end());
    const double tolerance = 1e-4 * (*high - *low);
    sim::FloatNetwork reference{zoo.network, zoo.weights};
    const auto classes = static_cast<std::size_t>(torch.shape[1]);
    for (std::size_t i = 0; i < static_cast<std::size_t>(torch.shape[0]); ++i) {
      const FloatVector ours = zoo.logits(reference, static_cast<std::int64_t>(i));
      REQUIRE(ours.size() == classes);
      for (std::size_t c = 0; c < classes; ++c)
        CHECK(std::fabs(static_cast<double>(ours[c]) - expected[i * classes + c]) < tolerance);
    }
  }
}

TEST_CASE("the shipped signals are told apart as torch tells them: all 1,000", "[A6]") {
  CHECK(Zoo{"signal_cnn_1d"}.right() == 1000);
}

TEST_CASE("the shipped images are told apart as torch tells them: 959 of 1,000", "[A6][slow]") {
  CHECK(Zoo{"tiny_cnn_2d"}.right() == 959);
}

namespace {

using Doubles = std::vector<double>;

/// A layer that reads x of 24 elements, and q of 24 too where it has two inputs, and what it is by its definition.
struct KindCase {
  std::string inputs;
  std::string layer;
  std::function<Doubles(const Doubles& x, const Doubles& q, const std::function<Doubles(const char*)>& weight)>
      expected;
};

Doubles map(const Doubles& x, const std::function<double(double)>& f) {
  Doubles y;
  for (const double value : x) y.push_back(f(value));
  return y;
}

/// y[i] = f(i).
Doubles each(std::size_t count, const std::function<double(std::size_t)>& f) {
  Doubles y(count);
  for (std::size_t i = 0; i < count; ++i) y[i] = f(i);
  return y;
}

/// Rows of `length` by themselves.
Doubles rows(const Doubles& x, std::size_t length, const std::function<Doubles(const Doubles&)>& f) {
  Doubles y;
  for (auto row = x.begin(); row != x.end(); row += static_cast<std::ptrdiff_t>(length)) {
    const Doubles part = f({row, row + static_cast<std::ptrdiff_t>(length)});
    y.insert(y.end(), part.begin(), part.end());
  }
  return y;
}

double mean(const Doubles& x) {
  return std::accumulate(x.begin(), x.end(), 0.0) / static_cast<double>(x.size());
}

double mean_square(const Doubles& x) {
  return std::inner_product(x.begin(), x.end(), x.begin(), 0.0) / static_cast<double>(x.size());
}

Doubles exponentials(const Doubles& x) {
  const Doubles e = map(x, [](double v) { return std::exp(v); });
  const double sum = std::accumulate(e.begin(), e.end(), 0.0);
  return map(e, [sum](double v) { return v / sum; });
}

double sigmoid(double v) {
  return 1 / (1 + std::exp(-v));
}

using Weight = std::function<Doubles(const char*)>;

const std::map<LayerKind, KindCase>& arithmetic_kinds() {
  static const std::map<LayerKind, KindCase> cases{
      {LayerKind::conv1d,
       {"x: [1, 2, 12]", "filters: 1, kernel: 3, padding: 1",
        [](const Doubles& x, const Doubles&, const Weight& weight) {
          const Doubles w = weight("weight");
          return each(12, [&](std::size_t i) {
            double sum = weight("bias")[0];
            for (std::size_t c = 0; c < 2; ++c)
              for (std::size_t k = 0; k < 3; ++k)
                if (i + k >= 1 && i + k <= 12) sum += w[c * 3 + k] * x[c * 12 + i + k - 1];
            return sum;
          });
        }}},
      {LayerKind::conv2d,
       {"x: [1, 2, 3, 4]", "filters: 2, kernel: [3, 1], groups: 2, bias: false",
        [](const Doubles& x, const Doubles&, const Weight& weight) {
          const Doubles w = weight("weight");
          return each(8, [&](std::size_t i) {
            const std::size_t c = i / 4;
            return w[c * 3] * x[c * 12 + i % 4] + w[c * 3 + 1] * x[c * 12 + 4 + i % 4] +
                   w[c * 3 + 2] * x[c * 12 + 8 + i % 4];
          });
        }}},
      {LayerKind::linear,
       {"x: [4, 6]", "features: 2",
        [](const Doubles& x, const Doubles&, const Weight& weight) {
          return each(8, [&](std::size_t i) {
            double sum = weight("bias")[i % 2];
            for (std::size_t k = 0; k < 6; ++k) sum += weight("weight")[i % 2 * 6 + k] * x[i / 2 * 6 + k];
            return sum;
          });
        }}},
      {LayerKind::gemm,
       {"", "m: 4, k: 6, n: 3",
        [](const Doubles& x, const Doubles&, const Weight& weight) {
          return each(12, [&](std::size_t i) {
            double sum = 0;
            for (std::size_t k = 0; k < 6; ++k) sum += x[i / 3 * 6 + k] * weight("b")[k * 3 + i % 3];
            return sum;
          });
        }}},
      {LayerKind::matmul,
       {"x: [2, 3, 4], q: [2, 3, 4]", "inputs: [x, q], transpose_b: true, scale: 0.5",
        [](const Doubles& x, const Doubles& q, const Weight&) {
          return each(18, [&](std::size_t i) {
            double sum = 0;
            for (std::size_t k = 0; k < 4; ++k) sum += x[i / 3 * 4 + k] * q[(i / 9 * 3 + i % 3) * 4 + k];
            return sum / 2;
          });
        }}},
      {LayerKind::max_pool,
       {"x: [1, 2, 12]", "kernel: 3, stride: 3",
        [](const Doubles& x, const Doubles&, const Weight&) {
          return rows(x, 3, [](const Doubles& w) { return Doubles{*std::max_element(w.begin(), w.end())}; });
        }}},
      {LayerKind::avg_pool,
       {"x: [1, 2, 12]", "kernel: 3, stride: 3",
        [](const Doubles& x, const Doubles&, const Weight&) {
          return rows(x, 3, [](const Doubles& w) { return Doubles{mean(w)}; });
        }}},
      {LayerKind::adaptive_avg_pool,
       {"x: [1, 2, 3, 4]", "output: 1",
        [](const Doubles& x, const Doubles&, const Weight&) {
          return rows(x, 12, [](const Doubles& w) { return Doubles{mean(w)}; });
        }}},
      {LayerKind::softmax,
       {"x: [4, 6]", "", [](const Doubles& x, const Doubles&, const Weight&) { return rows(x, 6, exponentials); }}},
      {LayerKind::layer_norm,
       {"x: [4, 6]", "",
        [](const Doubles& x, const Doubles&, const Weight& weight) {
          return rows(x, 6, [&](const Doubles& row) {
            const double middle = mean(row);
            const double deviation = std::sqrt(mean_square(row) - middle * middle + 1e-5);
            return each(6, [&](std::size_t i) {
              return (row[i] - middle) / deviation * weight("weight")[i] + weight("bias")[i];
            });
          });
        }}},
      {LayerKind::rms_norm,
       {"x: [4, 6]", "",
        [](const Doubles& x, const Doubles&, const Weight& weight) {
          return rows(x, 6, [&](const Doubles& row) {
            const double root = std::sqrt(mean_square(row) + 1e-6);
            return each(6, [&](std::size_t i) { return row[i] / root * weight("weight")[i]; });
          });
        }}},
      {LayerKind::batch_norm,
       {"x: [2, 3, 4]", "",
        [](const Doubles& x, const Doubles&, const Weight& weight) {
          return each(24, [&](std::size_t i) {
            const std::size_t c = i / 4 % 3;
            return (x[i] - weight("running_mean")[c]) / std::sqrt(weight("running_var")[c] + 1e-5) *
                       weight("weight")[c] +
                   weight("bias")[c];
          });
        }}},
      {LayerKind::rope,
       {"x: [1, 4, 6]", "",
        [](const Doubles& x, const Doubles&, const Weight&) {
          return each(24, [&](std::size_t i) {
            const std::size_t pair = i % 6 / 2;
            const double angle = static_cast<double>(i / 6) * std::pow(10000.0, -static_cast<double>(pair) / 3);
            const double even = x[i - i % 2];
            const double odd = x[i - i % 2 + 1];
            return i % 2 == 0 ? even * std::cos(angle) - odd * std::sin(angle)
                              : odd * std::cos(angle) + even * std::sin(angle);
          });
        }}},
      {LayerKind::mixed,
       {"x: [24], q: [24]", "inputs: [x, q]",
        [](const Doubles& x, const Doubles& q, const Weight& weight) {
          const Doubles share = exponentials(weight("weight"));
          return each(24, [&](std::size_t i) { return share[0] * x[i] + share[1] * q[i]; });
        }}},
  };
  return cases;
}

/// Element by element, or elements that move.
std::map<LayerKind, KindCase> other_kinds() {
  std::map<LayerKind, KindCase> cases;
  const auto of_function = [&](LayerKind kind, double (*f)(double)) {
    cases[kind] = {"x: [2, 12]", "", [f](const Doubles& x, const Doubles&, const Weight&) { return map(x, f); }};
  };
  of_function(LayerKind::relu, [](double v) { return std::max(v, 0.0); });
  of_function(LayerKind::silu, [](double v) { return v * sigmoid(v); });
  of_function(LayerKind::gelu, [](double v) { return v * (1 + std::erf(v / std::sqrt(2.0))) / 2; });
  of_function(LayerKind::sigmoid, sigmoid);
  of_function(LayerKind::tanh, [](double v) { return std::tanh(v); });
  of_function(LayerKind::exp, [](double v) { return std::exp(v); });
  of_function(LayerKind::identity, [](double v) { return v; });
  of_function(LayerKind::zero, [](double) { return 0.0; });
  of_function(LayerKind::reshape, [](double v) { return v; });
  cases[LayerKind::reshape].layer = "shape: [4, -1]";
  of_function(LayerKind::clamp, [](double v) { return std::clamp(v, -0.25, 0.5); });
  cases[LayerKind::clamp].layer = "low: -0.25, high: 0.5";
  const auto of_two = [&](LayerKind kind, double (*f)(double, double)) {
    // q repeats: of each row's second operand there is one.
    cases[kind] = {"x: [4, 6], q: [24, 1, 1]", "inputs: [x, q]",
                   [f](const Doubles& x, const Doubles& q, const Weight&) {
                     return each(576, [&](std::size_t i) { return f(x[i % 24], q[i / 24]); });
                   }};
  };
  of_two(LayerKind::add, [](double a, double b) { return a + b; });
  of_two(LayerKind::mul, [](double a, double b) { return a * b; });
  of_two(LayerKind::div, [](double a, double b) { return a / b; });
  const auto moved = [&](LayerKind kind, const std::string& inputs, const std::string& layer, std::size_t count,
                         std::function<std::size_t(std::size_t)> from) {
    cases[kind] = {inputs, layer, [count, from](const Doubles& x, const Doubles& q, const Weight&) {
                     return each(count, [&](std::size_t i) { return from(i) < 24 ? x[from(i)] : q[from(i) - 24]; });
                   }};
  };
  moved(LayerKind::concat, "x: [2, 12], q: [2, 12]", "inputs: [x, q], axis: 1", 48,
        [](std::size_t i) { return i % 24 < 12 ? i / 24 * 12 + i % 12 : 24 + i / 24 * 12 + i % 12; });
  moved(LayerKind::slice, "x: [2, 12]", "axis: 1, begin: 3, size: 4", 8,
        [](std::size_t i) { return i / 4 * 12 + 3 + i % 4; });
  moved(LayerKind::transpose, "x: [2, 3, 4]", "axes: [0, 2, 1]", 24,
        [](std::size_t i) { return i / 12 * 12 + i % 3 * 4 + i / 3 % 4; });
  // Patches of 2 x 2 of one channel: rows of a patch one behind the other.
  moved(LayerKind::patchify, "x: [1, 1, 4, 6]", "patch: 2", 24, [](std::size_t i) {
    const std::size_t patch = i / 4;
    return (patch / 3 * 2 + i % 4 / 2) * 6 + patch % 3 * 2 + i % 2;
  });
  cases[LayerKind::embedding] = {
      "x: [24]", "rows: 5, features: 2", [](const Doubles& x, const Doubles&, const Weight& weight) {
        const Doubles table = weight("weight");
        return each(48, [&](std::size_t i) { return table[static_cast<std::size_t>(x[i / 2]) * 2 + i % 2]; });
      }};
  cases[LayerKind::parameter] = {"", "shape: [2, 3]",
                                 [](const Doubles&, const Doubles&, const Weight& weight) { return weight(""); }};
  return cases;
}

void check_kind(LayerKind kind, const KindCase& test) {
  const std::string name{workloads::kind_name(kind)};
  CAPTURE(name);
  std::string line = "name: y, kind: " + name;
  if (!test.layer.empty()) line += ", " + test.layer;
  if (!test.inputs.empty() && test.layer.find("inputs") == std::string::npos) line += ", inputs: [x]";
  const workloads::Network network = network_of(test.inputs, {line});
  const sim::NetworkWeights weights = sim::NetworkWeights::draw(network, 11);
  std::mt19937 engine{4};
  std::map<std::string, FloatVector> given;
  for (const char* input : {"x", "q"})
    for (int i = 0; i < 24; ++i)
      given[input].push_back(kind == LayerKind::embedding ? static_cast<float>(i % 5)
                                                          : std::uniform_real_distribution<float>{0.25F, 2}(engine) -
                                                                (*input == 'x' ? 1.0F : 0));
  const sim::Sample sample{{"x", given["x"]}, {"q", given["q"]}, {"y.a", given["x"]}};
  FloatVector ours;
  sim::FloatNetwork reference{network, weights};
  reference.run(sample, [&](std::size_t, sim::Reals output) { ours.assign(output.begin(), output.end()); });
  const auto doubles = [](const auto& values) { return Doubles(values.begin(), values.end()); };
  const Doubles expected = test.expected(doubles(given["x"]), doubles(given["q"]), [&](const char* suffix) {
    return doubles(weights.get(*suffix == '\0' ? std::string{"y"} : std::string{"y."} + suffix));
  });
  REQUIRE(ours.size() == expected.size());
  for (std::size_t i = 0; i < ours.size(); ++i) CHECK(ours[i] == Approx(expected[i]).epsilon(2e-6).margin(2e-6));
}

}  // namespace

TEST_CASE("every kind of layer has a form in real numbers, that of its definition", "[S1][Q1]") {
  const std::map<LayerKind, KindCase> others = other_kinds();
  for (const LayerKind kind : workloads::all_layer_kinds()) {
    const auto found = arithmetic_kinds().find(kind);
    check_kind(kind, found != arithmetic_kinds().end() ? found->second : others.at(kind));
  }
}
