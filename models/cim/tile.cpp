#include "models/cim/tile.hpp"

#include <algorithm>
#include <cmath>

#include "models/cim/cells.hpp"
#include "models/cim/conversion.hpp"
#include "models/errors.hpp"

namespace systole::models {

namespace {

std::vector<std::int16_t> part_of(std::span<const std::int16_t> codes, std::int64_t outputs, std::int64_t first,
                                  std::int64_t inputs) {
  const auto length = static_cast<std::int64_t>(codes.size()) / outputs;
  std::vector<std::int16_t> part;
  part.reserve(static_cast<std::size_t>(outputs * inputs));
  for (std::int64_t output = 0; output < outputs; ++output) {
    const auto from = codes.begin() + output * length + first;
    part.insert(part.end(), from, from + inputs);
  }
  return part;
}

}  // namespace

CimTile::CimTile(const CimConfig& config, const CimTilePlace& place, std::int64_t outputs,
                 std::span<const std::int16_t> codes)
    : place_{place},
      outputs_{outputs},
      lsb_gain_{static_cast<float>(CimSlicer{config}.gain())},
      slices_(static_cast<std::size_t>(2 * place.tokens * place.inputs)) {
  const CimSlicer slicer{config};
  const OperandRange msb = slicer.msb();
  const OperandRange lsb = slicer.lsb();
  const OperandRange both{std::min(msb.lowest, lsb.lowest), std::max(msb.highest, lsb.highest)};
  const LinearShape shape{2 * place.tokens, place.inputs, outputs};
  const std::vector<std::int16_t> part = part_of(codes, outputs, place.first, place.inputs);
  if (config.faults.cells()) {
    const CimCells cells = faulty_cells(config, {outputs, place.inputs, place.first, place.layer}, part);
    linears_.emplace_back(shape, cells.coarse, both);
    linears_.emplace_back(shape, cells.fine, both);
  } else {
    linears_.emplace_back(shape, part, both);
  }
  sums_.resize(linears_.size());
  for (std::vector<std::int32_t>& sums : sums_) sums.resize(static_cast<std::size_t>(shape.rows * outputs));
  const double of_msb = std::max(std::abs(msb.lowest), std::abs(msb.highest));
  const double of_lsb = std::max(std::abs(lsb.lowest), std::abs(lsb.highest)) * slicer.gain();
  const double full_load =
      static_cast<double>(place.inputs) * std::max(of_msb, of_lsb) * (1 << (config.weights.bits - 1));
  drop_ = static_cast<float>(config.faults.ir_drop / full_load);
}

void CimTile::load(const CimSlicer& slicer, std::int64_t token, std::span<const std::int16_t> codes) {
  const auto inputs = static_cast<std::size_t>(place_.inputs);
  const std::span<std::int8_t> all{slices_};
  slicer.split(codes.subspan(static_cast<std::size_t>(place_.first), inputs),
               all.subspan(line(token, false) * inputs, inputs), all.subspan(line(token, true) * inputs, inputs));
}

bool CimTile::msb_is_zero(std::int64_t token) const {
  const std::int8_t* from = slices_.data() + token * place_.inputs;
  return std::all_of(from, from + place_.inputs, [](std::int8_t slice) { return slice == 0; });
}

double CimTile::drive_norm(std::int64_t token, bool lsb) const {
  const std::int8_t* from = slices_.data() + static_cast<std::int64_t>(line(token, lsb)) * place_.inputs;
  std::int64_t squares = 0;
  for (std::int64_t i = 0; i < place_.inputs; ++i) squares += std::int64_t{from[i]} * from[i];
  return std::sqrt(static_cast<double>(squares)) * (lsb ? static_cast<double>(lsb_gain_) : 1.0);
}

void CimTile::multiply() {
  for (std::size_t i = 0; i < linears_.size(); ++i) linears_[i].run(std::span<const std::int8_t>{slices_}, sums_[i]);
}

void CimTile::read(std::int64_t token, bool lsb, std::int64_t first, std::span<float> raw) const {
  const std::size_t at = line(token, lsb) * static_cast<std::size_t>(outputs_) + static_cast<std::size_t>(first);
  const float gain = lsb ? lsb_gain_ : 1.0F;
  const auto columns = [&](std::size_t i) { return std::span{sums_[i]}.subspan(at, raw.size()); };
  if (linears_.size() == 1) {
    to_currents(columns(0), gain, raw);
  } else {
    to_currents(columns(0), columns(1), gain, raw);
  }
  if (drop_ > 0) drop_currents(drop_, raw);
}

float CimTile::peak(std::int64_t token, bool lsb, std::int64_t first, std::int64_t columns) const {
  float buffer[kConversionBlock];
  float most = 0;
  for (std::int64_t done = 0; done < columns; done += kConversionBlock) {
    const auto size = static_cast<std::size_t>(std::min(kConversionBlock, columns - done));
    const std::span<float> raw = std::span{buffer}.first(size);
    read(token, lsb, first + done, raw);
    most = std::max(most, largest_magnitude(raw));
  }
  return most;
}

void CimTile::add_exact(std::int64_t token, std::int32_t msb_weight, std::span<std::int32_t> sums) const {
  if (linears_.size() != 1) throw ModelError("CimTile: faulty cells have no exact sums");
  const std::int32_t* msb = sums_[0].data() + line(token, false) * static_cast<std::size_t>(outputs_);
  const std::int32_t* lsb = sums_[0].data() + line(token, true) * static_cast<std::size_t>(outputs_);
  for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += msb_weight * msb[i] + lsb[i];
}

}  // namespace systole::models
