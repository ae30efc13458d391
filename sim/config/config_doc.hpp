// docs/config.md, made from the table of keys so that it cannot fall behind the reader.
#pragma once

#include <string>

namespace systole::sim {

/// The whole page. A test compares it with the file, and writes it when SYSTOLE_UPDATE_GOLDENS is set.
std::string config_markdown();

}  // namespace systole::sim
