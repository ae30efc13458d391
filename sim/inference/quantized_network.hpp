// A network on codes, a sample at a time, each stage in the arithmetic that was asked for.
#pragma once

#include <functional>
#include <vector>

#include "sim/inference/code_stage.hpp"
#include "sim/inference/float_layer.hpp"

namespace systole::sim {

enum class StageArithmetic {
  real,     // floats in and out: the stage is not quantised
  fake,     // floats on the grid of codes
  integer,  // as the chip computes it
};

/// What a stage has written.
struct StageOutput {
  std::size_t stage = 0;
  Reals values;
  models::Codes codes;                          // empty for a stage in real arithmetic
  const models::QuantParams* params = nullptr;  // of the codes
  StageCounts counts;
};

class QuantizedNetwork {
 public:
  using Visitor = std::function<void(const StageOutput& output)>;
  /// Real values that take the place of what a stage would read, or an empty span: for the error of one stage alone.
  using Substitute = std::function<Reals(const std::string& tensor)>;

  /// One arithmetic a stage of `stages_of(network)`. All arguments but the last two must outlive this. Throws
  /// models::UserError for what the chip cannot compute.
  QuantizedNetwork(const models::Chip& chip, const workloads::Network& network, const NetworkWeights& weights,
                   const Scales& scales, std::vector<StageArithmetic> arithmetic, ProductSink products = {});

  const std::vector<Stage>& stages() const { return stages_; }
  /// Stages in order. A stage on codes that reads real values quantises them first; one in real arithmetic that reads
  /// codes takes what they stand for.
  void run(const Sample& sample, const Visitor& visit, const Substitute& substitute = {}) const;

 private:
  struct Value;
  class Values;

  void run_stage(std::size_t index, Values& values, const Visitor& visit) const;
  Value run_on_codes(std::size_t index, Values& values, StageCounts& counts) const;
  Value run_on_reals(std::size_t index, Values& values) const;

  const workloads::Network* network_;
  std::vector<Stage> stages_;
  TensorParams params_;
  std::vector<StageArithmetic> arithmetic_;
  std::vector<CodeStage> code_stages_;            // by stage; empty in real arithmetic
  std::vector<FloatLayer> real_stages_;           // by stage; empty on codes
  std::vector<std::vector<std::string>> ending_;  // tensors that no later stage reads
};

}  // namespace systole::sim
