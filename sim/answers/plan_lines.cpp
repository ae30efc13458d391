#include "sim/answers/plan_lines.hpp"

#include <sstream>
#include <utility>

namespace systole::sim {

namespace {

/// "edge16, config DIGEST": names may have commas of their own.
std::string without_digest(const std::string& text) {
  return text.substr(0, text.rfind(", "));
}

/// "array.rows = 8 | 16".
PlanLines::Axis axis_of(const std::string& text) {
  constexpr const char* kIs = " = ";
  constexpr const char* kOr = " | ";
  PlanLines::Axis axis{text.substr(0, text.find(kIs)), {}};
  std::size_t begin = axis.name.size() + std::string{kIs}.size();
  while (begin <= text.size()) {
    const std::size_t end = text.find(kOr, begin);
    axis.values.push_back(text.substr(begin, end == std::string::npos ? end : end - begin));
    if (end == std::string::npos) break;
    begin = end + std::string{kOr}.size();
  }
  return axis;
}

}  // namespace

PlanLines plan_lines(const std::string& plan) {
  PlanLines lines;
  std::istringstream stream{plan};
  for (std::string line; std::getline(stream, line);) {
    const std::size_t colon = line.find(": ");
    if (colon == std::string::npos || line.starts_with(' ')) continue;
    const std::string key = line.substr(0, colon);
    std::string text = line.substr(colon + 2);
    if (key == "detail") lines.detail = text;
    if (key == "strategy") lines.strategy = text;
    if (key == "accelerator") lines.accelerators.push_back(without_digest(text));
    if (key == "workload") lines.workloads.push_back(without_digest(text));
    if (key == "axis") lines.axes.push_back(axis_of(text));
    if (key == "constraint") lines.constraints.push_back(text);
    if (key == "objective") lines.objectives.push_back(text.substr(text.find(' ') + 1));  // behind "least" or "most"
  }
  return lines;
}

}  // namespace systole::sim
