// What a store is about: the sweep whose points it keeps. A store belongs to one sweep file, as it was read, and to one
// version of systole: rows of another would be figures of another question.
#pragma once

#include <string>
#include <vector>

namespace systole::sim {

struct StoreAbout {
  std::string sweep;  // its name
  std::string plan;   // canonical text of the sweep file
  std::string plan_hash;
  std::vector<std::string> axes;  // names, in the order of SweepPoint::values
  std::string shard;              // "2/8": the second of eight parts of the sweep; empty: all of it
  std::string version;            // of the systole that evaluated the points
};

/// Throws models::UserError that says what differs, and in which line of the plan.
void check_same(const std::string& path, const StoreAbout& stored, const StoreAbout& wanted);

}  // namespace systole::sim
