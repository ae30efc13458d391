// Each stage by itself, on the same input codes: as the chip computes it, and in real arithmetic on the grids of the
// codes. GEMMs agree to a step; operators that approximate do so within the bounds that their headers state.
#include <catch2/catch.hpp>
#include <set>

#include "sim/inference/data_set.hpp"
#include "sim/inference/scales.hpp"
#include "sim/inference/stages.hpp"
#include "tests/sim/inference_support.hpp"

using namespace systole;
using namespace systole::tests;
using workloads::Layer;
using workloads::LayerKind;

namespace {

/// A network with drawn weights, calibrated on drawn samples.
struct Drawn : Bench {
  models::OneThread one_thread;  // layers are small beside what their threads cost
  sim::DataSet data;

  Drawn(models::Chip of, workloads::Network net, std::int64_t samples = 4) : Bench{std::move(of), std::move(net)} {
    data = sim::DataSet::draw(network, samples, 21);
    weights = sim::NetworkWeights::draw(network, 22);
    sim::tune_drawn_weights(network, weights, data);
    sim::CalibrationRequest request;
    if (chip.array.activation == models::OperandType::int16)
      request.rules = sim::QuantRules{std::vector<std::string>{"activations.bits=16"}};
    scales = sim::calibrate(chip, network, weights, data, request);
  }
};

/// Steps between real and integer arithmetic, at each output of a stage.
struct Difference {
  std::string stage;
  std::size_t layer = 0;
  std::vector<std::int32_t> steps;
  CodeVector input;  // of its first operand

