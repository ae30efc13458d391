#include "sim/operands/macro_products.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "models/cim/activations.hpp"
#include "models/cim/expectation.hpp"
#include "models/cim/for_each_token.hpp"
#include "models/cim/product.hpp"
#include "models/errors.hpp"
#include "sim/operands/layer_views.hpp"
#include "sim/operands/named_stream.hpp"
#include "sim/program/lowering.hpp"

namespace systole::sim {

using models::CimConfig;
using models::Work;
using workloads::Layer;
using workloads::Tensor;

namespace {

/// Codes of a tensor with what one step stands for; integers that were given or drawn stand for themselves.
struct Scaled {
  std::vector<std::int16_t> codes;
  double scale = 1;
};

bool is_exact(const CimConfig& config) {
  return config.mode == models::CimMode::single_pass ||
         (config.adc.bypass && !config.faults.cells() && config.faults.ir_drop == 0);
}

/// In a single pass 8-bit codes go in at once, and no fault or noise is modelled.
CimConfig product_config(CimConfig config) {
  if (config.mode != models::CimMode::single_pass) return config;
  config.activation.bits = 8;
  config.activation.msb_bits = 7;
  config.activation.slicing = models::CimSlicing::floor;
  config.faults = {};
  config.adc.bypass = true;
  return config;
}

class MacroLayerRun {
 public:
  MacroLayerRun(const Program& program, const OperandOptions& options, const ProgramLayer& layer)
      : program_{program},
        options_{options},
        config_{product_config(program.chip().cim->arithmetic)},
        single_pass_{program.chip().cim->arithmetic.mode == models::CimMode::single_pass},
        layer_{program.network().layers()[layer.index]},
        number_{static_cast<std::uint32_t>(layer.index)},
        work_{lower(program.chip(), program.network(), layer_, models::Engine::cim)} {}

  /// Counts what was compared; returns what the first ADC shows.
  models::CimShownCodes run(MacroCheck& check) {
    const OperandNames names = operand_names(program_.network(), layer_, work_);
    const Scaled a = activations(names.a, names.a_shape);
    models::CimWeights weights = weights_of(names.b, names.b_shape);
    const std::vector<std::int16_t> rows = unfolded(a.codes);
    models::CimProduct product{config_, work_.m(), weights, number_};
    const std::vector<std::int64_t> exact = multiplied(rows, weights.codes);
    std::vector<double> sums(exact.size());
    models::CimShownCodes shown;
    ++check.layers;
    if (is_exact(program_.chip().cim->arithmetic)) {
      std::vector<std::int32_t> y(exact.size());
      product.run_exact(rows, y);
      std::copy(y.begin(), y.end(), sums.begin());
      compare(sums, exact, [](std::size_t) { return 0.0; });
      check.exact += static_cast<std::int64_t>(exact.size());
    } else {
      std::vector<float> y(exact.size());
      models::CimRun circumstances;
      if (!config_.adc.bypass) {
        shown.passes = config_.msb_samples + 1;
        shown.columns = config_.adc_columns;
        shown.codes.resize(static_cast<std::size_t>(work_.m() * shown.passes * shown.columns));
        circumstances.first_adc = shown.codes;
      }
      const models::CimCount count = product.run(rows, y, circumstances);
      std::copy(y.begin(), y.end(), sums.begin());
      judge(product, count, sums, exact, check);
    }
    save(names, a, weights, sums);
    return shown;
  }

 private:
  Scaled activations(const std::string& name, const workloads::Shape& shape) const {
    const std::int32_t highest = (1 << (config_.activation.bits - 1)) - 1;
    Scaled scaled;
    const Tensor* given = options_.file.find(name, shape);
    if (given == nullptr) {
      scaled.codes = drawn(name, workloads::element_count(shape), highest);
    } else if (workloads::is_integer(given->type)) {
      scaled.codes = within(name, workloads::integers(*given), -highest - 1, highest);
    } else {
      if (config_.activation.is_static && !single_pass_)
        throw models::UserError(
            options_.file.where(name) +
            "'cim.activation.scale' is static, and a run has no scales for real numbers: give codes, or "
            "use scale: dynamic");
      const std::vector<float> values = floats(*given);
      scaled.codes.resize(values.size());
      scaled.scale =
          single_pass_ ? models::single_pass_scale(values) : models::activation_scale(config_.activation, values);
      models::activation_codes(scaled.scale, config_.activation.bits, values, scaled.codes);
    }
    return scaled;
  }

  /// [N][K], whatever the file's order.
  models::CimWeights weights_of(const std::string& name, const workloads::Shape& shape) const {
    const std::int32_t highest = (1 << (config_.weights.bits - 1)) - 1;
    const Tensor* given = options_.file.find(name, shape);
    models::CimWeights weights{work_.n, work_.k(), {}, {1.0}};
    if (given == nullptr) {
      weights.codes = turned(drawn(name, work_.n * work_.k(), highest));
    } else if (workloads::is_integer(given->type)) {
      weights.codes = turned(within(name, workloads::integers(*given), -highest - 1, highest));
    } else {
      weights = models::quantize_weights(config_.weights, work_.n, work_.k(), turned(floats(*given)));
    }
    return weights;
  }

