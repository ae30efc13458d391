#include "models/numerics/fit/adaround.hpp"

#include <algorithm>
#include <cmath>

#include "models/errors.hpp"
#include "models/numerics/fit/adam.hpp"
#include "models/numerics/fit/fake_quant_gradient.hpp"
#include "models/numerics/fit/vector_product.hpp"

namespace systole::models {

namespace {

class Rebuild {
 public:
  Rebuild(const AdaroundInput& input, const AdaroundOptions& options)
      : input_{input},
        options_{options},
        samples_{input.inputs.size() / input.columns},
        floors_(input.weights.size()),
        v_(input.weights.size()),
        gradient_(input.weights.size()),
        differences_(input.columns),
        slopes_(input.columns),
        sums_(input.columns) {
    for (std::size_t i = 0; i < input.weights.size(); ++i) {
      const double steps = static_cast<double>(input.weights[i]) / params(i / input.columns).scale;
      floors_[i] = std::floor(steps);
      v_[i] = rectified_sigmoid_inverse(std::min(steps - floors_[i], 1.0));
    }
    double squares = 0;
    for (const float value : input.inputs) squares += static_cast<double>(value) * static_cast<double>(value);
    mean_square_ = squares / static_cast<double>(input.inputs.size());
    if (mean_square_ == 0) mean_square_ = 1;
    find_offsets();
  }

  void descend() {
    Adam adam{v_.size()};
    Batches batches{samples_, options_.fit.batch, options_.fit.seed, 0};
    for (step_ = 0; step_ < options_.fit.steps; ++step_) {
      load(batches.next());
      for (std::size_t row = 0; row < input_.rows; ++row) row_gradient(row);
      adam.step(v_, gradient_, options_.fit.learning_rate);
    }
  }

  AdaroundResult result() {
    AdaroundResult result;
    result.codes.resize(input_.weights.size());
    std::vector<std::int16_t> nearest(input_.columns);
    for (std::size_t row = 0; row < input_.rows; ++row) {
      const auto codes = std::span{result.codes}.subspan(row * input_.columns, input_.columns);
      for (std::size_t k = 0; k < input_.columns; ++k) {
        const std::size_t i = row * input_.columns + k;
        const double steps = static_cast<double>(input_.weights[i]) / params(row).scale;
        codes[k] = code(row, floors_[i] + (v_[i] >= 0 ? 1 : 0));
        nearest[k] = code(row, std::nearbyint(steps));
      }
      const double nearest_error = row_error(row, nearest);
      const double error = row_error(row, codes);
      result.nearest_mse += nearest_error;
      result.mse += std::min(error, nearest_error);
      if (error > nearest_error) std::copy(nearest.begin(), nearest.end(), codes.begin());
      for (std::size_t k = 0; k < input_.columns; ++k) result.moved += codes[k] != nearest[k] ? 1U : 0U;
    }
    result.nearest_mse /= static_cast<double>(samples_ * input_.rows);
    result.mse /= static_cast<double>(samples_ * input_.rows);
    return result;
  }

 private:
  const QuantParams& params(std::size_t row) const { return input_.params[input_.params.size() == 1 ? 0 : row]; }

  std::int16_t code(std::size_t row, double steps) const {
    const CodeBounds bounds = code_bounds(params(row).format, input_.span);
    const double code = steps + params(row).zero_point;
    return static_cast<std::int16_t>(
        std::clamp(code, static_cast<double>(bounds.lowest), static_cast<double>(bounds.highest)));
  }

  /// What the float layer's outputs differ from those of float weights on the quantised layer's inputs.
  void find_offsets() {
    if (input_.float_inputs.empty()) return;
    offsets_.resize(input_.rows * samples_);
    for (std::size_t row = 0; row < input_.rows; ++row)
      for (std::size_t sample = 0; sample < samples_; ++sample) {
        double sum = 0;
        for (std::size_t k = 0; k < input_.columns; ++k) {
          const std::size_t at = sample * input_.columns + k;
          sum += static_cast<double>(input_.weights[row * input_.columns + k]) *
                 (static_cast<double>(input_.inputs[at]) - static_cast<double>(input_.float_inputs[at]));
        }
        offsets_[row * samples_ + sample] = sum;
      }
  }

  /// The batch twice: by sample and by column, so that both passes run along it.
  void load(std::span<const std::uint32_t> samples) {
    batch_ = samples;
    by_sample_.resize(samples.size() * input_.columns);
    by_column_.resize(samples.size() * input_.columns);
    errors_.resize(samples.size());
    for (std::size_t b = 0; b < samples.size(); ++b)
      for (std::size_t k = 0; k < input_.columns; ++k) {
        const auto value = static_cast<double>(input_.inputs[samples[b] * input_.columns + k]);
        by_sample_[b * input_.columns + k] = value;
        by_column_[k * samples.size() + b] = value;
      }
  }

