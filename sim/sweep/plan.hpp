// A sweep file, read: which chips on which workloads, what is varied, what must hold, what is looked for and how.
//
//   name: tiny_dse
//   accelerators: [edge16]
//   workloads: [tiny_cnn_2d]
//   detail: event                                        analytic or event
//   axes:                                                axis.hpp
//     - {keys: [array.rows, array.cols], values: [8, 16, 32]}
//   constraints: ["sum(scratchpad.*.size) <= 512 KiB"]   condition.hpp; may be left out
//   objectives: [latency_s, energy_pj]                   objectives.hpp
//   strategy: grid                                       strategy.hpp
//   sqnr: {tokens: 16}                                   sqnr.hpp; where the objectives ask for it
//   timeout: 60 s                                        of a point; may be left out, as may memory
//   memory: 2 GiB
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "models/chip/chip.hpp"
#include "models/energy/table.hpp"
#include "models/units.hpp"
#include "sim/run/run.hpp"
#include "sim/sweep/axis.hpp"
#include "sim/sweep/condition.hpp"
#include "sim/sweep/digest.hpp"
#include "sim/sweep/objectives.hpp"
#include "sim/sweep/sqnr.hpp"
#include "sim/sweep/strategy.hpp"
#include "workloads/document/document.hpp"
#include "workloads/network/network.hpp"

namespace systole::sim {

struct SweepTable {
  models::EnergyTable table;
  Digest digest;  // of its file
};

/// A chip that axes change.
struct SweepChip {
  std::string name;  // as the sweep file says it
  std::string file;
  workloads::Node document;
  models::Chip chip;                         // with nothing changed
  std::map<std::string, SweepTable> tables;  // by what `energy` may be: of the chip, or of an axis
};

struct SweepWorkload {
  std::string name;
  workloads::Network network;
  Digest digest;  // of the network in full
};

struct SweepPlan {
  std::string name;
  std::string file;
  std::vector<SweepChip> accelerators;
  std::vector<SweepWorkload> workloads;
  Detail detail = Detail::event;
  std::vector<Axis> axes;
  std::vector<Condition> constraints;
  std::vector<SweepObjective> objectives;
  Strategy strategy;
  std::optional<SqnrRequest> sqnr;             // none: points have no such figure
  std::optional<models::Picoseconds> timeout;  // of a point
  std::optional<models::Bytes> memory;         // of a worker process
  std::string text;  // all that decides which points there are and what is asked of them: configs and networks by their
                     // digests; not timeout and memory
  std::string hash;  // of `text`, 32 hexadecimal digits

  std::vector<std::string> workload_names() const;
};

/// `name`: a file, or the name of a shipped sweep. Files that it names are looked for beside it, then as `run` does.
/// Throws DocumentError, or UserError for files that there are not.
SweepPlan read_plan(const std::string& name);

}  // namespace systole::sim
