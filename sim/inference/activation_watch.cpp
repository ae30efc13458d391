#include "sim/inference/activation_watch.hpp"

#include <utility>

#include "models/errors.hpp"
#include "models/numerics/fit/quantizers.hpp"
#include "sim/inference/about_layer.hpp"

namespace systole::sim {

using workloads::Network;

namespace {

/// Enough for the standard errors of sample_store.hpp to be a tenth of a percent in rank.
constexpr std::size_t kFittedValues = std::size_t{1} << 17U;

}  // namespace

ActivationWatch::ActivationWatch(const models::Chip& chip, const Network& network, const std::vector<Stage>& stages,
                                 const CalibrationRequest& request)
    : tap_{request.tap} {
  for (const std::string& tensor : calibrated_tensors(network, stages)) {
    const std::string layer = ruling_layer(network, stages, tensor);
    const TensorRule rule = request.rules.of(layer).activations;
    Watched& watched = tensors_[tensor];
    watched.rule = about_layer(layer, [&] { return activation_rule(chip, rule); });
    watched.quantizer = rule.quantizer;
    watched.observer = models::make_observer(observer_options(watched.rule, rule));
    if (rule.quantizer != models::Quantizer::uniform) watched.values.emplace(kFittedValues, 0);
  }
}

void ActivationWatch::observe(const std::string& tensor, Reals values) {
  const auto found = tensors_.find(tensor);
  if (found == tensors_.end()) return;
  about_layer(tensor, [&] { found->second.observer->observe(values); });
  if (found->second.values) found->second.values->add(values);
  if (tap_) tap_(tensor, values);
}

void ActivationWatch::settle(const std::string& tensor, Scales& scales) {
  const auto found = tensors_.find(tensor);
  if (found == tensors_.end()) throw models::ModelError("'" + tensor + "' is not watched");
  const Watched& watched = found->second;
  const models::Range range = watched.observer->range();
  models::QuantParams params = models::choose_params(range, watched.rule);
  if (watched.values) {
    const Reals kept = watched.values->values();
    const models::FitInput input{kept, {1, 1, kept.size()}, watched.rule, {&range, 1}};
    params = models::fit(watched.quantizer, input, {}).params.front();
    const double lowest = watched.values->range().low;
    if (watched.quantizer == models::Quantizer::pact && watched.rule.scheme == models::Scheme::affine && lowest < 0)
      scales.notes.push_back("pact has no codes below 0 but for symmetric schemes: values of '" + tensor +
                             "' below 0 are clipped");
  }
  scales.activations[tensor] = params;
  tensors_.erase(found);
}

void ActivationWatch::settle_all(Scales& scales) {
  while (!tensors_.empty()) settle(tensors_.begin()->first, scales);
}

}  // namespace systole::sim
