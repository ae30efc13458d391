#include "sim/report/sweep_axes.hpp"

#include <optional>
#include <utility>

#include "sim/sweep/amount.hpp"
#include "sim/sweep/key_pattern.hpp"

namespace systole::sim {

namespace {

std::vector<std::string> split(const std::string& text) {
  constexpr const char* kComma = ", ";
  std::vector<std::string> parts;
  std::size_t begin = 0;
  while (true) {
    const std::size_t end = text.find(kComma, begin);
    parts.push_back(text.substr(begin, end == std::string::npos ? end : end - begin));
    if (end == std::string::npos) return parts;
    begin = end + 2;
  }
}

std::optional<Amount> amount_of_label(const std::string& label) {
  const std::size_t blank = label.find(' ');
  return blank == std::string::npos ? amount_of(label, "") : amount_of(label.substr(0, blank), label.substr(blank + 1));
}

const char* unit_of(const Counts& counts) {
  if (counts == Counts{1, 0, 0}) return "B";
  if (counts == Counts{0, 1, 0}) return "s";
  if (counts == Counts{0, -1, 0}) return "Hz";
  if (counts == Counts{1, -1, 0}) return "B/s";
  return counts == Counts{0, 0, 1} ? "m" : "count";
}

}  // namespace

std::vector<std::string> settings_of_value(const std::string& axis, const std::string& label) {
  const std::vector<std::string> patterns = split(axis);
  std::vector<std::string> values = split(label);
  // One value for all keys, or each its own.
  if (values.size() != patterns.size()) values.assign(patterns.size(), label);
  std::vector<std::string> settings;
  for (std::size_t i = 0; i < patterns.size(); ++i)
    for (const KeySpec* key : keys_matching(patterns[i])) settings.push_back(key->path + "=" + values[i]);
  return settings;
}

ReportJson axis_json(const std::string& axis, const std::vector<std::string>& values) {
  std::vector<double> numbers;
  std::optional<Counts> counts;
  for (const std::string& value : values) {
    const std::optional<Amount> amount = amount_of_label(value);
    if (!amount || (counts && !(*counts == amount->counts))) break;
    counts = amount->counts;
    numbers.push_back(amount->value);
  }
  const bool numeric = !values.empty() && numbers.size() == values.size();
  ReportJson json{{"name", axis}, {"values", values}, {"numeric", numeric}};
  if (numeric) {
    json["numbers"] = numbers;
    json["unit"] = unit_of(*counts);
  }
  ReportJson& set = json["set"] = ReportJson::array();
  for (const std::string& value : values) set.push_back(settings_of_value(axis, value));
  return json;
}

}  // namespace systole::sim
