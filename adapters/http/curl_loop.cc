#include "adapters/http/curl_loop.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>  // NOLINT(build/c++11)
#include <string>

#include "absl/time/clock.h"

namespace cloudphone {
namespace {

// How long curl may take to end a call whose time is over.
constexpr absl::Duration kOverdueAfter = absl::Milliseconds(20);

absl::Time SteadyNow() {
  return absl::UnixEpoch() + absl::FromChrono(std::chrono::steady_clock::now().time_since_epoch());
}

}  // namespace

CurlLoop::CurlLoop(const CurlTransportOptions& options) : options_(options) {}

CurlLoop::~CurlLoop() {
  if (thread_.joinable()) {
    {
      MutexLock lock(&mutex_);
      stopped_ = true;
      ending_ = true;
    }
    Wake();
    thread_.join();
  }
  easy_handles_.Clear();
  if (multi_ != nullptr) curl_multi_cleanup(multi_);
}

absl::Status CurlLoop::Start() {
  epoll_ = FileDescriptor(epoll_create1(EPOLL_CLOEXEC));
  wake_ = FileDescriptor(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  multi_ = curl_multi_init();
  if (!epoll_ || !wake_ || multi_ == nullptr) return absl::ErrnoToStatus(errno, "cannot start the HTTP loop");
  epoll_event event = {};
  event.events = EPOLLIN;
  event.data.fd = wake_.get();
  epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, wake_.get(), &event);
  curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &OnSocket);
  curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &OnTimer);
  curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
  curl_multi_setopt(multi_, CURLMOPT_MAX_HOST_CONNECTIONS,
                    static_cast<long>(options_.max_connections_per_host));
  curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, static_cast<long>(options_.max_connections_per_host));
  thread_ = std::thread([this] { Run(); });
  return absl::OkStatus();
}

uint64_t CurlLoop::Send(HttpRequest request, HttpDone done) {
  Command command;
  command.request = std::move(request);
  command.done = std::move(done);
  return Push(std::move(command));
}

uint64_t CurlLoop::Refuse(HttpResult result, HttpDone done) {
  Command command;
  command.verb = Command::Verb::kRefuse;
  command.result = std::move(result);
  command.done = std::move(done);
  return Push(std::move(command));
}

void CurlLoop::Cancel(uint64_t id) {
  Command command;
  command.verb = Command::Verb::kCancel;
  command.id = id;
  Push(std::move(command));
}

void CurlLoop::Stop() {
  {
    MutexLock lock(&mutex_);
    stopped_ = true;
  }
  Wake();
}

uint64_t CurlLoop::Push(Command command) {
  bool wake;
  uint64_t id;
  {
    MutexLock lock(&mutex_);
    if (command.verb != Command::Verb::kCancel) command.id = ++last_id_;
    id = command.id;
    commands_.push_back(std::move(command));
    wake = std::exchange(sleeping_, false);  // Only the first of several wakes the loop.
  }
  if (wake) Wake();
  return id;
}

void CurlLoop::Wake() {
  const uint64_t one = 1;
  // Fails only when the counter is full: then the loop wakes anyway.
  [[maybe_unused]] const ssize_t written = write(wake_.get(), &one, sizeof(one));
}

bool CurlLoop::TakeCommands(std::vector<Command>* commands, bool* stopped) {
  MutexLock lock(&mutex_);
  commands->swap(commands_);
  *stopped = stopped_;
  sleeping_ = commands->empty() && !ending_;
  return !(ending_ && commands->empty());
}

void CurlLoop::Run() {
  std::vector<Command> commands;
  while (true) {
    bool stopped = false;
    const bool go_on = TakeCommands(&commands, &stopped);
    if (stopped) {
      stopped_seen_ = true;
      CancelAll();
    }
    if (!go_on && exchanges_.empty()) return;
    const bool had_commands = !commands.empty();
    for (Command& command : commands) Do(std::move(command));
    commands.clear();
    WaitAndServe(!had_commands && go_on);
    TakeFinished();
    EndOverdue();
  }
}

void CurlLoop::Do(Command command) {
  switch (command.verb) {
    case Command::Verb::kSend:
      return Begin(std::move(command));
    case Command::Verb::kRefuse:
      return std::move(command.done)(std::move(command.result));
    case Command::Verb::kCancel:
      return CancelOne(command.id);
  }
}

void CurlLoop::Begin(Command command) {
  auto exchange = std::make_unique<CurlExchange>(std::move(command.request), std::move(command.done),
                                                 easy_handles_.Take(), options_, &kept_);
  CurlExchange* const running = exchange.get();
  exchanges_.emplace(command.id, std::move(exchange));
  ids_.emplace(running, command.id);
  if (!stopped_seen_) return Start(command.id, running);
  Finish(command.id, running->Failure(HttpFailure::kCancelled, "the transport has stopped"));
}

void CurlLoop::Start(uint64_t id, CurlExchange* exchange) {
  ends_.erase({exchange->overdue(), id});
  if (!exchange->Prepare(absl::Now())) {
    Finish(id, exchange->Failure(HttpFailure::kTimedOut, "the deadline had passed before the call"));
  } else if (curl_multi_add_handle(multi_, exchange->easy()) != CURLM_OK) {
    Finish(id, exchange->Failure(HttpFailure::kNotConnected, "the HTTP client takes no more calls"));
  } else {
    exchange->set_overdue(SteadyNow() + exchange->timeout() + kOverdueAfter);
    ends_.emplace(exchange->overdue(), id);
  }
}

