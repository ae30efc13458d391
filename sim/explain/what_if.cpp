#include "sim/explain/what_if.hpp"

#include <algorithm>
#include <utility>

#include "models/dataflow/mapper.hpp"
#include "models/errors.hpp"
#include "workloads/document/quantity.hpp"

namespace systole::sim {

using models::Chip;

namespace {

template <class Change>
void add(std::vector<Variant>& variants, const Chip& chip, std::string text, Change change) {
  Variant variant{std::move(text), chip};
  change(variant.chip);
  variants.push_back(std::move(variant));
}

void add_array_variants(std::vector<Variant>& variants, const Chip& chip) {
  const models::ArrayConfig& array = chip.array;
  if (array.timing == models::ArrayTiming::rtl) {
    const bool os = array.dataflow == models::Dataflow::os;
    if (os && array.drain == models::Drain::shifted)
      add(variants, chip, "array.drain: overlapped", [](Chip& c) { c.array.drain = models::Drain::overlapped; });
    if (!os && array.weight_load == models::WeightLoad::serial)
      add(variants, chip, "array.weight_load: overlapped",
          [](Chip& c) { c.array.weight_load = models::WeightLoad::overlapped; });
  }
  const std::pair<const char*, models::Dataflow> dataflows[] = {
      {"ws", models::Dataflow::ws}, {"os", models::Dataflow::os}, {"is", models::Dataflow::is}};
  for (const auto& [name, dataflow] : dataflows) {
    if (dataflow == array.dataflow) continue;
    add(variants, chip, std::string{"array.dataflow: "} + name, [&, flow = dataflow](Chip& c) {
      c.array.dataflow = flow;
      c.array.drain = models::Drain::shifted;
      c.array.weight_load = models::WeightLoad::serial;
    });
  }
}

void add_macro_variants(std::vector<Variant>& variants, const Chip& chip) {
  const models::Hertz twice = chip.cim->adc_rate * 2;
  add(variants, chip, "cim.adc.rate: " + workloads::format_frequency(twice) + " (twice)",
      [&](Chip& c) { c.cim->adc_rate = twice; });
  const int columns = chip.cim->arithmetic.adc_columns;
  if (columns > 1)
    add(variants, chip, "cim.adc.columns: " + std::to_string(columns / 2) + " (more ADCs)",
        [&](Chip& c) { c.cim->arithmetic.adc_columns = columns / 2; });
  const int samples = chip.cim->arithmetic.msb_samples;
  if (samples > 1 && chip.cim->arithmetic.mode == models::CimMode::bit_serial)
    add(variants, chip, "cim.msb_samples: " + std::to_string(samples - 1) + " (one less)",
        [&](Chip& c) { c.cim->arithmetic.msb_samples = samples - 1; });
}

}  // namespace

std::vector<Variant> variants_of(const Chip& chip) {
  std::vector<Variant> variants;
  if (chip.dram.model == models::DramModel::bandwidth) {
    const models::BytesPerSecond twice = chip.dram.bandwidth * 2;
    add(variants, chip, "dram.bandwidth: " + workloads::format_bandwidth(twice) + " (twice)",
        [&](Chip& c) { c.dram.bandwidth = twice; });
    add(variants, chip, "dram.model: ideal", [](Chip& c) { c.dram.model = models::DramModel::ideal; });
  }
  add(variants, chip, "all scratchpads twice as large", [](Chip& c) {
    for (models::BufferConfig* buffer : {&c.scratchpad.ifmap, &c.scratchpad.weight, &c.scratchpad.ofmap})
      buffer->size = buffer->size * 2;
  });
  add(variants, chip, "all scratchpad ports twice as wide", [](Chip& c) {
    for (models::BufferConfig* buffer : {&c.scratchpad.ifmap, &c.scratchpad.weight, &c.scratchpad.ofmap})
      buffer->banks *= 2;
  });
  add(variants, chip, "vector.lanes: " + std::to_string(chip.vector.lanes * 2) + " (twice)",
      [](Chip& c) { c.vector.lanes *= 2; });
  add_array_variants(variants, chip);
  if (chip.cim) add_macro_variants(variants, chip);
  return variants;
}

models::Cycles cycles_on(const Chip& chip, const models::Work& work) {
  try {
    return models::map_layer(chip, work).cycles;
  } catch (const models::UserError&) {
    return models::Cycles{INT64_MAX};  // a fixed tile that does not fit the variant
  }
}

models::Cycles cycles_of_network(const Chip& chip, const Program& program) {
  std::vector<std::pair<models::Work, models::Cycles>> known;
  models::Cycles sum{0};
  for (const ProgramLayer& layer : program.layers()) {
    if (layer.role != Role::work) continue;
    auto entry = std::find_if(known.begin(), known.end(), [&](const auto& pair) { return pair.first == layer.work; });
    if (entry == known.end()) entry = known.insert(known.end(), {layer.work, cycles_on(chip, layer.work)});
    if (entry->second.count() == INT64_MAX) return entry->second;
    sum += entry->second;
  }
  return sum;
}

}  // namespace systole::sim
