#include "service/gateway/rpc/execute_command_stream.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "adapters/runtime/mutex.h"
#include "cloudphone/v1/adb_service.pb.h"
#include "service/gateway/commands/job_command_run.h"
#include "service/gateway/commands/sync_command_run.h"
#include "service/gateway/rpc/wait_deadline.h"
#include "service/gateway/rpc/watch_stream.h"
#include "service/gateway/rpc/wire_message.h"

namespace cloudphone {
namespace {

constexpr char kMethod[] = "/cloudphone.v1.AdbService/ExecuteCommand";
// Like a watch it ends before its connection does, which is cut off when it has grown old.
constexpr absl::Duration kLongestRun = absl::Minutes(27);

// What is still to be told, for WatchStream.
struct UnsentResults {
  struct Message {
    grpc::ByteBuffer buffer;
    const grpc::ByteBuffer& bytes() const { return buffer; }
  };

  bool empty() const { return book.told(); }
  Message Take() { return {SerializeMessage(book.TakeMessage())}; }
  void Clear() { book.ForgetUntold(); }

  CommandBook book;
};

class ExecuteCommandStream final : public WatchStream<UnsentResults>, public CommandSink {
 public:
  ExecuteCommandStream(const CallServices& services, grpc::CallbackServerContext* context)
      : WatchStream(services, kMethod, context, UnsentResults()) {}

  // CommandSink, for the run.
  void Tell(absl::FunctionRef<void(CommandBook*)> change) override {
    bool complete = false;
    Push([&](UnsentResults* unsent) {
      change(&unsent->book);
      complete = unsent->book.complete();
    });
    if (complete) End(absl::OkStatus());
  }
  void End(const absl::Status& status) override { WatchStream::End(status); }

 private:
  void Subscribe(Account* account, const google::protobuf::Message& request) override {
    const auto& asked = static_cast<const v1::ExecuteCommandRequest&>(request);
    Command command;
    command.phone_ids = {asked.phone_ids().begin(), asked.phone_ids().end()};
    command.content = asked.content();
    command.deadline = call().deadline;
    command.until = std::min(WorkDeadline(call().start, call().deadline), call().start + kLongestRun);
    Push([&](UnsentResults* unsent) { unsent->book.Begin(command.phone_ids); });
    const std::weak_ptr<CommandSink> sink =
        std::static_pointer_cast<ExecuteCommandStream>(shared_from_this());
    std::shared_ptr<CommandRun> run;
    if (asked.synchronous()) {
      run = std::make_shared<SyncCommandRun>(account, std::move(command), sink);
    } else {
      run = std::make_shared<JobCommandRun>(account, std::move(command), sink);
    }
    bool stopped;
    {
      MutexLock lock(&run_mutex_);
      run_ = run;
      stopped = stopped_;
    }
    stopped ? End(DrainingStatus()) : run->Start();
  }
  void Unsubscribe() override { StopRun(absl::CancelledError("the caller has gone")); }
  // Work that is on its way is waited for, or its requests would be lost to the caller.
  void Drain() override {
    if (!StopRun(DrainingStatus())) End(DrainingStatus());
  }

  // False where no run has begun; none will then.
  bool StopRun(const absl::Status& why) {
    std::shared_ptr<CommandRun> run;
    {
      MutexLock lock(&run_mutex_);
      stopped_ = true;
      run = run_;
    }
    if (run != nullptr) run->Stop(why);
    return run != nullptr;
  }

  Mutex run_mutex_;
  std::shared_ptr<CommandRun> run_ ABSL_GUARDED_BY(run_mutex_);
  bool stopped_ ABSL_GUARDED_BY(run_mutex_) = false;
};

}  // namespace

grpc::ServerWriteReactor<grpc::ByteBuffer>* StartExecuteCommand(const CallServices& services,
                                                                grpc::CallbackServerContext* context,
                                                                const grpc::ByteBuffer* request) {
  const auto stream = std::make_shared<ExecuteCommandStream>(services, context);
  v1::ExecuteCommandRequest message;
  stream->Start(context, *request, &message);
  return stream.get();
}

}  // namespace cloudphone
