#include "tests/bench/stream_client.h"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>  // NOLINT(build/c++11)
#include <cinttypes>
#include <csignal>
#include <cstdlib>
#include <memory>
#include <sstream>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "adapters/runtime/mutex.h"
#include "cloudphone/v1/job_service.pb.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/generic/generic_stub.h"
#include "service/gateway/rpc/wire_message.h"

namespace cloudphone {
namespace {

constexpr int kConnections = 8;
constexpr char kMethod[] = "/cloudphone.v1.JobService/WatchJobs";

int64_t SteadyNow() { return std::chrono::steady_clock::now().time_since_epoch().count(); }

// Counts messages up to a number, and tells when it was reached.
class Counter {
 public:
  void Expect(int messages) {
    MutexLock lock(&mutex_);
    missing_ = messages;
  }
  void Count() {
    MutexLock lock(&mutex_);
    if (--missing_ != 0) return;
    reached_ = SteadyNow();
    done_.NotifyAll();
  }
  int64_t Await() {
    MutexLock lock(&mutex_);
    while (missing_ > 0) done_.Wait(&mutex_);
    return reached_;
  }

 private:
  Mutex mutex_;
  Condition done_;
  int missing_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t reached_ ABSL_GUARDED_BY(mutex_) = 0;
};

// One stream; reads on and on, and counts for the set that it belongs to.
class Stream final : public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  Stream(grpc::GenericStub* stub, Counter* counter, Counter* ends, const std::string& request_id)
      : counter_(counter), ends_(ends) {
    v1::WatchJobsRequest request;
    request.add_request_ids(request_id);
    request_ = SerializeMessage(request);
    stub->PrepareBidiStreamingCall(&context_, kMethod, {}, this);
    StartWriteLast(&request_, grpc::WriteOptions());
    StartRead(&message_);
    StartCall();
  }
  void Cancel() { context_.TryCancel(); }

  void OnReadDone(bool ok) override {
    if (!ok) return;
    counter_->Count();
    StartRead(&message_);
  }
  void OnDone(const grpc::Status&) override { ends_->Count(); }

 private:
  Counter* const counter_;
  Counter* const ends_;
  grpc::ClientContext context_;
  grpc::ByteBuffer request_;
  grpc::ByteBuffer message_;
};

// The streams of one Open().
struct StreamSet {
  Counter messages;
  Counter ends;
  std::vector<std::unique_ptr<grpc::GenericStub>> stubs;
  std::vector<std::unique_ptr<Stream>> streams;
};

std::unique_ptr<StreamSet> OpenStreams(const std::string& address, int streams, int requests) {
  auto set = std::make_unique<StreamSet>();
  set->messages.Expect(streams);
  set->ends.Expect(streams);
  for (int i = 0; i < kConnections; ++i) {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    set->stubs.push_back(std::make_unique<grpc::GenericStub>(
        grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments)));
  }
  for (int i = 0; i < streams; ++i) {
    set->streams.push_back(std::make_unique<Stream>(set->stubs[i % kConnections].get(), &set->messages,
                                                    &set->ends, absl::StrCat("r", i % requests)));
  }
  set->messages.Await();
  return set;
}

// The child: does what the lines say, and answers each with a number.
void Serve(FILE* in, FILE* out) {
  std::vector<std::unique_ptr<StreamSet>> sets;
  char line[256];
  while (std::fgets(line, sizeof line, in) != nullptr) {
    std::istringstream words(line);
    std::string verb;
    std::string address;
    int streams = 0;
    int requests = 0;
    words >> verb >> address >> streams >> requests;
    int64_t answer = 0;
    if (verb == "open") {
      sets.push_back(OpenStreams(address, streams, requests));
    } else if (verb == "expect") {
      sets.back()->messages.Expect(static_cast<int>(sets.back()->streams.size()));
    } else if (verb == "await") {
      answer = sets.back()->messages.Await();
    } else if (verb == "close") {
      for (const auto& set : sets) {
        for (const auto& stream : set->streams) stream->Cancel();
        set->ends.Await();
      }
      sets.clear();
    }
    std::fprintf(out, "%" PRId64 "\n", answer);
    std::fflush(out);
  }
}

}  // namespace

StreamClient::StreamClient() {
  int down[2];
  int up[2];
  if (pipe(down) != 0 || pipe(up) != 0) std::abort();
  child_ = fork();
  if (child_ < 0) std::abort();
  if (child_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);  // A parent that aborts takes it along.
    close(down[1]);
    close(up[0]);
    Serve(fdopen(down[0], "r"), fdopen(up[1], "w"));
    _exit(0);
  }
  close(down[0]);
  close(up[1]);
  to_child_ = fdopen(down[1], "w");
  from_child_ = fdopen(up[0], "r");
}

StreamClient::~StreamClient() {
  std::fclose(to_child_);
  std::fclose(from_child_);
  waitpid(child_, nullptr, 0);
}

int64_t StreamClient::Ask(const std::string& command) {
  std::fprintf(to_child_, "%s\n", command.c_str());
  std::fflush(to_child_);
  int64_t answer = 0;
  if (std::fscanf(from_child_, "%" SCNd64, &answer) != 1) std::abort();
  return answer;
}

void StreamClient::Open(const std::string& address, int streams, int requests) {
  Ask(absl::StrCat("open ", address, " ", streams, " ", requests));
}
void StreamClient::Expect() { Ask("expect"); }
int64_t StreamClient::AwaitExpected() { return Ask("await"); }
void StreamClient::Close() { Ask("close"); }

}  // namespace cloudphone
