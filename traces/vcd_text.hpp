// Words of a Value Change Dump (IEEE 1364-2005 §18.2).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace systole::traces {

/// Identifiers are strings of the 94 printable characters; the first 94 have one, the next 94² two, and so on.
void append_identifier(std::string& text, std::size_t number);
inline std::string identifier(std::size_t number) {
  std::string text;
  append_identifier(text, number);
  return text;
}

/// A change of a vector that holds `value` in two's complement. \throws models::ModelError when it does not fit.
void append_signed(std::string& text, std::int64_t value, int bits, std::size_t number);
/// A vector of which nothing is known yet.
void append_unknown(std::string& text, std::size_t number);

}  // namespace systole::traces
