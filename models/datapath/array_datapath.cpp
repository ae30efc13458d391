#include "models/datapath/array_datapath.hpp"

#include <algorithm>
#include <numeric>

namespace systole::models {

ArrayDatapath::ArrayDatapath(const Chip& chip, const CycleProbes& probes)
    : chip_{chip}, probes_{probes}, array_{chip.array}, feed_{chip.array}, ports_{chip, probes.edges != nullptr} {}

void ArrayDatapath::begin_layer(const Schedule& schedule, LayerData& data, std::int64_t layer) {
  schedule_ = &schedule;
  data_ = &data;
  layer_ = layer;
  at_ = Cursor{};
  tiles_ = {};
  a_tiles_ = b_tiles_ = c_tiles_ = 0;
  admitted_ = started_ = finished_ = 0;
  folds_begin_ = feed_.streams();
  traffic_begin_ = ports_.traffic();
  overflows_begin_ = array_.overflows().values();
}

void ArrayDatapath::end_layer() {
  const std::vector<std::uint32_t>& now = array_.overflows().values();
  for (std::size_t i = 0; i < now.size(); ++i) data_->overflow.count += std::int64_t{now[i]} - overflows_begin_[i];
  tiles_ = {};
  schedule_ = nullptr;
  data_ = nullptr;
}

TilePlace ArrayDatapath::place(const BufferConfig& buffer, const Halves& halves, std::int64_t tile,
                               Bytes element) const {
  return {halves.size * (tile % halves.count), halves.size, element, buffer.bank_width, buffer.width().count()};
}

void ArrayDatapath::bring_in(const StepLoads& loads, const StepEdges& edges, const TileBox& box) {
  const Work& work = schedule_->work();
  const HalvesInUse& halves = schedule_->halves();
  const Dataflow dataflow = chip_.array.dataflow;
  if (loads.new_a) {
    const TilePlace half = place(chip_.scratchpad.ifmap, halves.ifmap, a_tiles_++, work.a_element);
    tiles_.a = std::make_shared<InputTile>(work, box, dataflow, half, *data_);
  }
  if (loads.new_b) {
    const TilePlace half = place(chip_.scratchpad.weight, halves.weight, b_tiles_++, work.b_element);
    tiles_.b = std::make_shared<WeightTile>(work, box, dataflow, half, *data_);
  }
  if (edges.new_c) {
    const Bytes element = schedule_->holds_partial_sums() ? work.partial_element : work.c_element;
    const TilePlace half = place(chip_.scratchpad.ofmap, halves.ofmap, c_tiles_++, element);
    tiles_.c = std::make_shared<SumTile>(chip_.array, work, box, half);
    if (loads.reload_c) tiles_.c->reload(*data_);
  }
}

void ArrayDatapath::admit() {
  const StepLoads loads = schedule_->loads(at_);
  const StepEdges edges = schedule_->edges(at_);
  const TileBox box = schedule_->box(at_);
  const Work& work = schedule_->work();
  bring_in(loads, edges, box);
  Step step;
  step.tiles = tiles_;
  step.spills = edges.ends_c && edges.stores_partial;
  const FoldedGemm gemm{nullptr, box.m(), box.channels.size * work.taps, box.n.size, !box.first_k, box.last_k};
  for (std::int64_t group = 0; group < box.groups.size; ++group) {
    step.groups.push_back(std::make_unique<GroupEdge>(tiles_, group, box.groups.begin + group, work, ports_, *data_));
    FoldedGemm of_group = gemm;
    of_group.tile = step.groups.back().get();
    feed_.push(of_group);
  }
  step.folds = fold_counts(chip_.array, {gemm.m, gemm.k, gemm.n, box.groups.size, true, true}).folds;
  steps_.push_back(std::move(step));
  ++admitted_;
  at_.advance(schedule_->nest());
}

void ArrayDatapath::start() {
  folds_allowed_ += steps_[static_cast<std::size_t>(started_ - finished_)].folds;
  ++started_;
}

bool ArrayDatapath::active() const {
  return !feed_.done();
}

ClockStalls ArrayDatapath::tick(Cycles now) {
  ports_.begin(now);
  const bool os = chip_.array.dataflow == Dataflow::os;
  const bool held = os && feed_.accepted() >= folds_allowed_;
  const bool stream_ready = feed_.streams() < folds_allowed_;
  const std::optional<Fold> offered = held ? std::nullopt : feed_.offered();
  const ArrayRequests requests = array_.requests(offered, stream_ready);
  const ArrayOperands operands = feed_.answer(requests, offered.has_value());
  array_.step(offered, operands, stream_ready);
  feed_.collect(requests, array_.valid(), array_.result());
  if (data_->may_overflow && !data_->overflow.found) find_overflow(now);
  const ClockStalls stalls = ports_.end();
  const ArrayMoment moment{now, layer_, feed_.streams() - 1 - folds_begin_, stalls.total()};
  if (probes_.array != nullptr) probes_.array->stepped(array_, moment);
  if (probes_.edges != nullptr) probes_.edges->served(ports_, moment);
  retire_steps();
  return stalls;
}

void ArrayDatapath::retire_steps() {
  while (!steps_.empty()) {
    const auto groups = static_cast<std::int64_t>(steps_.front().groups.size());
    if (feed_.finished() < gemms_done_ + groups) return;
    if (steps_.front().spills) steps_.front().tiles.c->spill(*data_);
    gemms_done_ += groups;
    steps_.pop_front();
    ++finished_;
  }
}

/// The first accumulator step that did not fit; the count follows at the layer's end.
void ArrayDatapath::find_overflow(Cycles now) {
  const std::vector<std::uint32_t>& counts = array_.overflows().values();
  const auto [found, before] = std::mismatch(counts.begin(), counts.end(), overflows_begin_.begin());
  if (found == counts.end()) return;
  const std::int64_t at = found - counts.begin();
  data_->overflow.found = true;
  data_->overflow.row = at / chip_.array.cols;
  data_->overflow.col = at % chip_.array.cols;
  data_->overflow.cycle = now.count();
}

SramTraffic ArrayDatapath::traffic() const {
  SramTraffic moved = ports_.traffic();
  moved.ifmap_read -= traffic_begin_.ifmap_read;
  moved.weight_read -= traffic_begin_.weight_read;
  moved.ofmap_read -= traffic_begin_.ofmap_read;
  moved.ofmap_write -= traffic_begin_.ofmap_write;
  return moved;
}

}  // namespace systole::models
