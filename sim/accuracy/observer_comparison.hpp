// Which observer suits which tensor: a network calibrated by several, and what the codes of each cost every activation
// by itself, with nothing before it on codes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/numerics/observe/observer.hpp"
#include "models/numerics/quantize/quant_error.hpp"
#include "sim/accuracy/accuracy_setup.hpp"
#include "sim/accuracy/network_accuracy.hpp"

namespace systole::sim {

struct ObservedTensor {
  std::string tensor;  // an input of the network, or what a stage writes
  models::ObserverKind observer = models::ObserverKind::minmax;
  models::QuantParams params;
  models::QuantError error;  // real values through the codes and back; `within_one_step` of one scale
  double clipped = 0;        // share of values beyond the codes
};

/// A row a tensor and observer, in the order of the network and of `observers`. Ranges come from the setup's
/// calibration data, at most `calibration_samples` of it, as calibrate() finds them under the setup's rules; errors are
/// measured on its data, all or `request.samples` of it. Throws as calibrate() does.
std::vector<ObservedTensor> compare_observers(const AccuracySetup& setup,
                                              const std::vector<models::ObserverKind>& observers,
                                              const AccuracyRequest& request, std::int64_t calibration_samples);

/// "tensor,observer,bits,signed,scale,zero_point,from,to,sqnr_db,mse,max_abs,clipped".
std::string observers_csv(const std::vector<ObservedTensor>& rows);

}  // namespace systole::sim
