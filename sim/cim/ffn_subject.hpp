// A feed-forward block on CIM arrays beside the same block in 32-bit floats (torch's nn.Linear, J18).
#pragma once

#include <optional>
#include <vector>

#include "sim/cim/ffn_operands.hpp"
#include "sim/cim/study.hpp"

namespace systole::sim {

class FfnSubject : public CimSubject {
 public:
  /// x: [tokens][width]. `scales` for the configs that are static.
  FfnSubject(FfnBlock block, FfnWeights weights, std::vector<float> x,
             std::optional<models::CimBlockScales> scales = {});

  std::string name() const override { return block_.w12.substr(0, block_.w12.rfind('.')); }
  std::int64_t tokens() const override { return block_.shape.tokens; }
  CimFigures run(const models::CimConfig& config) override;
  void save(const models::CimConfig& config, workloads::NpzWriter& operands, workloads::NpzWriter& outputs) override;

 private:
  models::CimFeedForward engine(const models::CimConfig& config);

  FfnBlock block_;  // its tokens are those of x
  FfnWeights weights_;
  std::vector<float> x_;
  std::optional<models::CimBlockScales> scales_;
  models::CimWeightConfig quantized_;  // what `codes_` are of
  std::optional<models::FeedForwardCodes> codes_;
  std::vector<float> exact_;   // in floats
  std::vector<float> hidden_;  // likewise, between the layers
};

}  // namespace systole::sim
