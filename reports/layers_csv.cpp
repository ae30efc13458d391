#include "reports/layers_csv.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "reports/causes.hpp"
#include "reports/layer_columns.hpp"

namespace systole::reports {

namespace {

struct ToField {
  std::string operator()(std::monostate) const { return {}; }
  std::string operator()(std::int64_t value) const { return fmt::format("{}", value); }
  /// The shortest text that reads back as the same number.
  std::string operator()(double value) const { return fmt::format("{}", value); }
  std::string operator()(const std::string& value) const { return csv_field(value); }
  std::string operator()(const std::vector<std::string>& values) const {
    return csv_field(fmt::format("{}", fmt::join(values, ";")));
  }
};

}  // namespace

std::string csv_field(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string{text};
  std::string quoted = "\"";
  for (const char letter : text) {
    if (letter == '"') quoted += '"';
    quoted += letter;
  }
  return quoted + '"';
}

std::string layers_csv(const models::RunResult& run) {
  std::string text;
  for (const auto& column : layer_columns()) text += fmt::format("{}{}", text.empty() ? "" : ",", column.name);
  text += '\n';
  for (const auto& layer : run.layers) {
    std::string separator;
    for (const auto& column : layer_columns()) {
      text += separator + std::visit(ToField{}, column.value(layer));
      separator = ",";
    }
    text += '\n';
  }
  return text;
}

std::string cycle_stack_csv(const models::RunResult& run) {
  std::string text = "layer";
  for (const auto& cause : kCauses) text += fmt::format(",{}", cause.name);
  text += ",total\n";
  for (const auto& layer : run.layers) {
    text += csv_field(layer.layer);
    for (const auto& cause : kCauses) text += fmt::format(",{}", (layer.cycles.*cause.cycles).count());
    text += fmt::format(",{}\n", layer.cycles.total().count());
  }
  return text;
}

}  // namespace systole::reports
