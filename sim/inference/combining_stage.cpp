#include "sim/inference/combining_stage.hpp"

#include "models/numerics/operators/broadcast.hpp"
#include "models/numerics/operators/elementwise.hpp"
#include "models/numerics/operators/rescale.hpp"
#include "models/reference/layout.hpp"
#include "sim/inference/float_layer.hpp"
#include "sim/inference/layer_shapes.hpp"

namespace systole::sim {

using models::MutableCodes;
using models::QuantParams;
using workloads::Layer;
using workloads::LayerKind;
using workloads::Shape;

namespace {

using Inputs = std::span<const models::Codes>;

/// Operands of the output's size, those that are smaller repeated.
class Broadcast {
 public:
  Broadcast(const workloads::Network& network, const Layer& layer) : to_{layer.output} {
    for (const std::string& input : layer.inputs) from_.push_back(network.shape(input));
  }

  /// Calls `use` with operands of one shape.
  template <class Use>
  auto with(Inputs in, const Use& use) const {
    std::vector<std::vector<std::int16_t>> repeated(in.size());
    std::vector<models::Codes> operands;
    for (std::size_t i = 0; i < in.size(); ++i) {
      if (from_[i] == to_) {
        operands.push_back(in[i]);
        continue;
      }
      repeated[i].resize(static_cast<std::size_t>(workloads::element_count(to_)));
      models::broadcast(in[i], from_[i], to_, repeated[i]);
      operands.emplace_back(repeated[i]);
    }
    return use(operands);
  }

 private:
  Shape to_;
  std::vector<Shape> from_;
};

template <class Operator>
CodeStage of_operator(const StageContext& context, const Layer& layer, Operator operation) {
  return
      [broadcast = Broadcast{context.network, layer}, operation = std::move(operation)](Inputs in, MutableCodes out) {
        broadcast.with(in, [&](const std::vector<models::Codes>& operands) { operation(operands, out); });
        return StageCounts{};
      };
}

CodeStage of_division(const StageContext& context, const Layer& layer, const std::vector<QuantParams>& inputs,
                      const QuantParams& out) {
  return [broadcast = Broadcast{context.network, layer}, division = models::Division{inputs.at(0), inputs.at(1), out}](
             Inputs in, MutableCodes codes) {
    StageCounts counts;
    counts.zero_divisors = broadcast.with(
        in, [&](const std::vector<models::Codes>& operands) { return division(operands[0], operands[1], codes); });
    return counts;
  };
}

CodeStage of_concat(const StageContext& context, const Layer& layer, const std::vector<QuantParams>& inputs,
                    const QuantParams& out) {
  const std::int64_t axis = std::get<workloads::Concat>(layer.attributes).axis;
  std::vector<std::int64_t> begins;
  std::int64_t begin = 0;
  for (const std::string& input : layer.inputs) {
    begins.push_back(begin);
    begin += context.network.shape(input)[static_cast<std::size_t>(axis)];
  }
  const models::Concatenation concatenation{inputs, out, context.chip.vector.requantize};
  return [=, whole = axis_of(layer.output, axis)](Inputs in, MutableCodes codes) {
    for (std::size_t i = 0; i < in.size(); ++i) {
      std::vector<std::int16_t> rescaled(in[i].size());
      concatenation(i, in[i], rescaled);
      models::put_slice<std::int16_t>(whole, begins[i], rescaled, codes);
    }
    return StageCounts{};
  };
}

}  // namespace

bool combines(LayerKind kind) {
  return kind == LayerKind::add || kind == LayerKind::mul || kind == LayerKind::div || kind == LayerKind::mixed ||
         kind == LayerKind::concat;
}

CodeStage make_combining_stage(const StageContext& context, const Layer& layer, const std::vector<QuantParams>& inputs,
                               const QuantParams& out) {
  if (layer.kind == LayerKind::concat) return of_concat(context, layer, inputs, out);
  if (layer.kind == LayerKind::div) return of_division(context, layer, inputs, out);
  if (layer.kind == LayerKind::mixed)
    return of_operator(context, layer, models::mixture(mixing_shares(context.weights, layer.name), inputs, out));
  if (layer.kind == LayerKind::add) return of_operator(context, layer, models::addition(inputs, out));
  return of_operator(context, layer, models::Multiplication{inputs, out});
}

}  // namespace systole::sim
