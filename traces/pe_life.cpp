#include "traces/pe_life.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "models/errors.hpp"

namespace systole::traces {

namespace {

constexpr int kCycleWidth = 12;
constexpr int kOperandWidth = 7;

/// Columns for a sum, its sign included.
int sum_width(int bits) {
  return std::max(3, static_cast<int>(fmt::formatted_size("{}", -(std::int64_t{1} << (bits - 1)))));
}

std::string dataflow_name(models::Dataflow dataflow) {
  if (dataflow == models::Dataflow::os) return "os";
  return dataflow == models::Dataflow::ws ? "ws" : "is";
}

}  // namespace

PeLifeText::PeLifeText(std::ostream& out, int acc_bits) : out_{out}, acc_width_{sum_width(acc_bits) + 1} {}

void PeLifeText::line(std::int64_t cycle, const models::PeRegisters& registers, const std::string& remark) {
  flush();
  out_ << fmt::format("{:>{}} {:>{}} {:>{}} {:>{}}  {}\n", cycle, kCycleWidth, registers.a, kOperandWidth, registers.b,
                      kOperandWidth, registers.acc, acc_width_, remark);
}

void PeLifeText::flush() {
  if (idle_ > 0) out_ << fmt::format("… {} {} idle\n", idle_, idle_ == 1 ? "cycle" : "cycles");
  idle_ = 0;
}

void PeLifeText::heading(const std::string& text) {
  flush();
  out_ << text << '\n'
       << fmt::format("{:>{}} {:>{}} {:>{}} {:>{}}\n", "cycle", kCycleWidth, "a", kOperandWidth, "b", kOperandWidth,
                      "acc", acc_width_);
}

PeLife::PeLife(std::ostream& out, const PeLifeOptions& options)
    : options_{options}, kind_{PeKind::of(options.array)}, text_{out, options.array.accumulator.bits} {
  const auto rows = static_cast<std::size_t>(options.array.rows);
  const auto cols = static_cast<std::size_t>(options.array.cols);
  if (options.row >= rows || options.col >= cols) {
    throw models::UserError(fmt::format("an array of {} x {} has no PE ({}, {}): they are numbered from (0, 0)", rows,
                                        cols, options.row, options.col));
  }
}

void PeLife::stepped(const models::SystolicArray& array, const models::ArrayMoment& moment) {
  // Also outside of the window, to know what a PE had before it.
  const models::PeRegisters after = array.pe(options_.row, options_.col);
  const std::uint32_t overflows = array.overflows().at(options_.row, options_.col);
  const std::string remark =
      options_.when.contains(moment) ? pe_remark(kind_, before_, after, overflows != overflows_) : std::string{};
  before_ = after;
  overflows_ = overflows;
  if (!options_.when.contains(moment)) return leave_window();

  const std::int64_t cycle = moment.now.count();
  if (layer_ != moment.layer) {
    text_.flush();
    const std::string layer = options_.layer.empty() ? std::to_string(moment.layer) : options_.layer;
    text_.heading(fmt::format("PE ({}, {}) in layer {}, {}", options_.row, options_.col, layer,
                              dataflow_name(options_.array.dataflow)));
    layer_ = moment.layer;
  } else if (expect_) {
    text_.idle(cycle - *expect_);
  }
  expect_ = moment.end().count();
  if (remark.empty()) {
    text_.idle(*expect_ - cycle);
  } else {
    const std::int64_t stalled = moment.stalled.count();
    text_.line(cycle, after, stalled == 0 ? remark : fmt::format("{}, then stalled for {}", remark, stalled));
  }
}

void PeLife::leave_window() {
  text_.flush();
  expect_.reset();
}

void PeLife::finish() {
  text_.flush();
}

}  // namespace systole::traces
