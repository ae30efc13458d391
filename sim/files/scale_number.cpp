#include "sim/files/scale_number.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "workloads/readers/fields.hpp"

namespace systole::sim {

double parse_number(const workloads::Node& node, const std::string& key) {
  double value = 0;
  const char* end = node.text.data() + node.text.size();
  const auto [rest, error] = std::from_chars(node.text.data(), end, value);
  if (node.type != workloads::Node::Type::scalar || node.quoted || error != std::errc{} || rest != end)
    workloads::fail_at("C007", node.place, fmt::format("'{}' is no number", key));
  return value;
}

double parse_scale(const workloads::Node& node, const std::string& key) {
  const double value = parse_number(node, key);
  if (!(value > 0) || !std::isfinite(value))
    workloads::fail_at("C009", node.place, fmt::format("'{}' is {}", key, node.text), "a scale is above 0 and finite");
  return value;
}

}  // namespace systole::sim
