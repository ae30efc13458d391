#include "sim/accuracy/saved_sample.hpp"

#include <algorithm>
#include <set>

#include "models/errors.hpp"
#include "models/onednn/one_thread.hpp"
#include "sim/inference/float_network.hpp"
#include "sim/inference/quantized_network.hpp"
#include "sim/operands/codes.hpp"
#include "sim/run/recorded_run.hpp"
#include "workloads/tensors/npz.hpp"

namespace systole::sim {

using models::OperandType;
using workloads::Layer;
using workloads::NpzWriter;
using workloads::Shape;

namespace {

/// The layer's own weights: how their array is called, and its shape.
workloads::ParameterInfo weights_of(const workloads::Network& network, const Layer& layer) {
  const std::string name = layer.name + (layer.kind == workloads::LayerKind::gemm ? ".b" : ".weight");
  for (workloads::ParameterInfo& parameter : workloads::layer_parameters(network, layer))
    if (parameter.name == name) return std::move(parameter);
  throw models::ModelError("layer '" + layer.name + "' has no weights");
}

/// The zero point of all channels.
std::int32_t common_zero(const std::string& layer, const std::vector<models::QuantParams>& params) {
  const std::int32_t zero = params.front().zero_point;
  if (std::any_of(params.begin(), params.end(), [&](const models::QuantParams& p) { return p.zero_point != zero; }))
    throw models::UserError("layer '" + layer +
                            "': its weights have a zero point a channel, operands.npz has one for all: use "
                            "--quantize weights.granularity=per_tensor");
  return zero;
}

class SampleFiles {
 public:
  SampleFiles(const AccuracySetup& setup, const Scales& scales, const reports::RunDirectory& directory)
      : setup_{setup},
        scales_{scales},
        stages_{stages_of(setup.network)},
        params_{tensor_params(setup.network, stages_, scales)},
        outputs_{directory.file(kOutputsFile)},
        operands_{directory.file(kOperandsFile)} {}

  void add(const ArrayProduct& product) {
    const models::ArrayConfig& array = setup_.chip.chip.array;
    const Layer& layer = product.layer;
    const std::vector<std::string> names = input_names(layer);
    const auto* gemm = std::get_if<workloads::Gemm>(&layer.attributes);
    for (std::size_t i = 0; i < names.size(); ++i) {
      const Shape shape = gemm != nullptr ? Shape{gemm->m, gemm->k} : setup_.network.shape(names[i]);
      add_operand(names[i], shape, product.inputs[i], array.activation, params_.at(names[i]).zero_point);
    }
    if (!product.weights.empty()) {
      const std::int32_t zero = common_zero(layer.name, scales_.weights.at(layer.name).params);
      std::vector<std::int16_t> codes(product.weights.begin(), product.weights.end());
      for (std::int16_t& code : codes) code = static_cast<std::int16_t>(code + zero);
      const workloads::ParameterInfo info = weights_of(setup_.network, layer);
      add_operand(info.name, info.shape, codes, array.weight, zero);
    }
    add_sums(layer, product.sums, array.accumulator.bits);
  }
  void add(const StageOutput& output) {
    if (output.codes.empty()) return;
    const Stage& stage = stages_[output.stage];
    const Layer& layer = setup_.network.layers()[stage.layer];
    outputs_.add(layer.name + ".out", code_tensor(output.codes, setup_.network.layers()[stage.last()].output,
                                                  setup_.chip.chip.array.activation));
  }
  void close() {
    outputs_.close();
    operands_.close();
  }

 private:
  /// Several layers may read one tensor.
  void add_operand(const std::string& name, const Shape& shape, models::Codes codes, OperandType type,
                   std::int32_t zero_point) {
    if (!added_.insert(name).second) return;
    const std::vector<std::int32_t> zero{zero_point};
    operands_.add(name, code_tensor(codes, shape, type));
    operands_.add(name + ".zero_point", workloads::make_tensor<std::int32_t>({}, zero));
  }
  void add_sums(const Layer& layer, std::span<const std::int64_t> sums, int bits) {
    constexpr int kWord = 32;
    const std::vector<std::int32_t> narrow(sums.begin(), sums.end());
    outputs_.add(layer.name + ".acc", bits > kWord ? workloads::make_tensor<std::int64_t>(layer.output, sums)
                                                   : workloads::make_tensor<std::int32_t>(layer.output, narrow));
  }

  const AccuracySetup& setup_;
  const Scales& scales_;
  std::vector<Stage> stages_;
  TensorParams params_;
  NpzWriter outputs_;
  NpzWriter operands_;
  std::set<std::string> added_;
};

}  // namespace

void save_sample(const AccuracySetup& setup, const Scales& scales, std::int64_t sample,
                 const reports::RunDirectory& directory) {
  const models::OneThread one_thread;
  SampleFiles files{setup, scales, directory};
  AccuracyRequest request;
  const QuantizedNetwork network{setup.chip.chip,
                                 setup.network,
                                 setup.weights,
                                 scales,
                                 arithmetic_of(setup.network, setup.rules, request),
                                 [&](const ArrayProduct& product) { files.add(product); }};
  network.run(setup.data.sample(sample), [&](const StageOutput& output) { files.add(output); });
  files.close();
}

}  // namespace systole::sim
