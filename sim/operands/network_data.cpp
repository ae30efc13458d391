#include "sim/operands/network_data.hpp"

#include <algorithm>
#include <utility>

#include "models/errors.hpp"
#include "sim/operands/golden.hpp"
#include "sim/operands/layer_views.hpp"
#include "sim/operands/post_processing.hpp"

namespace systole::sim {

using models::LayerData;
using models::OperandType;
using models::Work;
using workloads::Layer;
using workloads::Tensor;

struct NetworkData::Opened {
  Codes a;
  Codes b;
  LayerData data;
};

namespace {

/// Sums and codes as the layer's output tensor has them.
template <class Narrow, class Wide>
Tensor output_tensor(const Layer& layer, const Work& work, const LayerData& data, const std::vector<Wide>& values) {
  std::vector<Narrow> ordered(values.size());
  for (std::int64_t group = 0; group < work.groups; ++group)
    for (std::int64_t m = 0; m < work.m(); ++m)
      for (std::int64_t n = 0; n < work.n; ++n)
        ordered[output_index(layer, work, group, m, n)] = static_cast<Narrow>(values[data.index(group, m, n)]);
  return workloads::make_tensor<Narrow>(layer.output, ordered);
}

}  // namespace

NetworkData::NetworkData(const Program& program, OperandOptions options)
    : program_{program}, options_{std::move(options)} {
  for (const ProgramLayer& layer : program.layers())
    if (layer.role == Role::work) jobs_.push_back(&layer);
}

NetworkData::~NetworkData() = default;

const Layer& NetworkData::layer_of(std::size_t job) const {
  return program_.network().layers()[jobs_[job]->index];
}

Codes NetworkData::codes(const std::string& name, const workloads::Shape& shape, OperandType type) {
  Codes codes;
  if (const Tensor* given = options_.file.find(name, shape)) {
    try {
      codes = codes_of(*given, type);
    } catch (const models::UserError& error) {
      throw models::UserError(options_.file.where(name) + error.what());
    }
  } else {
    codes = draw_codes(type, workloads::element_count(shape), options_.seed, name);
  }
  if (const auto zero = options_.file.zero_point(name)) codes.zero_point = *zero;
  if (options_.operands && !told_[name]) {
    told_[name] = true;
    options_.operands(name, code_tensor(codes.values, shape, type));
    const std::vector<std::int32_t> zero{codes.zero_point};
    options_.operands(name + ".zero_point", workloads::make_tensor<std::int32_t>({}, zero));
  }
  return codes;
}

std::vector<std::int32_t> NetworkData::bias(const Layer& layer, const Opened& opened, std::int64_t channels) {
  const auto* conv = std::get_if<workloads::Conv>(&layer.attributes);
  const auto* linear = std::get_if<workloads::Linear>(&layer.attributes);
  const bool own = (conv != nullptr && conv->bias) || (linear != nullptr && linear->bias);
  const std::string name = layer.name + ".bias";
  const Tensor* given = options_.file.find(name, {channels});
  if (!own && given == nullptr) return {};
  try {
    std::vector<std::int32_t> values = given != nullptr ? given_bias(*given, opened.a.scale * opened.b.scale)
                                                        : drawn_bias(opened.data.golden, channels, options_.seed, name);
    if (options_.operands) options_.operands(name, workloads::make_tensor<std::int32_t>({channels}, values));
    return values;
  } catch (const models::UserError& error) {
    throw models::UserError(options_.file.where(name) + error.what());
  }
}

LayerData& NetworkData::open(std::size_t job) {
  const ProgramLayer& program_layer = *jobs_[job];
  const Layer& layer = layer_of(job);
  const models::Schedule& schedule = *program_layer.schedule;
  const Work& work = schedule.work();
  const models::ArrayConfig& array = program_.chip().array;
  const OperandNames names = operand_names(program_.network(), layer, work);
  const OperandType b_type = names.b_is_activation ? array.activation : array.weight;

  opened_ = std::make_unique<Opened>();
  opened_->a = codes(names.a, names.a_shape, array.activation);
  opened_->b = codes(names.b, names.b_shape, b_type);
  LayerData& data = opened_->data;
  data.name = layer.name;
  data.m = work.m();
  data.n = work.n;
  data.a = input_view(layer, work);
  data.a.values = opened_->a.values;
  data.b = weight_view(layer, work);
  data.b.values = opened_->b.values;
  if (array.activation == OperandType::int9) data.a_offset = static_cast<std::int16_t>(opened_->a.zero_point);
  if (b_type == OperandType::int9) data.b_offset = static_cast<std::int16_t>(opened_->b.zero_point);
  if (opened_->b.zero_point != data.b_offset)
    throw models::UserError("layer '" + layer.name + "': its weights have the zero point " +
                            std::to_string(opened_->b.zero_point) +
                            ", which only operands of type int9 can have: the array would have to add up its inputs");
  data.padding = static_cast<std::int16_t>(opened_->a.zero_point - data.a_offset);
  compute_golden(schedule, data);
  data.sums.resize(data.golden.size());
  data.codes.resize(data.golden.size());
  std::vector<const workloads::Layer*> carried;
  for (const std::size_t index : program_layer.carries) carried.push_back(&program_.network().layers()[index]);
  data.post = models::PostProcess{
      post_processing(program_.chip(), work, data, bias(layer, *opened_, work.groups * work.n), carried)};
  return data;
}

void NetworkData::close(std::size_t job) {
  overflows_[job] = opened_->data.overflow;
  save(layer_of(job), jobs_[job]->schedule->work(), opened_->data);
  opened_.reset();
}

void NetworkData::save(const Layer& layer, const Work& work, const LayerData& data) const {
  if (!options_.results) return;
  const models::ArrayConfig& array = program_.chip().array;
  options_.results(layer.name + ".acc", array.accumulator.bits <= 32
                                            ? output_tensor<std::int32_t>(layer, work, data, data.sums)
                                            : output_tensor<std::int64_t>(layer, work, data, data.sums));
  switch (array.activation) {
    case OperandType::int8:
      options_.results(layer.name + ".out", output_tensor<std::int8_t>(layer, work, data, data.codes));
      break;
    case OperandType::int16:
      options_.results(layer.name + ".out", output_tensor<std::int16_t>(layer, work, data, data.codes));
      break;
    default:
      options_.results(layer.name + ".out", output_tensor<std::uint8_t>(layer, work, data, data.codes));
  }
}

}  // namespace systole::sim
