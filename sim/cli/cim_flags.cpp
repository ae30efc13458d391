#include "sim/cli/cim_flags.hpp"

#include <fmt/format.h>

#include <charconv>
#include <numeric>

#include "models/errors.hpp"
#include "sim/cli/interrupt.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/files/shipped.hpp"
#include "workloads/readers/reader.hpp"

namespace systole::sim {

using models::UserError;

namespace {

/// Numbers of blocks; "all" is all of them.
std::vector<FfnBlock> blocks_of(const workloads::Network& network, const std::vector<std::string>& texts) {
  std::vector<int> numbers;
  for (const std::string& text : texts) {
    if (text == "all") {
      numbers.resize(ffn_blocks(network).size());
      std::iota(numbers.begin(), numbers.end(), 0);
      break;
    }
    int number = 0;
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || rest != text.data() + text.size())
      throw UserError("--blocks '" + text + "': write numbers, as in 0,3, or all");
    numbers.push_back(number);
  }
  return chosen_blocks(network, numbers);
}

FfnWeightSource weights_of(const CimFlags& flags, const workloads::Network& network, CimSetup& setup) {
  if (flags.weights.empty()) {
    setup.weights_source = fmt::format("drawn from seed {}", flags.seed);
    setup.notes.push_back("no weights given: " + setup.weights_source);
    return [seed = flags.seed](const FfnBlock& block) { return draw_ffn_weights(block, seed); };
  }
  const auto file = std::make_shared<FfnArrays>(find_file(Shelf::weights, flags.weights));
  const std::size_t others = file->check_names(ffn_weight_names(ffn_blocks(network)));
  if (others > 0)
    setup.notes.push_back(
        fmt::format("{}: {} arrays are of no feed-forward block and were not used", file->path(), others));
  setup.weights_source = file->path();
  return [file](const FfnBlock& block) { return read_ffn_weights(*file, block); };
}

}  // namespace

void add_cim_options(CLI::App& command, CimFlags& flags) {
  command.add_option("--weights", flags.weights,
                     "Weights (.npz: LAYER.weight and LAYER.bias of w12 and w3, or blocks.0.mlp.w12.weight ... as in "
                     "the source's checkpoints); without: drawn from the seed");
  command.add_option("--data", flags.data,
                     "Activations that go into w12 (.npz: LAYER.x, blocks.0.mlp.x, or x for every block; the last axis "
                     "is the width); without: drawn from the seed");
  command
      .add_option("--blocks", flags.blocks,
                  fmt::format("Feed-forward blocks, by number, or all; without: {}",
                              flags.blocks.empty() ? "the first" : fmt::format("{}", fmt::join(flags.blocks, ","))))
      ->delimiter(',');
  command
      .add_option("--distribution", flags.distribution,
                  "Of drawn activations, variance 1; outliers: normal, one channel in 128 is 20 times as large")
      ->check(CLI::IsMember(words<CimDistribution>()))
      ->capture_default_str();
  command.add_option("--seed", flags.seed, "Seed of what is drawn, and of the arrays' noise")->capture_default_str();
  command.add_flag("--json", flags.json, "Print JSON instead of the table");
  command.add_flag("-q,--quiet", flags.quiet, "Print nothing but errors (and what --json asks for)");
}

void add_calibration_options(CLI::App& command, CimFlags& flags, const std::string& samples) {
  CimCalibrationRequest& calibration = flags.calibration;
  command
      .add_option("--method", flags.method,
                  "How thresholds are found: least divergence (entropy), as the source does, which is 255/2048 of the "
                  "largest (entropy_jit), a percentile, or the largest")
      ->check(CLI::IsMember(words<CimThresholdMethod>()))
      ->capture_default_str();
  command.add_option("--percentile", calibration.percentile, "Of the method percentile, as a share of 1")
      ->check(CLI::Range(0.51, 1.0))
      ->capture_default_str();
  command
      .add_option(samples, calibration.samples,
                  "Samples to calibrate with, at most; one is what a run of the "
                  "network gives a block")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  command.add_option("--batch", calibration.batch, "Samples that run at once")
      ->check(CLI::Range(1, 4096))
      ->capture_default_str();
  command
      .add_option("--activation-divisor", calibration.activation_divisor,
                  "A code of the activations is worth threshold / this: 127 as the source has it, 511 uses all of 10 "
                  "bits")
      ->check(CLI::Range(1, 16383))
      ->capture_default_str();
}

CimSetup load_cim_setup(const CimFlags& flags) {
  const workloads::Network network = workloads::read_network(find_file(Shelf::workloads, flags.workload));
  CimSetup setup;
  setup.network = network.name();
  setup.blocks = blocks_of(network, flags.blocks);
  setup.weights = weights_of(flags, network, setup);
  if (flags.data.empty()) {
    setup.data = FfnData::draw(from_word<CimDistribution>(flags.distribution), flags.seed);
    setup.notes.push_back("no data given: activations are " + setup.data.source());
  } else {
    setup.data = FfnData::read(find_file(Shelf::data, flags.data), setup.blocks);
  }
  return setup;
}

CimScaleFile calibrate_with_progress(const CimSetup& setup, const CimFlags& flags, CommandContext& context) {
  CimCalibrationRequest request = flags.calibration;
  request.method = from_word<CimThresholdMethod>(flags.method);
  request.seed = flags.seed;
  request.stop_requested = interrupted;
  Progress progress{context.err, "batches calibrated", flags.quiet};
  request.progress = [&](std::size_t done, std::size_t of) { progress.update(done, of); };
  CimScaleFile file = calibrate_ffn(setup.blocks, setup.weights, setup.data, request);
  file.origin["network"] = setup.network;
  file.origin["weights"] = setup.weights_source;
  return file;
}

}  // namespace systole::sim
