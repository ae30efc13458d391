#include "workloads/data/labelled.hpp"

#include <span>

#include "models/errors.hpp"

namespace systole::workloads {

TensorMap data_tensors(const LabelledSamples& samples) {
  const auto count = static_cast<std::int64_t>(samples.labels.size());
  if (samples.shape.empty() || samples.shape.front() != count)
    throw models::ModelError("labelled samples: " + std::to_string(count) + " labels for a shape of " +
                             to_string(samples.shape));
  TensorMap tensors;
  tensors.emplace("x", make_tensor(samples.shape, std::span{samples.x}));
  tensors.emplace("labels", make_tensor(Shape{count}, std::span{samples.labels}));
  return tensors;
}

}  // namespace systole::workloads
