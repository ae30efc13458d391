#include "traces/pe_signals.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <iterator>
#include <limits>
#include <utility>

#include "models/errors.hpp"
#include "traces/vcd_text.hpp"

namespace systole::traces {

namespace {

constexpr std::array<PeRegister, 3> kRegisters{PeRegister::a, PeRegister::b, PeRegister::acc};

std::int64_t value_of(const models::PeRegisters& pe, PeRegister which) {
  if (which == PeRegister::acc) return pe.acc;
  return which == PeRegister::a ? pe.a : pe.b;
}

}  // namespace

PeSignals::PeSignals(const PeWindow& window, std::size_t first)
    : window_{window}, first_{first}, next_(window.pes()), values_(window.pes()), written_(window.pes()) {
  if (window.pes() == 0) throw models::UserError("the waveform is to show the registers of no PE");
  for (const PeRegister which : kRegisters) {
    if (window.bits(which) < 1 || window.bits(which) > std::numeric_limits<std::uint64_t>::digits) {
      throw models::ModelError(fmt::format("a PE's register cannot have {} bits", window.bits(which)));
    }
  }
}

void PeSignals::read(const models::SystolicArray& array, models::Cycles due) {
  if (static_cast<std::size_t>(array.rows()) < window_.rows || static_cast<std::size_t>(array.cols()) < window_.cols) {
    throw models::ModelError(fmt::format("a waveform of {} x {} PEs sees an array of {} x {}", window_.rows,
                                         window_.cols, array.rows(), array.cols()));
  }
  for (std::size_t row = 0; row < window_.rows; ++row) {
    for (std::size_t col = 0; col < window_.cols; ++col) next_[row * window_.cols + col] = array.pe(row, col);
  }
  due_ = due;
}

void PeSignals::take_effect() {
  std::swap(values_, next_);
  due_.reset();
  known_ = true;
}

void PeSignals::append_declarations(std::string& text) const {
  auto to = std::back_inserter(text);
  std::size_t number = first_;
  for (std::size_t pe = 0; pe < window_.pes(); ++pe) {
    fmt::format_to(to, "$scope module {} $end\n", pe_scope(pe / window_.cols, pe % window_.cols));
    for (const PeRegister which : kRegisters) {
      const int bits = window_.bits(which);
      fmt::format_to(to, "$var reg {} {} {} [{}:0] $end\n", bits, identifier(number++),
                     kPeRegisterNames[static_cast<std::size_t>(which)], bits - 1);
    }
    text += "$upscope $end\n";
  }
}

void PeSignals::append_all(std::string& text) {
  if (known_) {
    append_changes(text);
    return;
  }
  for (std::size_t i = 0; i < kRegisters.size() * window_.pes(); ++i) append_unknown(text, first_ + i);
}

void PeSignals::append_changes(std::string& text) {
  for (std::size_t pe = 0; pe < window_.pes(); ++pe) {
    if (!written_known_ || values_[pe] != written_[pe]) append_registers(text, pe);
  }
  written_known_ = true;
}

void PeSignals::append_registers(std::string& text, std::size_t pe) {
  for (const PeRegister which : kRegisters) {
    const std::int64_t value = value_of(values_[pe], which);
    if (written_known_ && value == value_of(written_[pe], which)) continue;
    append_signed(text, value, window_.bits(which), first_ + kRegisters.size() * pe + static_cast<std::size_t>(which));
  }
  written_[pe] = values_[pe];
}

}  // namespace systole::traces
