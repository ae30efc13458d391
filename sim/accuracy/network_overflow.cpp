#include "sim/accuracy/network_overflow.hpp"

#include <fmt/format.h>

#include <map>

#include "models/errors.hpp"
#include "reports/layers_csv.hpp"
#include "sim/program/lowering.hpp"
#include "sim/run/run.hpp"

namespace systole::sim {

std::vector<LayerOverflow> study_overflow(const models::Chip& chip, const workloads::Network& network,
                                          const OverflowRequest& request) {
  const models::OperandType a = chip.array.activation;
  const models::OperandType b = chip.array.weight;
  if (a == models::OperandType::int16 && b == models::OperandType::int16)
    throw models::UserError("'" + chip.name +
                            "' multiplies int16 by int16; the overflow study takes one int16 at most");
  std::vector<LayerOverflow> layers;
  for (const workloads::Layer& layer : network.layers()) {
    if (!is_gemm(layer.kind)) continue;
    const std::int64_t k = lower(chip, network, layer, models::Engine::array).k();
    layers.push_back({layer.name, k, models::bit_growth(k, bits_in_array(a), bits_in_array(b)), {}});
  }
  std::map<std::int64_t, std::size_t> studied;  // K -> the first layer that has it
  for (std::size_t i = 0; i < layers.size(); ++i) {
    if (request.stop_requested && request.stop_requested()) throw Interrupted{};
    const auto [first, is_new] = studied.try_emplace(layers[i].k, i);
    layers[i].tallies =
        is_new ? models::study_overflow({layers[i].k, request.sums, a, b, request.seed, static_cast<std::uint32_t>(i)},
                                        request.accumulators)
               : layers[first->second].tallies;
    if (request.progress) request.progress(i + 1, layers.size());
  }
  return layers;
}

std::string overflow_csv(const std::vector<LayerOverflow>& layers, const OverflowRequest& request) {
  std::string text =
      "layer,k,formula_bits,exact_bits,recommended_bits,accumulator_bits,overflow,sums,wrong_sums,overflowed_steps,"
      "mean_error,worst_error,mean_excess\n";
  for (const LayerOverflow& layer : layers) {
    for (std::size_t i = 0; i < request.accumulators.size(); ++i) {
      const models::Accumulator& accumulator = request.accumulators[i];
      const models::OverflowTally& tally = layer.tallies[i];
      text +=
          fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{}\n", reports::csv_field(layer.layer), layer.k,
                      layer.growth.formula_bits, layer.growth.exact_bits, layer.growth.recommended, accumulator.bits,
                      accumulator.overflow == models::Overflow::saturate ? "saturate" : "wrap", request.sums,
                      tally.wrong_sums, tally.overflowed_steps, tally.mean_error, tally.worst_error, tally.mean_excess);
    }
  }
  return text;
}

}  // namespace systole::sim
