// What a run finds out about its layers. The event and cycle levels elaborate the accelerator and run the program's
// layers on it; the only file of sim/ that sees SystemC is measured.cpp. The analytic level is run.cpp's.
#pragma once

#include <functional>
#include <vector>

#include "models/cim/shown_codes.hpp"
#include "models/datapath/edge_probe.hpp"
#include "models/datapath/layer_data.hpp"
#include "models/probe/probe.hpp"
#include "models/results.hpp"
#include "sim/program/program.hpp"

namespace systole::sim {

/// What a layer's cycles and bytes were found to be.
struct Measured {
  models::CycleStack cycles;
  models::SramTraffic sram;
  models::DramTraffic dram;
  models::Cycles span;  // from the layer's begin to its end, measured apart from the causes
  std::int64_t macs = 0;
  std::int64_t steps = 0;
  bool of_registers = false;  // cycle detail, on the array
};

struct MeasureOptions {
  models::Probe* probe = nullptr;
  models::LayerDataSource* data = nullptr;  // cycle detail
  models::CycleProbes registers;
  const std::vector<models::CimPipelineCodes>* codes = nullptr;  // by layer of role `work`: what ADCs of macros show
  std::function<bool(std::size_t layers_done)> stop_requested;   // true throws Interrupted
};

/// What the closed forms say of one layer.
Measured measure_analytically(const models::Schedule& schedule);

/// One entry a layer of role `work`, in program order.
std::vector<Measured> measure(const Program& program, const MeasureOptions& options);
/// One layer of role `work`, by itself: its cycles count from 0.
void measure_layer(const Program& program, const ProgramLayer& layer, const MeasureOptions& options);

}  // namespace systole::sim
