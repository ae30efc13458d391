#include "traces/gtkwave.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>

#include "traces/signals.hpp"

namespace systole::traces {

namespace {

// `enum TraceEntFlagBits` of GTKWave's analyzer.h, version 3.3.
constexpr std::uint32_t kDecimal = 1U << 2U;
constexpr std::uint32_t kBinary = 1U << 3U;
constexpr std::uint32_t kRightJustify = 1U << 5U;
constexpr std::uint32_t kBlank = 1U << 9U;
constexpr std::uint32_t kSigned = 1U << 10U;
constexpr std::uint32_t kCollapsed = 1U << 12U;
constexpr std::uint32_t kAnalogStep = 1U << 15U;
constexpr std::uint32_t kAnalogBlankStretch = 1U << 17U;
constexpr std::uint32_t kClosed = 1U << 22U;
constexpr std::uint32_t kGroupBegin = 1U << 23U;
constexpr std::uint32_t kGroupEnd = 1U << 24U;

constexpr std::uint32_t kWire = kBinary | kRightJustify;
constexpr std::uint32_t kNumber = kDecimal | kRightJustify;
constexpr std::uint32_t kSteps = kAnalogStep | kNumber;
constexpr std::uint32_t kSignedNumber = kSigned | kRightJustify;
constexpr std::uint32_t kSignedSteps = kAnalogStep | kSignedNumber;

/// Rows of empty trace that an analogue track stretches into.
constexpr int kStretch = 3;
/// How many of GTKWave's frames (150 to 200 pixels, by its settings) the whole window fills.
constexpr double kFrames = 4;

/// GTKWave's rainbow: 1 red, 2 orange, 4 green; 0 the default.
int colour(std::string_view state) {
  if (state == models::state_name(models::State::busy)) return 4;
  if (state == models::state_name(models::State::wait_dram)) return 1;
  if (state == models::state_name(models::State::wait_buffer)) return 2;
  return 0;
}

void write_window(std::ostream& out, const GtkwaveOptions& options) {
  const auto shown = static_cast<double>(std::max<std::int64_t>(options.end - options.begin, 1));
  out << fmt::format("[timestart] {}\n[size] 1400 900\n[pos] -1 -1\n", options.begin);
  // The exponent of two of a frame's time, negated; then the markers, of which none is set.
  out << fmt::format("*{:.6f} -1\n", -std::log2(shown / kFrames));
  out << "[sst_width] 200\n[signals_width] 220\n[sst_expanded] 0\n";
}

void write_steps(std::ostream& out, std::uint32_t flags, const std::string& path) {
  out << fmt::format("@{:x}\n{}\n@{:x}\n", flags, path, kAnalogBlankStretch);
  for (int row = 0; row < kStretch; ++row) out << "-\n";
}

void write_signal(std::ostream& out, const Signal& signal) {
  if (signal.bits == 1) {
    if (const auto shade = colour(signal.name); shade != 0) out << fmt::format("[color] {}\n", shade);
    out << fmt::format("@{:x}\n{}\n", kWire, signal.path());
  } else if (signal.is_signed) {
    write_steps(out, kSignedSteps, signal.path());
  } else if (signal.module == Module::sequencer || is_cim(signal.module)) {
    out << fmt::format("@{:x}\n{}\n", kNumber, signal.path());
  } else {
    write_steps(out, kSteps, signal.path());
  }
}

void write_pe(std::ostream& out, const PeWindow& pes, std::size_t row, std::size_t col) {
  for (const PeRegister which : {PeRegister::a, PeRegister::b})
    out << fmt::format("@{:x}\n{}\n", kSignedNumber, pes.path(row, col, which));
  write_steps(out, kSignedSteps, pes.path(row, col, PeRegister::acc));
}

template <class Lines>
void write_closed_group(std::ostream& out, const std::string& name, Lines lines) {
  out << fmt::format("@{:x}\n-{}\n", kGroupBegin | kClosed | kBlank, name);
  lines();
  out << fmt::format("@{:x}\n-{}\n", kGroupEnd | kClosed | kCollapsed | kBlank, name);
}

void write_pes(std::ostream& out, const PeWindow& pes) {
  if (pes.pes() > kListedPes) {
    write_closed_group(out, "diagonal", [&] {
      for (std::size_t i = 0; i < std::min(pes.rows, pes.cols); ++i) write_pe(out, pes, i, i);
    });
    return;
  }
  for (std::size_t row = 0; row < pes.rows; ++row) {
    write_closed_group(out, fmt::format("row {}", row), [&] {
      for (std::size_t col = 0; col < pes.cols; ++col) write_pe(out, pes, row, col);
    });
  }
}

}  // namespace

void write_gtkwave(std::ostream& out, const GtkwaveOptions& options) {
  // GTKWave needs both names to place the dump relative to the save file; the directory itself is made up.
  out << fmt::format("[*] systole\n[dumpfile] \"/run/{}\"\n[savefile] \"/run/{}\"\n", options.dump_file,
                     options.save_file);
  write_window(out, options);
  for (std::size_t i = 0; i < kSignals; ++i) {
    const auto& signal = signals()[i];
    if (!records(options.modules, signal.module)) continue;
    if (i == 0 || signals()[i - 1].module != signal.module) {
      out << fmt::format("@{:x}\n-{}\n", kGroupBegin | kBlank, module_name(signal.module));
    }
    write_signal(out, signal);
    if (i + 1 == kSignals || signals()[i + 1].module != signal.module) {
      if (options.pes && signal.module == Module::array) write_pes(out, *options.pes);
      out << fmt::format("@{:x}\n-{}\n", kGroupEnd | kBlank, module_name(signal.module));
    }
  }
  out << "[pattern_trace] 1\n[pattern_trace] 0\n";
}

}  // namespace systole::traces
