#include "workloads/document/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace systole::workloads {
namespace {

unsigned byte_at(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

bool is_continuation(unsigned byte) {
  return (byte & 0xC0U) == 0x80U;
}

/// Bytes of the code point that `lead` starts, 0 when nothing may start with it (RFC 3629).
std::size_t sequence_length(unsigned lead) {
  if (lead < 0x80U) {
    return 1;
  }
  if (lead >= 0xC2U && lead <= 0xDFU) {
    return 2;
  }
  if (lead >= 0xE0U && lead <= 0xEFU) {
    return 3;
  }
  return lead >= 0xF0U && lead <= 0xF4U ? 4 : 0;
}

/// Overlong forms, surrogates and values above U+10FFFF differ from good ones in their second byte (RFC 3629 §4).
bool second_byte_fits(unsigned lead, unsigned second) {
  switch (lead) {
    case 0xE0U:
      return second >= 0xA0U;
    case 0xEDU:
      return second <= 0x9FU;
    case 0xF0U:
      return second >= 0x90U;
    case 0xF4U:
      return second <= 0x8FU;
    default:
      return true;
  }
}

/// Length of the well-formed code point at `at`, or 0.
std::size_t valid_length(std::string_view text, std::size_t at) {
  const unsigned lead = byte_at(text, at);
  const std::size_t length = sequence_length(lead);
  if (length == 0 || at + length > text.size()) {
    return 0;
  }
  for (std::size_t i = 1; i < length; ++i) {
    if (!is_continuation(byte_at(text, at + i))) {
      return 0;
    }
  }
  return length == 1 || second_byte_fits(lead, byte_at(text, at + 1)) ? length : 0;
}

bool is_control(unsigned byte) {
  return (byte < 0x20U && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7FU;
}

/// The source line is left out on purpose: its bytes would garble a terminal.
[[noreturn]] void fail_binary(std::string_view text, std::size_t at, const std::string& origin) {
  const std::string_view before = text.substr(0, at);
  const auto line_start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  Place place;
  place.origin = origin;
  place.line = 1 + static_cast<int>(std::count(before.begin(), before.end(), '\n'));
  place.column = 1 + code_points(before.substr(line_start));
  const unsigned byte = byte_at(text, at);
  if (is_control(byte)) {
    throw DocumentError{{"C012", place, fmt::format("not a text file: it holds the control byte 0x{:02X}", byte),
                         "a config is UTF-8 text; is this another kind of file?"}};
  }
  throw DocumentError{{"C012", place, fmt::format("not UTF-8 text: the byte 0x{:02X} does not belong here", byte),
                       "save the file with UTF-8 encoding"}};
}

}  // namespace

int code_points(std::string_view text) {
  return static_cast<int>(
      std::count_if(text.begin(), text.end(), [](char c) { return !is_continuation(static_cast<unsigned char>(c)); }));
}

std::vector<std::string> split_lines(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.substr(0, kByteOrderMark.size()) == kByteOrderMark) {
    text.remove_prefix(kByteOrderMark.size());
  }
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end);
    text.remove_prefix(text.substr(0, 2) == "\r\n" ? 2 : std::min<std::size_t>(1, text.size()));
  }
  return lines;
}

void check_text(std::string_view text, const std::string& origin) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = is_control(byte_at(text, at)) ? 0 : valid_length(text, at);
    if (length == 0) {
      fail_binary(text, at, origin);
    }
    at += length;
  }
}

std::string abbreviate(std::string_view text) {
  constexpr std::size_t kLongest = 60;
  std::string result{text.substr(0, std::min(text.size(), kLongest))};
  while (result.size() < text.size() && !result.empty() && is_continuation(byte_at(text, result.size()))) {
    result.pop_back();
  }
  std::replace_if(
      result.begin(), result.end(), [](char c) { return std::iscntrl(static_cast<unsigned char>(c)) != 0; }, ' ');
  return result.size() < text.size() ? result + "..." : result;
}

}  // namespace systole::workloads
