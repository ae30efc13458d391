#include "sim/accuracy/ptq_sweep.hpp"

#include <algorithm>

#include "sim/operands/codes.hpp"

namespace systole::sim {

namespace {

std::vector<PtqPoint> all_points(const models::Chip& chip, const std::vector<models::ObserverKind>& observers) {
  std::vector<PtqPoint> points;
  for (const models::Scheme scheme : {models::Scheme::symmetric, models::Scheme::affine}) {
    if (scheme == models::Scheme::symmetric && code_range(chip.array.activation).lowest == 0) continue;
    for (const Granularity granularity : {Granularity::per_tensor, Granularity::per_channel})
      for (const models::ObserverKind observer : observers) {
        PtqPoint point;
        point.scheme = scheme;
        point.granularity = granularity;
        point.observer = observer;
        points.push_back(std::move(point));
      }
  }
  return points;
}

QuantRules rules_of(const AccuracySetup& setup, const PtqPoint& point) {
  std::vector<std::string> rules = setup.rules.assignments();
  rules.push_back("activations.scheme=" + word(point.scheme));
  rules.push_back("activations.observer=" + word(point.observer));
  rules.push_back("weights.granularity=" + word(point.granularity));
  return QuantRules{rules};
}

}  // namespace

std::vector<PtqPoint> ptq_sweep(const AccuracySetup& setup, const std::vector<models::ObserverKind>& observers,
                                const AccuracyRequest& request, std::int64_t calibration_samples) {
  std::vector<PtqPoint> points = all_points(setup.chip.chip, observers);
  AccuracyRequest each = request;
  each.progress = {};
  for (std::size_t i = 0; i < points.size(); ++i) {
    PtqPoint& point = points[i];
    CalibrationRequest calibration = setup.calibrating;
    calibration.rules = rules_of(setup, point);
    calibration.samples = calibration_samples;
    calibration.stop_requested = request.stop_requested;
    const Scales scales = calibrate(setup.chip.chip, setup.network, setup.weights, setup.calibration, calibration);
    point.accuracy = network_accuracy(setup.chip.chip, setup.network, setup.weights, setup.data, scales, each);
    point.size = model_size(setup.network, setup.weights, scales);
    point.lowest_db = point.accuracy.output.sqnr_db;
    for (const StageAccuracy& stage : point.accuracy.stages)
      point.lowest_db = std::min(point.lowest_db, stage.error.sqnr_db);
    if (request.progress) request.progress(i + 1, points.size());
  }
  return points;
}

}  // namespace systole::sim
