// Weights and data from files: what is wrong is told with file and array, and codes become what they stand for.
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "models/errors.hpp"
#include "tests/sim/accuracy_support.hpp"
#include "workloads/readers/network_yaml.hpp"

using namespace systole;
using namespace systole::tests;
using workloads::TensorMap;

namespace {

class Files {
 public:
  std::string weights_error(const TensorMap& arrays) const {
    return error([&] { sim::NetworkWeights::read(written(arrays), network); });
  }
  std::string data_error(const TensorMap& arrays) const {
    return error([&] { sim::DataSet::read(written(arrays), network); });
  }
  sim::DataSet data(const TensorMap& arrays) const { return sim::DataSet::read(written(arrays), network); }

  const workloads::Network network = workloads::parse_network_yaml(
      "network: n\ninputs: {x: [2, 3], i: [2, 1]}\nlayers:\n"
      "  - {name: fc, kind: linear, inputs: [x], features: 2}\n"
      "  - {name: bn, kind: batch_norm}\n"
      "  - {name: e, kind: embedding, inputs: [i], rows: 5, features: 2}\n",
      "n");

 private:
  std::filesystem::path written(const TensorMap& arrays) const {
    write_npz(directory_ / "f.npz", arrays);
    return directory_ / "f.npz";
  }
  template <class Action>
  std::string error(Action action) const {
    try {
      action();
    } catch (const models::UserError& found) {
      const std::string text = found.what();
      CHECK(text.find("f.npz: ") != std::string::npos);
      CHECK(text.find('\n') == std::string::npos);
      return text;
    }
    FAIL("no UserError");
    return "";
  }
  TemporaryDirectory directory_;
};

using F = std::vector<float>;

TensorMap good_weights() {
  return {{"fc.weight", array_of<float>({2, 3}, {1, 2, 3, 4, 5, 6})},
          {"fc.bias", array_of<float>({2}, {1, 2})},
          {"bn.weight", array_of<float>({2}, {1, 1})},
          {"bn.bias", array_of<float>({2}, {0, 0})},
          {"bn.running_mean", array_of<float>({2}, {0, 0})},
          {"bn.running_var", array_of<float>({2}, {1, 1})},
          {"e.weight", array_of<float>({5, 2}, F(10, 1))}};
}

TensorMap good_data() {
  return {{"x", array_of<float>({4, 3}, F(12, 1))},
          {"i", array_of<std::int64_t>({4, 1}, {0, 1, 2, 4})},
          {"labels", array_of<std::int64_t>({4}, {0, 1, 0, 1})}};
}

TensorMap with(TensorMap arrays, const std::string& name, workloads::Tensor tensor) {
  arrays[name] = std::move(tensor);
  return arrays;
}

TensorMap without(TensorMap arrays, const std::string& name) {
  arrays.erase(name);
  return arrays;
}

bool tells(const std::string& error, const std::string& array, const std::string& what) {
  CAPTURE(error);
  return error.find("'" + array + "'") != std::string::npos && error.find(what) != std::string::npos;
}

}  // namespace

TEST_CASE("weights that are missing, unknown, of another shape or no numbers are named", "[S1][X4]") {
  const Files files;
  CHECK(tells(files.weights_error(without(good_weights(), "fc.bias")), "fc.bias", "needs: 2"));
  CHECK(tells(files.weights_error(with(good_weights(), "fc.wieght", array_of<float>({1}, {1}))), "fc.wieght",
              "did you mean 'fc.weight'?"));
  CHECK(tells(files.weights_error(with(good_weights(), "fc.weight", array_of<float>({3, 2}, F(6, 1)))), "fc.weight",
              "its shape is 3x2, the network needs 2x3"));
  CHECK(tells(files.weights_error(with(good_weights(), "fc.bias", array_of<float>({2}, {1, std::nanf("")}))), "fc.bias",
              "not finite"));
  CHECK(tells(files.weights_error(with(good_weights(), "fc.bias", array_of<double>({2}, {1, HUGE_VAL}))), "fc.bias",
              "not finite"));
  CHECK(tells(files.weights_error(with(good_weights(), "bn.running_var", array_of<float>({2}, {1, -1}))),
              "bn.running_var", "variance"));
  CHECK(tells(files.weights_error(with(good_weights(), "fc.bias", array_of<std::int8_t>({2}, {1, 1}))), "fc.bias",
              "integers"));
  // What float does not hold is no weight either.
  CHECK(tells(files.weights_error(with(good_weights(), "fc.bias", array_of<double>({2}, {1, 1e300}))), "fc.bias",
              "not finite"));
}

