#include "models/cim/cells.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "models/cim/normal_stream.hpp"
#include "models/cim/purposes.hpp"

namespace systole::models {

namespace {

constexpr double kSteps = 64;
constexpr std::int32_t kCoarse = 128;
constexpr double kHighestFixed = 127 * kCoarse + 63;

/// Numbers of one input's cells, drawn where the fault is on.
class Draws {
 public:
  explicit Draws(std::int64_t outputs)
      : values_(static_cast<std::size_t>((outputs + kNormalGroup - 1) / kNormalGroup * kNormalGroup)) {}

  void draw(bool is_on, const NormalRow& row) {
    if (is_on) fill_normals(row, 0, values_);
  }
  double operator[](std::size_t output) const { return values_[output]; }

 private:
  std::vector<float> values_;
};

struct InputDraws {
  Draws relative;
  Draws absolute;
  Draws retention;
  Draws stuck;

  void draw(const CimFaultConfig& faults, NormalRow row) {
    const auto next = [&](Draws& draws, bool is_on, std::uint32_t what) {
      row.purpose = what;
      draws.draw(is_on, row);
    };
    next(relative, faults.program_relative > 0, purpose::kProgramRelative);
    next(absolute, faults.program_lsb > 0, purpose::kProgramAbsolute);
    next(retention, faults.retention_spread > 0, purpose::kRetention);
    next(stuck, faults.stuck_off > 0 || faults.stuck_on > 0, purpose::kStuck);
  }
};

double held(const CimConfig& config, const InputDraws& draws, std::size_t output, double code) {
  const CimFaultConfig& f = config.faults;
  if (f.stuck_off > 0 || f.stuck_on > 0) {
    const double share = std::erfc(-draws.stuck[output] / std::numbers::sqrt2) / 2;
    if (share < f.stuck_off) return 0;
    if (share > 1 - f.stuck_on) return std::copysign((1 << (config.weights.bits - 1)) - 1, code);
  }
  const double programmed =
      code * (1 + f.program_relative * draws.relative[output]) + f.program_lsb * draws.absolute[output];
  return programmed * (1 - f.retention_loss - f.retention_spread * draws.retention[output]);
}

}  // namespace

CimCells faulty_cells(const CimConfig& config, const CimCellPlace& place, std::span<const std::int16_t> codes) {
  CimCells cells{std::vector<std::int16_t>(codes.size()), std::vector<std::int16_t>(codes.size())};
  const Draws none{place.outputs};
  InputDraws draws{none, none, none, none};
  for (std::int64_t input = 0; input < place.inputs; ++input) {
    draws.draw(config.faults, {config.seed, place.layer, static_cast<std::uint32_t>(place.first + input), 0, 0});
    for (std::int64_t output = 0; output < place.outputs; ++output) {
      const auto at = static_cast<std::size_t>(output * place.inputs + input);
      const double value = held(config, draws, static_cast<std::size_t>(output), codes[at]);
      const auto fixed =
          static_cast<std::int32_t>(std::clamp(std::nearbyint(value * kSteps), -kHighestFixed, kHighestFixed));
      const std::int32_t coarse = (fixed + kCoarse / 2) >> 7;
      cells.coarse[at] = static_cast<std::int16_t>(coarse);
      cells.fine[at] = static_cast<std::int16_t>(fixed - coarse * kCoarse);
    }
  }
  return cells;
}

}  // namespace systole::models
