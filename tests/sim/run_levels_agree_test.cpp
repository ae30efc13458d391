// analytic and event on every shipped network, preset and dataflow: equal, with ideal DRAM and with its bandwidth.
#include <algorithm>
#include <catch2/catch.hpp>
#include <variant>

#include "hw/simulate.hpp"
#include "models/dataflow/recurrence.hpp"
#include "sim/config/chip_reader.hpp"
#include "sim/files/shipped.hpp"
#include "sim/run/run.hpp"
#include "workloads/readers/reader.hpp"

using namespace systole;
using namespace systole::sim;

namespace {

void set_dataflow(models::Chip& chip, models::Dataflow dataflow) {
  chip.array.dataflow = dataflow;
  if (dataflow == models::Dataflow::os) chip.array.weight_load = models::WeightLoad::serial;
  if (dataflow != models::Dataflow::os) chip.array.drain = models::Drain::shifted;
}

void compare(const models::Chip& chip, const workloads::Network& network) {
  const Program program{chip, network};
  const models::RunResult event = run(program, {Detail::event, nullptr, {}, {}});
  const models::RunResult analytic = run(program, {Detail::analytic, nullptr, {}, {}});
  REQUIRE(event.layers.size() == analytic.layers.size());
  CHECK(event.cycles().total().count() > 0);
  for (std::size_t i = 0; i < event.layers.size(); ++i) {
    CAPTURE(event.layers[i].layer);
    CHECK(event.layers[i].cycles == analytic.layers[i].cycles);
    CHECK(event.layers[i].dram == analytic.layers[i].dram);
    if (chip.dram.model == models::DramModel::ideal) CHECK(event.layers[i].cycles.dram_stall.count() == 0);
  }
}

void compare_everywhere(const std::string& workload) {
  const auto network = workloads::read_network(find_file(Shelf::workloads, workload));
  for (const std::string& preset : shipped_names(Shelf::accelerators)) {
    for (const auto dataflow : {models::Dataflow::ws, models::Dataflow::os, models::Dataflow::is}) {
      for (const auto memory : {models::DramModel::ideal, models::DramModel::bandwidth}) {
        models::Chip chip = load_chip(find_file(Shelf::accelerators, preset), {}).chip;
        set_dataflow(chip, dataflow);
        if (chip.cim) chip.cim->macros = 100'000;  // for any network
        chip.dram.model = memory;
        CAPTURE(workload, preset, static_cast<int>(dataflow), static_cast<int>(memory));
        compare(chip, network);
      }
    }
  }
}

}  // namespace

TEST_CASE("analytic equals event on small networks, all presets and dataflows", "[D3][D9][H1]") {
  for (const char* workload : {"tiny_cnn_2d", "signal_cnn_1d", "alexnet.csv"}) compare_everywhere(workload);
}

namespace {

/// The distinct layers of all shipped networks on a chip: layers run one after another, so that each is tried once.
std::vector<ProgramLayer> distinct_layers(const std::vector<Program>& programs) {
  std::vector<ProgramLayer> distinct;
  for (const Program& program : programs) {
    for (const ProgramLayer& layer : program.layers()) {
      if (layer.role != Role::work) continue;
      const bool known = std::any_of(distinct.begin(), distinct.end(),
                                     [&](const ProgramLayer& other) { return other.work == layer.work; });
      if (!known) distinct.push_back(layer);
    }
  }
  return distinct;
}

/// Macros refuse convolutions of several groups: a network that has them runs without their rules.
Program program_of(const models::Chip& chip, const workloads::Network& network) {
  const auto has_groups = [](const workloads::Layer& layer) {
    const auto* convolution = std::get_if<workloads::Conv>(&layer.attributes);
    return convolution != nullptr && convolution->groups > 1;
  };
  models::Chip runs = chip;
  if (chip.cim && std::any_of(network.layers().begin(), network.layers().end(), has_groups))
    runs.mapping.engines.clear();
  return {runs, network};
}

void compare_all_layers(const models::Chip& chip, const std::vector<workloads::Network>& networks) {
  std::vector<Program> programs;
  for (const workloads::Network& network : networks) programs.push_back(program_of(chip, network));
  const auto layers = distinct_layers(programs);
  CHECK(layers.size() > 100);
  std::vector<hw::LayerJob> jobs;
  for (const ProgramLayer& layer : layers) jobs.push_back({"layer", &*layer.schedule});
  const auto measures = hw::simulate(chip, jobs);
  const models::ChannelTiming channel{chip.dram, chip.clock};
  for (std::size_t i = 0; i < layers.size(); ++i) {
    CAPTURE(i, layers[i].work.m(), layers[i].work.k(), layers[i].work.n);
    const models::Cycles event = measures[i].end - measures[i].begin;
    CHECK(event == models::evaluate(*layers[i].schedule, channel).total);
    CHECK(event == layers[i].mapping.cycles);
    CHECK(measures[i].dram == layers[i].schedule->totals().dram);
    if (channel.ideal()) CHECK(measures[i].cycles.dram_stall.count() == 0);
  }
}

}  // namespace

TEST_CASE("analytic equals event on every layer of every shipped network, all presets and dataflows",
          "[D3][D9][H1][J26][slow]") {
  std::vector<workloads::Network> networks;
  for (const std::string& name : shipped_names(Shelf::workloads))
    networks.push_back(workloads::read_network(find_file(Shelf::workloads, name)));
  for (const std::string& preset : shipped_names(Shelf::accelerators)) {
    for (const auto dataflow : {models::Dataflow::ws, models::Dataflow::os, models::Dataflow::is}) {
      for (const auto memory : {models::DramModel::ideal, models::DramModel::bandwidth}) {
        models::Chip chip = load_chip(find_file(Shelf::accelerators, preset), {}).chip;
        set_dataflow(chip, dataflow);
        if (chip.cim) chip.cim->macros = 100'000;  // for any network
        chip.dram.model = memory;
        CAPTURE(preset, static_cast<int>(dataflow), static_cast<int>(memory));
        compare_all_layers(chip, networks);
      }
    }
  }
}
