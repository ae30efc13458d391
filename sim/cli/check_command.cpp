#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "models/energy/chip_area.hpp"
#include "models/energy/unit_costs.hpp"
#include "reports/number_format.hpp"
#include "sim/cli/commands.hpp"
#include "sim/config/chip_reader.hpp"
#include "sim/config/energy_reader.hpp"
#include "workloads/document/document.hpp"
#include "workloads/readers/reader.hpp"

namespace systole::sim {

namespace {

bool is_network(const std::string& path) {
  if (std::filesystem::path{path}.extension() != ".yaml" && std::filesystem::path{path}.extension() != ".yml")
    return true;
  return workloads::read_document(path).find("network") != nullptr;
}

std::string describe(const std::string& path) {
  if (is_network(path)) {
    const workloads::Network network = workloads::read_network(path);
    return "network " + network.name() + ": " + std::to_string(network.layers().size()) + " layers, " +
           reports::grouped(workloads::mac_count(network)) + " MACs";
  }
  const workloads::Node root = workloads::read_document(path);
  if (root.find("name") == nullptr && root.find("array") == nullptr && root.find("technology") != nullptr) {
    const models::EnergyTable table = read_energy_table(root, path);
    return fmt::format("energies and areas at {} nm", table.technology_nm);
  }
  const LoadedChip loaded = load_chip(path, {});
  if (loaded.energy) {
    models::unit_costs(*loaded.energy, loaded.chip);  // whether it holds what this chip needs
    models::area_of(*loaded.energy, loaded.chip);
  }
  return "accelerator " + loaded.chip.name + ": config " + loaded.hash;
}

}  // namespace

void add_check(CLI::App& app, CommandContext& context) {
  CLI::App* command = app.add_subcommand("check", "Read configs and networks, and say what is wrong with them");
  auto files = std::make_shared<std::vector<std::string>>();
  command->add_option("files", *files, "Accelerator configs, tables of energies (.yaml) and networks (.yaml, .csv)")
      ->required();
  command->callback([files, &context] {
    for (const std::string& path : *files) {
      try {
        const std::string description = describe(path);
        context.out << path << ": ok, " << description << '\n';
      } catch (const models::UserError& error) {
        context.err << error.what() << '\n';
        context.status = 2;
      }
    }
  });
}

}  // namespace systole::sim
