#include "workloads/document/real.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <system_error>
#include <utility>

#include "models/errors.hpp"
#include "workloads/document/number.hpp"
#include "workloads/document/text.hpp"

namespace systole::workloads {

namespace {

// Sign, "0.", and the 1,074 places of the smallest double.
constexpr std::size_t kLongest = 1100;

[[noreturn]] void fail(const char* code, const Node& node, std::string message, RealRange range) {
  throw DocumentError{{code, node.place, std::move(message),
                       fmt::format("allowed: {} .. {}", format_real(range.min), format_real(range.max))}};
}

double value_of(const Node& node, const std::string& text, const std::string& key, RealRange range) {
  if (node.quoted || !is_plain_decimal(text)) {
    const std::string reason = node.quoted ? "remove the quotes" : why_malformed(text);
    fail("C007", node,
         fmt::format("'{}' is '{}', which is not a number{}{}", key, abbreviate(node.text), reason.empty() ? "" : ": ",
                     reason),
         range);
  }
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  // Digits without end do not fit a double: too large, or too small to be told from 0.
  if (error != std::errc{} || !(value >= range.min && value <= range.max)) {
    fail("C009", node, fmt::format("'{}' is {}, which is out of range", key, abbreviate(node.text)), range);
  }
  return value;
}

}  // namespace

double parse_real(const Node& node, const std::string& key, RealRange range) {
  if (node.type != Node::Type::scalar) {
    fail("C006", node, fmt::format("'{}' must be one number", key), range);
  }
  return value_of(node, node.text, key, range);
}

double parse_real(const Node& node, const std::string& key, const std::string& unit, RealRange range) {
  if (node.type != Node::Type::scalar) {
    fail("C006", node, fmt::format("'{}' must be one number in {}", key, unit), range);
  }
  const Measure measure = split_measure(node.text);
  const bool is_number = is_plain_decimal(measure.number) && why_malformed(node.text).empty();
  if (measure.unit != unit && is_number) {
    throw DocumentError{{"C008", node.place,
                         measure.unit.empty() ? fmt::format("'{}' is '{}' without a unit", key, abbreviate(node.text))
                                              : fmt::format("'{}' is in '{}'", key, abbreviate(measure.unit)),
                         fmt::format("write it in {}: {} {}", unit, abbreviate(measure.number), unit)}};
  }
  return value_of(node, is_number ? measure.number : node.text, key, range);
}

std::string format_real(double value) {
  if (!std::isfinite(value)) {
    throw models::ModelError{"a number that is not finite has no decimal digits"};
  }
  std::array<char, kLongest> digits{};
  const auto [end, error] =
      std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed);
  return {digits.data(), end};
}

}  // namespace systole::workloads
