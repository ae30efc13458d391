#include "sim/store/writer_lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <system_error>

#include "models/errors.hpp"

namespace systole::sim {
namespace {

std::string reason(int error) {
  return std::generic_category().message(error);
}

struct flock whole_file() {
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  return lock;
}

/// Every process of an MPI job that was built without MPI believes itself alone.
std::string hint() {
  for (const char* name : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE"})
    if (const char* size = std::getenv(name); size != nullptr && std::string{size} != "1")
      return "; under mpirun the command is systole-mpi";
  return "";
}

[[noreturn]] void refuse(const std::string& store, int file) {
  struct flock other = whole_file();
  const bool known = fcntl(file, F_GETLK, &other) == 0 && other.l_type != F_UNLCK && other.l_pid > 0;
  close(file);
  throw models::UserError(
      fmt::format("the store '{}' is being written by another systole{}: wait for it, or name another with --out{}",
                  store, known ? fmt::format(" (process {})", other.l_pid) : "", hint()));
}

/// The one who had the lock may have removed the file after we opened it: then it locks nobody out.
bool is_still(int file, const std::string& path) {
  struct stat opened {};
  struct stat named {};
  return fstat(file, &opened) == 0 && stat(path.c_str(), &named) == 0 && opened.st_ino == named.st_ino &&
         opened.st_dev == named.st_dev;
}

}  // namespace

WriterLock::WriterLock(const std::string& store) : path_{store + "-lock"} {
  constexpr mode_t kMode = 0666;
  while (true) {
    const int file = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kMode);
    if (file < 0) throw models::UserError(fmt::format("cannot write '{}' beside the store: {}", path_, reason(errno)));
    struct flock lock = whole_file();
    if (fcntl(file, F_SETLK, &lock) != 0) {
      if (errno == EACCES || errno == EAGAIN) refuse(store, file);
      const int error = errno;
      close(file);
      throw models::UserError(fmt::format("cannot lock '{}': {}", path_, reason(error)));
    }
    file_ = file;
    if (is_still(file, path_)) return;
    close(file);
  }
}

WriterLock::~WriterLock() {
  unlink(path_.c_str());
  close(file_);
}

}  // namespace systole::sim
