// What takes how much silicon, as far as figures are known.
#pragma once

#include <string>
#include <vector>

namespace systole::models {

struct AreaPart {
  std::string name;  // "ofmap SRAM"
  double um2 = 0;
  std::string of;  // "32 macros of 4096 B"
};

struct Area {
  std::vector<AreaPart> parts;
  std::vector<std::string> not_counted;  // parts of the chip without a figure

  double um2() const;
};

}  // namespace systole::models
