// Scales in files: numbers as programs write them, with or without an exponent.
#pragma once

#include <string>

#include "workloads/document/document.hpp"

namespace systole::sim {

/// `key` is the full path for messages. Throws DocumentError with C007 for what is no number, C009 for one that is not
/// finite or not above 0.
double parse_scale(const workloads::Node& node, const std::string& key);

/// The same, or one that is 0 or negative.
double parse_number(const workloads::Node& node, const std::string& key);

}  // namespace systole::sim
