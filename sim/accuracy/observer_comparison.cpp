#include "sim/accuracy/observer_comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "models/numerics/quantize/quantize_values.hpp"
#include "models/onednn/one_thread.hpp"
#include "reports/layers_csv.hpp"
#include "sim/inference/float_network.hpp"
#include "sim/inference/stages.hpp"
#include "sim/run/run.hpp"

namespace systole::sim {

namespace {

/// One tensor under one observer, while values go by.
struct Measured {
  models::QuantParams params;
  models::QuantErrorSum error;
  std::int64_t clipped = 0;
};

/// All observers of all tensors.
class Measurement {
 public:
  explicit Measurement(const std::vector<Scales>& scales) {
    for (const Scales& found : scales)
      for (const auto& [tensor, params] : found.activations)
        tensors_[tensor].push_back({params, models::QuantErrorSum{params.scale}, 0});
  }

  void add(const std::string& tensor, Reals values) {
    const auto found = tensors_.find(tensor);
    if (found == tensors_.end()) return;
    codes_.resize(values.size());
    for (Measured& measured : found->second) {
      models::fake_quantize(values, measured.params, {}, codes_);
      measured.error.add(values, codes_);
      measured.clipped += models::count_clipped(values, measured.params);
    }
  }

  std::vector<ObservedTensor> rows(const std::string& tensor,
                                   const std::vector<models::ObserverKind>& observers) const {
    std::vector<ObservedTensor> rows;
    const std::vector<Measured>& all = tensors_.at(tensor);
    for (std::size_t i = 0; i < observers.size(); ++i) {
      const models::QuantError error = all[i].error.error();
      const auto count = static_cast<double>(std::max<std::int64_t>(error.count, 1));
      rows.push_back({tensor, observers[i], all[i].params, error, static_cast<double>(all[i].clipped) / count});
    }
    return rows;
  }

 private:
  std::map<std::string, std::vector<Measured>, std::less<>> tensors_;
  std::vector<float> codes_;  // dequantised
};

std::vector<Scales> calibrate_by(const AccuracySetup& setup, const std::vector<models::ObserverKind>& observers,
                                 const AccuracyRequest& request, std::int64_t samples) {
  std::vector<Scales> scales;
  for (const models::ObserverKind observer : observers) {
    std::vector<std::string> rules = setup.rules.assignments();
    rules.push_back("activations.observer=" + word(observer));
    CalibrationRequest calibration;
    calibration.rules = QuantRules{rules};
    calibration.samples = samples;
    calibration.stop_requested = request.stop_requested;
    scales.push_back(calibrate(setup.chip.chip, setup.network, setup.weights, setup.calibration, calibration));
    if (request.progress) request.progress(scales.size(), observers.size());
  }
  return scales;
}

void measure(const AccuracySetup& setup, const AccuracyRequest& request, Measurement& measurement) {
  const models::OneThread one_thread;  // layers are small beside what their threads cost
  FloatNetwork reference{setup.network, setup.weights};
  const std::int64_t all = setup.data.samples();
  const std::int64_t samples = request.samples == 0 ? all : std::min(request.samples, all);
  for (std::int64_t i = 0; i < samples; ++i) {
    if (request.stop_requested && request.stop_requested()) throw Interrupted{};
    const Sample sample = setup.data.sample(i);
    for (const auto& [name, values] : sample) measurement.add(name, values);
    reference.run(
        sample, [&](std::size_t layer, Reals values) { measurement.add(setup.network.layers()[layer].name, values); });
  }
}

}  // namespace

std::vector<ObservedTensor> compare_observers(const AccuracySetup& setup,
                                              const std::vector<models::ObserverKind>& observers,
                                              const AccuracyRequest& request, std::int64_t calibration_samples) {
  Measurement measurement{calibrate_by(setup, observers, request, calibration_samples)};
  measure(setup, request, measurement);
  std::vector<ObservedTensor> rows;
  for (const std::string& tensor : calibrated_tensors(setup.network, stages_of(setup.network))) {
    const auto of_tensor = measurement.rows(tensor, observers);
    rows.insert(rows.end(), of_tensor.begin(), of_tensor.end());
  }
  return rows;
}

std::string observers_csv(const std::vector<ObservedTensor>& rows) {
  std::string text = "tensor,observer,bits,signed,scale,zero_point,from,to,sqnr_db,mse,max_abs,clipped\n";
  for (const ObservedTensor& row : rows) {
    const models::QuantParams& params = row.params;
    text += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{}\n", reports::csv_field(row.tensor), word(row.observer),
                        params.format.bits, params.format.is_signed, params.scale, params.zero_point,
                        params.real(params.format.lowest()), params.real(params.format.highest()), row.error.sqnr_db,
                        row.error.mse, row.error.max_abs, row.clipped);
  }
  return text;
}

}  // namespace systole::sim
