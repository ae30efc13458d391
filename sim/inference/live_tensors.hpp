// Elements of a network's tensors while one sample passes through it, for as long as they are needed.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "sim/inference/data_set.hpp"
#include "sim/inference/float_layer.hpp"

namespace systole::sim {

class LiveTensors {
 public:
  /// The sample must outlive this.
  explicit LiveTensors(const Sample& sample) : sample_{&sample} {}

  /// What was put, or else the sample's. Throws models::ModelError when there is neither.
  Reals get(const std::string& name) const;
  /// Of `input_names(layer)`, in order.
  std::vector<Reals> inputs(const workloads::Layer& layer) const;
  /// A name that is there already gets the new values.
  Reals put(const std::string& name, std::vector<float> values);
  /// Nothing happens if it was not put.
  void drop(const std::string& name);
  /// Of all that was put.
  std::int64_t elements() const { return elements_; }

 private:
  const Sample* sample_;
  std::map<std::string, std::vector<float>> values_;
  std::int64_t elements_ = 0;
};

}  // namespace systole::sim
