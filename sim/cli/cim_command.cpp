// `systole accuracy cim`: what Nor-flash arrays do to the numbers of feed-forward blocks, or of given products.
#include <fmt/format.h>

#include "models/errors.hpp"
#include "models/onednn/one_thread.hpp"
#include "sim/cim/ffn_subject.hpp"
#include "sim/cim/gemm_subject.hpp"
#include "sim/cli/accuracy_verbs.hpp"
#include "sim/cli/cim_study_flags.hpp"
#include "sim/cli/interrupt.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/config/chip_reader.hpp"
#include "sim/files/shipped.hpp"

namespace systole::sim {

namespace {

using models::CimConfig;
using models::UserError;
using Subjects = std::vector<std::unique_ptr<CimSubject>>;

/// The accelerator's arithmetic, or the defaults; resolved into `report`.
CimConfig base_config(CimStudyFlags& flags, const Environment& environment, CimStudyReport& report) {
  models::Chip chip;
  report.accelerator = chip.name = "defaults";
  if (flags.accelerator.empty()) {
    if (!flags.overrides.empty()) throw UserError("--set changes keys of an accelerator: say which with -a");
    chip.cim.emplace();
  } else {
    chip = load_chip(find_file(Shelf::accelerators, flags.accelerator), flags.overrides).chip;
    report.accelerator = chip.name;
    if (!chip.cim)
      throw UserError("'" + chip.name + "' has no CIM macros (the section 'cim'); without -a the defaults hold");
  }
  CimConfig& config = chip.cim->arithmetic;
  config = with_environment(environment, config, report.notes);
  if (flags.has_seed) config.seed = flags.seed;
  config.adc.count_codes = true;
  if (!flags.has_method) flags.method = word(config.threshold);
  report.seed = config.seed;
  report.config = to_yaml(chip);
  return config;
}

bool needs_scales(const std::vector<CimConfig>& points) {
  return std::any_of(points.begin(), points.end(), [](const CimConfig& point) {
    const bool is_static = point.activation.is_static || point.adc.range == models::CimAdcRange::fixed_scale;
    return is_static && point.mode == models::CimMode::bit_serial;
  });
}

/// Those of the file, or of a calibration now.
std::optional<CimScaleFile> scales_of(const CimSetup& setup, const CimStudyFlags& flags,
                                      const std::vector<CimConfig>& points, CimStudyReport& report,
                                      CommandContext& context) {
  if (!needs_scales(points)) {
    if (!flags.scales.empty())
      report.notes.push_back(flags.scales + " is not used: no point is static (--range static, --act-scale static)");
    return {};
  }
  if (flags.scales.empty()) {
    report.scales = fmt::format("calibrated now: {}, at most {} samples of {}", flags.method, flags.calibration.samples,
                                setup.data.source());
    report.notes.push_back("no scales given: " + report.scales);
    return calibrate_with_progress(setup, flags, context);
  }
  report.scales = flags.scales;
  CimScaleFile file = read_cim_scales(flags.scales);
  if (!file.says_noise_free)
    report.notes.push_back(flags.scales + " does not say whether it was calibrated without noise");
  return file;
}

Subjects blocks_of(const CimStudyFlags& flags, const std::vector<CimConfig>& points, CimStudyReport& report,
                   CommandContext& context) {
  const CimSetup setup = load_cim_setup(flags);
  report.workload = setup.network;
  report.data = setup.data.source();
  report.weights = setup.weights_source;
  report.notes.insert(report.notes.end(), setup.notes.begin(), setup.notes.end());
  const std::optional<CimScaleFile> scales = scales_of(setup, flags, points, report, context);
  Subjects subjects;
  for (const FfnBlock& block : setup.blocks) {
    std::optional<models::CimBlockScales> of_block;
    if (scales) of_block = scales_of_block(*scales, flags.scales.empty() ? "calibration" : flags.scales, block.number);
    const std::optional<std::int64_t> tokens = flags.has_tokens ? flags.tokens : std::optional<std::int64_t>{};
    subjects.push_back(
        std::make_unique<FfnSubject>(block, setup.weights(block), setup.data.tokens(block, tokens), of_block));
  }
  return subjects;
}

Subjects subjects_of(const CimStudyFlags& flags, const std::vector<CimConfig>& points, CimStudyReport& report,
                     CommandContext& context) {
  if (flags.inputs.empty()) {
    if (flags.workload.empty()) throw UserError("say which network with -w, or which operands with --inputs");
    return blocks_of(flags, points, report, context);
  }
  for (const auto& [name, text] : {std::pair{"-w", flags.workload},
                                   {"--weights", flags.weights},
                                   {"--data", flags.data},
                                   {"--scales", flags.scales}})
    if (!text.empty())
      throw UserError(fmt::format("--inputs holds all operands of its products: leave out {} {}", name, text));
  report.workload = report.data = report.weights = flags.inputs;
  if (needs_scales(points)) throw UserError("static scales are of feed-forward blocks: --inputs has none");
  return read_gemms(flags.inputs);
}

void check_flags(const CimStudyFlags& flags, std::size_t points) {
  if (!flags.save_outputs) return;
  if (flags.directory.empty()) throw UserError("--save-outputs writes files: say where with --out DIR");
  if (points > 1) throw UserError(fmt::format("--save-outputs is of one point, and these lists come to {}", points));
}

void save(const Subjects& subjects, const CimConfig& config, const reports::RunDirectory& files) {
  workloads::NpzWriter operands{files.file("operands.npz")};
  workloads::NpzWriter outputs{files.file("outputs.npz")};
  for (const std::unique_ptr<CimSubject>& subject : subjects) subject->save(config, operands, outputs);
  operands.close();
  outputs.close();
}

void study(CimStudyFlags& flags, CommandContext& context) {
  remember_interrupts();
  CimStudyReport report;
  const CimConfig base = base_config(flags, context.environment, report);
  const std::vector<CimConfig> points = cim_points(base, axes_of(flags));
  check_flags(flags, points.size());
  std::optional<models::ThreadLimit> limit;
  if (flags.threads > 0) limit.emplace(flags.threads);
  const Subjects subjects = subjects_of(flags, points, report, context);
  if (!flags.quiet)
    for (const std::string& note : report.notes) context.err << "note: " << note << '\n';
  {
    Progress progress{context.err, "points", flags.quiet};
    CimStudyRequest request{interrupted, [&](std::size_t done, std::size_t of) {
                              if (context.environment.debug)
                                context.err << fmt::format("debug: point {} of {} is done\n", done, of);
                              progress.update(done, of);
                            }};
    report.rows = cim_study(points, subjects, request);
  }
  if (!flags.directory.empty())
    write_directory(report, flags.directory, [&](const reports::RunDirectory& files) {
      if (flags.save_outputs) save(subjects, points.front(), files);
    });
  if (flags.json) {
    context.out << to_json(report) << '\n';
  } else if (!flags.quiet) {
    context.out << to_text(report, flags.max_rows, output_style());
    if (!flags.directory.empty()) context.out << "\nresults in " << flags.directory << '\n';
  }
}

}  // namespace

void add_cim(CLI::App& accuracy, CommandContext& context) {
  CLI::App* command = accuracy.add_subcommand(
      "cim", "Nor-flash arrays: every combination of the lists below on feed-forward blocks, against 32-bit floats");
  auto flags = std::make_shared<CimStudyFlags>();
  flags->calibration.samples = 16;
  add_study_options(*command, *flags);
  add_cim_options(*command, *flags);
  add_calibration_options(*command, *flags, "--calibration-samples");
  command->callback([flags, command, &context] {
    flags->has_tokens = command->count("--tokens") > 0;
    flags->has_seed = command->count("--seed") > 0;
    flags->has_method = command->count("--method") > 0;
    study(*flags, context);
  });
}

}  // namespace systole::sim