  void row_gradient(std::size_t row) {
    const QuantParams& quant = params(row);
    const CodeBounds bounds = code_bounds(quant.format, input_.span);
    const std::size_t from = row * input_.columns;
    const bool warm = options_.beta.warms_up(step_, options_.fit.steps);
    const double beta = options_.beta(step_, options_.fit.steps);
    const double unit = options_.unit == LossUnit::step ? quant.scale * quant.scale * mean_square_ : 1;
    for (std::size_t k = 0; k < input_.columns; ++k) {
      const auto [h, slope] = rectified_sigmoid(v_[from + k]);
      const double code = floors_[from + k] + h + quant.zero_point;
      const double kept = std::clamp(code, static_cast<double>(bounds.lowest), static_cast<double>(bounds.highest));
      differences_[k] = (kept - quant.zero_point) * quant.scale - static_cast<double>(input_.weights[from + k]);
      gradient_[from + k] = warm || slope == 0 ? 0 : options_.round_weight * rounding_loss_slope(h, beta) * slope;
      slopes_[k] = kept == code ? slope * quant.scale : 0;
    }
    pass_batch(row);
    const double share = 2 / (static_cast<double>(batch_.size()) * unit);
    for (std::size_t k = 0; k < input_.columns; ++k) gradient_[from + k] += share * sums_[k] * slopes_[k];
  }

  /// sums_[k] = sum over the batch of (output - target) · input k.
  void pass_batch(std::size_t row) {
    const std::size_t batch = batch_.size();
    for (std::size_t b = 0; b < batch; ++b) errors_[b] = offsets_.empty() ? 0 : offsets_[row * samples_ + batch_[b]];
    add_product(differences_, by_column_, errors_);
    std::fill(sums_.begin(), sums_.end(), 0.0);
    add_product(errors_, by_sample_, sums_);
  }

  /// Sum of squared output errors over all samples.
  double row_error(std::size_t row, std::span<const std::int16_t> codes) {
    for (std::size_t k = 0; k < input_.columns; ++k)
      differences_[k] = params(row).real(codes[k]) - static_cast<double>(input_.weights[row * input_.columns + k]);
    double total = 0;
    for (std::size_t sample = 0; sample < samples_; ++sample) {
      double error = offsets_.empty() ? 0 : offsets_[row * samples_ + sample];
      for (std::size_t k = 0; k < input_.columns; ++k)
        error += differences_[k] * static_cast<double>(input_.inputs[sample * input_.columns + k]);
      total += error * error;
    }
    return total;
  }

  const AdaroundInput& input_;
  const AdaroundOptions& options_;
  std::size_t samples_;
  double mean_square_ = 1;
  std::int64_t step_ = 0;
  std::vector<double> floors_;       // of each weight, in steps, without the zero point
  std::vector<double> v_;            // of each weight: what is learned
  std::vector<double> gradient_;     // by v
  std::vector<double> offsets_;      // [rows][samples]
  std::vector<double> differences_;  // of a row: soft weight - weight
  std::vector<double> slopes_;       // of a row: d difference / dv
  std::vector<double> sums_;
  std::vector<double> errors_;  // of a row: output - target
  std::vector<double> by_sample_;
  std::vector<double> by_column_;
  std::span<const std::uint32_t> batch_;
};

bool all_finite(std::span<const float> values) {
  return std::all_of(values.begin(), values.end(), [](float value) { return std::isfinite(value); });
}

void check(const AdaroundInput& input) {
  const bool filled = input.rows > 0 && input.columns > 0 && input.weights.size() == input.rows * input.columns &&
                      !input.inputs.empty() && input.inputs.size() % input.columns == 0;
  if (!filled) throw ModelError{"AdaRound: weights or inputs do not fill their matrices"};
  if (!input.float_inputs.empty() && input.float_inputs.size() != input.inputs.size())
    throw ModelError{"AdaRound: as many float inputs as inputs, or none"};
  if (input.params.size() != 1 && input.params.size() != input.rows)
    throw ModelError{"AdaRound: parameters for the matrix, or for each row"};
  for (const QuantParams& params : input.params)
    if (!std::isfinite(params.scale) || params.scale <= 0) throw ModelError{"AdaRound needs positive scales"};
  if (!all_finite(input.weights) || !all_finite(input.inputs) || !all_finite(input.float_inputs))
    throw UserError{"AdaRound: a weight or an input is not finite"};
}

}  // namespace

AdaroundResult adaround(const AdaroundInput& input, const AdaroundOptions& options) {
  check(input);
  Rebuild rebuild{input, options};
  rebuild.descend();
  return rebuild.result();
}

}  // namespace systole::models