  std::vector<std::int16_t> within(const std::string& name, const std::vector<std::int64_t>& values,
                                   std::int64_t lowest, std::int64_t highest) const {
    std::vector<std::int16_t> codes;
    codes.reserve(values.size());
    for (const std::int64_t value : values) {
      if (value < lowest || value > highest)
        throw models::UserError(
            options_.file.where(name) +
            fmt::format("the code {} is outside {} .. {}, which CIM macros have room for", value, lowest, highest));
      codes.push_back(static_cast<std::int16_t>(value));
    }
    return codes;
  }

  std::vector<float> floats(const Tensor& tensor) const {
    const std::vector<double> values = workloads::reals(tensor);
    return {values.begin(), values.end()};
  }

  std::vector<std::int16_t> drawn(const std::string& name, std::int64_t count, std::int32_t highest) const {
    const NamedStream stream{options_.seed, name};
    const auto codes = 2 * static_cast<std::uint64_t>(highest) + 1;
    std::vector<std::int16_t> values(static_cast<std::size_t>(count));
    for (std::size_t i = 0; i < values.size(); ++i) {
      const std::uint32_t word = stream.block(i / 4)[i % 4];
      values[i] = static_cast<std::int16_t>(static_cast<std::int64_t>(word * codes >> 32U) - highest);
    }
    return values;
  }

  template <class Value>
  std::vector<Value> turned(const std::vector<Value>& values) const {
    models::WeightView view = weight_view(layer_, work_);
    std::vector<Value> result;
    result.reserve(values.size());
    for (std::int64_t n = 0; n < work_.n; ++n)
      for (std::int64_t c = 0; c < work_.channels; ++c)
        for (std::int64_t tap = 0; tap < work_.taps; ++tap)
          result.push_back(values[static_cast<std::size_t>(c * view.channel + tap * view.tap + n * view.n)]);
    return result;
  }

  /// A with a row for each vector; padding is 0.
  std::vector<std::int16_t> unfolded(const std::vector<std::int16_t>& codes) const {
    models::InputView view = input_view(layer_, work_);
    view.values = codes;
    std::vector<std::int16_t> rows;
    rows.reserve(static_cast<std::size_t>(work_.m() * work_.k()));
    for (std::int64_t image = 0; image < work_.images; ++image)
      for (std::int64_t y = 0; y < work_.rows.out; ++y)
        for (std::int64_t x = 0; x < work_.cols.out; ++x) append_row(view, image, y, x, rows);
    return rows;
  }

  void append_row(const models::InputView& view, std::int64_t image, std::int64_t y, std::int64_t x,
                  std::vector<std::int16_t>& rows) const {
    const auto position = [](const models::WindowAxis& axis, std::int64_t out, std::int64_t tap) {
      return out * axis.stride - axis.pad_before + tap * axis.dilation;
    };
    for (std::int64_t c = 0; c < work_.channels; ++c)
      for (std::int64_t v = 0; v < work_.rows.kernel; ++v)
        for (std::int64_t u = 0; u < work_.cols.kernel; ++u) {
          const std::int64_t row = position(work_.rows, y, v);
          const std::int64_t col = position(work_.cols, x, u);
          const bool inside = row >= 0 && row < work_.rows.in && col >= 0 && col < work_.cols.in;
          rows.push_back(inside ? view.at(0, image, c, row, col) : std::int16_t{0});
        }
  }

  /// The plain integer product. CimProduct has made sure that sums fit 32 bits.
  std::vector<std::int64_t> multiplied(const std::vector<std::int16_t>& a, const std::vector<std::int16_t>& b) const {
    const auto k = static_cast<std::size_t>(work_.k());
    const auto n = static_cast<std::size_t>(work_.n);
    std::vector<std::int64_t> result(a.size() / k * n);
    models::for_each_token(work_.m(), [&](std::int64_t token) {
      const std::int16_t* x = a.data() + static_cast<std::size_t>(token) * k;
      for (std::size_t column = 0; column < n; ++column) {
        const std::int16_t* w = b.data() + column * k;
        std::int32_t sum = 0;
        for (std::size_t i = 0; i < k; ++i) sum += static_cast<std::int32_t>(x[i]) * w[i];
        result[static_cast<std::size_t>(token) * n + column] = sum;
      }
    });
    return result;
  }

