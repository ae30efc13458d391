// How many threads oneDNN takes. Its own are often worth less than one for each sample: many small layers are faster
// with a thread for each sample than with two for each layer.
#pragma once

namespace systole::models {

/// While it lives, oneDNN primitives that the calling thread creates and runs, and for_each_part(), use at most so many
/// threads.
class ThreadLimit {
 public:
  /// Throws ModelError for less than one.
  explicit ThreadLimit(int threads);
  ~ThreadLimit();
  ThreadLimit(const ThreadLimit&) = delete;
  ThreadLimit& operator=(const ThreadLimit&) = delete;

 private:
  int before_;
};

/// The calling thread alone.
class OneThread : public ThreadLimit {
 public:
  OneThread() : ThreadLimit{1} {}
};

}  // namespace systole::models