void CurlLoop::CancelOne(uint64_t id) {
  const auto found = exchanges_.find(id);
  if (found == exchanges_.end() || found->second->must_finish()) return;
  Finish(id, found->second->Failure(HttpFailure::kCancelled, "cancelled"));
}

void CurlLoop::CancelAll() {
  std::vector<uint64_t> ids;
  ids.reserve(exchanges_.size());
  for (const auto& [id, exchange] : exchanges_) ids.push_back(id);
  for (const uint64_t id : ids)
    Finish(id, exchanges_.at(id)->Failure(HttpFailure::kCancelled, "the transport has stopped"));
}

void CurlLoop::WaitAndServe(bool sleep) {
  constexpr int kEvents = 64;
  epoll_event events[kEvents];
  int wait_ms = 0;
  if (sleep) {
    const absl::Time until = ends_.empty() ? timer_ : std::min(timer_, ends_.begin()->first);
    const absl::Duration left = until - SteadyNow();
    // Rounded up, or the loop would turn without rest through the last millisecond.
    wait_ms = until == absl::InfiniteFuture()
                  ? -1
                  : static_cast<int>(std::max<int64_t>(
                        0, absl::ToInt64Milliseconds(absl::Ceil(left, absl::Milliseconds(1)))));
  }
  const int count = epoll_wait(epoll_.get(), events, kEvents, wait_ms);
  {
    MutexLock lock(&mutex_);
    sleeping_ = false;
  }
  int running = 0;
  for (int i = 0; i < count; ++i) {
    if (events[i].data.fd == wake_.get()) {
      uint64_t value;
      [[maybe_unused]] const ssize_t got = read(wake_.get(), &value, sizeof(value));
      continue;
    }
    int mask = 0;
    if ((events[i].events & EPOLLIN) != 0) mask |= CURL_CSELECT_IN;
    if ((events[i].events & EPOLLOUT) != 0) mask |= CURL_CSELECT_OUT;
    if ((events[i].events & (EPOLLERR | EPOLLHUP)) != 0) mask |= CURL_CSELECT_ERR;
    curl_multi_socket_action(multi_, events[i].data.fd, mask, &running);
  }
  if (SteadyNow() >= timer_) {
    timer_ = absl::InfiniteFuture();
    curl_multi_socket_action(multi_, CURL_SOCKET_TIMEOUT, 0, &running);
  }
}

void CurlLoop::TakeFinished() {
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    char* exchange = nullptr;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &exchange);
    auto* const ended = reinterpret_cast<CurlExchange*>(exchange);
    const uint64_t id = ids_.at(ended);
    if (message->data.result == CURLE_ABORTED_BY_CALLBACK && ended->wants_fresh_connection()) {
      curl_multi_remove_handle(multi_, ended->easy());
      Start(id, ended);
    } else {
      kept_.Keep(ended->easy());
      Finish(id, ended->Result(message->data.result));
    }
  }
}

// curl (7.88) forgets the time of calls that wait for a connection: for one that is to be shared, or because
// there are as many as there may be.
void CurlLoop::EndOverdue() {
  while (!ends_.empty() && ends_.begin()->first <= SteadyNow()) {
    const uint64_t id = ends_.begin()->second;
    Finish(id, exchanges_.at(id)->Failure(HttpFailure::kTimedOut, "no connection came free in time"));
  }
}

void CurlLoop::Finish(uint64_t id, HttpResult result) {
  const auto found = exchanges_.find(id);
  const std::unique_ptr<CurlExchange> exchange = std::move(found->second);
  exchanges_.erase(found);
  ids_.erase(exchange.get());
  ends_.erase({exchange->overdue(), id});
  curl_multi_remove_handle(multi_, exchange->easy());  // Does nothing to one that was never added.
  easy_handles_.Return(exchange->TakeEasy());
  exchange->TakeDone()(std::move(result));
}

int CurlLoop::OnSocket(CURL*, curl_socket_t socket, int what, void* self, void* known) {
  auto* const loop = static_cast<CurlLoop*>(self);
  if (what == CURL_POLL_REMOVE) {
    epoll_ctl(loop->epoll_.get(), EPOLL_CTL_DEL, socket, nullptr);
    return 0;
  }
  epoll_event event = {};
  event.data.fd = socket;
  if (what == CURL_POLL_IN || what == CURL_POLL_INOUT) event.events |= EPOLLIN;
  if (what == CURL_POLL_OUT || what == CURL_POLL_INOUT) event.events |= EPOLLOUT;
  const int verb = known == nullptr ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
  if (epoll_ctl(loop->epoll_.get(), verb, socket, &event) != 0 && errno == EEXIST)
    epoll_ctl(loop->epoll_.get(), EPOLL_CTL_MOD, socket, &event);
  curl_multi_assign(loop->multi_, socket, loop);  // Any value: the socket is known from now on.
  return 0;
}

int CurlLoop::OnTimer(CURLM*, long timeout_ms, void* self) {
  static_cast<CurlLoop*>(self)->timer_ =
      timeout_ms < 0 ? absl::InfiniteFuture() : SteadyNow() + absl::Milliseconds(timeout_ms);
  return 0;
}

}  // namespace cloudphone
