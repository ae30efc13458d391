#include "hw/sequencer.hpp"

#include <utility>

#include "models/dataflow/dma_order.hpp"

namespace systole::hw {

using models::Cursor;
using models::Schedule;

Sequencer::Sequencer(const sc_core::sc_module_name& name, const Clocking& clock, models::Probe* probe,
                     ProcessGuard& guard)
    : sc_module{name}, clock_{clock}, probe_{probe}, guard_{guard} {
  SC_THREAD(process);
}

void Sequencer::connect(Dma& dma, ExecuteUnit& execute, Buffer& ifmap, Buffer& weight, Buffer& ofmap) {
  dma_ = &dma;
  execute_ = &execute;
  ifmap_ = &ifmap;
  weight_ = &weight;
  ofmap_ = &ofmap;
}

void Sequencer::set_program(std::vector<LayerJob> jobs, StopRequest stop) {
  jobs_ = std::move(jobs);
  stop_ = std::move(stop);
}

void Sequencer::process() {
  guard_.run_thread([this] {
    for (const LayerJob& job : jobs_) {
      if (stop_ && stop_(measures_.size())) throw Interrupted{};
      if (probe_ != nullptr)
        probe_->set(models::Level::layer, static_cast<std::int64_t>(measures_.size()), clock_.now());
      run_layer(job);
    }
  });
}

void Sequencer::run_layer(const LayerJob& job) {
  configure_buffers(*job.schedule);
  dma_->begin_layer(job.name);
  execute_->begin_layer(job, measures_.size());
  feed(*job.schedule);
  while (execute_->steps_done() < job.schedule->nest().steps()) wait(execute_->step_done());
  while (dma_->stores_done() < visits_issued_) wait(dma_->stored());
  LayerMeasure measure = execute_->end_layer(clock_.now());
  measure.dram = dma_->traffic();
  measures_.push_back(measure);
}

void Sequencer::configure_buffers(const Schedule& schedule) {
  const models::HalvesInUse& halves = schedule.halves();
  ifmap_->configure(halves.ifmap);
  weight_->configure(halves.weight);
  ofmap_->configure(halves.ofmap);
}

void Sequencer::feed(const Schedule& schedule) {
  constexpr std::int64_t kStepsBetweenLooks = 4096;
  models::DmaOrder order{schedule};
  std::int64_t ticket = 0;
  visits_issued_ = 0;
  const auto load = [&](const models::LoadCursor& next) {
    LoadCommand command{ticket++, next.at().step, next.after_store(), next.loads(), {}};
    if (command.loads.reload_c) command.c_footprint = schedule.c_footprint(next.at());
    dma_->load_queue.put(command);
  };
  order.after(-1, false, load, [] {});
  Cursor at;
  do {
    if (at.step % kStepsBetweenLooks == kStepsBetweenLooks - 1 && stop_ && stop_(measures_.size())) throw Interrupted{};
    const models::StepLoads loads = schedule.loads(at);
    const models::StepWork work = schedule.execution(at);
    execute_->queue.put({at.step, loads.stationary, loads.reload_c, at.next_depth(schedule.nest()) < 0,
                         schedule.c_footprint(at), work});
    order.after(at.step, work.edges.ends_c, load, [&] {
      dma_->store_queue.put({ticket++, at.step, work.edges.stores_partial, work.edges.store});
      ++visits_issued_;
    });
  } while (at.advance(schedule.nest()));
}

}  // namespace systole::hw
