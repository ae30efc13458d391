// The operands of a network's layers at cycle detail, layer by layer: from a file where it has them, else drawn from
// the seed; and what became of them.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "models/datapath/layer_data.hpp"
#include "sim/operands/codes.hpp"
#include "sim/operands/operand_file.hpp"
#include "sim/program/program.hpp"
#include "workloads/tensors/tensor.hpp"

namespace systole::sim {

/// Takes arrays by name: a file of results.
using TensorSink = std::function<void(const std::string& name, const workloads::Tensor& tensor)>;

struct OperandOptions {
  std::uint64_t seed = 1;
  OperandFile file;
  TensorSink operands;  // every array that a layer was given, as `file` could hold it
  TensorSink results;   // LAYER.acc and LAYER.out
};

class NetworkData : public models::LayerDataSource {
 public:
  NetworkData(const Program& program, OperandOptions options);
  ~NetworkData() override;

  models::LayerData& open(std::size_t job) override;
  void close(std::size_t job) override;

  const OperandOptions& options() const { return options_; }
  /// By job (layers of role `work`, in order), of those that were closed.
  const std::map<std::size_t, models::OverflowReport>& overflows() const { return overflows_; }

 private:
  struct Opened;

  const workloads::Layer& layer_of(std::size_t job) const;
  Codes codes(const std::string& name, const workloads::Shape& shape, models::OperandType type);
  std::vector<std::int32_t> bias(const workloads::Layer& layer, const Opened& opened, std::int64_t channels);
  void save(const workloads::Layer& layer, const models::Work& work, const models::LayerData& data) const;

  const Program& program_;
  OperandOptions options_;
  std::vector<const ProgramLayer*> jobs_;
  std::unique_ptr<Opened> opened_;
  std::map<std::string, bool, std::less<>> told_;  // operands that the sink has
  std::map<std::size_t, models::OverflowReport> overflows_;
};

}  // namespace systole::sim
