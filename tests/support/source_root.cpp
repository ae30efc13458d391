#include "tests/support/source_root.hpp"

namespace systole::tests {

std::string source_root() {
  return SYSTOLE_SOURCE_DIR;
}

}  // namespace systole::tests
