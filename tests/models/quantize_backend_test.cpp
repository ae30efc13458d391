// What inference engines refuse.
#include "models/numerics/quantize/backend_rules.hpp"

#include <catch2/catch.hpp>

#include <vector>

using namespace systole::models;

namespace {

const TensorRule kPerChannel{Scheme::symmetric, true, 8};
const TensorRule kPerTensor{Scheme::symmetric, false, 8};

std::size_t violations(Backend backend, const TensorRule& weights, const TensorRule& activations, bool tunes = false) {
  return backend_violations(backend, {weights, activations, tunes}).size();
}

}  // namespace

TEST_CASE("every engine takes 8 bits, per-channel symmetric weights and per-tensor symmetric activations", "[S9]") {
  for (const Backend backend : {Backend::unconstrained, Backend::onnxruntime, Backend::tensorrt})
    CHECK(violations(backend, kPerChannel, kPerTensor) == 0);
}

TEST_CASE("ONNX Runtime and TensorRT take no other bits, a simulation does", "[S9]") {
  const TensorRule four{Scheme::symmetric, true, 4};
  const TensorRule sixteen{Scheme::symmetric, false, 16};
  CHECK(violations(Backend::unconstrained, four, sixteen) == 0);
  for (const Backend backend : {Backend::onnxruntime, Backend::tensorrt}) {
    CHECK(violations(backend, four, kPerTensor) == 1);
    CHECK(violations(backend, kPerChannel, sixteen) == 1);
    CHECK(violations(backend, four, sixteen) == 2);
  }
  const auto said = backend_violations(Backend::onnxruntime, {four, kPerTensor, false});
  CHECK(said[0] == "weights.bits: onnxruntime takes codes of 8 bits, not 4");
}

TEST_CASE("TensorRT takes no affine codes and no other granularity", "[S9]") {
  const TensorRule affine_channel{Scheme::affine, true, 8};
  const TensorRule affine_tensor{Scheme::affine, false, 8};
  CHECK(violations(Backend::onnxruntime, affine_channel, affine_tensor) == 0);
  CHECK(violations(Backend::tensorrt, affine_channel, kPerTensor) == 1);
  CHECK(violations(Backend::tensorrt, kPerTensor, kPerTensor) == 1);
  CHECK(violations(Backend::tensorrt, kPerChannel, affine_tensor) == 1);
  CHECK(violations(Backend::tensorrt, kPerChannel, kPerChannel) == 1);
}

TEST_CASE("TensorRT takes zero points of 0", "[S9]") {
  const std::vector<QuantParams> zero{{1, 0, {8, true}}, {2, 0, {8, true}}};
  const std::vector<QuantParams> other{{1, 0, {8, true}}, {2, 5, {8, true}}, {2, 6, {8, true}}};
  CHECK(backend_violations(Backend::tensorrt, "w", zero).empty());
  CHECK(backend_violations(Backend::onnxruntime, "w", other).empty());
  CHECK(backend_violations(Backend::tensorrt, "w", other) ==
        std::vector<std::string>{"w: tensorrt takes zero points of 0, not 5"});
  const std::vector<QuantParams> four{{1, 0, {4, true}}};
  CHECK(backend_violations(Backend::onnxruntime, "w", four).size() == 1);
  CHECK(backend_violations(Backend::unconstrained, "w", four).empty());
}

TEST_CASE("tuning batch norm needs weights per channel, on every engine", "[S9]") {
  for (const Backend backend : {Backend::unconstrained, Backend::onnxruntime}) {
    CHECK(violations(backend, kPerTensor, kPerTensor, true) == 1);
    CHECK(violations(backend, kPerChannel, kPerTensor, true) == 0);
  }
}