TEST_CASE("data that is missing, unknown, of another shape or no numbers is named", "[S1][X4]") {
  const Files files;
  CHECK(tells(files.data_error(without(good_data(), "x")), "x", "missing"));
  CHECK(tells(files.data_error(with(good_data(), "y", array_of<float>({1}, {1}))), "y", "no such input"));
  CHECK(tells(files.data_error(with(good_data(), "lables", array_of<float>({1}, {1}))), "lables",
              "did you mean 'labels'?"));
  CHECK(tells(files.data_error(with(good_data(), "x", array_of<float>({4, 2}, F(8, 1)))), "x", "its shape is 4x2"));
  CHECK(tells(files.data_error(with(good_data(), "x", array_of<float>({3, 3}, F(9, 1)))), "x", "may be a multiple"));
  CHECK(tells(files.data_error(with(good_data(), "x", array_of<float>({6, 3}, F(18, 1)))), "i", "samples"));
  CHECK(tells(files.data_error(with(good_data(), "x", array_of<float>({4, 3}, F(12, std::nanf(""))))), "x",
              "not finite"));
  CHECK(tells(files.data_error(with(good_data(), "i", array_of<std::int64_t>({4, 1}, {0, 1, 2, 5}))), "i",
              "the index 5; its table has 5 rows"));
  CHECK(tells(files.data_error(with(good_data(), "labels", array_of<std::int64_t>({3}, {0, 1, 0}))), "labels",
              "3 for 4 samples"));
  CHECK(tells(files.data_error(with(good_data(), "x", array_of<std::int8_t>({4, 3}, std::vector<std::int8_t>(12)))),
              "x", "x.scale"));
  CHECK(tells(files.data_error(with(good_data(), "x", array_of<double>({4, 3}, std::vector<double>(12, 1e300)))), "x",
              "not finite"));
  CHECK(tells(files.data_error(with(good_data(), "x", array_of<float>({0, 3}, {}))), "x", "sample"));
  CHECK(tells(files.data_error(with(good_data(), "i", array_of<float>({4, 1}, {0, 1, 2.5F, 4}))), "i", "2.5"));
}

TEST_CASE("integers are codes of the scale and zero point beside them; the first axis counts samples", "[S1]") {
  const Files files;
  TensorMap arrays = with(good_data(), "x", array_of<std::uint8_t>({4, 3}, {128, 129, 0, 255, 1, 2, 3, 4, 5, 6, 7, 8}));
  arrays["x.scale"] = array_of<double>({}, {1.0 / 64});
  arrays["x.zero_point"] = array_of<std::int64_t>({}, {128});
  const sim::DataSet data = files.data(arrays);
  REQUIRE(data.samples() == 2);  // of two rows each
  const auto first = data.sample(0).at("x");
  CHECK(std::vector<float>(first.begin(), first.end()) == F{0, 1.0F / 64, -2, 127.0F / 64, -127.0F / 64, -126.0F / 64});
  // Indices are indices, whatever a scale would say.
  const auto indices = data.sample(1).at("i");
  CHECK(std::vector<float>(indices.begin(), indices.end()) == F{2, 4});
  const auto labels = data.labels(1);
  CHECK(std::vector<std::int64_t>(labels.begin(), labels.end()) == std::vector<std::int64_t>{0, 1});
  CHECK(data.first(1).samples() == 1);
  CHECK(data.first(9).samples() == 2);
  CHECK_FALSE(files.data(without(good_data(), "labels")).has_labels());
}
