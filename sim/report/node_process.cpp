#include "sim/report/node_process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include "models/errors.hpp"
#include "reports/output_file.hpp"
#include "workloads/document/document.hpp"

namespace systole::sim {

namespace {

/// Standard streams of a process to be: files for all of them.
class Streams {
 public:
  Streams() { ::posix_spawn_file_actions_init(&actions_); }
  Streams(const Streams&) = delete;
  Streams& operator=(const Streams&) = delete;
  ~Streams() { ::posix_spawn_file_actions_destroy(&actions_); }

  void open(int stream, const std::string& file, int flags) {
    constexpr mode_t kMode = 0600;
    ::posix_spawn_file_actions_addopen(&actions_, stream, file.c_str(), flags, kMode);
  }
  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

/// The exit status; less than 0: it was ended by a signal.
int wait_for(pid_t process) {
  int status = 0;
  while (::waitpid(process, &status, 0) < 0)
    if (errno != EINTR) throw models::ModelError("a process that was started is gone");
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

void run_node(const NodeProgram& program, const std::filesystem::path& scratch) {
  const std::string script = (scratch / "plots.mjs").string();
  const std::string input = (scratch / "document.json").string();
  const std::string said = (scratch / "said.txt").string();
  for (const auto& [file, text] : {std::pair{script, program.text}, std::pair{input, program.input}}) {
    reports::OutputFile output{file};
    output.stream() << text;
    output.close();
  }
  Streams streams;
  streams.open(STDIN_FILENO, input, O_RDONLY);
  streams.open(STDOUT_FILENO, said, O_WRONLY | O_CREAT | O_TRUNC);
  streams.open(STDERR_FILENO, said, O_WRONLY | O_CREAT | O_APPEND);
  std::string node = "node";
  std::string file = script;
  std::string argument = program.argument;
  std::array<char*, 4> arguments{node.data(), file.data(), argument.data(), nullptr};
  pid_t process = 0;
  const int error = ::posix_spawnp(&process, node.c_str(), streams.get(), nullptr, arguments.data(), environ);
  if (error == ENOENT)
    throw models::UserError("pictures are drawn by Node, which is not on the PATH (apt-get install nodejs)");
  if (error != 0) throw models::UserError(fmt::format("cannot start node: {}", std::generic_category().message(error)));
  if (const int status = wait_for(process); status != 0)
    throw models::UserError(
        fmt::format("node did not draw the pictures (exit status {}): {}", status, workloads::read_text_file(said)));
}

}  // namespace systole::sim