  std::int32_t worst() const { return steps.empty() ? 0 : *std::max_element(steps.begin(), steps.end()); }
  double share_within(std::int32_t bound) const {
    const auto within = std::count_if(steps.begin(), steps.end(), [=](std::int32_t step) { return step <= bound; });
    return static_cast<double>(within) / static_cast<double>(steps.size());
  }
};

/// Runs one sample in integers, and every stage on the codes that it read there.
std::vector<Difference> differences(const Drawn& drawn) {
  const std::vector<sim::Stage> stages = sim::stages_of(drawn.network);
  const sim::TensorParams params = sim::tensor_params(drawn.network, stages, drawn.scales);
  std::map<std::string, FloatVector> inputs;
  for (const auto& [name, values] : drawn.data.sample(0)) inputs[name].assign(values.begin(), values.end());
  const Ran ran = run(drawn, inputs, false);
  std::map<std::string, CodeVector> codes = ran.codes;
  // Inputs, and tables' rows, are quantised where they are read.
  const auto quantized = [&](const std::string& name, const FloatVector& values) {
    if (params.find(name) == params.end()) return;
    codes[name].resize(values.size());
    models::quantize(values, params.at(name), {}, codes[name]);
  };
  for (const auto& [name, values] : inputs) quantized(name, values);
  for (const auto& [name, values] : ran.values)
    if (codes[name].empty()) quantized(name, values);
  const sim::StageContext context{drawn.chip, drawn.network, drawn.weights, drawn.scales, params};
  std::vector<Difference> found;
  for (const sim::Stage& stage : stages) {
    const Layer& layer = drawn.network.layers()[stage.layer];
    if (layer.kind == LayerKind::embedding) continue;
    std::vector<models::Codes> operands;
    for (const std::string& name : sim::input_names(layer)) operands.emplace_back(codes.at(name));
    const auto size = static_cast<std::size_t>(workloads::element_count(drawn.network.layers()[stage.last()].output));
    CodeVector integer(size);
    CodeVector fake(size);
    sim::make_integer_stage(context, stage)(operands, integer);
    sim::make_fake_stage(context, stage)(operands, fake);
    Difference difference{sim::stage_name(drawn.network, stage), stage.layer, {}, {}};
    if (!operands.empty()) difference.input.assign(operands[0].begin(), operands[0].end());
    for (std::size_t i = 0; i < size; ++i) difference.steps.push_back(std::abs(integer[i] - fake[i]));
    found.push_back(std::move(difference));
  }
  return found;
}

const QuantParams& output_of(const Drawn& drawn, const Difference& difference) {
  const auto& layers = drawn.network.layers();
  for (const sim::Stage& stage : sim::stages_of(drawn.network))
    if (stage.layer == difference.layer) return drawn.scales.activations.at(layers[stage.last()].name);
  FAIL("no such stage");
  return drawn.scales.activations.begin()->second;
}

double largest(sim::Reals values) {
  double most = 0;
  for (const float value : values) most = std::max(most, std::fabs(static_cast<double>(value)));
  return most;
}

/// Largest |x| of the real values that a tensor's codes stand for.
double reach(const CodeVector& codes, const QuantParams& params) {
  double most = 0;
  for (const std::int16_t code : codes) most = std::max(most, std::fabs(params.real(code)));
  return most;
}

/// The bound of a batch norm by itself: half a step each for the two roundings, and what weight and bias lose.
double batch_norm_bound(const Drawn& drawn, const Difference& d, const QuantParams& in, const QuantParams& out) {
  const std::string& name = drawn.network.layers()[d.layer].name;
  const sim::Reals gamma = drawn.weights.get(name + ".weight");
  const sim::Reals variance = drawn.weights.get(name + ".running_var");
  double low = 0;
  double high = 0;
  for (std::size_t c = 0; c < gamma.size(); ++c) {
    const double scale = static_cast<double>(gamma[c]) / std::sqrt(static_cast<double>(variance[c]) + 1e-5);
    low = std::min(low, scale);
    high = std::max(high, scale);
  }
  const double step = (high - low) / 255;
  return 1 + reach(d.input, in) * step / 2 / out.scale + in.scale * step / 2 / out.scale;
}

/// models/numerics/operators/row_norm.hpp, with |x'| at most the root of a row's length.
double row_norm_bound(const Drawn& drawn, const Difference& d, const QuantParams& out) {
  const Layer& layer = drawn.network.layers()[d.layer];
  const double root = std::sqrt(static_cast<double>(layer.output.back()));
  const double gamma = largest(drawn.weights.get(layer.name + ".weight"));
  const double beta = largest(drawn.weights.find(layer.name + ".bias"));
  const double step = gamma / 32767;
  const double unit = std::max(std::ldexp(step, -15), std::ldexp(root * gamma + beta, -30));
  return 1 + (root * step / 2 + gamma * (std::ldexp(1.0, -16) + std::ldexp(root, -29)) + unit) / out.scale;
}

/// models/numerics/operators/softmax.hpp and sim/inference/softmax_stage.hpp: a row's exponentials are off by a factor
/// of 2.2e-3 + (z + 2) S each, z ln2 from the largest, a probability by its own and the mean of all; one step down,
/// half a step for a rescale and half for the real one's rounding.
double softmax_bound(const QuantParams& in, const QuantParams& out) {
  double step = in.scale;
  for (int bits = in.format.bits; step > 1.0 / 256 && bits < 15; ++bits) step /= 2;
  // p falls by half where z grows by one: p (z + 2) is at most 2, as is its mean over a row.
  return 2 + 2 * (2.2e-3 + 2 * step) / out.scale;
}

/// models/numerics/operators/rope.hpp.
double rope_bound(const Difference& d, const QuantParams& in, const QuantParams& out) {
  return 1 + 2 * reach(d.input, in) * std::ldexp(1.0, -15) / out.scale;
}

/// Weights of 8 bits: each off by half of 1/255.
double mixture_bound(const Drawn& drawn, const Difference& d, const QuantParams& out) {
  double bound = 1;
  for (const std::string& name : drawn.network.layers()[d.layer].inputs) {
    const QuantParams& in = drawn.scales.activations.at(name);
    bound +=
        std::max(std::fabs(in.real(in.format.lowest())), std::fabs(in.real(in.format.highest()))) / 255 / 2 / out.scale;
  }
  return bound;
}

bool multiplies(LayerKind kind) {
  return kind == LayerKind::conv1d || kind == LayerKind::conv2d || kind == LayerKind::linear ||
         kind == LayerKind::gemm || kind == LayerKind::matmul;
}

/// What a stage may be off in whole steps: two roundings of numbers that lie within the bound.
double bound_of(const Drawn& drawn, const Difference& d) {
  const Layer& layer = drawn.network.layers()[d.layer];
  const sim::TensorParams params = sim::tensor_params(drawn.network, sim::stages_of(drawn.network), drawn.scales);
  if (sim::inherits_params(layer.kind) || layer.inputs.empty()) return multiplies(layer.kind) ? 1 : 0;
  const QuantParams& in = params.at(layer.inputs.front());
  const QuantParams& out = output_of(drawn, d);
  switch (layer.kind) {
    case LayerKind::batch_norm:
      return batch_norm_bound(drawn, d, in, out);
    case LayerKind::layer_norm:
    case LayerKind::rms_norm:
      return row_norm_bound(drawn, d, out);
    case LayerKind::softmax:
      return softmax_bound(in, out);
    case LayerKind::rope:
      return rope_bound(d, in, out);
    case LayerKind::mixed:
      return mixture_bound(drawn, d, out);
    default:
      return 1;
  }
}

/// `share`: of the outputs of a GEMM that are within one step.
void check_stages(const Drawn& drawn, double share = 0.999) {
  for (const Difference& d : differences(drawn)) {
    CAPTURE(d.stage, d.worst());
    if (multiplies(drawn.network.layers()[d.layer].kind))
      CHECK(d.share_within(1) >= share);
    else
      CHECK(d.worst() <= bound_of(drawn, d));
  }
}

/// Images and signals: all kinds that DARTS and its relatives are made of.
workloads::Network of_images() {
  return network_of(
      "x: [1, 4, 8, 8], s: [1, 2, 32]",
      {"name: c, kind: conv2d, inputs: [x], filters: 6, kernel: 3, padding: 1", "name: cn, kind: batch_norm",
       "name: cr, kind: relu",
       "name: d, kind: conv2d, inputs: [x], filters: 4, kernel: 3, padding: 2, dilation: 2, groups: 4, bias: false",
       "name: c1, kind: conv1d, inputs: [s], filters: 3, kernel: 5, stride: 2, padding: 2",
       "name: g, kind: gemm, m: 5, k: 9, n: 7", "name: mp, kind: max_pool, inputs: [cr], kernel: 2",
       "name: ap, kind: avg_pool, inputs: [cr], kernel: 3, stride: 2, padding: 1",
       "name: gap, kind: adaptive_avg_pool, inputs: [cr], output: 3", "name: bn, kind: batch_norm, inputs: [mp]",
       "name: a, kind: add, inputs: [mp, ap]", "name: m, kind: mul, inputs: [bn, ap]",
       "name: mix, kind: mixed, inputs: [a, m, bn]", "name: z, kind: zero, inputs: [x], stride: 2",
       "name: idt, kind: identity, inputs: [mix]", "name: cat, kind: concat, inputs: [idt, z], axis: 1",
       "name: r, kind: relu", "name: sig, kind: sigmoid, inputs: [cat]", "name: q, kind: div, inputs: [cat, sig]"});
}

/// A block of a transformer, with the kinds that some have and others have not beside it.
workloads::Network of_tokens() {
  return network_of("x: [1, 3, 8, 8], i: [1, 4]",
                    {"name: pat, kind: patchify, inputs: [x], patch: 4",
                     "name: emb, kind: linear, features: 16",
                     "name: e, kind: embedding, inputs: [i], rows: 9, features: 16",
                     "name: pos, kind: parameter, shape: [4, 16]",
                     "name: h, kind: add, inputs: [emb, e, pos]",
                     "name: n1, kind: rms_norm",
                     "name: qkv, kind: linear, features: 48",
                     "name: q0, kind: slice, inputs: [qkv], axis: 2, begin: 0, size: 16",
                     "name: q1, kind: reshape, shape: [1, 4, 2, 8]",
                     "name: q, kind: transpose, axes: [0, 2, 1, 3]",
                     "name: qr, kind: rope",
                     "name: k0, kind: slice, inputs: [qkv], axis: 2, begin: 16, size: 16",
                     "name: k1, kind: reshape, shape: [1, 4, 2, 8]",
                     "name: k, kind: transpose, axes: [0, 2, 1, 3]",
                     "name: kr, kind: rope",
                     "name: v0, kind: slice, inputs: [qkv], axis: 2, begin: 32, size: 16",
                     "name: v1, kind: reshape, shape: [1, 4, 2, 8]",
                     "name: v, kind: transpose, axes: [0, 2, 1, 3]",
                     "name: qk, kind: matmul, inputs: [qr, kr], transpose_b: true, scale: 0.3535",
                     "name: sm, kind: softmax",
                     "name: av, kind: matmul, inputs: [sm, v]",
                     "name: o1, kind: transpose, axes: [0, 2, 1, 3]",
                     "name: o2, kind: reshape, shape: [1, 4, 16]",
                     "name: o, kind: linear, features: 16",
                     "name: h2, kind: add, inputs: [h, o]",
                     "name: n2, kind: layer_norm",
                     "name: w1, kind: linear, features: 24, inputs: [n2]",
                     "name: w2, kind: linear, features: 24, inputs: [n2]",
                     "name: si, kind: silu, inputs: [w1]",
                     "name: gate, kind: mul, inputs: [si, w2]",
                     "name: w3, kind: linear, features: 16",
                     "name: lc, kind: clamp, low: -1, high: 1.5",
                     "name: out, kind: add, inputs: [h2, lc]",
                     "name: ge, kind: gelu, inputs: [out]",
                     "name: th, kind: tanh, inputs: [out]",
                     "name: ex, kind: exp, inputs: [th]"});
}

/// Every scale the nearest power of two.
void take_powers_of_two(sim::Scales& scales) {
  const auto round = [](QuantParams& params) { params.scale = std::exp2(std::round(std::log2(params.scale))); };
  for (auto& [name, params] : scales.activations) round(params);
  for (auto& [name, weights] : scales.weights)
    for (QuantParams& params : weights.params) round(params);
}

}  // namespace

