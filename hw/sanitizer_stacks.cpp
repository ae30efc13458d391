#include "hw/sanitizer_stacks.hpp"

#ifdef __SANITIZE_ADDRESS__

#include <dlfcn.h>
#include <pthread.h>
#include <sanitizer/asan_interface.h>

#include <cstddef>
#include <map>

namespace {

struct Stack {
  const void* bottom = nullptr;
  std::size_t size = 0;
};

Stack main_stack() {
  pthread_attr_t attributes;
  void* bottom = nullptr;
  std::size_t size = 0;
  pthread_getattr_np(pthread_self(), &attributes);
  pthread_attr_getstack(&attributes, &bottom, &size);
  pthread_attr_destroy(&attributes);
  return {bottom, size};
}

// The hook below has no object to keep them in; only a sanitizer build has this.
std::map<const void*, std::size_t>& coroutine_stacks() {
  static std::map<const void*, std::size_t> stacks;
  return stacks;
}

}  // namespace

// Kernel 2.3.4 announces each yield to the sanitizer, but names the main stack empty. This takes the place of the
// sanitizer's function, names the main stack in full, and passes the call on.
extern "C" void __sanitizer_start_switch_fiber(void** fake_stack, const void* bottom, std::size_t size) {
  using Function = void (*)(void**, const void*, std::size_t);
  static const auto original = reinterpret_cast<Function>(dlsym(RTLD_NEXT, "__sanitizer_start_switch_fiber"));
  static const Stack main = main_stack();
  if (bottom == nullptr) return original(fake_stack, main.bottom, main.size);
  coroutine_stacks()[bottom] = size;
  original(fake_stack, bottom, size);
}

void systole::hw::clean_coroutine_stacks() {
  for (const auto& [bottom, size] : coroutine_stacks()) ASAN_UNPOISON_MEMORY_REGION(bottom, size);
  coroutine_stacks().clear();
}

#else

void systole::hw::clean_coroutine_stacks() {}

#endif
