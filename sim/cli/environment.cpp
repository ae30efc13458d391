#include "sim/cli/environment.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "models/errors.hpp"
#include "sim/config/chip_reader.hpp"
#include "sim/files/shipped.hpp"

namespace systole::sim {

namespace {

constexpr const char* kBypass = "BIT_SERIAL_ADC_BYPASS";
constexpr const char* kSinglePass = "BIT_SERIAL_SINGLE_PASS";
constexpr const char* kDebug = "JIT_DISABLE_TORCH_COMPILE";

bool is_on(const char* name) {
  const char* value = std::getenv(name);
  std::string word = value == nullptr ? "" : value;
  std::transform(word.begin(), word.end(), word.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  constexpr std::array kOn{"1", "true", "on", "yes"};
  constexpr std::array kOff{"", "0", "false", "off", "no"};
  if (std::find(kOn.begin(), kOn.end(), word) != kOn.end()) return true;
  if (std::find(kOff.begin(), kOff.end(), word) != kOff.end()) return false;
  throw models::UserError("environment: " + std::string{name} + " is '" + value + "'; use 1 or 0");
}

std::string note(const char* name, const char* what) {
  return std::string{name} + " is set: " + what;
}

}  // namespace

Environment read_environment() {
  return {is_on(kBypass), is_on(kSinglePass), is_on(kDebug)};
}

models::CimConfig with_environment(const Environment& environment, models::CimConfig config,
                                   std::vector<std::string>& notes) {
  if (environment.adc_bypass) {
    config.adc.bypass = true;
    notes.push_back(note(kBypass, "cim.adc.bypass is on"));
  }
  if (environment.single_pass) {
    config.mode = models::CimMode::single_pass;
    notes.push_back(note(kSinglePass, "cim.mode is single_pass"));
  }
  return config;
}

void add_environment(const Environment& environment, const std::string& accelerator,
                     std::vector<std::string>& overrides, std::vector<std::string>& notes) {
  if (!environment.adc_bypass && !environment.single_pass) return;
  const LoadedChip loaded = load_chip(find_file(Shelf::accelerators, accelerator), overrides);
  if (!loaded.chip.cim) {
    notes.push_back("BIT_SERIAL_ADC_BYPASS and BIT_SERIAL_SINGLE_PASS change nothing: '" + loaded.chip.name +
                    "' has no CIM macros");
    return;
  }
  with_environment(environment, loaded.chip.cim->arithmetic, notes);
  if (environment.adc_bypass) overrides.emplace_back("cim.adc.bypass=on");
  if (environment.single_pass) overrides.emplace_back("cim.mode=single_pass");
}

}  // namespace systole::sim
