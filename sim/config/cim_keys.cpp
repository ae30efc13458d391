#include "sim/config/cim_keys.hpp"

#include <cctype>
#include <limits>
#include <utility>

#include "sim/config/key_builders.hpp"

namespace systole::sim {
namespace {

using models::Chip;
using models::CimEngine;
using models::Hertz;
using models::Picoseconds;
using workloads::Node;
using Keys = std::vector<KeySpec>;

/// Keys are parsed only where the document has the section, and then the chip has the engine.
CimEngine& engine(Chip& chip) {
  return *chip.cim;
}
const CimEngine& engine(const Chip& chip) {
  static const CimEngine defaults;
  return chip.cim ? *chip.cim : defaults;
}

/// An integer, or a word that stands for "none": `get` gives the number, or null, and `set` takes it.
template <class Get, class Set>
KeySpec word_or_integer_key(const std::string& path, const std::string& none, workloads::Range range, std::string doc,
                            Get get, Set set) {
  KeySpec key{path,
              "word or integer",
              fmt::format("{}, or {} .. {}", none, range.min, range.max),
              false,
              "",
              std::move(doc),
              {},
              {}};
  key.parse = [path, none, range, set](const Node& node, Chip& chip) {
    const bool is_text = node.type == Node::Type::scalar && !node.quoted && !node.text.empty() &&
                         std::isalpha(static_cast<unsigned char>(node.text.front())) != 0;
    const bool is_word = is_text && node.text == none;
    if (is_text && !is_word) {
      throw workloads::DocumentError{{"C010", node.place, fmt::format("'{}' is '{}'", path, node.text),
                                      fmt::format("allowed: {}, or {} .. {}", none, range.min, range.max)}};
    }
    set(chip, is_word ? std::optional<std::int64_t>{} : workloads::parse_integer(node, path, range));
  };
  key.print = [none, get](const Chip& chip) {
    const std::optional<std::int64_t> value = get(chip);
    return value ? fmt::format("{}", *value) : none;
  };
  return finished(std::move(key));
}

template <class Member>
KeySpec time_key(const std::string& path, std::string doc, Member member) {
  return quantity_key<Picoseconds>(path, "time", workloads::parse_time, workloads::format_time,
                                   {Picoseconds{0}, Picoseconds{1'000'000'000}}, std::move(doc), member);
}

void add_array_keys(Keys& keys) {
  keys.push_back(required(integer_key(
      "cim.macros", {1, 1'000'000}, "Macros of the chip: each one array of cells with its DACs, ADCs and shift-add.",
      [](auto& c) -> auto& { return engine(c).macros; })));
  keys.push_back(choice_key(
      "cim.compat", {"none", "source"},
      "`source`: the arithmetic of the published code of JiT's bit-serial layers, oddities included. It fixes "
      "`array.rows: unlimited`, `weight_scale: tensor`, `activation.slicing: floor`, `adc.range` and `adc.divisor`, "
      "plain noise, no faults and `threshold: entropy_jit`.",
      [](auto& c) -> auto& { return engine(c).compat_source; }));
  keys.push_back(word_key<models::CimMode>(
      "cim.mode", "`single_pass`: 8-bit activations at once, no slices, no noise and no ADC in the arithmetic.",
      [](auto& c) -> auto& { return engine(c).arithmetic.mode; }));
  keys.push_back(word_or_integer_key(
      "cim.array.rows", "unlimited", {1, 1'048'576},
      "Rows of an array. Longer sums are cut into row tiles, each with conversions of its own; `unlimited` never cuts.",
      [](const Chip& c) { return engine(c).arithmetic.rows; },
      [](Chip& c, std::optional<std::int64_t> rows) { engine(c).arithmetic.rows = rows; }));
  keys.push_back(integer_key(
      "cim.array.cols", {1, 1'048'576}, "Columns of an array.",
      [](auto& c) -> auto& { return engine(c).arithmetic.cols; }));
}

void add_operand_keys(Keys& keys) {
  keys.push_back(integer_key(
      "cim.weight_bits", {2, 8}, "Bits of a weight code.",
      [](auto& c) -> auto& { return engine(c).arithmetic.weights.bits; }));
  keys.push_back(choice_key(
      "cim.weight_scale", {"tensor", "column"}, "One scale for all weights of a layer, or one for each output.",
      [](auto& c) -> auto& { return engine(c).arithmetic.weights.per_column; }));
  keys.push_back(real_key(
      "cim.weight_clip", {0, 100}, "Weights are cut at this percentile of their magnitude, above 50; 0: none are.",
      [](auto& c) -> auto& { return engine(c).arithmetic.weights.clip_percent; }));
  keys.push_back(integer_key(
      "cim.activation.bits", {3, 15}, "Bits of an activation code.",
      [](auto& c) -> auto& { return engine(c).arithmetic.activation.bits; }));
  keys.push_back(integer_key(
      "cim.activation.msb_bits", {1, 8}, "Bits of them that the MSB passes take; the LSB pass takes the rest.",
      [](auto& c) -> auto& { return engine(c).arithmetic.activation.msb_bits; }));
  keys.push_back(real_key(
      "cim.activation.clip", {0.5, 1},
      "The highest code stands for this quantile of the magnitudes (`scale: dynamic`).",
      [](auto& c) -> auto& { return engine(c).arithmetic.activation.clip; }));
  keys.push_back(choice_key(
      "cim.activation.scale", {"dynamic", "static"}, "Scale from the values of the run, or from a calibration.",
      [](auto& c) -> auto& { return engine(c).arithmetic.activation.is_static; }));
  keys.push_back(word_key<models::CimSlicing>(
      "cim.activation.slicing",
      "LSB slices of 0 and up, or of both signs (the MSB pass of a small token may be skipped).",
      [](auto& c) -> auto& { return engine(c).arithmetic.activation.slicing; }));
}

void add_pass_keys(Keys& keys) {
  keys.push_back(integer_key(
      "cim.msb_samples", {1, 4}, "Samples K of the MSB pass, averaged. A vector takes K + 1 passes.",
      [](auto& c) -> auto& { return engine(c).arithmetic.msb_samples; }));
  keys.push_back(integer_key(
      "cim.lsb_gain_shift", {0, 8}, "The DAC drives LSB slices times 2 to this power.",
      [](auto& c) -> auto& { return engine(c).arithmetic.lsb_gain_shift; }));
  keys.push_back(time_key(
      "cim.dac.time", "Part of a pass in which the DACs set the rows.",
      [](auto& c) -> auto& { return engine(c).dac_time; }));
  keys.push_back(time_key(
      "cim.settle", "Part of a pass in which the columns' currents settle.",
      [](auto& c) -> auto& { return engine(c).settle; }));
}

void add_adc_keys(Keys& keys) {
  keys.push_back(integer_key(
      "cim.adc.bits", {4, 16}, "Bits of an ADC.", [](auto& c) -> auto& { return engine(c).arithmetic.adc.bits; }));
  keys.push_back(quantity_key<Hertz>(
      "cim.adc.rate", "frequency", workloads::parse_frequency, workloads::format_frequency,
      {Hertz{1'000}, Hertz{100'000'000'000}}, "Conversions a second of one ADC.",
      [](auto& c) -> auto& { return engine(c).adc_rate; }));
  keys.push_back(integer_key(
      "cim.adc.columns", {1, 65536}, "Columns that one ADC converts, one after another.",
      [](auto& c) -> auto& { return engine(c).arithmetic.adc_columns; }));
  keys.push_back(word_key<models::CimAdcRange>(
      "cim.adc.range",
      "Full scale: largest current of the layer's whole output (an oracle) or of each array, calibrated, or fixed.",
      [](auto& c) -> auto& { return engine(c).arithmetic.adc.range; }));
  keys.push_back(word_key<models::CimStepDivisor>(
      "cim.adc.divisor", "A calibrated step is a threshold over 127 (int8), or over the ADC's highest code (adc).",
      [](auto& c) -> auto& { return engine(c).arithmetic.adc.divisor; }));
  keys.push_back(real_key(
      "cim.adc.full_scale_ua", {0, 1e12}, "Current of the highest code in microamperes. Required with `range: fixed`.",
      [](auto& c) -> auto& { return engine(c).arithmetic.adc.full_scale_ua; }));
  keys.push_back(real_key(
      "cim.adc.unit_current_pa", {0, 1e12},
      "Current of a cell of weight code 1 at DAC code 1 in picoamperes. Required with `range: fixed`.",
      [](auto& c) -> auto& { return engine(c).arithmetic.adc.unit_current_pa; }));
  keys.push_back(switch_key(
      "cim.adc.bypass", "Exact sums in place of conversions, without thermal noise. It changes no time.",
      [](auto& c) -> auto& { return engine(c).arithmetic.adc.bypass; }));
  keys.push_back(switch_key(
      "cim.adc.count_codes", "Counts how often each code occurs.",
      [](auto& c) -> auto& { return engine(c).arithmetic.adc.count_codes; }));
}

void add_noise_keys(Keys& keys) {
  keys.push_back(real_key(
      "cim.noise.sigma_lsb", {0, 1'000'000}, "Thermal noise of one sample, in steps of an ADC of `sigma_ref_bits`.",
      [](auto& c) -> auto& { return engine(c).arithmetic.noise.sigma_lsb; }));
  keys.push_back(word_or_integer_key(
      "cim.noise.sigma_ref_bits", "adc", {4, 16}, "Bits of that ADC; `adc`: those of this one.",
      [](const Chip& c) {
        const int bits = engine(c).arithmetic.noise.ref_bits;
        return bits == 0 ? std::optional<std::int64_t>{} : bits;
      },
      [](Chip& c, std::optional<std::int64_t> bits) {
        engine(c).arithmetic.noise.ref_bits = static_cast<int>(bits.value_or(0));
      }));
  keys.push_back(real_key(
      "cim.noise.rho", {0, 1}, "Correlation between the MSB samples of an output.",
      [](auto& c) -> auto& { return engine(c).arithmetic.noise.rho; }));
  keys.push_back(word_key<models::CimAveraging>(
      "cim.noise.averaging",
      "One conversion of the mean (the arithmetic of the source), or the mean of a conversion each. It changes no "
      "time.",
      [](auto& c) -> auto& { return engine(c).arithmetic.noise.averaging; }));
  keys.push_back(switch_key(
      "cim.noise.lsb_pass", "Noise on the LSB pass too.",
      [](auto& c) -> auto& { return engine(c).arithmetic.noise.lsb_pass; }));
}

void add_fault_keys(Keys& keys) {
  using models::CimFaultConfig;
  struct Fault {
    const char* name;
    double highest;
    const char* doc;
    double CimFaultConfig::*member;
  };
  static constexpr Fault kFaults[] = {
      {"program_relative", 1, "Deviation of a cell, relative to its weight.", &CimFaultConfig::program_relative},
      {"program_lsb", 16, "Deviation of a cell, in weight codes.", &CimFaultConfig::program_lsb},
      {"stuck_off", 1, "Share of cells that hold 0.", &CimFaultConfig::stuck_off},
      {"stuck_on", 1, "Share of cells that hold the highest code, with their sign.", &CimFaultConfig::stuck_on},
      {"retention_loss", 1, "Share of every weight that is lost since programming.", &CimFaultConfig::retention_loss},
      {"retention_spread", 1, "Deviation of that loss between cells.", &CimFaultConfig::retention_spread},
      {"read_lsb", 16, "Noise of a cell in each sample, in weight codes.", &CimFaultConfig::read_lsb},
      {"ir_drop", 0.5, "Share of a column's current that is lost at the highest load.", &CimFaultConfig::ir_drop},
      {"adc_offset_lsb", 256, "Deviation of the offset between ADCs.", &CimFaultConfig::adc_offset_lsb},
      {"adc_gain", 0.5, "Deviation of the gain between ADCs.", &CimFaultConfig::adc_gain},
      {"adc_inl_lsb", 256, "Deviation of the height of an ADC's bow.", &CimFaultConfig::adc_inl_lsb}};
  for (const Fault& fault : kFaults) {
    keys.push_back(real_key(
        fmt::format("cim.faults.{}", fault.name), {0, fault.highest},
        fault.doc, [member = fault.member](auto& c) -> auto& { return engine(c).arithmetic.faults.*member; }));
  }
}

void add_programming_keys(Keys& keys) {
  keys.push_back(switch_key(
      "cim.pipeline",
      "Two layers on macros with nothing but element-wise work between them run as one pipeline, vector by vector, "
      "through the vector unit.",
      [](auto& c) -> auto& { return engine(c).pipeline; }));
  keys.push_back(choice_key(
      "cim.reprogram", {"forbid", "allow"},
      "A network that needs more arrays than there are macros is an error, or its weights are written in as it runs.",
      [](auto& c) -> auto& { return engine(c).programming.allowed; }));
  keys.push_back(time_key(
      "cim.programming.pulse", "One pulse on one page of cells.",
      [](auto& c) -> auto& { return engine(c).programming.pulse; }));
  keys.push_back(integer_key(
      "cim.programming.pulses", {1, 1000}, "Pulses that a page takes, with verification.",
      [](auto& c) -> auto& { return engine(c).programming.pulses; }));
  keys.push_back(integer_key(
      "cim.programming.page_cells", {1, 1'048'576}, "Cells that are written in parallel.",
      [](auto& c) -> auto& { return engine(c).programming.page_cells; }));
  keys.push_back(quantity_key<Picoseconds>(
      "cim.programming.erase", "time", workloads::parse_time, workloads::format_time,
      {Picoseconds{0}, Picoseconds{1'000'000'000'000}}, "Erasing arrays before they are written, all at once.",
      [](auto& c) -> auto& { return engine(c).programming.erase; }));
}

}  // namespace

std::vector<KeySpec> cim_keys() {
  Keys keys;
  add_array_keys(keys);
  add_operand_keys(keys);
  add_pass_keys(keys);
  add_adc_keys(keys);
  add_noise_keys(keys);
  add_fault_keys(keys);
  keys.push_back(word_key<models::CimThreshold>(
      "cim.threshold", "How calibration finds thresholds of histograms: by entropy, or as the source does.",
      [](auto& c) -> auto& { return engine(c).arithmetic.threshold; }));
  keys.push_back(integer_key(
      "cim.seed", {0, std::numeric_limits<std::int64_t>::max()}, "Seed of all noise and all faults.",
      [](auto& c) -> auto& { return engine(c).arithmetic.seed; }));
  add_programming_keys(keys);
  for (KeySpec& key : keys) {
    key.part = [](const Chip& chip) { return chip.cim.has_value(); };
  }
  return keys;
}

}  // namespace systole::sim
