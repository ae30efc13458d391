#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>

#include "models/energy/unit_costs.hpp"
#include "reports/number_format.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/listing.hpp"
#include "sim/config/chip_reader.hpp"
#include "sim/config/energy_reader.hpp"
#include "sim/config/key_spec.hpp"
#include "sim/config/words.hpp"
#include "sim/files/shipped.hpp"
#include "sim/inference/data_set.hpp"
#include "sim/sweep/space.hpp"
#include "workloads/document/quantity.hpp"
#include "workloads/readers/reader.hpp"

namespace systole::sim {

namespace {

using reports::Align;

constexpr double kByte = 8;

Listing accelerators() {
  Listing listing{
      {{"name", Align::left}, {"array"}, {"clock"}, {"scratchpads"}, {"dram"}, {"stands for", Align::left, true}}, {}};
  for (const std::string& name : shipped_names(Shelf::accelerators)) {
    const models::Chip chip = load_chip(find_file(Shelf::accelerators, name), {}).chip;
    const models::Bytes pads = chip.scratchpad.ifmap.size + chip.scratchpad.weight.size + chip.scratchpad.ofmap.size;
    const bool ideal = chip.dram.model == models::DramModel::ideal;
    listing.rows.push_back({name, std::to_string(chip.array.rows) + "x" + std::to_string(chip.array.cols),
                            workloads::format_frequency(chip.clock), reports::human_bytes(pads),
                            ideal ? "ideal" : workloads::format_bandwidth(chip.dram.bandwidth), chip.stands_for});
  }
  return listing;
}

Listing workload_list() {
  Listing listing{
      {{"name", Align::left}, {"layers"}, {"parameters"}, {"MACs"}, {"forwards"}, {"from", Align::left, true}}, {}};
  for (const std::string& name : shipped_names(Shelf::workloads)) {
    const workloads::Network network = workloads::read_network(find_file(Shelf::workloads, name));
    listing.rows.push_back(
        {name, std::to_string(network.layers().size()), reports::grouped(workloads::parameter_count(network)),
         reports::grouped(workloads::mac_count(network)), std::to_string(network.forwards()), network.source()});
  }
  return listing;
}

/// Networks that ship trained, with test data.
Listing weights_list() {
  Listing listing{{{"name", Align::left}, {"parameters"}, {"test samples"}, {"calibration samples"}}, {}};
  for (const std::string& name : shipped_names(Shelf::weights)) {
    const workloads::Network network = workloads::read_network(find_file(Shelf::workloads, name));
    const auto samples = [&](Shelf shelf) {
      return reports::grouped(DataSet::read(find_file(shelf, name), network).samples());
    };
    listing.rows.push_back({name, reports::grouped(workloads::parameter_count(network)), samples(Shelf::data),
                            samples(Shelf::calibration)});
  }
  return listing;
}

Listing tables() {
  Listing listing{{{"name", Align::left},
                   {"node"},
                   {"8-bit multiply"},
                   {"SRAM macros", Align::left},
                   {"DRAM", Align::left},
                   {"CIM ADC", Align::left, true}},
                  {}};
  for (const std::string& name : shipped_names(Shelf::tables)) {
    const models::EnergyTable table = read_energy_table(workloads::read_document(find_file(Shelf::tables, name)), name);
    std::vector<std::string> dram;
    for (const auto& technology : words<models::DramTechnology>())
      if (table.dram.at(static_cast<std::size_t>(from_word<models::DramTechnology>(technology))))
        dram.push_back(technology);
    const auto from_to = [](const auto& list, auto text) {
      return list.empty() ? std::string{} : text(list.front()) + " .. " + text(list.back());
    };
    listing.rows.push_back(
        {name, fmt::format("{} nm", table.technology_nm),
         table.multiply.empty() ? "" : fmt::format("{:.3g} pJ", models::multiplier(table, kByte).pj),
         from_to(table.sram, [](const auto& macro) { return workloads::format_bytes(macro.capacity); }),
         fmt::format("{}", fmt::join(dram, ", ")),
         from_to(table.adc, [](const auto& adc) { return fmt::format("{} bits {:.3g} pJ", adc.bits, adc.pj); })});
  }
  return listing;
}

Listing sweep_list() {
  Listing listing{
      {{"name", Align::left}, {"designs"}, {"detail"}, {"strategy", Align::left}, {"axes", Align::left, true}}, {}};
  for (const std::string& name : shipped_names(Shelf::sweeps)) {
    const SweepPlan plan = read_plan(name);
    std::vector<std::string> axes;
    for (const Axis& axis : plan.axes) axes.push_back(axis.name);
    listing.rows.push_back({name, reports::grouped(static_cast<std::int64_t>(Space{plan}.size())),
                            std::string{detail_name(plan.detail)}, plan.strategy.text(),
                            fmt::format("{}", fmt::join(axes, "; "))});
  }
  return listing;
}

Listing key_list() {
  Listing listing{
      {{"key", Align::left}, {"allowed", Align::left}, {"default", Align::left}, {"meaning", Align::left, true}}, {}};
  for (const KeySpec& key : chip_keys())
    listing.rows.push_back({key.path, key.allowed, key.required ? "required" : key.default_text, key.doc});
  return listing;
}

}  // namespace

void add_list(CLI::App& app, CommandContext& context) {
  CLI::App* command = app.add_subcommand(
      "list",
      "List what ships: accelerators, workloads, trained weights, tables of energies, sweeps; or the keys of a config");
  auto what = std::make_shared<std::string>();
  auto json = std::make_shared<bool>(false);
  command->add_option("what", *what, "accelerators, workloads, weights, tables, sweeps or keys")
      ->required()
      ->check(CLI::IsMember({"accelerators", "workloads", "weights", "tables", "sweeps", "keys"}));
  command->add_flag("--json", *json, "Print JSON instead of the table");
  command->callback([what, json, &context] {
    const Listing listing = *what == "accelerators" ? accelerators()
                            : *what == "workloads"  ? workload_list()
                            : *what == "weights"    ? weights_list()
                            : *what == "tables"     ? tables()
                            : *what == "sweeps"     ? sweep_list()
                                                    : key_list();
    print(listing, *json, context.out);
  });
}

}  // namespace systole::sim
