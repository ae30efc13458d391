#include "workloads/document/quantity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "workloads/document/number.hpp"
#include "workloads/document/text.hpp"
#include "workloads/document/unit_table.hpp"

namespace systole::workloads {
namespace {

[[noreturn]] void fail(const char* code, const Node& node, std::string message, std::string hint) {
  throw DocumentError{{code, node.place, std::move(message), std::move(hint)}};
}

/// What a reader wants from a scalar, in words for messages.
struct Wish {
  std::string noun;     // "an integer"
  std::string allowed;  // "1 .. 4096"
};

[[noreturn]] void fail_shape(const Node& node, const std::string& key, const Wish& wish) {
  const std::string found = node.type == Node::Type::null ? "has no value"
                            : node.type == Node::Type::sequence
                                ? fmt::format("is a list, but {} is expected", wish.noun)
                                : fmt::format("is a section with keys, but {} is expected", wish.noun);
  fail("C006", node, fmt::format("'{}' {}", key, found), "allowed: " + wish.allowed);
}

[[noreturn]] void fail_malformed(const Node& node, const std::string& key, const Wish& wish) {
  const std::string reason = why_malformed(node.text);
  fail("C007", node,
       fmt::format("'{}' is '{}', which is not {}{}{}", key, abbreviate(node.text), wish.noun,
                   reason.empty() ? "" : ": ", reason),
       "allowed: " + wish.allowed);
}

[[noreturn]] void fail_range(const Node& node, const std::string& key, const Wish& wish) {
  const bool negative = node.text.front() == '-';
  fail("C009", node,
       fmt::format("'{}' is {}, {}", key, abbreviate(node.text),
                   negative ? "which is negative" : "which is out of range"),
       "allowed: " + wish.allowed);
}

std::string interval(const std::string& min, const std::string& max, bool bounded) {
  return bounded ? fmt::format("{} .. {}", min, max) : fmt::format("{} or more", min);
}

/// Ranges that end near 2^63 stand for "no upper limit".
bool is_bounded(Range range) {
  return range.max < std::numeric_limits<std::int64_t>::max() / 2;
}

const Dimension* dimension_of(std::string_view unit) {
  for (const Dimension* other :
       {&byte_dimension(), &frequency_dimension(), &bandwidth_dimension(), &time_dimension(), &length_dimension()}) {
    if (find_unit(*other, unit) != nullptr) {
      return other;
    }
  }
  return nullptr;
}

[[noreturn]] void fail_unit(const Node& node, const std::string& key, const Dimension& dimension,
                            const std::string& unit) {
  const std::string allowed = fmt::format("allowed units: {}", unit_names(dimension));
  if (unit.empty()) {
    fail("C008", node, fmt::format("'{}' is '{}' without a unit", key, abbreviate(node.text)),
         fmt::format("write for instance {}; {}", dimension.example, allowed));
  }
  if (const Dimension* other = dimension_of(unit)) {
    fail("C008", node,
         fmt::format("'{}' is {}, but '{}' is {}", key, dimension.noun, abbreviate(node.text), other->noun), allowed);
  }
  if (unit.size() > 6 && unit.compare(unit.size() - 6, 6, "/cycle") == 0) {
    fail("C008", node,
         fmt::format("'{}' is '{}', but a rate per cycle changes with the clock", key, abbreviate(node.text)),
         fmt::format("write the rate per second: 10 B/cycle at 1 GHz are 10 GB/s; {}", allowed));
  }
  if (unit.size() > 3 && unit.compare(unit.size() - 3, 3, "b/s") == 0) {
    fail("C008", node, fmt::format("'{}' is '{}', which counts bits", key, abbreviate(node.text)),
         fmt::format("divide by 8 and write bytes; {}", allowed));
  }
  std::vector<std::string> names;
  for (const UnitName& known : dimension.units) {
    names.emplace_back(known.name);
  }
  const bool kilo = unit == "KB" || unit == "kb" || unit == "Kb" || unit == "K" || unit == "k";
  const std::string near = nearest(unit, names);
  const std::string suggestion = kilo && find_unit(dimension, "KiB") != nullptr
                                     ? "did you mean 'KiB' (1024 B) or 'kB' (1000 B)?  "
                                     : (near.empty() ? "" : fmt::format("did you mean '{}'?  ", near));
  fail("C008", node,
       fmt::format("'{}' is '{}', and '{}' is no unit of {}", key, abbreviate(node.text), abbreviate(unit),
                   dimension.noun.substr(2)),
       suggestion.empty() ? allowed : fmt::format("{}({})", suggestion, allowed));
}

Wish wish_for(const Dimension& dimension, Range range) {
  return {fmt::format("{} such as {}", dimension.noun, dimension.example),
          interval(format_quantity(dimension, range.min), format_quantity(dimension, range.max), is_bounded(range))};
}

Wish wish_for_integer(Range range) {
  return {"an integer", interval(fmt::format("{}", range.min), fmt::format("{}", range.max), is_bounded(range))};
}

std::int64_t parse_quantity(const Node& node, const std::string& key, const Dimension& dimension, Range range) {
  if (node.type != Node::Type::scalar) {
    fail_shape(node, key, wish_for(dimension, range));
  }
  const Measure measure = split_measure(node.text);
  const UnitName* unit = find_unit(dimension, measure.unit);
  if (!is_plain_decimal(measure.number) || (unit == nullptr && !why_malformed(node.text).empty())) {
    fail_malformed(node, key, wish_for(dimension, range));
  }
  if (unit == nullptr) {
    fail_unit(node, key, dimension, measure.unit);
  }
  const Scaled scaled = scale(measure.number, unit->factor);
  if (!scaled.whole) {
    const std::string_view base = dimension.units.front().name;
    fail("C007", node, fmt::format("'{}' is {}, which is not a whole number of {}", key, abbreviate(node.text), base),
         fmt::format("round it to whole {}; allowed: {}", base, wish_for(dimension, range).allowed));
  }
  if (!scaled.fits || scaled.value < range.min || scaled.value > range.max) {
    fail_range(node, key, wish_for(dimension, range));
  }
  return scaled.value;
}

const std::string& scalar_text(const Node& node, const std::string& key, const Wish& wish) {
  if (node.type != Node::Type::scalar) {
    fail_shape(node, key, wish);
  }
  return node.text;
}

}  // namespace

std::int64_t parse_integer(const Node& node, const std::string& key, Range range) {
  if (node.type != Node::Type::scalar) {
    fail_shape(node, key, wish_for_integer(range));
  }
  const std::string& text = node.text;
  if (node.quoted) {
    fail("C007", node, fmt::format("'{}' is the text \"{}\", but an integer is expected", key, abbreviate(text)),
         fmt::format("remove the quotes; allowed: {}", wish_for_integer(range).allowed));
  }
  const Measure measure = split_measure(text);
  if (!is_plain_decimal(measure.number) || (!measure.unit.empty() && !why_malformed(text).empty())) {
    fail_malformed(node, key, wish_for_integer(range));
  }
  if (!measure.unit.empty()) {
    fail("C008", node, fmt::format("'{}' is '{}', but it is a plain count without a unit", key, abbreviate(text)),
         fmt::format("allowed: {}", wish_for_integer(range).allowed));
  }
  if (measure.number.find('.') != std::string::npos) {
    fail("C007", node, fmt::format("'{}' is {}, which is not an integer", key, abbreviate(text)),
         fmt::format("allowed: {}", wish_for_integer(range).allowed));
  }
  const Scaled scaled = scale(measure.number, 1);
  if (!scaled.fits || scaled.value < range.min || scaled.value > range.max) {
    fail_range(node, key, wish_for_integer(range));
  }
  return scaled.value;
}

bool parse_boolean(const Node& node, const std::string& key) {
  const std::string& text = scalar_text(node, key, {"a switch", "on, off, true, false"});
  if (text == "yes" || text == "no") {
    fail("C010", node, fmt::format("'{}' is '{}'", key, text),
         fmt::format("did you mean '{}'?  (allowed: on, off, true, false)", text == "yes" ? "on" : "off"));
  }
  const std::string word = parse_word(node, key, {"on", "off", "true", "false"});
  return word == "on" || word == "true";
}

models::Bytes parse_bytes(const Node& node, const std::string& key, Range range) {
  return models::Bytes{parse_quantity(node, key, byte_dimension(), range)};
}

models::Hertz parse_frequency(const Node& node, const std::string& key, Range range) {
  return models::Hertz{parse_quantity(node, key, frequency_dimension(), range)};
}

models::BytesPerSecond parse_bandwidth(const Node& node, const std::string& key, Range range) {
  return models::BytesPerSecond{parse_quantity(node, key, bandwidth_dimension(), range)};
}

models::Picoseconds parse_time(const Node& node, const std::string& key, Range range) {
  return models::Picoseconds{parse_quantity(node, key, time_dimension(), range)};
}

std::int64_t parse_length_nm(const Node& node, const std::string& key, Range range) {
  return parse_quantity(node, key, length_dimension(), range);
}

std::string parse_word(const Node& node, const std::string& key, const std::vector<std::string>& allowed) {
  const std::string words = fmt::format("{}", fmt::join(allowed, ", "));
  const std::string& text = scalar_text(node, key, {"one word", words});
  if (std::find(allowed.begin(), allowed.end(), text) == allowed.end()) {
    const std::string near = nearest(text, allowed);
    fail("C010", node, fmt::format("'{}' is '{}', which is none of the allowed words", key, abbreviate(text)),
         near.empty() ? fmt::format("allowed: {}", words)
                      : fmt::format("did you mean '{}'?  (allowed: {})", near, words));
  }
  return text;
}

std::string parse_text(const Node& node, const std::string& key) {
  std::string text = scalar_text(node, key, {"text", "any text"});
  const auto is_line_end = [](char c) { return c == '\n' || c == '\t'; };
  std::replace_if(text.begin(), text.end(), is_line_end, ' ');
  const std::size_t first = text.find_first_not_of(' ');
  if (first == std::string::npos) {
    fail("C006", node, fmt::format("'{}' is empty", key), "allowed: any text");
  }
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20U || c == '\x7F'; };
  if (std::any_of(text.begin(), text.end(), is_control)) {
    fail("C007", node, fmt::format("'{}' holds a control character", key), "allowed: printable text");
  }
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

std::string format_bytes(models::Bytes value) {
  return format_quantity(byte_dimension(), value.count());
}

std::string format_frequency(models::Hertz value) {
  return format_quantity(frequency_dimension(), value.count());
}

std::string format_bandwidth(models::BytesPerSecond value) {
  return format_quantity(bandwidth_dimension(), value.count());
}

std::string format_time(models::Picoseconds value) {
  return format_quantity(time_dimension(), value.count());
}

}  // namespace systole::workloads
