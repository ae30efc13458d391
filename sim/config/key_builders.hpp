// Makers of KeySpecs, one for each kind of value. `member` is a generic lambda that returns the field of a Chip by
// reference, for a const and for a mutable one: [](auto& chip) -> auto& { return chip.array.rows; }.
#pragma once

#include <fmt/format.h>

#include <string>
#include <utility>

#include "sim/config/key_spec.hpp"
#include "sim/config/words.hpp"
#include "workloads/document/quantity.hpp"
#include "workloads/document/real.hpp"

namespace systole::sim {

/// Text as a YAML scalar, in quotes where YAML would read something else.
std::string yaml_text(const std::string& text);

/// Fills in the default, which is what an untouched Chip prints.
KeySpec finished(KeySpec key);

inline KeySpec required(KeySpec key) {
  key.required = true;
  return key;
}

template <class Member>
KeySpec integer_key(const std::string& path, workloads::Range range, std::string doc, Member member) {
  KeySpec key{path, "integer", fmt::format("{} .. {}", range.min, range.max), false, "", std::move(doc), {}, {}};
  key.parse = [path, range, member](const workloads::Node& node, models::Chip& chip) {
    auto& field = member(chip);
    field = static_cast<std::decay_t<decltype(field)>>(workloads::parse_integer(node, path, range));
  };
  key.print = [member](const models::Chip& chip) { return fmt::format("{}", member(chip)); };
  return finished(std::move(key));
}

template <class Member>
KeySpec real_key(const std::string& path, workloads::RealRange range, std::string doc, Member member) {
  KeySpec key{
      path,  "number", fmt::format("{} .. {}", workloads::format_real(range.min), workloads::format_real(range.max)),
      false, "",       std::move(doc),
      {},    {}};
  key.parse = [path, range, member](const workloads::Node& node, models::Chip& chip) {
    member(chip) = workloads::parse_real(node, path, range);
  };
  key.print = [member](const models::Chip& chip) { return workloads::format_real(member(chip)); };
  return finished(std::move(key));
}

/// A boolean field whose two values have words of their own.
template <class Member>
KeySpec choice_key(const std::string& path, const std::pair<std::string, std::string>& if_false_true, std::string doc,
                   Member member) {
  const auto [no, yes] = if_false_true;
  KeySpec key{path, "word", fmt::format("{}, {}", no, yes), false, "", std::move(doc), {}, {}};
  key.parse = [path, no = no, yes = yes, member](const workloads::Node& node, models::Chip& chip) {
    member(chip) = workloads::parse_word(node, path, {no, yes}) == yes;
  };
  key.print = [no = no, yes = yes, member](const models::Chip& chip) { return member(chip) ? yes : no; };
  return finished(std::move(key));
}

/// A quantity with a unit: `parse` and `format` are a pair of workloads/document/quantity.hpp.
template <class Value, class Member>
KeySpec quantity_key(const std::string& path, std::string kind,
                     Value (*parse)(const workloads::Node&, const std::string&, workloads::Range),
                     std::string (*format)(Value), std::pair<Value, Value> range, std::string doc, Member member) {
  KeySpec key{path,
              std::move(kind),
              fmt::format("{} .. {}", format(range.first), format(range.second)),
              false,
              "",
              std::move(doc),
              {},
              {}};
  key.parse = [path, parse, range, member](const workloads::Node& node, models::Chip& chip) {
    member(chip) = parse(node, path, {range.first.count(), range.second.count()});
  };
  key.print = [format, member](const models::Chip& chip) { return format(member(chip)); };
  return finished(std::move(key));
}

/// `allowed`: for a key that takes only some of the enumeration's words.
template <class Enum, class Member>
KeySpec word_key(const std::string& path, std::string doc, Member member,
                 const std::vector<std::string>& allowed = words<Enum>()) {
  KeySpec key{path, "word", fmt::format("{}", fmt::join(allowed, ", ")), false, "", std::move(doc), {}, {}};
  key.parse = [path, member, allowed](const workloads::Node& node, models::Chip& chip) {
    member(chip) = from_word<Enum>(workloads::parse_word(node, path, allowed));
  };
  key.print = [member](const models::Chip& chip) { return word(member(chip)); };
  return finished(std::move(key));
}

template <class Member>
KeySpec text_key(const std::string& path, std::string doc, Member member) {
  KeySpec key{path, "text", "any text", false, "", std::move(doc), {}, {}};
  key.parse = [path, member](const workloads::Node& node, models::Chip& chip) {
    const bool empty = node.quoted && node.text.empty();
    member(chip) = empty ? std::string{} : workloads::parse_text(node, path);
  };
  key.print = [member](const models::Chip& chip) { return yaml_text(member(chip)); };
  return finished(std::move(key));
}

template <class Member>
KeySpec switch_key(const std::string& path, std::string doc, Member member) {
  KeySpec key{path, "switch", "on, off", false, "", std::move(doc), {}, {}};
  key.parse = [path, member](const workloads::Node& node, models::Chip& chip) {
    member(chip) = workloads::parse_boolean(node, path);
  };
  key.print = [member](const models::Chip& chip) { return member(chip) ? "on" : "off"; };
  return finished(std::move(key));
}

}  // namespace systole::sim
