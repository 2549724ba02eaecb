#include "service/agent/device/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "absl/strings/str_cat.h"

extern char** environ;  // NOLINT: POSIX has it so.

namespace cloudphone {
namespace {

constexpr size_t kReadBytes = 64 << 10;
constexpr absl::Duration kForever = absl::Hours(24);

// What the child is to be, besides its program.
class SpawnRules {
 public:
  explicit SpawnRules(int output) {
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawnattr_init(&attributes);
    // The agent blocks the signals that end it and ignores SIGPIPE; its children must not.
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    posix_spawnattr_setsigdefault(&attributes, &pipe);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  ~SpawnRules() {
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
  }
  SpawnRules(const SpawnRules&) = delete;
  SpawnRules& operator=(const SpawnRules&) = delete;

  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
};

}  // namespace

absl::StatusOr<std::unique_ptr<ChildProcess>> ChildProcess::Start(const std::vector<std::string>& arguments) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return absl::ErrnoToStatus(errno, "pipe");
  FileDescriptor output(ends[0]);
  const FileDescriptor input(ends[1]);
  std::vector<char*> argv;
  argv.reserve(arguments.size() + 1);
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  const SpawnRules rules(input.get());
  pid_t pid = 0;
  const int error = posix_spawnp(&pid, argv[0], &rules.files, &rules.attributes, argv.data(), environ);
  if (error != 0) return absl::ErrnoToStatus(error, absl::StrCat("cannot start ", arguments[0]));
  return std::unique_ptr<ChildProcess>(new ChildProcess(pid, std::move(output)));
}

ChildProcess::~ChildProcess() {
  Kill();
  while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

absl::StatusOr<bool> ChildProcess::Read(std::string* output, absl::Duration timeout) {
  pollfd ready{output_.get(), POLLIN, 0};
  const auto millis = static_cast<int>(absl::ToInt64Milliseconds(std::min(timeout, kForever)));
  const int polled = poll(&ready, 1, millis);
  if (polled == 0) return absl::DeadlineExceededError("it prints nothing");
  if (polled < 0) return absl::ErrnoToStatus(errno, "poll");
  const size_t size = output->size();
  output->resize(size + kReadBytes);
  const ssize_t count = read(output_.get(), &(*output)[size], kReadBytes);
  const int error = errno;
  output->resize(size + static_cast<size_t>(std::max<ssize_t>(count, 0)));
  if (count < 0) return absl::ErrnoToStatus(error, "read");
  return count > 0;
}

void ChildProcess::Kill() { kill(pid_, SIGKILL); }

}  // namespace cloudphone
