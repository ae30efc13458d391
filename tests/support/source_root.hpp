// Where the repository is. Known to one source alone: what another compiles to does not depend on it, and clones can
// share a compiler's cache.
#pragma once

#include <string>

namespace systole::tests {

std::string source_root();

}  // namespace systole::tests
