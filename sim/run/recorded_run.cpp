#include "sim/run/recorded_run.hpp"

#include <fmt/format.h>

#include <array>
#include <cctype>
#include <chrono>
#include <filesystem>
#include <memory>
#include <vector>

#include "models/errors.hpp"
#include "reports/layers_csv.hpp"
#include "reports/output_file.hpp"
#include "reports/run_directory.hpp"
#include "reports/summary_json.hpp"
#include "sim/config/chip_reader.hpp"
#include "sim/config/energy_reader.hpp"
#include "sim/files/shipped.hpp"
#include "sim/run/past_run.hpp"
#include "traces/address_traces.hpp"
#include "traces/fan_out.hpp"
#include "traces/gtkwave.hpp"
#include "traces/timeline.hpp"
#include "traces/waveform.hpp"
#include "workloads/readers/network_yaml.hpp"
#include "workloads/readers/reader.hpp"
#include "workloads/tensors/npz.hpp"

namespace systole::sim {

namespace {

/// traces/NN_LAYER_PORT.csv, those of one layer open at a time.
class AddressFiles {
 public:
  AddressFiles(const Program& program, const reports::RunDirectory& directory) : directory_{directory} {
    for (const ProgramLayer& layer : program.layers())
      if (layer.role == Role::work) layers_.push_back(program.network().layers()[layer.index].name);
  }

  std::ostream& stream(std::int64_t layer, models::EdgePort port) {
    if (layer != layer_) close();
    layer_ = layer;
    auto& file = files_[static_cast<std::size_t>(port)];
    if (!file) file = std::make_unique<reports::OutputFile>(directory_.file(name(port)));
    return file->stream();
  }
  void close() {
    for (auto& file : files_) {
      if (file) file->close();
      file.reset();
    }
  }

 private:
  /// Layers may have any names.
  std::string name(models::EdgePort port) const {
    std::string safe = layers_[static_cast<std::size_t>(layer_)];
    for (char& c : safe)
      if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '.' && c != '-') c = '_';
    constexpr std::size_t kLongest = 100;
    return fmt::format("traces/{:02}_{}_{}.csv", layer_, safe.substr(0, kLongest), models::port_name(port));
  }

  const reports::RunDirectory& directory_;
  std::vector<std::string> layers_;
  std::int64_t layer_ = 0;
  std::array<std::unique_ptr<reports::OutputFile>, models::kEdgePorts> files_;
};

/// With is, weights stream and activations stay.
traces::PeWindow pe_window(const TraceRequest& request, const Program& program) {
  const models::ArrayConfig& array = program.chip().array;
  const bool is = array.dataflow == models::Dataflow::is;
  traces::PeWindow window;
  window.rows = static_cast<std::size_t>(array.rows);
  window.cols = static_cast<std::size_t>(array.cols);
  window.a_bits = models::bits_in_array(is ? array.weight : array.activation);
  window.b_bits = models::bits_in_array(is ? array.activation : array.weight);
  window.acc_bits = array.accumulator.bits;
  window.when.folds = request.folds;
  if (request.pe_layer.empty()) return window;
  const ProgramLayer& shown = layer_of(program, request.pe_layer);
  std::int64_t job = 0;
  for (const ProgramLayer& layer : program.layers()) {
    if (&layer == &shown) window.when.layer = job;
    if (layer.role == Role::work) ++job;
  }
  if (shown.role != Role::work || shown.work.engine != models::Engine::array)
    throw models::UserError("layer '" + request.pe_layer + "' does not run on the array");
  return window;
}

/// Chips with CIM macros have modules that others lack.
traces::Modules modules_of(const TraceRequest& request, const Program& program) {
  if (program.chip().cim) return request.modules.empty() ? traces::modules_with_cim() : request.modules;
  for (const traces::Module module : request.modules) {
    if (traces::is_cim(module))
      throw models::UserError(fmt::format("--vcd names the module '{}', but '{}' has no CIM macros",
                                          traces::module_name(module), program.chip().name));
  }
  return request.modules;
}

/// The trace files of a run while it is under way.
class Recording {
 public:
  Recording(const TraceRequest& request, const Program& program, const reports::RunDirectory& directory)
      : request_{request}, modules_{modules_of(request, program)} {
    const models::Hertz clock = program.chip().clock;
    if (request.waveform) {
      if (request.pes) pes_ = pe_window(request, program);
      wave_file_ = std::make_unique<reports::OutputFile>(directory.file("waves.vcd"));
      wave_ = std::make_unique<traces::Waveform>(
          wave_file_->stream(),
          traces::WaveformOptions{clock, request.begin, request.end, modules_, SYSTOLE_VERSION, pes_});
      probes_.add(*wave_);
    }
    if (request.timeline) {
      traces::TimelineOptions options;
      options.clock = clock;
      options.cim = program.chip().cim.has_value();
      options.title = program.chip().name + " · " + program.network().name();
      for (const ProgramLayer& layer : program.layers())
        if (layer.role == Role::work) options.layers.push_back(program.network().layers()[layer.index].name);
      timeline_file_ = std::make_unique<reports::OutputFile>(directory.file("timeline.json"));
      timeline_ = std::make_unique<traces::Timeline>(timeline_file_->stream(), std::move(options));
      probes_.add(*timeline_);
    }
    if (request.addresses) {
      address_files_.emplace(program, directory);
      addresses_ =
          std::make_unique<traces::AddressTraces>([this](std::int64_t layer, models::EdgePort port) -> std::ostream& {
            return address_files_->stream(layer, port);
          });
    }
  }

