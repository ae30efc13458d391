#include "workloads/network/names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "models/errors.hpp"

namespace systole::workloads {

namespace {

constexpr std::size_t kMaxNameLength = 200;

bool allowed(char c) {
  constexpr std::string_view kMarks = "_-./:";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         kMarks.find(c) != std::string_view::npos;
}

}  // namespace

void check_tensor_name(const std::string& name) {
  if (name.empty() || name.size() > kMaxNameLength) {
    throw models::UserError{
        fmt::format("a layer or input needs a name of 1 to {} characters, not {}", kMaxNameLength, name.size())};
  }
  if (!std::all_of(name.begin(), name.end(), allowed)) {
    throw models::UserError{
        fmt::format("name '{}' may hold letters, digits and _ - . / : only", tensor_name_from(name))};
  }
}

std::string tensor_name_from(const std::string& name) {
  std::string result = name.substr(0, kMaxNameLength);
  std::replace_if(
      result.begin(), result.end(), [](char c) { return !allowed(c); }, '_');
  return result;
}

}  // namespace systole::workloads
