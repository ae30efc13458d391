#include "sim/inference/live_tensors.hpp"

#include <utility>

#include "models/errors.hpp"
#include "sim/inference/float_network.hpp"

namespace systole::sim {

Reals LiveTensors::get(const std::string& name) const {
  if (const auto kept = values_.find(name); kept != values_.end()) return kept->second;
  if (const auto given = sample_->find(name); given != sample_->end()) return given->second;
  throw models::ModelError("the sample has no '" + name + "'");
}

std::vector<Reals> LiveTensors::inputs(const workloads::Layer& layer) const {
  std::vector<Reals> all;
  for (const std::string& name : input_names(layer)) all.push_back(get(name));
  return all;
}

Reals LiveTensors::put(const std::string& name, std::vector<float> values) {
  drop(name);
  elements_ += static_cast<std::int64_t>(values.size());
  return values_[name] = std::move(values);
}

void LiveTensors::drop(const std::string& name) {
  const auto kept = values_.find(name);
  if (kept == values_.end()) return;
  elements_ -= static_cast<std::int64_t>(kept->second.size());
  values_.erase(kept);
}

}  // namespace systole::sim