  template <class Bound>
  void compare(const std::vector<double>& sums, const std::vector<std::int64_t>& exact, Bound bound) const {
    for (std::size_t at = 0; at < sums.size(); ++at) {
      const double error = std::abs(sums[at] - static_cast<double>(exact[at]));
      if (error <= bound(at)) continue;
      const auto n = static_cast<std::size_t>(work_.n);
      throw models::ModelError(
          fmt::format("layer '{}': CIM macros give {} for output [{}, {}], the integer product is "
                      "{}, and at most {} are lost to rounding",
                      layer_.name, sums[at], at / n, at % n, exact[at], bound(at)));
    }
  }

  void judge(const models::CimProduct& product, const models::CimCount& count, const std::vector<double>& sums,
             const std::vector<std::int64_t>& exact, MacroCheck& check) const {
    const models::CimFaultConfig& faults = config_.faults;
    const bool ideal = !faults.cells() && !faults.converters() && faults.read_lsb == 0 && faults.ir_drop == 0;
    const bool clips =
        (count.msb.clipped.low + count.msb.clipped.high + count.lsb.clipped.low + count.lsb.clipped.high) > 0;
    const auto results = static_cast<std::int64_t>(sums.size());
    if (!ideal || clips || (config_.noise.sigma_lsb > 0 && !config_.adc.bypass)) {
      check.free += results;
      return;
    }
    const auto n = static_cast<std::size_t>(work_.n);
    std::vector<double> bounds(n);
    for (std::int64_t tile = 0; tile < product.row_tiles() && !config_.adc.bypass; ++tile)
      for (std::size_t column = 0; column < n; ++column)
        bounds[column] +=
            models::rounding_bound(config_, product.steps(tile, false)[column], product.steps(tile, true)[column]);
    // Recombination is in single precision.
    compare(sums, exact, [&](std::size_t at) { return bounds[at % n] + 1e-5 * (std::abs(sums[at]) + bounds[at % n]); });
    check.bounded += results;
  }

  std::vector<double> bias() const {
    const auto* conv = std::get_if<workloads::Conv>(&layer_.attributes);
    const auto* linear = std::get_if<workloads::Linear>(&layer_.attributes);
    const bool own = (conv != nullptr && conv->bias) || (linear != nullptr && linear->bias);
    const Tensor* given = own ? options_.file.find(layer_.name + ".bias", {work_.n}) : nullptr;
    return given != nullptr ? workloads::reals(*given) : std::vector<double>(static_cast<std::size_t>(work_.n));
  }

  /// Results in the order of the layer's output tensor.
  void save(const OperandNames& names, const Scaled& a, const models::CimWeights& weights,
            const std::vector<double>& sums) const {
    if (options_.operands) {
      options_.operands(names.a, workloads::make_tensor<std::int16_t>(names.a_shape, a.codes));
      save_weights(names, weights);
    }
    if (!options_.results) return;
    const std::vector<double> add = bias();
    std::vector<double> acc(sums.size());
    std::vector<float> out(sums.size());
    for (std::int64_t m = 0; m < work_.m(); ++m)
      for (std::int64_t n = 0; n < work_.n; ++n) {
        const std::size_t to = output_index(layer_, work_, 0, m, n);
        acc[to] = sums[static_cast<std::size_t>(m * work_.n + n)];
        out[to] = static_cast<float>(acc[to] * a.scale * weights.scale(n) + add[static_cast<std::size_t>(n)]);
      }
    options_.results(layer_.name + ".acc", workloads::make_tensor<double>(layer_.output, acc));
    options_.results(layer_.name + ".out", workloads::make_tensor<float>(layer_.output, out));
  }

  /// As the file has them.
  void save_weights(const OperandNames& names, const models::CimWeights& weights) const {
    const models::WeightView view = weight_view(layer_, work_);
    std::vector<std::int8_t> codes(weights.codes.size());
    auto next = weights.codes.begin();
    for (std::int64_t n = 0; n < work_.n; ++n)
      for (std::int64_t c = 0; c < work_.channels; ++c)
        for (std::int64_t tap = 0; tap < work_.taps; ++tap)
          codes[static_cast<std::size_t>(c * view.channel + tap * view.tap + n * view.n)] =
              static_cast<std::int8_t>(*next++);
    options_.operands(names.b, workloads::make_tensor<std::int8_t>(names.b_shape, codes));
  }

  const Program& program_;
  const OperandOptions& options_;
  CimConfig config_;
  bool single_pass_;
  const Layer& layer_;
  std::uint32_t number_;
  Work work_;
};

}  // namespace

MacroCheck compute_on_macros(const Program& program, const OperandOptions& options) {
  MacroCheck check;
  const std::vector<ProgramLayer>& layers = program.layers();
  for (const ProgramLayer& layer : layers) {
    if (layer.role != Role::work) continue;
    models::CimPipelineCodes& codes = check.codes.emplace_back();
    if (layer.macros) codes[0] = MacroLayerRun{program, options, layer}.run(check);
    if (layer.second) codes[1] = MacroLayerRun{program, options, layers[*layer.second]}.run(check);
  }
  return check;
}

}  // namespace systole::sim
