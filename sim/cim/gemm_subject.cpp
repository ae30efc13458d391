#include "sim/cim/gemm_subject.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/cim/slices.hpp"
#include "models/errors.hpp"
#include "models/numerics/span_size.hpp"
#include "sim/cim/saved_layer.hpp"

namespace systole::sim {

using models::CimConfig;
using models::CimWeights;
using models::UserError;
using workloads::Tensor;

namespace {

constexpr std::int64_t kLargestCode = 32767;

std::vector<float> floats_of(const Tensor& tensor) {
  std::vector<float> values;
  if (workloads::is_integer(tensor.type)) {
    for (const std::int64_t code : workloads::integers(tensor)) {
      if (code < -kLargestCode - 1 || code > kLargestCode)
        throw UserError(fmt::format("code {} has more than 16 bits", code));
      values.push_back(static_cast<float>(code));
    }
    return values;
  }
  for (const double value : workloads::reals(tensor)) {
    if (!std::isfinite(static_cast<float>(value))) throw UserError("it holds a number that is not finite");
    values.push_back(static_cast<float>(value));
  }
  return values;
}

std::vector<float> transposed(const std::vector<float>& values, std::int64_t rows, std::int64_t columns) {
  std::vector<float> result(values.size());
  for (std::int64_t r = 0; r < rows; ++r)
    for (std::int64_t c = 0; c < columns; ++c)
      result[static_cast<std::size_t>(c * rows + r)] = values[static_cast<std::size_t>(r * columns + c)];
  return result;
}

std::vector<std::int16_t> codes_of(const std::vector<float>& values) {
  std::vector<std::int16_t> codes(values.size());
  std::transform(values.begin(), values.end(), codes.begin(),
                 [](float value) { return static_cast<std::int16_t>(value); });
  return codes;
}

void require_codes(const std::string& name, const std::vector<float>& values, int bits, const char* key) {
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  const int limit = 1 << (bits - 1);
  if (*low < static_cast<float>(-limit) || *high > static_cast<float>(limit - 1))
    throw UserError(fmt::format("array '{}': its codes go from {} to {}; {} of {} bits go from {} to {}", name, *low,
                                *high, key, bits, -limit, limit - 1));
}

}  // namespace

GemmSubject::GemmSubject(std::string name, std::uint32_t layer, const Tensor& a, const Tensor& b)
    : name_{std::move(name)},
      layer_{layer},
      tokens_{a.shape.front()},
      inputs_{a.shape.back()},
      outputs_{b.shape.back()},
      a_is_codes_{workloads::is_integer(a.type)},
      b_is_codes_{workloads::is_integer(b.type)},
      a_{floats_of(a)},
      b_{transposed(floats_of(b), inputs_, outputs_)},
      exact_(static_cast<std::size_t>(tokens_ * outputs_)) {
  for (std::int64_t m = 0; m < tokens_; ++m)
    for (std::int64_t n = 0; n < outputs_; ++n) {
      double sum = 0;
      for (std::int64_t k = 0; k < inputs_; ++k)
        sum += static_cast<double>(a_[static_cast<std::size_t>(m * inputs_ + k)]) *
               static_cast<double>(b_[static_cast<std::size_t>(n * inputs_ + k)]);
      exact_[static_cast<std::size_t>(m * outputs_ + n)] = static_cast<float>(sum);
    }
}

CimWeights GemmSubject::weights(const CimConfig& config) const {
  if (!b_is_codes_) return quantize_weights(config.weights, outputs_, inputs_, b_);
  require_codes(name_ + ".b", b_, config.weights.bits, "weights");
  return {outputs_, inputs_, codes_of(b_), {1}};
}

void GemmSubject::multiply_codes(const CimConfig& config, Run& run) const {
  if (config.mode == models::CimMode::single_pass)
    throw UserError("array '" + name_ + ".a': a single pass quantises real numbers, these are codes");
  require_codes(name_ + ".a", a_, config.activation.bits, "activations");
  run.codes = codes_of(a_);
  run.count.activations = static_cast<std::int64_t>(a_.size());
  run.count.activation_scale = 1;
  models::CimProduct product{config, tokens_, run.weights, layer_};
  const bool ideal = config.adc.bypass && !config.faults.cells() && config.faults.ir_drop == 0;
  if (ideal) {
    std::vector<std::int32_t> sums(exact_.size());
    product.run_exact(run.codes, sums);
    run.recombined.assign(sums.begin(), sums.end());
  } else {
    run.count.conversions = product.run(run.codes, run.results);
    run.recombined.assign(run.results.begin(), run.results.end());
  }
  for (std::size_t i = 0; i < run.results.size(); ++i)
    run.results[i] = static_cast<float>(run.recombined[i] * run.weights.scale(static_cast<std::int64_t>(i) % outputs_));
}

void GemmSubject::multiply_reals(const CimConfig& config, Run& run) const {
  models::CimLinear linear{config, {tokens_, layer_}, run.weights};
  linear.record();
  run.count = linear.run(a_, run.results);
  run.codes.assign(linear.codes().begin(), linear.codes().end());
  run.recombined.assign(linear.recombined().begin(), linear.recombined().end());
}

GemmSubject::Run GemmSubject::multiply(const CimConfig& config) const {
  Run run;
  run.weights = weights(config);
  run.results.resize(exact_.size());
  if (a_is_codes_) {
    multiply_codes(config, run);
  } else {
    multiply_reals(config, run);
  }
  return run;
}

CimFigures GemmSubject::run(const CimConfig& config) {
  const Run run = multiply(config);
  return {models::quant_error(exact_, run.results), run.count, {}};
}

void GemmSubject::save(const CimConfig& config, workloads::NpzWriter& operands, workloads::NpzWriter& outputs) {
  const Run run = multiply(config);
  save_layer(name_, {run.codes, &run.weights, run.recombined, run.results}, operands, outputs);
}

std::vector<std::unique_ptr<CimSubject>> read_gemms(const std::filesystem::path& path) {
  const workloads::TensorMap arrays = workloads::read_npz(path);
  const auto fail = [&](const std::string& name, const std::string& what) {
    throw UserError(path.string() + ": array '" + name + "': " + what);
  };
  for (const auto& [name, array] : arrays)
    if (!name.ends_with(".a") && !name.ends_with(".b"))
      fail(name, "operands of products are LAYER.a [tokens, inputs] and LAYER.b [inputs, outputs]");
  for (const auto& [name, array] : arrays)
    if (array.shape.size() != 2 || workloads::element_count(array.shape) == 0)
      fail(name, "its shape is " + workloads::to_string(array.shape) + "; an operand has two axes");
  std::vector<std::unique_ptr<CimSubject>> gemms;
  for (const auto& [name, array] : arrays) {
    const std::string layer = name.substr(0, name.size() - 2);
    const std::string other = layer + (name.ends_with(".a") ? ".b" : ".a");
    const auto found = arrays.find(other);
    if (found == arrays.end()) fail(name, "there is no '" + other + "'");
    if (name.ends_with(".b")) continue;
    if (array.shape.back() != found->second.shape.front())
      fail(name, fmt::format("its shape is {}, that of '{}' {}: the inputs differ", workloads::to_string(array.shape),
                             other, workloads::to_string(found->second.shape)));
    try {
      gemms.push_back(
          std::make_unique<GemmSubject>(layer, static_cast<std::uint32_t>(gemms.size()), array, found->second));
    } catch (const UserError& error) {
      throw UserError(path.string() + ": '" + layer + "': " + error.what());
    }
  }
  if (gemms.empty()) throw UserError(path.string() + ": there are no products: LAYER.a and LAYER.b");
  return gemms;
}

}  // namespace systole::sim
