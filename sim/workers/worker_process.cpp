#include "sim/workers/worker_process.hpp"

#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fstream>
#include <system_error>

#include "models/errors.hpp"
#include "reports/number_format.hpp"
#include "sim/workers/wire.hpp"

namespace systole::sim {
namespace {

/// The first letter of an answer.
constexpr char kIntact = 'i';
constexpr char kBroken = 'b';

bool send_all(int socket, const char* bytes, std::size_t count) {
  while (count > 0) {
    const ssize_t sent = ::send(socket, bytes, count, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    bytes += sent;
    count -= static_cast<std::size_t>(sent);
  }
  return true;
}

bool receive_all(int socket, char* bytes, std::size_t count) {
  while (count > 0) {
    const ssize_t got = ::recv(socket, bytes, count, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    bytes += got;
    count -= static_cast<std::size_t>(got);
  }
  return true;
}

bool send_message(int socket, const std::string& message) {
  std::array<char, sizeof(std::size_t)> head{};
  const std::size_t size = message.size();
  std::memcpy(head.data(), &size, sizeof size);
  return send_all(socket, head.data(), head.size()) && send_all(socket, message.data(), size);
}

std::optional<std::string> receive_message(int socket) {
  std::array<char, sizeof(std::size_t)> head{};
  if (!receive_all(socket, head.data(), head.size())) return std::nullopt;
  std::size_t size = 0;
  std::memcpy(&size, head.data(), sizeof size);
  std::string message(size, '\0');
  if (!receive_all(socket, message.data(), size)) return std::nullopt;
  return message;
}

/// Beyond what the process has already: the parent's tables are part of it.
void limit_memory(models::Bytes more) {
  std::ifstream sizes{"/proc/self/statm"};
  rlim_t pages = 0;
  for (int field = 0; field < 6; ++field) sizes >> pages;  // the sixth: data and stack
  const rlim_t most = pages * static_cast<rlim_t>(::sysconf(_SC_PAGESIZE)) + static_cast<rlim_t>(more.count());
  const rlimit limit{most, most};
  ::setrlimit(RLIMIT_DATA, &limit);
}

/// Ctrl-C reaches every process of the terminal, but it is the parent's business; faults end the process, whatever the
/// parent makes of them; nothing of the parent's is open here but the socket.
void become_worker(int socket, pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(1);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) std::signal(signal, SIG_IGN);
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) std::signal(signal, SIG_DFL);
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  const auto own = static_cast<unsigned>(socket);
  constexpr unsigned kFirst = 3;
  if (own > kFirst) ::close_range(kFirst, own - 1, 0);
  ::close_range(own + 1, ~0U, 0);
}

void serve(int socket, const EvaluationFunction& evaluate, const std::string& out_of_memory) {
  while (const auto message = receive_message(socket)) {
    const GuardedOutcome found = guarded(evaluate, points_of(*message).front(), out_of_memory);
    const FinishedPoint finished{0, found.outcome};
    if (!send_message(socket, (found.intact ? kIntact : kBroken) + to_bytes({&finished, 1})) || !found.intact) return;
  }
}

[[noreturn]] void fail(const char* what) {
  throw models::UserError(
      fmt::format("cannot start a worker process: {}: {}", what, std::generic_category().message(errno)));
}

}  // namespace

std::string memory_error(const PointLimits& limits) {
  return limits.memory ? fmt::format("needs more memory than the limit of {}", reports::human_bytes(*limits.memory))
                       : "out of memory";
}

WorkerProcess::WorkerProcess(const EvaluationFunction& evaluate, const PointLimits& limits) {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) fail("no socket");
  const pid_t parent = ::getpid();
  process_ = ::fork();
  if (process_ < 0) {
    ::close(ends[0]);
    ::close(ends[1]);
    fail("no process");
  }
  if (process_ == 0) {
    become_worker(ends[1], parent);
    try {
      if (limits.memory) limit_memory(*limits.memory);
      serve(ends[1], evaluate, memory_error(limits));
    } catch (...) {
      ::_exit(1);
    }
    ::_exit(0);
  }
  ::close(ends[1]);
  socket_ = ends[0];
}

WorkerProcess::~WorkerProcess() {
  ::close(socket_);
  if (process_ < 0) return;
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
}

bool WorkerProcess::send(const SweepPoint& point) {
  return send_message(socket_, to_bytes({&point, 1}));
}

std::optional<GuardedOutcome> WorkerProcess::receive() {
  const auto message = receive_message(socket_);
  if (!message) return std::nullopt;
  return GuardedOutcome{finished_of(message->substr(1)).front().outcome, message->front() == kIntact};
}

std::string WorkerProcess::cause_of_death() {
  int status = 0;
  while (::waitpid(process_, &status, 0) < 0 && errno == EINTR) continue;
  process_ = -1;
  if (WIFEXITED(status)) return fmt::format("its process ended with status {}", WEXITSTATUS(status));
  const int signal = WTERMSIG(status);
  if (signal == SIGKILL) return "its process was killed (signal 9): for want of memory, perhaps";
  const char* name = ::sigdescr_np(signal);
  return fmt::format("crashed: {} (signal {})", name == nullptr ? "unknown signal" : name, signal);
}

}  // namespace systole::sim
