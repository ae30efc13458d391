#include "sim/cli/cim_study_flags.hpp"

#include <charconv>
#include <optional>

#include "models/errors.hpp"

namespace systole::sim {

namespace {

std::optional<std::int64_t> rows_of(const std::string& text) {
  if (text == "unlimited") return {};
  std::int64_t rows = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), rows);
  if (error != std::errc{} || rest != text.data() + text.size() || rows < 1)
    throw models::UserError("--rows '" + text + "': write numbers above 0, or unlimited");
  return rows;
}

template <class Values>
CLI::Option* list(CLI::App& command, const char* name, Values& values, const char* what) {
  return command.add_option(name, values, what)->delimiter(',');
}

void add_axes(CLI::App& command, CimStudyFlags& flags) {
  CimAxes& axes = flags.axes;
  list(command, "--sigma", axes.sigma, "Noise of a sample in steps of the ADC");
  list(command, "--samples", axes.samples, "MSB samples K: 1 to 4");
  list(command, "--adc-bits", axes.adc_bits, "Bits of the ADC: 4 to 16");
  list(command, "--gain", axes.gain, "The LSB slice is driven times 2 to this power");
  list(command, "--weight-bits", axes.weight_bits, "Bits of a weight: 2 to 8");
  list(command, "--act-bits", axes.act_bits, "Bits of an activation: 3 to 14; 10 are 6 + 4, 12 are 7 + 5");
  list(command, "--clip", axes.clip, "Quantile of activations that the highest code stands for");
  list(command, "--range", flags.range, "Range of the ADC")->check(CLI::IsMember(words<models::CimAdcRange>()));
  list(command, "--averaging", flags.averaging, "How samples are averaged")
      ->check(CLI::IsMember(words<models::CimAveraging>()));
  list(command, "--rows", flags.rows, "Rows of an array, or unlimited");
  list(command, "--rho", axes.rho, "Correlation between the MSB samples of an output");
  list(command, "--sigma-ref-bits", axes.ref_bits,
       "Bits of the ADC whose steps --sigma is in, where noise is fixed in volts; without: each ADC's own");
  list(command, "--weight-clip", axes.weight_clip, "Percentile at which weights are cut, above 50; 0: none");
  list(command, "--act-scale", flags.act_scale, "Scale of activations")->check(CLI::IsMember({"dynamic", "static"}));
  list(command, "--divisor", flags.divisor, "A static step is a threshold over 127 (int8) or the ADC's codes (adc)")
      ->check(CLI::IsMember(words<models::CimStepDivisor>()));
}

}  // namespace

CimAxes axes_of(const CimStudyFlags& flags) {
  CimAxes axes = flags.axes;
  for (const std::string& text : flags.range) axes.range.push_back(from_word<models::CimAdcRange>(text));
  for (const std::string& text : flags.averaging) axes.averaging.push_back(from_word<models::CimAveraging>(text));
  for (const std::string& text : flags.divisor) axes.divisor.push_back(from_word<models::CimStepDivisor>(text));
  for (const std::string& text : flags.rows) axes.rows.push_back(rows_of(text));
  for (const std::string& text : flags.act_scale) axes.static_act.push_back(text == "static");
  return axes;
}

void add_study_options(CLI::App& command, CimStudyFlags& flags) {
  command.add_option("-w,--workload", flags.workload, "Network with SwiGLU feed-forward blocks, as jit_b16_ffn");
  command.add_option("-a,--accelerator", flags.accelerator,
                     "Config file with CIM macros, or the name of a shipped one: what no list varies; without: the "
                     "defaults of docs/config.md");
  command.add_option("--set", flags.overrides, "Override a key of the config: cim.noise.rho=0.3")
      ->type_name("KEY=VALUE");
  add_axes(command, flags);
  command.add_option("--tokens", flags.tokens, "Rows of activations; 0: all of --data; without: those of one run")
      ->check(CLI::Range(0, 10'000'000));
  command.add_option("--scales", flags.scales,
                     "Static scales (.yaml, .json or .npz), as systole calibrate cim writes them; without: calibrate "
                     "now where a point needs them");
  command.add_option("--inputs", flags.inputs,
                     "Products in place of a network (.npz): LAYER.a [M, K] and LAYER.b [K, N]; integers are codes, "
                     "real numbers are quantised");
  command.add_option("--threads", flags.threads, "At most so many; results do not depend on it")
      ->check(CLI::Range(1, 4096));
  command.add_option("--out", flags.directory, "Directory for the results; an earlier one there is replaced");
  command.add_flag("--save-outputs", flags.save_outputs,
                   "Of one point: operands.npz (LAYER.a, LAYER.b as codes) and outputs.npz (LAYER.acc, LAYER.out)");
  command.add_option("--max-rows", flags.max_rows, "Rows to print; 0: all")->capture_default_str();
}

}  // namespace systole::sim
