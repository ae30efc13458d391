// Post-training quantisation tried in all ways: which scheme, granularity and observer suit a network.
#pragma once

#include <string>
#include <vector>

#include "sim/accuracy/accuracy_setup.hpp"
#include "sim/accuracy/network_accuracy.hpp"

namespace systole::sim {

struct PtqPoint {
  models::Scheme scheme = models::Scheme::affine;                // of activations
  Granularity granularity = Granularity::per_channel;            // of weights
  models::ObserverKind observer = models::ObserverKind::minmax;  // of activations
  NetworkAccuracy accuracy;
  double lowest_db = 0;  // the worst stage by itself
  ModelSize size;
};

/// schemes x granularities x observers, in this order, each calibrated and run. Operands without a sign have no
/// symmetric codes: those points are left out. Rules of the setup hold where the sweep does not say otherwise.
std::vector<PtqPoint> ptq_sweep(const AccuracySetup& setup, const std::vector<models::ObserverKind>& observers,
                                const AccuracyRequest& request, std::int64_t calibration_samples);

}  // namespace systole::sim
