#include "sim/config/key_builders.hpp"

#include <cctype>

namespace systole::sim {
namespace {

bool is_letter(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0;
}

/// A conservative subset of YAML's plain scalars that is safe in block and in flow context.
bool is_plain(const std::string& text) {
  const bool ends_well = !text.empty() && is_letter(text.front()) && text.back() != ' ';
  const bool is_null = text == "null" || text == "Null" || text == "NULL";
  return ends_well && !is_null &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 _./-") ==
             std::string::npos;
}

}  // namespace

std::string yaml_text(const std::string& text) {
  if (is_plain(text)) {
    return text;
  }
  std::string quoted = "\"";
  for (const char c : text) {
    quoted += c == '"' || c == '\\' ? "\\" : "";
    quoted += c;
  }
  return quoted + "\"";
}

KeySpec finished(KeySpec key) {
  key.default_text = key.print(models::Chip{});
  return key;
}

}  // namespace systole::sim
