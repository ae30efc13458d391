#include <iostream>

#include "sim/cli/cli.hpp"

int main(int argc, char** argv) {
  return systole::sim::run_command_line({argv + 1, argv + argc}, std::cout, std::cerr);
}
