#include "sim/cim/ffn_calibration.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "models/errors.hpp"
#include "models/reference/product.hpp"
#include "models/units.hpp"
#include "sim/run/run.hpp"

namespace systole::sim {

using models::CimScales;
using models::ObserverKind;

template <>
const WordTable<CimThresholdMethod>& word_table() {
  static const WordTable<CimThresholdMethod> table{{"entropy", CimThresholdMethod::entropy},
                                                   {"entropy_jit", CimThresholdMethod::entropy_jit},
                                                   {"percentile", CimThresholdMethod::percentile},
                                                   {"max", CimThresholdMethod::max}};
  return table;
}

namespace {

constexpr double kAccumulatorDivisor = 127;

/// The four tensors of a block.
struct BlockObservers {
  explicit BlockObservers(const models::ObserverOptions& options)
      : w12_in{make_observer(options)},
        w12_out{make_observer(options)},
        w3_in{make_observer(options)},
        w3_out{make_observer(options)} {}

  std::unique_ptr<models::Observer> w12_in;
  std::unique_ptr<models::Observer> w12_out;
  std::unique_ptr<models::Observer> w3_in;
  std::unique_ptr<models::Observer> w3_out;
};

/// The block in floats, for so many tokens.
class BlockInReals {
 public:
  BlockInReals(const models::FeedForwardShape& shape, const FfnWeights& weights)
      : shape_{shape},
        bias_{weights.b12},
        w12_{{shape.tokens, shape.width, 2 * shape.hidden}, weights.w12},
        w3_{{shape.tokens, shape.hidden, shape.width}, weights.w3},
        gates_(static_cast<std::size_t>(shape.tokens * 2 * shape.hidden)),
        hidden_(static_cast<std::size_t>(shape.tokens * shape.hidden)),
        y_(static_cast<std::size_t>(shape.tokens * shape.width)) {}

  void observe(std::span<const float> x, BlockObservers& observers) {
    observers.w12_in->observe(x);
    w12_.run(x, gates_);
    observers.w12_out->observe(gates_);
    for (std::size_t i = 0; i < gates_.size() && !bias_.empty(); ++i) gates_[i] += bias_[i % bias_.size()];
    models::silu_product(shape_.hidden, gates_, hidden_);
    observers.w3_in->observe(hidden_);
    w3_.run(hidden_, y_);
    observers.w3_out->observe(y_);
  }

 private:
  models::FeedForwardShape shape_;
  std::vector<float> bias_;
  models::FloatLinear w12_;
  models::FloatLinear w3_;
  std::vector<float> gates_;
  std::vector<float> hidden_;
  std::vector<float> y_;
};

double threshold(const models::Observer& observer, const std::string& what) {
  const models::Range range = observer.range();
  const double found = std::max(std::abs(range.low), std::abs(range.high));
  if (!(found > 0)) throw models::UserError(what + ": all values are 0; there is nothing to calibrate with");
  return found;
}

CimScales scales_of(const models::Observer& in, const models::Observer& out, const std::string& layer,
                    const CimCalibrationRequest& request) {
  const double step = threshold(out, "results of " + layer) / kAccumulatorDivisor;
  return {threshold(in, "inputs of " + layer) / request.activation_divisor, {step, step, false}};
}

std::int64_t samples_of(const FfnBlock& block, const FfnData& data, const CimCalibrationRequest& request) {
  return std::min(request.samples, data.samples(block).value_or(request.samples));
}

std::map<std::string, std::string> origin_of(const FfnData& data, const CimCalibrationRequest& request,
                                             std::int64_t samples) {
  std::map<std::string, std::string> origin{{"data", data.source()},
                                            {"method", word(request.method)},
                                            {"divisor", std::to_string(request.activation_divisor)},
                                            {"samples", std::to_string(samples)},
                                            {"batch", std::to_string(request.batch)},
                                            {"seed", std::to_string(request.seed)},
                                            {"version", SYSTOLE_VERSION}};
  const bool entropy = request.method == CimThresholdMethod::entropy;
  if (request.method == CimThresholdMethod::percentile) origin["method"] += fmt::format(" {}", request.percentile);
  if (entropy || request.method == CimThresholdMethod::entropy_jit) {
    origin["bins"] = "2048";
    origin["levels"] = entropy ? "128" : "255";
  }
  return origin;
}

}  // namespace

models::ObserverOptions threshold_observer(const CimCalibrationRequest& request) {
  models::CimConfig config;
  if (request.method == CimThresholdMethod::entropy_jit) config.threshold = models::CimThreshold::entropy_jit;
  models::ObserverOptions options = models::calibration_observer(config);
  options.seed = request.seed;
  if (request.method == CimThresholdMethod::max) options.kind = ObserverKind::minmax;
  if (request.method == CimThresholdMethod::percentile) {
    options.kind = ObserverKind::percentile;
    options.percentile_form = models::PercentileForm::magnitude;
    options.alpha = 1 - request.percentile;
  }
  return options;
}

CimScaleFile calibrate_ffn(const std::vector<FfnBlock>& blocks, const FfnWeightSource& weights, const FfnData& data,
                           const CimCalibrationRequest& request) {
  const models::ObserverOptions options = threshold_observer(request);
  std::size_t of = 0;
  std::int64_t most = 0;
  for (const FfnBlock& block : blocks) {
    const std::int64_t samples = samples_of(block, data, request);
    of += static_cast<std::size_t>(models::ceil_div(samples, request.batch));
    most = std::max(most, samples);
  }
  CimScaleFile file{{}, origin_of(data, request, most), true};
  std::size_t done = 0;
  for (const FfnBlock& block : blocks) {
    const FfnWeights of_block = weights(block);
    BlockObservers observers{options};
    const std::int64_t samples = samples_of(block, data, request);
    for (std::int64_t first = 0; first < samples; first += request.batch) {
      if (request.stop_requested && request.stop_requested()) throw Interrupted{};
      std::vector<float> x;
      for (std::int64_t i = first; i < std::min(first + request.batch, samples); ++i) {
        const std::vector<float> sample = data.sample(block, i);
        x.insert(x.end(), sample.begin(), sample.end());
      }
      models::FeedForwardShape shape = block.shape;
      shape.tokens = static_cast<std::int64_t>(x.size()) / shape.width;
      BlockInReals{shape, of_block}.observe(x, observers);
      if (request.progress) request.progress(++done, of);
    }
    file.blocks[block.number] = {scales_of(*observers.w12_in, *observers.w12_out, block.w12, request),
                                 scales_of(*observers.w3_in, *observers.w3_out, block.w3, request)};
  }
  return file;
}

}  // namespace systole::sim
