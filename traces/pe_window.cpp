#include "traces/pe_window.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "traces/signals.hpp"

namespace systole::traces {

bool ArrayWindow::contains(const models::ArrayMoment& moment) const {
  if (layer && *layer != moment.layer) return false;
  const std::int64_t fold = std::max<std::int64_t>(moment.fold, 0);
  return !folds || (folds->first <= fold && fold <= folds->last);
}

int PeWindow::bits(PeRegister which) const {
  if (which == PeRegister::acc) return acc_bits;
  return which == PeRegister::a ? a_bits : b_bits;
}

std::string PeWindow::path(std::size_t row, std::size_t col, PeRegister which) const {
  return fmt::format("{}.{}.{}.{}[{}:0]", kTopScope, module_name(Module::array), pe_scope(row, col),
                     kPeRegisterNames[static_cast<std::size_t>(which)], bits(which) - 1);
}

std::string pe_scope(std::size_t row, std::size_t col) {
  return fmt::format("pe_{}_{}", row, col);
}

}  // namespace systole::traces
