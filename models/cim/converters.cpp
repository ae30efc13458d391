#include "models/cim/converters.hpp"

#include "models/cim/normal_stream.hpp"
#include "models/cim/purposes.hpp"
#include "models/errors.hpp"

namespace systole::models {

namespace {

/// Keeps a step of nothing but zeros from being 0 (source).
constexpr double kLeastStep = 1e-8;

constexpr double kPicoPerMicro = 1e6;

}  // namespace

double dynamic_step(const CimConfig& config, double peak) {
  return peak / config.highest_code() + kLeastStep;
}

double fixed_step(const CimConfig& config) {
  if (config.adc.range != CimAdcRange::fixed || !(config.adc.full_scale_ua > 0) || !(config.adc.unit_current_pa > 0))
    throw UserError("cim.adc.range is not fixed: there is no full scale");
  return config.adc.full_scale_ua * kPicoPerMicro / config.adc.unit_current_pa / config.highest_code();
}

CimConverterFaults converter_faults(const CimConfig& config, std::uint32_t layer, std::uint32_t tile,
                                    std::int64_t columns) {
  const CimFaultConfig& f = config.faults;
  CimConverterFaults faults;
  if (!f.converters()) return faults;
  const std::int64_t arrays = (columns + config.cols - 1) / config.cols;
  const std::int64_t of_array = (config.cols + config.adc_columns - 1) / config.adc_columns;
  std::vector<float> draws(static_cast<std::size_t>((of_array + kNormalGroup - 1) / kNormalGroup * kNormalGroup));
  const auto deviations = [&](double deviation, std::uint32_t what, float about) {
    std::vector<float> values;
    for (std::int64_t array = 0; array < arrays; ++array) {
      fill_normals({config.seed, layer, static_cast<std::uint32_t>(array), tile, what}, 0, draws);
      for (std::int64_t i = 0; i < config.cols && static_cast<std::int64_t>(values.size()) < columns; ++i)
        values.push_back(about +
                         static_cast<float>(deviation) * draws[static_cast<std::size_t>(i / config.adc_columns)]);
    }
    return values;
  };
  faults.offset = deviations(f.adc_offset_lsb, purpose::kAdcOffset, 0);
  faults.bow = deviations(f.adc_inl_lsb, purpose::kAdcBow, 0);
  faults.gain = deviations(f.adc_gain, purpose::kAdcGain, 1);
  return faults;
}

}  // namespace systole::models
