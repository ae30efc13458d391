// A program for Node, run to its end.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace systole::sim {

struct NodeProgram {
  std::string_view text;   // an ES module
  std::string_view input;  // on its standard input
  std::string argument;
};

/// `scratch`: an existing directory for its files. Throws models::UserError when there is no Node on the PATH, and with
/// what the program said when it failed.
void run_node(const NodeProgram& program, const std::filesystem::path& scratch);

}  // namespace systole::sim
