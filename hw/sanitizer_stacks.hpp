// What AddressSanitizer has to know of the kernel's coroutines; nothing in a build without it.
#pragma once

namespace systole::hw {

/// Forgets what the sanitizer marked on the stacks of all coroutines so far. Call it when no process will run again and
/// before the kernel gives the stacks back: the next mapping at that place would inherit the marks.
void clean_coroutine_stacks();

}  // namespace systole::hw
