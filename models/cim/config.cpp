#include "models/cim/config.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <string>

#include "models/errors.hpp"

namespace systole::models {

namespace {

std::string text(double value) {
  std::ostringstream out;
  out << value;
  return out.str();
}

[[noreturn]] void refuse(const char* key, double value, const std::string& wants) {
  throw UserError(std::string{"cim."} + key + " is " + text(value) + ", must be " + wants);
}

void within(const char* key, double value, double lowest, double highest) {
  if (!(value >= lowest && value <= highest)) refuse(key, value, text(lowest) + " to " + text(highest));
}

void at_least(const char* key, double value, double lowest) {
  if (!(value >= lowest) || std::isinf(value)) refuse(key, value, text(lowest) + " or more");
}

void above(const char* key, double value, double bound, double highest) {
  if (!(value > bound && value <= highest)) refuse(key, value, "above " + text(bound) + ", to " + text(highest));
}

void check_operands(const CimConfig& c) {
  within("weight_bits", c.weights.bits, 2, 8);
  if (c.weights.clip_percent != 0) above("weight_clip", c.weights.clip_percent, 50, 100);
  const CimActivationConfig& a = c.activation;
  within("activation.bits", a.bits, 3, 15);
  within("activation.msb_bits", a.msb_bits, std::max(1, a.bits - (a.slicing == CimSlicing::floor ? 7 : 8)),
         std::min(a.slicing == CimSlicing::floor ? 8 : 7, a.bits - 1));
  above("activation.clip", a.clip, 0.5, 1);
}

void check_converters(const CimConfig& c) {
  within("adc.bits", c.adc.bits, 4, 16);
  at_least("adc.columns", c.adc_columns, 1);
  if (c.adc.range == CimAdcRange::fixed) {
    above("adc.full_scale_ua", c.adc.full_scale_ua, 0, 1e12);
    above("adc.unit_current_pa", c.adc.unit_current_pa, 0, 1e12);
  }
  within("msb_samples", c.msb_samples, 1, 4);
  within("lsb_gain_shift", c.lsb_gain_shift, 0, 8);
  within("noise.sigma_lsb", c.noise.sigma_lsb, 0, 1e6);
  if (c.noise.ref_bits != 0) within("noise.sigma_ref_bits", c.noise.ref_bits, 4, 16);
  within("noise.rho", c.noise.rho, 0, 1);
}

void check_faults(const CimFaultConfig& f) {
  within("faults.program_relative", f.program_relative, 0, 1);
  within("faults.program_lsb", f.program_lsb, 0, 16);
  within("faults.stuck_off", f.stuck_off, 0, 1);
  within("faults.stuck_on", f.stuck_on, 0, 1);
  within("faults.stuck_off + faults.stuck_on", f.stuck_off + f.stuck_on, 0, 1);
  within("faults.retention_loss", f.retention_loss, 0, 1);
  within("faults.retention_spread", f.retention_spread, 0, 1);
  within("faults.read_lsb", f.read_lsb, 0, 16);
  within("faults.ir_drop", f.ir_drop, 0, 0.5);
  within("faults.adc_offset_lsb", f.adc_offset_lsb, 0, 256);
  within("faults.adc_gain", f.adc_gain, 0, 0.5);
  within("faults.adc_inl_lsb", f.adc_inl_lsb, 0, 256);
}

}  // namespace

bool CimFaultConfig::cells() const {
  return program_relative > 0 || program_lsb > 0 || stuck_off > 0 || stuck_on > 0 || retention_loss > 0 ||
         retention_spread > 0;
}

bool CimFaultConfig::converters() const {
  return adc_offset_lsb > 0 || adc_gain > 0 || adc_inl_lsb > 0;
}

double CimConfig::sigma() const {
  return noise.ref_bits == 0 ? noise.sigma_lsb : std::ldexp(noise.sigma_lsb, adc.bits - noise.ref_bits);
}

double CimConfig::mean_sigma() const {
  return sigma() * std::sqrt(noise.rho + (1 - noise.rho) / msb_samples);
}

void check(const CimConfig& config) {
  check_operands(config);
  check_converters(config);
  check_faults(config.faults);
  if (config.rows) at_least("array.rows", static_cast<double>(*config.rows), 1);
  at_least("array.cols", static_cast<double>(config.cols), 1);
}

CimConfig source_config(CimConfig config) {
  config.weights.per_column = false;
  config.activation.slicing = CimSlicing::floor;
  config.adc.range = config.activation.is_static ? CimAdcRange::fixed_scale : CimAdcRange::dynamic_tensor;
  config.adc.divisor = CimStepDivisor::of_int8;
  config.noise.ref_bits = 0;
  config.noise.rho = 0;
  config.noise.averaging = CimAveraging::equivalent;
  config.noise.lsb_pass = false;
  config.faults = {};
  config.threshold = CimThreshold::entropy_jit;
  config.rows.reset();
  return config;
}

}  // namespace systole::models
