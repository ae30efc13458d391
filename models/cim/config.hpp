// What is told about a compute-in-memory engine of Nor flash: how numbers get in, what the array and its converters do
// to them, how they get out. Time, energy and the number of arrays are told elsewhere.
//
// A step is one LSB of the ADC; raw units are sums of DAC code times weight code. K is msb_samples. Ranges stand beside
// the fields, check() holds them. "Source" is the published code of JiT with bit-serial FFN layers, which the defaults
// follow; source_config() is that code with all its oddities.
#pragma once

#include <cstdint>
#include <optional>

namespace systole::models {

/// weights: codes w = round(W / scale), ties to even.
struct CimWeightConfig {
  int bits = 8;             // 2..8; the source knows 8 and 7
  bool per_column = false;  // scale of each output rather than of the tensor: max|W| / (2^(bits-1) - 1)
  double clip_percent = 0;  // 0: none; else above 50, to 100: |W| is cut at this percentile first (source: 99.8)
  bool operator==(const CimWeightConfig&) const = default;
};

enum class CimSlicing : std::uint8_t {
  floor,    // msb = q >> lsb bits, lsb = the rest, 0 and up
  centred,  // msb = floor((q + half) / 2^lsb bits), lsb = the rest, of both signs: the source's later "hybrid", where
            // a token whose msb are all 0 skips the MSB pass
};

/// activation: codes q = round(x / scale), ties to even, within ±(2^(bits-1) - 1) (T23).
struct CimActivationConfig {
  int bits = 10;           // 3..15
  int msb_bits = 6;        // 1..8, below bits and at most 8 below; centred slices: of the middle msb
  double clip = 0.995;     // above 0.5, to 1: dynamic scale = this quantile of |x| / (2^(bits-1) - 1)
  bool is_static = false;  // the scale comes from a file or a calibration; run-time values are not looked at
  CimSlicing slicing = CimSlicing::floor;

  constexpr int lsb_bits() const { return bits - msb_bits; }
  bool operator==(const CimActivationConfig&) const = default;
};

enum class CimAdcRange : std::uint8_t {
  dynamic_tensor,  // max|y| of the whole output, all tiles: an oracle, which the source is
  dynamic_tile,    // max|y| of each array
  fixed_scale,     // "static": calibrated steps
  fixed,           // a full scale in amperes, the same for both passes: the only range where the LSB gain matters
};

/// What a calibrated step was divided by: a threshold/127, whatever the ADC's codes (the source, T2: a 10-bit ADC then
/// covers four times the threshold), or by the codes that there are.
enum class CimStepDivisor : std::uint8_t { of_int8, of_adc };

/// adc: code = round(y / step), ties to even, within ±(2^(bits-1) - 1).
struct CimAdcConfig {
  int bits = 10;  // 4..16; the source knows 10..12
  CimAdcRange range = CimAdcRange::dynamic_tensor;
  CimStepDivisor divisor = CimStepDivisor::of_int8;
  double full_scale_ua = 0;    // `fixed`: current of the highest code, above 0
  double unit_current_pa = 0;  // `fixed`: of a cell with weight code 1 at DAC code 1, above 0
  bool bypass = false;         // no converter and no thermal noise: exact sums, where cells are ideal
  bool count_codes = false;    // how often each code occurs; costs a little time
  bool operator==(const CimAdcConfig&) const = default;
};

enum class CimAveraging : std::uint8_t {
  equivalent,  // one conversion of the mean: noise of sigma/sqrt(K) (source)
  per_sample,  // K conversions, codes averaged (hardware)
};

struct CimNoiseConfig {
  double sigma_lsb = 5;  // 0 and up: of one sample, in steps of an ADC of ref_bits
  int ref_bits = 0;      // 0: the ADC's own; else 4..16: the noise is fixed in volts, and finer steps see more of it
  double rho = 0;        // 0..1: correlation between the samples of one output
  CimAveraging averaging = CimAveraging::equivalent;
  bool lsb_pass = false;  // noise on the LSB pass too
  bool operator==(const CimNoiseConfig&) const = default;
};

/// Faults of real arrays, which the source does not have; all off. Drawn from the seed, for each cell or ADC.
struct CimFaultConfig {
  double program_relative = 0;  // 0..1: deviation of a cell, relative to its weight
  double program_lsb = 0;       // 0..16: deviation of a cell, in weight codes
  double stuck_off = 0;         // 0..1: share of cells that hold 0
  double stuck_on = 0;          // 0..1: share that hold the highest code, of their own sign; both shares: at most 1
  double retention_loss = 0;    // 0..1: of every cell's weight since it was programmed
  double retention_spread = 0;  // 0..1: deviation of that loss between cells
  double read_lsb = 0;          // 0..16: noise of a cell in each sample, in weight codes
  double ir_drop = 0;           // 0..0.5: share of a column's current lost at the highest possible load; the loss grows
                                // with the square of the current (first order)
  double adc_offset_lsb = 0;    // 0..256: deviation between ADCs
  double adc_gain = 0;          // 0..0.5: deviation between ADCs
  double adc_inl_lsb = 0;       // 0..256: deviation of the bow's height, 0 at both ends of the range

  bool cells() const;
  bool converters() const;
  bool operator==(const CimFaultConfig&) const = default;
};

enum class CimMode : std::uint8_t {
  bit_serial,
  single_pass,  // the source's BIT_SERIAL_SINGLE_PASS: 8-bit codes by max|x|, no slices, no noise, no ADC
};

/// How thresholds of calibration histograms are found (T3).
enum class CimThreshold : std::uint8_t { entropy, entropy_jit };

struct CimConfig {
  CimWeightConfig weights;
  CimActivationConfig activation;
  CimAdcConfig adc;
  CimNoiseConfig noise;
  CimFaultConfig faults;
  CimMode mode = CimMode::bit_serial;
  CimThreshold threshold = CimThreshold::entropy;
  int msb_samples = 2;                      // K: 1..4
  int lsb_gain_shift = 2;                   // 0..8: the DAC drives lsb << shift
  std::optional<std::int64_t> rows = 1024;  // of an array, 1 and up; none: "unlimited", the source's parity mode
  std::int64_t cols = 1024;                 // of an array, 1 and up
  int adc_columns = 8;                      // 1 and up: neighbouring columns that share an ADC
  std::uint64_t seed = 1;

  constexpr std::int32_t highest_code() const { return (std::int32_t{1} << (adc.bits - 1)) - 1; }
  /// Of the thermal noise of one sample, in steps of this ADC.
  double sigma() const;
  /// Of the mean of all samples: sigma · sqrt(rho + (1 - rho)/K).
  double mean_sigma() const;
  bool operator==(const CimConfig&) const = default;
};

/// Throws UserError that names the key, as in "cim.adc.bits".
void check(const CimConfig& config);

/// `compat: source`: this config with all that the published code does not have switched off (several row tiles,
/// correlated samples, faults, ...), and its oddities on: the oracle of a range (T24), int8's divisor for any ADC (T2),
/// the degenerate threshold (T3). What its command line can change stays: bits, clip, K, gain, sigma, static scales.
CimConfig source_config(CimConfig config = {});

}  // namespace systole::models
