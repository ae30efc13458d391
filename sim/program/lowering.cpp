#include "sim/program/lowering.hpp"

#include <algorithm>
#include <utility>

#include "models/errors.hpp"
#include "models/numerics/operators/lane_operations.hpp"
#include "workloads/network/window_axes.hpp"

namespace systole::sim {

using models::Bytes;
using models::Chip;
using models::Engine;
using models::VectorOp;
using models::Work;
using workloads::Layer;
using workloads::LayerKind;
using workloads::Network;
using workloads::Shape;

namespace {

constexpr std::size_t index_of(VectorOp op) {
  return static_cast<std::size_t>(op);
}

/// All that the vector unit does for an output of a layer of its own.
void set_lanes(Work& work, const models::VectorConfig& unit, const models::LaneOperations& operations) {
  work.vector_cycles = lane_cycles(unit, operations);
  work.lane_operations = {};
  work.lane_operations[index_of(operations.op)] = operations.count;
}

Work array_work(const Chip& chip) {
  Work work;
  work.a_element = storage(chip.array.activation);
  work.b_element = storage(chip.array.weight);
  work.partial_element = chip.array.accumulator.storage();
  work.c_element = storage(chip.array.activation);
  work.vector_cycles = chip.vector.cost(VectorOp::requant);
  work.lane_operations[index_of(VectorOp::requant)] = 1;
  return work;
}

Work vector_work(const Chip& chip) {
  Work work = array_work(chip);
  work.engine = Engine::vector;
  work.b_element = Bytes{0};
  return work;
}

/// Weights lie in the cells: no traffic. Codes of more than 8 bits take two bytes.
Work macro_work(const Chip& chip) {
  Work work = array_work(chip);
  work.engine = Engine::cim;
  work.a_element = Bytes{models::ceil_div(chip.cim->arithmetic.activation.bits, 8)};
  work.b_element = Bytes{0};
  return work;
}

Work work_of(const Chip& chip, Engine engine) {
  if (engine == Engine::cim) return macro_work(chip);
  return engine == Engine::array ? array_work(chip) : vector_work(chip);
}

/// Reads A through `window`: [N, C, L] is an image of height 1, whose window is on axis 1.
void set_window(Work& work, const workloads::Window& window, const Shape& in) {
  const workloads::WindowAxes axes = workloads::window_axes(window, in);
  work.images = in[0];
  work.rows = axes.rows;
  work.cols = axes.cols;
  // A signal's only axis is cut like rows: a long one then needs no cut inside a row.
  if (in.size() == 3) std::swap(work.rows, work.cols);
  work.taps = work.rows.kernel * work.cols.kernel;
}

Work lower_conv(const Chip& chip, const Network& network, const Layer& layer, Engine engine) {
  const auto& conv = std::get<workloads::Conv>(layer.attributes);
  const Shape& in = network.shape(layer.inputs.front());
  Work work = work_of(chip, engine);
  set_window(work, conv.window, in);
  work.groups = conv.groups;
  work.channels = in[1] / conv.groups;
  work.n = conv.filters / conv.groups;
  if (engine == Engine::vector) {
    if (work.channels != 1 || work.n != 1) {
      throw models::UserError("layer '" + layer.name +
                              "': the vector unit runs depthwise convolutions with one filter a channel only");
    }
    work.b_element = storage(chip.array.weight);
    work.vector_cycles += work.taps * chip.vector.cost(VectorOp::mac);
    work.lane_operations[index_of(VectorOp::mac)] += work.taps;
  }
  return work;
}

Work lower_product(const Chip& chip, const Network& network, const Layer& layer, Engine engine) {
  Work work = work_of(chip, engine);
  if (const auto* gemm = std::get_if<workloads::Gemm>(&layer.attributes)) {
    work.rows = models::plain_axis(gemm->m);
    work.channels = gemm->k;
    work.n = gemm->n;
    return work;
  }
  const Shape& a = network.shape(layer.inputs.front());
  work.channels = a.back();
  work.n = layer.output.back();
  const std::int64_t rows = workloads::element_count(layer.output) / work.n;
  if (layer.kind == LayerKind::matmul) {
    work.groups = rows / a[a.size() - 2];
    work.b_element = storage(chip.array.activation);
  }
  work.rows = models::plain_axis(rows / work.groups);
  return work;
}

Work lower_pool(const Chip& chip, const Network& network, const Layer& layer) {
  Shape in = network.shape(layer.inputs.front());
  Work work = vector_work(chip);
  workloads::Window window;
  if (const auto* pool = std::get_if<workloads::Pool>(&layer.attributes)) {
    window = pool->window;
  } else {
    // Adaptive windows differ by one at most; each is charged as the largest.
    for (std::size_t axis = in.size() == 3 ? 1 : 0; axis < 2; ++axis) {
      const std::int64_t size = in[axis + in.size() - 2];
      const std::int64_t out = layer.output[axis + layer.output.size() - 2];
      window.stride[axis] = size / out;
      window.kernel[axis] = size - (out - 1) * window.stride[axis];
    }
  }
  set_window(work, window, in);
  work.groups = in[1];
  const VectorOp op = layer.kind == LayerKind::max_pool ? VectorOp::max : VectorOp::add;
  set_lanes(work, chip.vector, models::window_operations(op, work.taps));
  return work;
}

/// Kinds to which an input of zeros adds nothing.
bool sums(LayerKind kind) {
  return kind == LayerKind::add || kind == LayerKind::mixed;
}

/// Zeros lie nowhere in memory: who adds them up reads nothing.
bool is_zero(const Network& network, const std::string& tensor) {
  const Layer* producer = network.producer(tensor);
  return producer != nullptr && producer->kind == LayerKind::zero;
}

/// Element-wise work: operands of the output's size stream through, smaller (broadcast) ones are loaded once.
Work lower_elementwise(const Chip& chip, const Network& network, const Layer& layer) {
  const std::int64_t outputs = workloads::element_count(layer.output);
  Work work = vector_work(chip);
  work.rows = models::plain_axis(outputs);
  std::int64_t operands = 0;
  std::int64_t terms = 0;
  for (const std::string& input : layer.inputs) {
    if (sums(layer.kind) && is_zero(network, input)) continue;
    ++terms;
    const std::int64_t elements = workloads::element_count(network.shape(input));
    if (elements == outputs) {
      ++operands;
    } else if (layer.kind != LayerKind::embedding) {
      work.constants += work.a_element * elements;
    }
  }
  work.a_operands = std::max<std::int64_t>(1, operands);
  set_lanes(work, chip.vector, models::lane_operations(*vector_op(layer.kind), terms));
  const bool by_row =
      layer.kind == LayerKind::softmax || layer.kind == LayerKind::layer_norm || layer.kind == LayerKind::rms_norm;
  if (by_row) work.row_granule = layer.output.back();
  return work;
}

}  // namespace

bool is_view(LayerKind kind) {
  switch (kind) {
    case LayerKind::identity:
    case LayerKind::zero:
    case LayerKind::concat:
    case LayerKind::slice:
    case LayerKind::reshape:
    case LayerKind::transpose:
    case LayerKind::patchify:
    case LayerKind::parameter:
      return true;
    default:
      return false;
  }
}

bool is_gemm(LayerKind kind) {
  switch (kind) {
    case LayerKind::conv1d:
    case LayerKind::conv2d:
    case LayerKind::linear:
    case LayerKind::gemm:
    case LayerKind::matmul:
      return true;
    default:
      return false;
  }
}

bool is_depthwise(const Network& network, const Layer& layer) {
  const auto* conv = std::get_if<workloads::Conv>(&layer.attributes);
  return conv != nullptr && conv->groups > 1 && conv->groups == network.shape(layer.inputs.front())[1];
}

std::optional<VectorOp> vector_op(LayerKind kind) {
  switch (kind) {
    case LayerKind::add:
      return VectorOp::add;
    case LayerKind::mul:
      return VectorOp::mul;
    case LayerKind::div:
      return VectorOp::div;
    case LayerKind::relu:
      return VectorOp::relu;
    case LayerKind::clamp:
      return VectorOp::clamp;
    case LayerKind::silu:
      return VectorOp::silu;
    case LayerKind::gelu:
      return VectorOp::gelu;
    case LayerKind::sigmoid:
    case LayerKind::tanh:
      return VectorOp::sigmoid;
    case LayerKind::exp:
      return VectorOp::exp;
    case LayerKind::softmax:
      return VectorOp::softmax;
    case LayerKind::layer_norm:
    case LayerKind::rms_norm:
      return VectorOp::norm;
    case LayerKind::batch_norm:
    case LayerKind::mixed:
      return VectorOp::mac;
    case LayerKind::rope:
      return VectorOp::rope;
    case LayerKind::embedding:
      return VectorOp::copy;
    case LayerKind::max_pool:
      return VectorOp::max;
    case LayerKind::avg_pool:
    case LayerKind::adaptive_avg_pool:
      return VectorOp::add;
    default:
      return std::nullopt;
  }
}

Work lower(const Chip& chip, const Network& network, const Layer& layer, Engine engine) {
  const bool conv = std::holds_alternative<workloads::Conv>(layer.attributes);
  if (is_gemm(layer.kind)) {
    if (engine == Engine::vector && !conv)
      throw models::UserError("layer '" + layer.name + "' is a " + std::string{workloads::kind_name(layer.kind)} +
                              ": only the array runs it; see mapping.engines");
    return conv ? lower_conv(chip, network, layer, engine) : lower_product(chip, network, layer, engine);
  }
  if (engine != Engine::vector) {
    throw models::UserError("layer '" + layer.name + "' is a " + std::string{workloads::kind_name(layer.kind)} +
                            ": only the vector unit runs it; see mapping.engines");
  }
  switch (layer.kind) {
    case LayerKind::max_pool:
    case LayerKind::avg_pool:
    case LayerKind::adaptive_avg_pool:
      return lower_pool(chip, network, layer);
    default:
      return lower_elementwise(chip, network, layer);
  }
}

}  // namespace systole::sim
