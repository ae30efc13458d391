#include "sim/run/recorded_run.hpp"

#include <chrono>
#include <memory>

#include "models/errors.hpp"
#include "reports/layers_csv.hpp"
#include "reports/output_file.hpp"
#include "reports/run_directory.hpp"
#include "reports/summary_json.hpp"
#include "sim/config/chip_reader.hpp"
#include "sim/files/shipped.hpp"
#include "traces/fan_out.hpp"
#include "traces/gtkwave.hpp"
#include "traces/timeline.hpp"
#include "traces/waveform.hpp"
#include "workloads/readers/network_yaml.hpp"
#include "workloads/readers/reader.hpp"

namespace systole::sim {

namespace {

/// The trace files of a run while it is under way.
class Recording {
 public:
  Recording(const TraceRequest& request, const Program& program, const reports::RunDirectory& directory)
      : request_{request} {
    const models::Hertz clock = program.chip().clock;
    if (request.waveform) {
      wave_file_ = std::make_unique<reports::OutputFile>(directory.file("waves.vcd"));
      wave_ = std::make_unique<traces::Waveform>(
          wave_file_->stream(),
          traces::WaveformOptions{clock, request.begin, request.end, request.modules, SYSTOLE_VERSION});
      probes_.add(*wave_);
    }
    if (request.timeline) {
      traces::TimelineOptions options;
      options.clock = clock;
      options.title = program.chip().name + " · " + program.network().name();
      for (const ProgramLayer& layer : program.layers())
        if (layer.role == Role::work) options.layers.push_back(program.network().layers()[layer.index].name);
      timeline_file_ = std::make_unique<reports::OutputFile>(directory.file("timeline.json"));
      timeline_ = std::make_unique<traces::Timeline>(timeline_file_->stream(), std::move(options));
      probes_.add(*timeline_);
    }
  }

  models::Probe* probe() { return probes_.empty() ? nullptr : &probes_; }

  void finish(models::Cycles total, const reports::RunDirectory& directory) {
    if (wave_) {
      wave_->finish(total);
      wave_file_->close();
      reports::OutputFile save{directory.file("waves.gtkw")};
      traces::GtkwaveOptions options;
      options.modules = request_.modules;
      options.begin = wave_->begin_time(total);
      options.end = wave_->end_time(total);
      traces::write_gtkwave(save.stream(), options);
      save.close();
    }
    if (timeline_) {
      timeline_->finish(total);
      timeline_file_->close();
    }
  }

 private:
  const TraceRequest& request_;
  traces::FanOut probes_;
  std::unique_ptr<reports::OutputFile> wave_file_;
  std::unique_ptr<traces::Waveform> wave_;
  std::unique_ptr<reports::OutputFile> timeline_file_;
  std::unique_ptr<traces::Timeline> timeline_;
};

void check_request(const RunRequest& request) {
  const bool traced = request.traces.waveform || request.traces.timeline;
  if (traced && request.detail != Detail::event)
    throw models::UserError("--vcd and --timeline need --detail event: analytic has no course in time to show");
  if (traced && !request.directory)
    throw models::UserError("--vcd and --timeline write files: say where with --out DIR");
}

}  // namespace

models::RunResult recorded_run(const RunRequest& request) {
  const auto begin = std::chrono::steady_clock::now();
  check_request(request);
  const LoadedChip loaded = load_chip(find_file(Shelf::accelerators, request.accelerator), request.overrides);
  const Program program{loaded.chip, workloads::read_network(find_file(Shelf::workloads, request.workload))};

  std::unique_ptr<reports::RunDirectory> directory;
  std::unique_ptr<Recording> recording;
  if (request.directory) {
    directory = std::make_unique<reports::RunDirectory>(*request.directory);
    recording = std::make_unique<Recording>(request.traces, program, *directory);
  }
  models::RunResult result = run(
      program, {request.detail, recording ? recording->probe() : nullptr, request.stop_requested, request.progress});
  result.version = SYSTOLE_VERSION;
  result.config_yaml = loaded.yaml;
  result.config_hash = loaded.hash;
  result.wall_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  if (directory) {
    recording->finish(result.cycles().total(), *directory);
    directory->write(kConfigFile, loaded.yaml);
    directory->write(kNetworkFile, workloads::to_yaml(program.network()));
    directory->write("summary.json", reports::summary_json(result));
    directory->write("layers.csv", reports::layers_csv(result));
    directory->write("cycle_stack.csv", reports::cycle_stack_csv(result));
    directory->commit();
  }
  return result;
}

}  // namespace systole::sim
