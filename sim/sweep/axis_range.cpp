#include "sim/sweep/axis_range.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/sweep/amount.hpp"
#include "sim/sweep/axis.hpp"
#include "workloads/document/number.hpp"
#include "workloads/document/quantity.hpp"
#include "workloads/document/unit_table.hpp"

namespace systole::sim {
namespace {

using workloads::DocumentError;
using workloads::Node;

constexpr const char* kRangeShape = "a range is {from: 8, to: 64, step: 8} or {from: 32 KiB, to: 256 KiB, factor: 2}";

[[noreturn]] void fail_range(const char* code, const Node& node, std::string what) {
  throw DocumentError{{code, node.place, std::move(what), kRangeShape}};
}

const Node& part(const Node& axis, std::string_view name) {
  const Node* node = axis.find(name);
  if (node == nullptr) fail_range("C005", axis, fmt::format("this range has no '{}'", name));
  return *node;
}

/// In base units of the key: bytes, hertz, bytes a second, picoseconds, nanometres, or plain.
struct Bound {
  std::int64_t value = 0;
  const workloads::Dimension* dimension = nullptr;
};

Bound bound_of(const KeySpec& key, const Node& node) {
  if (node.type != Node::Type::scalar) fail_range("C006", node, "a bound of a range is a number");
  const workloads::Measure measure = workloads::split_measure(node.text);
  const std::optional<Amount> amount = amount_of(measure.number, measure.unit);
  if (!amount || amount->counts != counts_of(key))
    fail_range("C008", node,
               fmt::format("'{}' is not {}, which '{}' is", node.text, noun_of(counts_of(key)), key.path));
  const workloads::Dimension* dimension = dimension_of(key);
  const std::int64_t factor = dimension == nullptr ? 1 : workloads::find_unit(*dimension, measure.unit)->factor;
  const workloads::Scaled scaled = workloads::scale(measure.number, factor);
  if (!scaled.whole || !scaled.fits)
    fail_range("C007", node, fmt::format("'{}' is not whole in its base unit", node.text));
  return {scaled.value, dimension};
}

double factor_of(const Node& node) {
  const std::optional<Amount> amount =
      node.type == Node::Type::scalar ? amount_of(node.text, "") : std::optional<Amount>{};
  if (!amount || !(amount->value > 1)) fail_range("C009", node, "a factor is a plain number above 1");
  return amount->value;
}

/// A little less than it is, so that 1.1 times 10 reaches 11.
double power(std::int64_t first, double factor, std::size_t count) {
  constexpr double kRounding = 1e-12;
  return static_cast<double>(first) * std::pow(factor, static_cast<double>(count)) * (1 - kRounding);
}

Node scalar(const Node& like, std::string text) {
  Node node;
  node.type = Node::Type::scalar;
  node.text = std::move(text);
  node.place = like.place;
  return node;
}

}  // namespace

std::vector<Node> values_of_range(const KeySpec& key, const Node& axis) {
  const Node& from = part(axis, "from");
  const Node& to = part(axis, "to");
  if (!is_numeric(key) || key.kind == "number")
    fail_range("C013", from, fmt::format("'{}' has no whole numbers to count through: list its values", key.path));
  const bool adds = axis.find("step") != nullptr;
  if (adds == (axis.find("factor") != nullptr)) fail_range("C005", axis, "this range needs either 'step' or 'factor'");
  const Bound first = bound_of(key, from);
  const Bound last = bound_of(key, to);
  if (last.value < first.value) fail_range("C013", to, fmt::format("'{}' is below '{}'", to.text, from.text));
  const std::int64_t step = adds ? bound_of(key, part(axis, "step")).value : 0;
  if (adds && step <= 0) fail_range("C009", part(axis, "step"), "a step is above 0");
  const double factor = adds ? 0 : factor_of(part(axis, "factor"));
  if (!adds && first.value <= 0) fail_range("C009", from, "a range with a factor begins above 0");
  std::vector<Node> values;
  // The power is taken anew for each value, so that roundings do not add up.
  for (long long value = first.value; value <= last.value;) {
    values.push_back(scalar(from, first.dimension == nullptr ? fmt::format("{}", value)
                                                             : workloads::format_quantity(*first.dimension, value)));
    if (values.size() > kMostAxisValues) fail_range("C009", axis, fmt::format("more than {} values", kMostAxisValues));
    if (adds ? last.value - value < step : static_cast<double>(last.value) < power(first.value, factor, values.size()))
      break;
    value = adds ? value + step : std::max(value + 1, std::llround(power(first.value, factor, values.size())));
  }
  return values;
}

}  // namespace systole::sim
