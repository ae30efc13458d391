// oneDNN's own threads, off: many small layers are faster with a thread for each sample than with two for each layer.
#pragma once

namespace systole::models {

/// While it lives, oneDNN primitives that the calling thread creates and runs use that thread alone.
class OneThread {
 public:
  OneThread();
  ~OneThread();
  OneThread(const OneThread&) = delete;
  OneThread& operator=(const OneThread&) = delete;

 private:
  int before_;
};

}  // namespace systole::models
