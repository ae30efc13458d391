// What SQLite says, as one error of the user's with the store's path, and what to do about it. Whatever the reason,
// rows that were committed before stay.
#pragma once

#include <SQLiteCpp/Exception.h>

#include <string>
#include <string_view>

#include "models/errors.hpp"

namespace systole::sim {

/// `doing`: "read", "write" or "open".
models::UserError store_error(std::string_view doing, const std::string& path, const SQLite::Exception& error);

/// Calls `work`; an error of SQLite becomes the user's.
template <class Work>
auto with_store(std::string_view doing, const std::string& path, Work work) {
  try {
    return work();
  } catch (const SQLite::Exception& error) {
    throw store_error(doing, path, error);
  }
}

}  // namespace systole::sim
