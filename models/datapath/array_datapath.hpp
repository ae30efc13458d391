// The systolic array between its scratchpads, cycle by cycle, with the real operands of a layer: the steps of a
// schedule are brought in one by one, and each cycle of the array's clock takes as long as its ports need.
//
// A step is admitted when its stationary operands are there, and its vectors stream once it has been started. Several
// steps can be under way: with overlapped options the next one loads while the results of the one before leave.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

#include "models/array/fold_feed.hpp"
#include "models/array/systolic_array.hpp"
#include "models/dataflow/schedule.hpp"
#include "models/datapath/edge_ports.hpp"
#include "models/datapath/edge_probe.hpp"
#include "models/datapath/group_edge.hpp"
#include "models/datapath/layer_data.hpp"

namespace systole::models {

class ArrayDatapath {
 public:
  ArrayDatapath(const Chip& chip, const CycleProbes& probes);

  /// Schedule and data outlive the layer.
  void begin_layer(const Schedule& schedule, LayerData& data, std::int64_t layer);
  void end_layer();

  /// The next step of the schedule: its tiles are in the scratchpads and its stationary operands may go in.
  void admit();
  /// The vectors of the oldest step that has not been started may stream.
  void start();
  std::int64_t admitted() const { return admitted_; }
  std::int64_t started() const { return started_; }
  /// Steps whose results have all left.
  std::int64_t finished() const { return finished_; }

  /// Something would happen in the next cycle of the array's clock.
  bool active() const;
  /// One cycle of the array's clock; returns for how long it was held back.
  ClockStalls tick(Cycles now);

  /// Bytes through the ports since the layer began.
  SramTraffic traffic() const;

 private:
  struct Step {
    StepTiles tiles;
    std::vector<std::unique_ptr<GroupEdge>> groups;
    std::int64_t folds = 0;
    bool spills = false;
  };

  void bring_in(const StepLoads& loads, const StepEdges& edges, const TileBox& box);
  void retire_steps();
  void find_overflow(Cycles now);
  TilePlace place(const BufferConfig& buffer, const Halves& halves, std::int64_t tile, Bytes element) const;

  const Chip& chip_;
  CycleProbes probes_;
  SystolicArray array_;
  FoldFeed feed_;
  EdgePorts ports_;
  const Schedule* schedule_ = nullptr;
  LayerData* data_ = nullptr;
  std::int64_t layer_ = 0;
  Cursor at_;
  StepTiles tiles_;           // of the last step that was admitted
  std::int64_t a_tiles_ = 0;  // brought in so far; likewise below
  std::int64_t b_tiles_ = 0;
  std::int64_t c_tiles_ = 0;
  std::deque<Step> steps_;  // under way
  std::int64_t admitted_ = 0;
  std::int64_t started_ = 0;
  std::int64_t finished_ = 0;
  std::int64_t folds_begin_ = 0;    // folds before this layer
  std::int64_t folds_allowed_ = 0;  // of the steps that have been started, since the beginning
  std::int64_t gemms_done_ = 0;     // of steps that are finished, since the beginning
  SramTraffic traffic_begin_;
  std::vector<std::uint32_t> overflows_begin_;
};

}  // namespace systole::models