TEST_CASE("each stage in integers is what it is on the grids of its codes, within its operator's bound",
          "[C7][Q1][Q3][Q5][Q6][Q11][Q15][S10][S19][T7]") {
  std::set<LayerKind> seen;
  for (const workloads::Network& network : {of_images(), of_tokens()}) {
    for (const Layer& layer : network.layers()) seen.insert(layer.kind);
    for (const std::string type : {"int8", "uint8", "int9", "int16"})
      for (const std::string mode : {"float64_half_even", "gemmlowp", "single_rounding"}) {
        CAPTURE(type, mode);
        const std::string weight = type == "int9" ? "int9" : "int8";
        check_stages(Drawn{chip_of({"array.operands.activation=" + type, "array.operands.weight=" + weight,
                                    "vector.requantize=" + mode}),
                           network});
      }
  }
  CHECK(seen == std::set<LayerKind>(workloads::all_layer_kinds().begin(), workloads::all_layer_kinds().end()));
}

TEST_CASE("with scales that are powers of two products are equal on both ways", "[S19][Q15]") {
  for (const workloads::Network& network : {of_images(), of_tokens()}) {
    Drawn drawn{chip_of(), network};
    take_powers_of_two(drawn.scales);
    for (const Difference& d : differences(drawn)) {
      CAPTURE(d.stage);
      if (multiplies(drawn.network.layers()[d.layer].kind)) CHECK(d.worst() == 0);
    }
  }
}

TEST_CASE("the stages of a DARTS network in integers and on the grids of their codes", "[Q15][Q18][S19][slow]") {
  const Drawn drawn{chip_of(), workloads::read_network(sim::find_file(sim::Shelf::workloads, "darts_v2")), 1};
  check_stages(drawn);
}
