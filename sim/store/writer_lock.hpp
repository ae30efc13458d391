// One writer a store. SQLite would let two processes write turn by turn, but each would evaluate what the other does.
// The lock is a record lock on FILE-lock, which the kernel takes back from a process however it dies; SQLite's own
// locks are on the store itself. Readers need no lock.
#pragma once

#include <string>

namespace systole::sim {

class WriterLock {
 public:
  /// Throws models::UserError that names the process which writes the store, or says why no lock file can be made.
  explicit WriterLock(const std::string& store);
  WriterLock(const WriterLock&) = delete;
  WriterLock& operator=(const WriterLock&) = delete;
  /// Takes the lock file away.
  ~WriterLock();

 private:
  std::string path_;
  int file_ = -1;
};

}  // namespace systole::sim
