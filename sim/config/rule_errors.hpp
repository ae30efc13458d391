// How a contradiction between keys of a config is told.
#pragma once

#include <string>
#include <vector>

#include "workloads/document/document.hpp"

namespace systole::sim {

/// Throws DocumentError [C013]. `paths`: the keys that contradict each other, the likelier culprit first. One that
/// comes from the command line is blamed before the file, which was consistent without it.
[[noreturn]] void fail_rule(const workloads::Node& root, const std::vector<std::string>& paths, std::string message,
                            std::string hint);

}  // namespace systole::sim
