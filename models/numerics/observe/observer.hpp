// Observers watch the values of a tensor during calibration and propose the range that its codes should cover.
//
// One call of observe() is one sample (an image's activations, a weight tensor): only the moving average minds where
// samples end. Observers that need the values themselves (percentile, mse, kl, aciq_laplace) keep all of them up to
// `max_samples`, and from there on a uniform random choice of as many (see sample_store.hpp), with the exact minimum
// and maximum beside it: results do not depend on how values are cut into calls, and the memory is bounded.
// Values must be finite: observe() throws UserError otherwise. range() throws ModelError before the first value.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "models/numerics/quantize/choose_params.hpp"

namespace systole::models {

enum class ObserverKind {
  minmax,
  percentile,         // cuts `alpha` of the values, see PercentileForm
  moving_average,     // of each sample's minimum and maximum: m = ema_rate · m + (1 - ema_rate) · new
  mse,                // the least squared error of `mse_candidates` shrunken ranges (Sparsebit: 80, by 1 % each)
  kl,                 // least Kullback-Leibler divergence: Migacz, "8-bit inference with TensorRT", GTC 2017; of
                      // data of one sign the zeros count no more than their neighbours (they are a ReLU's)
  kl_jit_asis,        // JiT's variant, which always finds 255/2048 of the maximum
  kl_sparsebit_asis,  // Sparsebit's variant, which always finds (1024 - (2^b - 1))/1024 of the maximum
  aciq_gauss,         // Banner et al., NeurIPS 2019 (ACIQ): analytic clipping of a normal distribution
  aciq_laplace,       // the same of a Laplace distribution
};

enum class PercentileForm {
  kth_smallest,  // Sparsebit: cuts round(alpha · n) of the values with each sign
  both_tails,    // EdgeINT8: numpy's linear quantiles alpha and 1 - alpha (99.9 %: alpha = 0.001)
  magnitude,     // JiT: ± the linear quantile 1 - alpha of |x|
};

struct ObserverOptions {
  ObserverKind kind = ObserverKind::minmax;
  double alpha = 0.001;  // 0 to below 1/2
  PercentileForm percentile_form = PercentileForm::kth_smallest;
  double ema_rate = 0.9;    // 0 to below 1
  QuantRule rule;           // for mse the codes to try; for kl and aciq their number, and whether they may be one-sided
  int mse_candidates = 80;  // 1 to 100
  int bins = 2048;          // of kl, over [0, max |x|]; never fewer than 16 a level (kl), fixed for the variants as-is
  std::size_t max_samples = std::size_t{1} << 20U;  // kept of a tensor or channel
  std::uint64_t seed = 0;                           // of the choice once there are more
  bool operator==(const ObserverOptions&) const = default;
};

class Observer {
 public:
  Observer() = default;
  Observer(const Observer&) = delete;
  Observer& operator=(const Observer&) = delete;
  virtual ~Observer() = default;

  virtual void observe(std::span<const float> values) = 0;
  virtual Range range() const = 0;
};

/// Throws ModelError for options outside their ranges.
std::unique_ptr<Observer> make_observer(const ObserverOptions& options);

}  // namespace systole::models
