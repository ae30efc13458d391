// Ctrl-C as a question that long work asks now and then.
#pragma once

namespace systole::sim {

/// From here on the first SIGINT or SIGTERM is remembered; a second one ends the process at once.
void remember_interrupts();
bool interrupted();

}  // namespace systole::sim
