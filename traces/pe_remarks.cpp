#include "traces/pe_remarks.hpp"

#include <fmt/format.h>

namespace systole::traces {

namespace {

using models::PeRegisters;

std::string mac(std::int64_t base, std::int64_t a, std::int64_t b, std::int64_t acc) {
  if (base == 0) return fmt::format("mac {} x {} -> acc {}", a, b, acc);
  return fmt::format("mac {} + {} x {} -> acc {}", base, a, b, acc);
}

/// What was added to is gone when the sum did not fit.
std::string overflowing_mac(const PeKind& kind, std::int64_t a, std::int64_t b, std::int64_t acc) {
  return fmt::format("mac {} x {} -> acc {}: overflow, {}", a, b, acc, kind.saturates ? "saturated" : "wrapped");
}

/// A sum goes past an operand.
std::string stationary_remark(const PeKind& kind, const PeRegisters& before, const PeRegisters& after,
                              bool overflowed) {
  std::string text;
  if (after.b != before.b) text = fmt::format("{} b = {}", kind.shadow ? "swap to" : "loads", after.b);
  const std::string_view comma = text.empty() ? "" : ", ";
  // A swap is in time for the vector that brings it; a load is not.
  const std::int64_t operand = kind.shadow ? after.b : before.b;
  if (overflowed) return text.append(comma) + overflowing_mac(kind, after.a, operand, after.acc);
  if (after.a != 0) return text.append(comma) + mac(after.acc - after.a * operand, after.a, operand, after.acc);
  if (after.acc != 0) return text.append(comma) + fmt::format("hands on {}", after.acc);
  return text;
}

/// Two operands go past a sum.
std::string output_remark(const PeKind& kind, const PeRegisters& before, const PeRegisters& after, bool overflowed) {
  if (overflowed) return overflowing_mac(kind, after.a, after.b, after.acc);
  const std::int64_t product = std::int64_t{after.a} * after.b;
  const bool operands = after.a != 0 || after.b != 0;
  if (operands && after.acc == before.acc + product) return mac(before.acc, after.a, after.b, after.acc);
  if ((operands || kind.shadow) && after.acc == product && before.acc != 0)
    return "anew: " + mac(0, after.a, after.b, after.acc);
  if (after.acc == before.acc) return {};
  return fmt::format("hands {} down, takes {} from above", before.acc, after.acc);
}

}  // namespace

PeKind PeKind::of(const models::ArrayConfig& array) {
  const bool os = array.dataflow == models::Dataflow::os;
  return {os, os ? array.drain == models::Drain::overlapped : array.weight_load == models::WeightLoad::overlapped,
          array.accumulator.overflow == models::Overflow::saturate};
}

std::string pe_remark(const PeKind& kind, const PeRegisters& before, const PeRegisters& after, bool overflowed) {
  return kind.output_stationary ? output_remark(kind, before, after, overflowed)
                                : stationary_remark(kind, before, after, overflowed);
}

}  // namespace systole::traces
