#include "sim/store/store_error.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

namespace systole::sim {
namespace {

/// The low byte of a result code is its kind.
std::string_view advice(int code) {
  switch (code & 0xff) {
    case SQLITE_FULL:
    case SQLITE_IOERR:
      return "; the rows that were written before are safe: make room, and run the same command again";
    case SQLITE_NOTADB:
      return ": it is not a store of systole, and was left as it is";
    case SQLITE_CORRUPT:
      return ": the file is damaged, and was left as it is; `sqlite3 FILE .recover` may save rows, a copy of it is "
             "best";
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
      return "; check the path and the permissions of the file and of its directory";
    case SQLITE_BUSY:
      return "; another program has it locked";
    default:
      return "";
  }
}

}  // namespace

models::UserError store_error(std::string_view doing, const std::string& path, const SQLite::Exception& error) {
  return models::UserError(
      fmt::format("cannot {} the store '{}': {}{}", doing, path, error.what(), advice(error.getErrorCode())));
}

}  // namespace systole::sim
