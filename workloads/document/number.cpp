#include "workloads/document/number.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>

namespace systole::workloads {
namespace {

bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// Whether `text` has one of `characters` at `at`.
bool is_one_of(std::string_view text, std::size_t at, std::string_view characters) {
  return at < text.size() && characters.find(text[at]) != std::string_view::npos;
}

bool is_digit(std::string_view text, std::size_t at) {
  return is_one_of(text, at, "0123456789");
}

/// YAML's .inf and .nan, and what other tools write for them.
bool names_no_number(std::string_view text) {
  std::string word{text.substr(is_one_of(text, 0, ".") ? 1 : 0, 3)};
  std::transform(word.begin(), word.end(), word.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return word == "inf" || word == "nan";
}

/// digits / 10^places, without trailing zeros behind the point.
struct Decimal {
  std::int64_t digits = 0;
  int places = 0;
  bool fits = true;
};

Decimal to_decimal(std::string_view number) {
  const std::size_t dot = number.find('.');
  if (dot != std::string_view::npos) {
    number = number.substr(0, number.find_last_not_of('0') + 1);
  }
  Decimal result;
  for (std::size_t i = 0; i < number.size(); ++i) {
    if (number[i] == '-' || number[i] == '.') {
      continue;
    }
    result.fits = result.fits && !__builtin_mul_overflow(result.digits, std::int64_t{10}, &result.digits) &&
                  !__builtin_add_overflow(result.digits, number[i] - '0', &result.digits);
    result.places += i > dot ? 1 : 0;
  }
  result.digits = result.fits && number.front() == '-' ? -result.digits : result.digits;
  return result;
}

}  // namespace

Measure split_measure(const std::string& text) {
  const std::size_t unit = text.find_first_not_of("0123456789.+-");
  if (unit == std::string::npos) {
    return {text, ""};
  }
  const std::size_t number_end = text.find_last_not_of(' ', unit == 0 ? 0 : unit - 1);
  const std::size_t unit_start = text.find_first_not_of(' ', unit);
  return {text.substr(0, unit == 0 ? 0 : number_end + 1),
          unit_start == std::string::npos ? "" : text.substr(unit_start)};
}

bool is_plain_decimal(std::string_view text) {
  if (!text.empty() && text.front() == '-') {
    text.remove_prefix(1);
  }
  const std::size_t dot = text.find('.');
  const std::string_view whole = text.substr(0, dot);
  const bool leading_zero = whole.size() > 1 && whole.front() == '0';
  return is_digits(whole) && !leading_zero && (dot == std::string_view::npos || is_digits(text.substr(dot + 1)));
}

std::string why_malformed(const std::string& text) {
  const bool has_sign = !text.empty() && (text.front() == '-' || text.front() == '+');
  const std::string_view body = std::string_view{text}.substr(has_sign ? 1 : 0);
  const std::size_t number = std::min(body.find_first_not_of("0123456789."), body.size());
  const std::size_t whole = std::min(body.find_first_not_of("0123456789"), body.size());
  const std::size_t exponent = number + (is_one_of(body, number + 1, "+-") ? 2 : 1);

  if (names_no_number(body)) {
    return "only finite numbers are accepted";
  }
  if (is_one_of(body, 0, "0") && is_one_of(body, 1, "xXoObB") && is_one_of(body, 2, "0123456789abcdefABCDEF")) {
    return "only decimal numbers are accepted";
  }
  if (number > 0 && is_one_of(body, number, "eE") && is_digit(body, exponent)) {
    return "exponents are not accepted, write the digits out";
  }
  if (is_one_of(body, 0, "0") && is_digit(body, 1)) {
    return "a leading zero may mean octal, remove it";
  }
  if (whole > 0 && is_one_of(body, whole, "_,'") && is_digit(body, whole + 1)) {
    return "digits are not grouped, write them without separators";
  }
  if (has_sign && text.front() == '+' && number > 0) {
    return "remove the '+'";
  }
  if (is_one_of(body, 0, ".") && is_digit(body, 1)) {
    return "write a zero before the point";
  }
  if (whole > 0 && is_one_of(body, whole, ".") && !is_digit(body, whole + 1)) {
    return "a digit is missing after the point";
  }
  return "";
}

Scaled scale(std::string_view number, std::int64_t factor) {
  Decimal decimal = to_decimal(number);
  if (!decimal.fits) {
    // So many digits behind a point never come out whole in units that are powers of 2 or 10 below 10^13.
    return {0, decimal.places == 0, false};
  }
  std::int64_t divisor = 1;
  for (; decimal.places > 0; --decimal.places) {
    if (factor % 10 == 0) {
      factor /= 10;
    } else if (factor % 2 == 0 && decimal.digits % 5 == 0) {
      factor /= 2;
      decimal.digits /= 5;
    } else if (__builtin_mul_overflow(divisor, std::int64_t{10}, &divisor)) {
      return {0, false, true};
    }
  }
  Scaled result;
  result.whole = decimal.digits % divisor == 0;
  result.fits = !__builtin_mul_overflow(decimal.digits / divisor, factor, &result.value);
  return result;
}

}  // namespace systole::workloads
