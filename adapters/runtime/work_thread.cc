#include "adapters/runtime/work_thread.h"

#include <utility>

namespace cloudphone {

WorkThread::~WorkThread() {
  std::thread thread;
  {
    MutexLock lock(&mutex_);
    stopping_ = true;
    thread = std::move(thread_);
    changed_.NotifyAll();
  }
  if (thread.joinable()) thread.join();
}

void WorkThread::Run(Work work) {
  MutexLock lock(&mutex_);
  waiting_.push_back(std::move(work));
  if (!thread_.joinable() && !stopping_) thread_ = std::thread([this] { WorkOff(); });
  changed_.NotifyAll();
}

void WorkThread::WorkOff() {
  mutex_.Lock();
  while (true) {
    if (waiting_.empty()) {
      if (stopping_) break;
      changed_.Wait(&mutex_);
      continue;
    }
    Work work = std::move(waiting_.front());
    waiting_.pop_front();
    mutex_.Unlock();
    std::move(work)();
    work = nullptr;  // What it holds is let go outside the lock.
    mutex_.Lock();
  }
  mutex_.Unlock();
}

}  // namespace cloudphone
