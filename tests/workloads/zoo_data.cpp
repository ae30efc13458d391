#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <set>

#include "tests/workloads/zoo_support.hpp"

using namespace systole::workloads;

namespace {

std::int64_t classes_of(const std::string& name) {
  return shipped(name + ".yaml").layers().back().output.back();
}

std::set<std::string> names_of(const TensorMap& tensors) {
  std::set<std::string> names;
  for (const auto& entry : tensors) names.insert(entry.first);
  return names;
}

/// The bytes of each sample.
std::vector<std::string> samples_of(const TensorMap& data) {
  const Tensor& x = data.at("x");
  const std::size_t size = x.bytes.size() / static_cast<std::size_t>(x.shape.at(0));
  std::vector<std::string> samples;
  for (std::size_t at = 0; at < x.bytes.size(); at += size)
    samples.emplace_back(reinterpret_cast<const char*>(&x.bytes[at]), size);
  return samples;
}

}  // namespace

TEST_CASE("there are 1,000 test samples and 100 for calibration, of the shape of the network's input",
          "[zoo][A1][A2][A3]") {
  for (const std::string& name : zoo_networks())
    for (const auto& [part, count] : {std::pair{"data", 1000}, std::pair{"calibration", 100}}) {
      const TensorMap data = zoo(name, part);
      Shape shape = shipped(name + ".yaml").inputs().at(0).second;
      shape[0] = count;
      CHECK(data.at("x").shape == shape);
      CHECK(data.at("labels").type == ElementType::int64);
      CHECK(data.at("labels").shape == Shape{count});
    }
}

TEST_CASE("signals are float32, images are codes of one scale and one zero point", "[zoo][A3][A4]") {
  for (const char* part : {"data", "calibration"}) {
    const TensorMap signals = zoo("signal_cnn_1d", part);
    CHECK(names_of(signals) == std::set<std::string>{"labels", "x"});
    CHECK(signals.at("x").type == ElementType::float32);
    const TensorMap images = zoo("tiny_cnn_2d", part);
    CHECK(names_of(images) == std::set<std::string>{"labels", "x", "x.scale", "x.zero_point"});
    CHECK(images.at("x").type == ElementType::uint8);
    CHECK(images.at("x.scale").type == ElementType::float64);
    CHECK(images.at("x.scale").shape.empty());
    CHECK(reals(images.at("x.scale")) == std::vector<double>{1.0 / 64});
    CHECK(images.at("x.zero_point").shape.empty());
    CHECK(integers(images.at("x.zero_point")) == std::vector<std::int64_t>{128});
  }
}

TEST_CASE("every class has as many samples as the others", "[zoo][A3]") {
  for (const std::string& name : zoo_networks())
    for (const char* part : {"data", "calibration"}) {
      const std::vector<std::int64_t> labels = integers(zoo(name, part).at("labels"));
      const std::int64_t classes = classes_of(name);
      std::map<std::int64_t, std::int64_t> counts;
      for (const std::int64_t label : labels) ++counts[label];
      CHECK(static_cast<std::int64_t>(counts.size()) == classes);
      CHECK(counts.begin()->first == 0);
      CHECK(counts.rbegin()->first == classes - 1);
      for (const auto& [label, count] : counts) CHECK(count * classes == static_cast<std::int64_t>(labels.size()));
    }
}

TEST_CASE("inputs are finite and of the size of 1", "[zoo][A3]") {
  for (const std::string& name : zoo_networks())
    for (const char* part : {"data", "calibration"}) {
      const std::vector<double> x = real_inputs(zoo(name, part));
      double squares = 0;
      int wild = 0;
      for (const double value : x) {
        wild += !(std::abs(value) < 4);
        squares += value * value;
      }
      CHECK(wild == 0);
      const double rms = std::sqrt(squares / static_cast<double>(x.size()));
      CHECK(rms > 0.5);
      CHECK(rms < 1.5);
    }
}

TEST_CASE("no sample is in the test set twice, or in both sets", "[zoo][A3]") {
  for (const std::string& name : zoo_networks()) {
    const std::vector<std::string> test = samples_of(zoo(name, "data"));
    const std::vector<std::string> calibration = samples_of(zoo(name, "calibration"));
    std::set<std::string> all{test.begin(), test.end()};
    all.insert(calibration.begin(), calibration.end());
    CHECK(all.size() == 1100);
  }
}

// Without the sine that its label says, a signal is noise of deviation 0.3. A mean of n squares of it has a relative
// deviation of sqrt(2 / n): 12.5 % for one signal, 0.4 % for 1,000. Bounds are five times that.
TEST_CASE("a shipped signal is the sine of its label under noise of 0.3", "[zoo][A3]") {
  const TensorMap data = zoo("signal_cnn_1d", "data");
  const std::vector<double> x = reals(data.at("x"));
  const std::vector<std::int64_t> labels = integers(data.at("labels"));
  double all = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    double squares = 0;
    for (std::size_t j = 0; j < 128; ++j) {
      const double angle = 2 * std::numbers::pi * static_cast<double>(2 + 3 * labels[i]) * static_cast<double>(j) / 127;
      squares += std::pow((x[128 * i + j] - std::sin(angle)) / 0.3, 2);
    }
    INFO("signal " << i);
    CHECK(std::abs(squares / 128 - 1) < 5 * 0.125);
    all += squares;
  }
  CHECK(std::abs(all / static_cast<double>(x.size()) - 1) < 5 * std::sqrt(2.0 / 128'000));
}

TEST_CASE("PyTorch's logits of the first 16 test samples are shipped; most find the label", "[zoo][A1][A2][A6]") {
  for (const std::string& name : zoo_networks()) {
    const TensorMap file = zoo(name, "logits");
    const std::int64_t classes = classes_of(name);
    REQUIRE(file.at("logits").type == ElementType::float32);
    REQUIRE(file.at("logits").shape == Shape{16, classes});
    const std::vector<double> logits = reals(file.at("logits"));
    const std::vector<std::int64_t> labels = integers(zoo(name, "data").at("labels"));
    int right = 0;
    for (std::int64_t i = 0; i < 16; ++i) {
      const auto row = logits.begin() + i * classes;
      right += std::max_element(row, row + classes) - row == labels[static_cast<std::size_t>(i)];
    }
    CHECK(right >= 14);
  }
}

TEST_CASE("each network's files together are below 2 MiB", "[zoo]") {
  for (const std::string& name : zoo_networks()) {
    std::uintmax_t bytes = 0;
    for (const char* part : {"weights", "data", "calibration", "logits"})
      bytes += std::filesystem::file_size(zoo_directory() / (name + "." + part + ".npz"));
    INFO(name);
    CHECK(bytes > 100'000);
    CHECK(bytes < std::uintmax_t{2} << 20U);
  }
}
