#include "models/cim/scales.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>

#include "models/cim/slices.hpp"
#include "models/errors.hpp"

namespace systole::models {

namespace {

constexpr double kInt8Highest = 127;
constexpr std::string_view kBlocks = "blocks.";
constexpr std::string_view kNoise = "msb_noise_sigma_lsb";
constexpr std::string_view kSourceNoise = "ffn_msb_noise_sigma_lsb";

bool starts_with(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

/// Of an entry of a block.
struct EntryName {
  int block = 0;
  std::string_view layer;
  bool is_accumulator = false;
};

/// None for what is no scale.
std::optional<EntryName> parse_name(std::string_view name) {
  if (!starts_with(name, kBlocks)) return {};
  EntryName entry;
  const char* const end = name.data() + name.size();
  const auto [rest, error] = std::from_chars(name.data() + kBlocks.size(), end, entry.block);
  const std::string_view tail{rest, static_cast<std::size_t>(end - rest)};
  if (error != std::errc{} || entry.block < 0) return {};
  for (const std::string_view layer : {"w12", "w3"})
    for (const bool is_accumulator : {false, true})
      if (tail == ".mlp." + std::string{layer} + (is_accumulator ? "_acc" : "_act"))
        return EntryName{entry.block, layer, is_accumulator};
  return {};
}

}  // namespace

CimSteps folded_steps(const CimConfig& config, const CimScales& scales, double activation_scale,
                      const CimWeights& weights) {
  const CimSlicer slicer{config};
  const double of_codes = config.adc.divisor == CimStepDivisor::of_adc ? kInt8Highest / config.highest_code() : 1;
  const CimAccumulatorScale& given = scales.accumulator;
  if (given.is_pair) return {{given.msb * of_codes}, {given.lsb * of_codes}};
  CimSteps steps;
  for (const double weight_scale : weights.scales) {
    const double unit = activation_scale * weight_scale;
    steps.msb.push_back(given.msb * of_codes / (unit * slicer.msb_weight()));
    steps.lsb.push_back(given.lsb * of_codes * slicer.gain() / unit);
  }
  return steps;
}

ObserverOptions calibration_observer(const CimConfig& config) {
  ObserverOptions options;
  const bool as_is = config.threshold == CimThreshold::entropy_jit;
  options.kind = as_is ? ObserverKind::kl_jit_asis : ObserverKind::kl;
  options.rule.format = {8, true};
  options.rule.scheme = Scheme::symmetric;
  return options;
}

CimAccumulatorScale accumulator_scale(const std::string& name, std::span<const double> numbers) {
  if (numbers.empty() || numbers.size() > 2)
    throw UserError("scales: '" + name + "' has " + std::to_string(numbers.size()) + " numbers, needs one or two");
  for (const double number : numbers)
    if (!(number > 0) || std::isinf(number))
      throw UserError("scales: '" + name + "' is " + std::to_string(number) + ", must be above 0 and finite");
  return {numbers.front(), numbers.back(), numbers.size() == 2};
}

std::string without_prefixes(const std::string& name) {
  std::string_view rest = name;
  for (bool found = true; found;) {
    found = false;
    for (const std::string_view prefix : {"module.", "net."}) {
      if (!starts_with(rest, prefix)) continue;
      rest.remove_prefix(prefix.size());
      found = true;
    }
  }
  return std::string{rest};
}

bool CimScaleEntries::add(const std::string& name, std::span<const double> numbers) {
  const std::string plain = without_prefixes(name);
  if (plain == kNoise || plain == kSourceNoise) {
    if (numbers.size() != 1 || numbers.front() != 0)
      throw UserError("scales: '" + name + "' is not 0: they were calibrated with noise");
    says_noise_free_ = true;
    return false;
  }
  const std::optional<EntryName> entry = parse_name(plain);
  if (!entry) {
    if (!starts_with(plain, kBlocks)) return false;
    throw UserError("scales: '" + name + "' is none of blocks.{i}.mlp.w12_act, w12_acc, w3_act and w3_acc");
  }
  const auto before = seen_.find(plain);
  if (before != seen_.end()) throw UserError("scales: '" + before->second + "' and '" + name + "' are the same entry");
  const CimAccumulatorScale accumulator = accumulator_scale(name, numbers);
  if (!entry->is_accumulator && accumulator.is_pair)
    throw UserError("scales: '" + name + "' has two numbers; an activation has one scale");
  seen_.emplace(plain, name);
  CimBlockScales& block = blocks_[entry->block];
  CimScales& scales = entry->layer == "w12" ? block.w12 : block.w3;
  if (entry->is_accumulator) {
    scales.accumulator = accumulator;
  } else {
    scales.activation = accumulator.msb;
  }
  return true;
}

std::optional<std::string> CimScaleEntries::missing() const {
  for (const auto& [number, block] : blocks_)
    for (const std::string& name : block_scale_names(number))
      if (seen_.find(name) == seen_.end()) return name;
  return {};
}

std::optional<int> block_of_scale(const std::string& name) {
  const std::string plain = without_prefixes(name);
  const std::optional<EntryName> entry = parse_name(plain);
  if (!entry) return {};
  return entry->block;
}

std::vector<std::string> block_scale_names(int block) {
  std::vector<std::string> names;
  for (const char* part : {"w12_act", "w12_acc", "w3_act", "w3_acc"})
    names.push_back("blocks." + std::to_string(block) + ".mlp." + part);
  return names;
}

std::map<int, CimBlockScales> parse_block_scales(const std::map<std::string, std::vector<double>>& entries) {
  CimScaleEntries all;
  for (const auto& [name, numbers] : entries) all.add(name, numbers);
  if (const std::optional<std::string> name = all.missing()) throw UserError("scales: there is no '" + *name + "'");
  return all.blocks();
}

std::map<std::string, std::vector<double>> block_scale_entries(const std::map<int, CimBlockScales>& blocks) {
  std::map<std::string, std::vector<double>> entries;
  for (const auto& [number, block] : blocks) {
    const std::string start = "blocks." + std::to_string(number) + ".mlp.";
    for (const auto& [layer, scales] : {std::pair{"w12", &block.w12}, std::pair{"w3", &block.w3}}) {
      const CimAccumulatorScale& acc = scales->accumulator;
      entries[start + layer + "_act"] = {scales->activation};
      entries[start + layer + "_acc"] = acc.is_pair ? std::vector{acc.msb, acc.lsb} : std::vector{acc.msb};
    }
  }
  return entries;
}

}  // namespace systole::models