  models::Probe* probe() { return probes_.empty() ? nullptr : &probes_; }
  models::CycleProbes registers() { return {pes_ ? wave_.get() : nullptr, addresses_.get()}; }

  void finish(models::Cycles total, const reports::RunDirectory& directory) {
    if (wave_) {
      wave_->finish(total);
      wave_file_->close();
      reports::OutputFile save{directory.file("waves.gtkw")};
      traces::GtkwaveOptions options;
      options.modules = modules_;
      options.pes = pes_;
      options.begin = wave_->begin_time(total);
      options.end = wave_->end_time(total);
      traces::write_gtkwave(save.stream(), options);
      save.close();
    }
    if (timeline_) {
      timeline_->finish(total);
      timeline_file_->close();
    }
    if (address_files_) address_files_->close();
  }

 private:
  const TraceRequest& request_;
  traces::Modules modules_;
  std::optional<traces::PeWindow> pes_;
  traces::FanOut probes_;
  std::unique_ptr<reports::OutputFile> wave_file_;
  std::unique_ptr<traces::Waveform> wave_;
  std::unique_ptr<reports::OutputFile> timeline_file_;
  std::unique_ptr<traces::Timeline> timeline_;
  std::optional<AddressFiles> address_files_;
  std::unique_ptr<traces::AddressTraces> addresses_;
};

void check_request(const RunRequest& request) {
  const bool traced = request.traces.waveform || request.traces.timeline;
  if (traced && request.detail == Detail::analytic)
    throw models::UserError(
        "--vcd and --timeline need --detail event or cycle: analytic has no course in time to show");
  if (traced && !request.directory)
    throw models::UserError("--vcd and --timeline write files: say where with --out DIR");
  if (request.traces.pes && request.detail != Detail::cycle)
    throw models::UserError("the registers of PEs are there at --detail cycle alone");
  if ((request.inputs || request.save_outputs || request.traces.addresses) && request.detail != Detail::cycle)
    throw models::UserError(
        "--inputs, --save-outputs and --address-traces need --detail cycle: "
        "the other levels have no operands");
  if ((request.save_outputs || request.traces.addresses) && !request.directory)
    throw models::UserError("--save-outputs and --address-traces write files: say where with --out DIR");
}

/// outputs.npz and operands.npz: what came out, and what went in, of which `--inputs` makes the same again.
class SavedTensors {
 public:
  explicit SavedTensors(const reports::RunDirectory& directory)
      : outputs_{directory.file(kOutputsFile)}, operands_{directory.file(kOperandsFile)} {}

  void hand_to(OperandOptions& options) {
    options.results = [this](const std::string& name, const workloads::Tensor& tensor) { outputs_.add(name, tensor); };
    options.operands = [this](const std::string& name, const workloads::Tensor& tensor) {
      operands_.add(name, tensor);
    };
  }
  void close() {
    outputs_.close();
    operands_.close();
  }

 private:
  workloads::NpzWriter outputs_;
  workloads::NpzWriter operands_;
};

}  // namespace

models::RunResult recorded_run(const RunRequest& request) {
  const auto begin = std::chrono::steady_clock::now();
  check_request(request);
  const std::string config = find_file(Shelf::accelerators, request.accelerator);
  const LoadedChip loaded = load_chip(config, request.overrides);
  const Program program{loaded.chip, workloads::read_network(find_file(Shelf::workloads, request.workload))};

  std::unique_ptr<reports::RunDirectory> directory;
  std::unique_ptr<Recording> recording;
  if (request.directory) {
    directory = std::make_unique<reports::RunDirectory>(*request.directory);
    recording = std::make_unique<Recording>(request.traces, program, *directory);
  }
  std::unique_ptr<SavedTensors> saved;
  std::unique_ptr<NetworkData> data;
  if (request.detail == Detail::cycle) {
    OperandOptions operands;
    operands.seed = request.seed;
    if (request.inputs) operands.file = OperandFile{*request.inputs, program.network()};
    if (request.save_outputs) {
      saved = std::make_unique<SavedTensors>(*directory);
      saved->hand_to(operands);
    }
    data = std::make_unique<NetworkData>(program, std::move(operands));
  }
  RunOptions options{request.detail, nullptr, request.stop_requested, request.progress, data.get()};
  if (recording) {
    options.probe = recording->probe();
    options.registers = recording->registers();
  }
  if (loaded.energy) options.energy = &*loaded.energy;
  models::RunResult result = run(program, options);
  if (!loaded.energy)
    result.notes.emplace_back(
        "no energy and no area: the config names no table of them ('energy'; systole list tables)");
  if (request.detail == Detail::cycle) result.seed = request.seed;
  result.version = SYSTOLE_VERSION;
  result.config_yaml = loaded.yaml;
  result.config_hash = loaded.hash;
  result.wall_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  if (directory) {
    recording->finish(result.cycles().total(), *directory);
    if (saved) saved->close();
    if (request.inputs) std::filesystem::copy_file(*request.inputs, directory->file(kInputsFile));
    directory->write(kConfigFile, loaded.yaml);
    if (loaded.energy)
      directory->write(kEnergyFile, workloads::read_text_file(find_energy_table(loaded.chip.energy_table, config)));
    directory->write(kNetworkFile, workloads::to_yaml(program.network()));
    directory->write("summary.json", reports::summary_json(result));
    directory->write("layers.csv", reports::layers_csv(result));
    directory->write("cycle_stack.csv", reports::cycle_stack_csv(result));
    directory->commit();
  }
  return result;
}

}  // namespace systole::sim
