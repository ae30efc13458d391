// Watches the tensors of a network during a calibration, and chooses the meaning of their codes.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/numerics/observe/observer.hpp"
#include "models/numerics/observe/sample_store.hpp"
#include "sim/inference/float_layer.hpp"
#include "sim/inference/scales.hpp"

namespace systole::sim {

class ActivationWatch {
 public:
  /// Of all `calibrated_tensors`. Throws models::UserError, naming the layer, for rules that the chip's operands cannot
  /// follow.
  ActivationWatch(const models::Chip& chip, const workloads::Network& network, const std::vector<Stage>& stages,
                  const CalibrationRequest& request);

  /// One sample of a tensor; one that has no codes of its own is ignored.
  void observe(const std::string& tensor, Reals values);

  bool watches(const std::string& tensor) const { return tensors_.find(tensor) != tensors_.end(); }
  /// Puts the parameters of a tensor into the scales, and forgets what was seen of it. Throws models::ModelError if
  /// that was nothing.
  void settle(const std::string& tensor, Scales& scales);
  /// All that are left.
  void settle_all(Scales& scales);

 private:
  struct Watched {
    models::QuantRule rule;
    models::Quantizer quantizer = models::Quantizer::uniform;
    std::unique_ptr<models::Observer> observer;
    std::optional<models::SampleStore> values;  // for a fit
  };

  std::map<std::string, Watched> tensors_;
  std::function<void(const std::string& tensor, Reals values)> tap_;
};

}  // namespace systole::sim
