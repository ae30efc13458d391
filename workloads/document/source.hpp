// The text of a document while it is parsed, and the places in it. Internal to this directory.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "workloads/document/diagnostic.hpp"

namespace systole::workloads {

/// Where the YAML parser is: line and byte, both from 0; line < 0 when it does not know.
struct Spot {
  int line = 0;
  int column = 0;
};

class Source {
 public:
  Source(const std::string& text, std::string origin);

  const std::string& origin() const { return origin_; }
  const std::vector<std::string>& lines() const { return lines_; }
  /// What the parser is given: line ends unified, so that its lines are ours.
  std::string joined() const;

  std::string_view rest_of_line(Spot spot) const;
  /// Whether as many brackets close behind `spot` as open from there on (quotes are not looked at).
  bool bracket_closes(Spot spot) const;
  /// `bytes`: how much of the line to underline. Spots behind the text fall on the end of its last line.
  Place place(Spot spot, std::size_t bytes = 1) const;
  /// Bytes of the scalar `text` on its first line, quotes included; 0 when its closing quote is missing (yaml-cpp 0.7
  /// overlooks that after a line end).
  std::size_t scalar_extent(Spot spot, const std::string& text) const;

 private:
  std::string origin_;
  std::vector<std::string> lines_;
};

}  // namespace systole::workloads
