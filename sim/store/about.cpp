#include "sim/store/about.hpp"

#include <fmt/format.h>

#include <sstream>

#include "models/errors.hpp"

namespace systole::sim {
namespace {

std::string first_difference(const std::string& before, const std::string& now) {
  std::istringstream a{before};
  std::istringstream b{now};
  while (true) {
    std::string old_line;
    std::string new_line;
    const bool more_a = static_cast<bool>(std::getline(a, old_line));
    const bool more_b = static_cast<bool>(std::getline(b, new_line));
    if (!more_a && !more_b) return "";
    if (more_a != more_b || old_line != new_line)
      return fmt::format("\n  before: {}\n  now:    {}", more_a ? old_line : "(no more lines)",
                         more_b ? new_line : "(no more lines)");
  }
}

std::string part(const std::string& shard) {
  return shard.empty() ? "the whole sweep" : "shard " + shard;
}

constexpr const char* kOther = "its rows were left as they are; name another store with --out";

}  // namespace

void check_same(const std::string& path, const StoreAbout& stored, const StoreAbout& wanted) {
  if (stored.plan_hash != wanted.plan_hash || stored.plan != wanted.plan || stored.axes != wanted.axes)
    throw models::UserError(
        fmt::format("the store '{}' belongs to the sweep '{}' as it was before: the sweep file has changed since; {}{}",
                    path, stored.sweep, kOther, first_difference(stored.plan, wanted.plan)));
  if (stored.version != wanted.version)
    throw models::UserError(
        fmt::format("the store '{}' was written by systole {}, whose figures may differ from {}'s; {}", path,
                    stored.version, wanted.version, kOther));
  if (stored.shard != wanted.shard)
    throw models::UserError(
        fmt::format("the store '{}' holds {}, not {}; {}", path, part(stored.shard), part(wanted.shard), kOther));
}

}  // namespace systole::sim
