// Static scales of feed-forward blocks: thresholds of what goes into w12 and w3 and of what comes out of them, found in
// real numbers, without noise (J21, J22). The results of a product are seen before its bias, as an ADC does.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "models/numerics/observe/observer.hpp"
#include "sim/cim/ffn_data.hpp"
#include "sim/cim/scale_file.hpp"

namespace systole::sim {

/// entropy: least Kullback-Leibler divergence, 128 levels of magnitude over 2048 bins; entropy_jit: the source's, which
/// finds 255/2048 of the largest magnitude whatever the data (T3); percentile: of magnitudes; max: the largest
/// magnitude.
enum class CimThresholdMethod : std::uint8_t { entropy, entropy_jit, percentile, max };

template <>
const WordTable<CimThresholdMethod>& word_table();

struct CimCalibrationRequest {
  CimThresholdMethod method = CimThresholdMethod::entropy;
  double percentile = 0.999;     // 0.5 to 1
  std::int64_t samples = 100;    // at most; fewer where the data has fewer
  std::int64_t batch = 16;       // that run at once
  int activation_divisor = 127;  // a code of the activations is worth threshold / this: 127 as the source has it; 511
                                 // uses all codes of 10 bits. Accumulators: always 127 (cim.adc.divisor corrects it)
  std::uint64_t seed = 1;        // of the choice of values, once there are more than a million
  std::function<bool()> stop_requested;
  std::function<void(std::size_t done, std::size_t of)> progress;  // batches of all blocks
};

/// What finds one threshold.
models::ObserverOptions threshold_observer(const CimCalibrationRequest& request);

/// Weights of a block, when it is its turn.
using FfnWeightSource = std::function<FfnWeights(const FfnBlock&)>;

/// Throws models::UserError for data without samples, or where all values are 0; Interrupted.
CimScaleFile calibrate_ffn(const std::vector<FfnBlock>& blocks, const FfnWeightSource& weights, const FfnData& data,
                           const CimCalibrationRequest& request);

}  // namespace systole::sim
