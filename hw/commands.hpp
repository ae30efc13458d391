// What the sequencer tells the load, execute and store processes: one command a step of the schedule (a store: one a
// visit of a C tile).
#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <string>
#include <vector>

#include "models/cim/shown_codes.hpp"
#include "models/dataflow/schedule.hpp"
#include "models/datapath/edge_probe.hpp"
#include "models/datapath/layer_data.hpp"
#include "models/units.hpp"

namespace systole::hw {

struct LoadCommand {
  std::int64_t ticket = 0;  // place in the DMA's order of issue
  std::int64_t step = 0;
  std::int64_t after_store = -1;  // visit of a C tile whose store must have ended
  models::StepLoads loads;
  models::Bytes c_footprint;  // of the ofmap half that reloaded partial sums take
};

struct ExecuteCommand {
  std::int64_t step = 0;
  bool stationary = false;  // this step's load brings the operand that stays in the PEs
  bool reloaded = false;    // the ofmap half was taken by the load
  bool last = false;        // of the layer
  models::Bytes c_footprint;
  models::StepWork work;
};

struct StoreCommand {
  std::int64_t ticket = 0;
  std::int64_t step = 0;
  bool partial = false;  // spills partial sums
  models::Bytes bytes;
};

/// A layer to simulate. The schedule outlives the simulation.
struct LayerJob {
  std::string name;
  const models::Schedule* schedule = nullptr;
};

/// Asked before each layer and now and then within one, with the layers done: true stops the simulation with
/// `Interrupted`.
using StopRequest = std::function<bool(std::size_t layers_done)>;

struct Interrupted : std::exception {
  const char* what() const noexcept override { return "interrupted"; }
};

/// What cycle detail needs beyond the layers: their operands, and who looks at the array.
struct CycleDetail {
  models::LayerDataSource* data = nullptr;  // null: no cycle detail
  models::CycleProbes probes;
  const std::vector<models::CimPipelineCodes>* codes = nullptr;  // by layer: what converters of CIM macros show
};

/// What the units counted while a layer ran.
struct LayerMeasure {
  models::Cycles begin;
  models::Cycles end;
  models::CycleStack cycles;
  models::SramTraffic sram;
  models::DramTraffic dram;
  std::int64_t steps = 0;
  std::int64_t macs = 0;
};

}  // namespace systole::hw
