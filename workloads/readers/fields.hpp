// Access to the fields of one map of a network file: every key is known, required ones are there, values have the right
// form. Throws DocumentError with the codes N001 to N003 (docs/networks.md) and those of the scalars (docs/errors.md).
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "workloads/document/document.hpp"
#include "workloads/document/quantity.hpp"
#include "workloads/document/real.hpp"
#include "workloads/network/layer.hpp"

namespace systole::workloads {

class Fields {
 public:
  /// `path` names the map in messages ("layers.conv1"; "" = the file). Throws when `map` is none or holds another key.
  Fields(const Node& map, std::string path, std::vector<std::string> known);

  const Node* find(const std::string& key) const;
  const Node& require(const std::string& key) const;
  /// Where the map begins.
  const Place& place() const { return map_->place; }
  /// "layers.conv1.kernel".
  std::string full(const std::string& key) const;

  std::int64_t integer(const std::string& key, Range range) const;
  std::int64_t integer(const std::string& key, Range range, std::int64_t fallback) const;
  /// Of magnitude kMaxReal at most.
  double real(const std::string& key) const;
  bool boolean(const std::string& key, bool fallback) const;
  std::string text(const std::string& key) const;
  std::vector<std::int64_t> integers(const std::string& key, Range range) const;
  /// One integer for all axes, or a list of `axes` of them. One-dimensional values go to entry 1; entry 0 keeps
  /// `fallback`'s. A missing key gives `fallback`.
  std::array<std::int64_t, 2> per_axis(const std::string& key, int axes, Range range,
                                       std::array<std::int64_t, 2> fallback) const;

 private:
  const Node* map_;
  std::string path_;
  std::vector<std::string> known_;
};

/// Items of a list of integers under the full key `key`.
std::vector<std::int64_t> parse_integers(const Node& node, const std::string& key, Range range);
[[noreturn]] void fail_at(const std::string& code, const Place& place, std::string message, std::string hint = "");

}  // namespace systole::workloads
