// What ten thousand WatchJobs streams cost: the server's memory for each, and how long one update takes to
// all of them, against a server that does nothing but write one slice to each. Prints one JSON line for each
// figure.

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>  // NOLINT(build/c++11)
#include <cstdio>
#include <ctime>
#include <memory>
#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/strings/str_cat.h"
#include "adapters/runtime/timer_thread.h"
#include "cloudphone/v1/job_service.grpc.pb.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "service/gateway/jobs/job_hub.h"
#include "service/gateway/rpc/raw_service.h"
#include "service/gateway/rpc/wait_jobs_call.h"
#include "service/gateway/rpc/watch_jobs_stream.h"
#include "service/gateway/rpc/wire_message.h"
#include "tests/bench/figure.h"
#include "tests/bench/stream_client.h"
#include "tests/unit/rpc/test_call_services.h"

ABSL_FLAG(int, rounds, 15, "Updates to all streams.");

namespace cloudphone {
namespace {

constexpr int kStreams = 10000;
constexpr int kRequests = 1000;
constexpr int kJobsEach = 5;

int64_t SteadyNow() { return std::chrono::steady_clock::now().time_since_epoch().count(); }

// Of all threads of this process.
double CpuMs() { return 1e3 * static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

double ResidentBytes() {
  FILE* file = std::fopen("/proc/self/statm", "r");
  long size = 0;
  long resident = 0;
  if (file == nullptr || std::fscanf(file, "%ld %ld", &size, &resident) != 2) std::abort();
  std::fclose(file);
  return static_cast<double>(resident) * static_cast<double>(sysconf(_SC_PAGESIZE));
}

std::vector<v1::Job> Jobs(const std::string& request_id, int version) {
  std::vector<v1::Job> jobs(kJobsEach);
  for (int i = 0; i < kJobsEach; ++i) {
    jobs[i].set_job_id(absl::StrCat(request_id, "-1234567b8bab40ffb711234cb80-", i));
    jobs[i].set_phone_id("1234567b8bab40ffb711234cb8010000");
    jobs[i].set_state(v1::JOB_STATE_RUNNING);
    jobs[i].set_output(absl::StrCat("version ", version));
  }
  return jobs;
}

// Writes one shared message to every stream, and does nothing else.
class BareRpcs final : public v1::JobService::WithRawCallbackMethod_WatchJobs<v1::JobService::Service> {
 public:
  explicit BareRpcs(grpc::ByteBuffer message) : message_(std::move(message)) {}

  grpc::ServerWriteReactor<grpc::ByteBuffer>* WatchJobs(grpc::CallbackServerContext*,
                                                        const grpc::ByteBuffer*) override {
    auto* stream = new Stream();
    stream->StartWrite(&message_);
    MutexLock lock(&mutex_);
    streams_.push_back(stream);
    return stream;
  }

  // The bare loop. Returns when it began.
  int64_t WriteToAll() {
    MutexLock lock(&mutex_);
    const int64_t begin = SteadyNow();
    for (Stream* stream : streams_) stream->StartWrite(&message_);
    return begin;
  }

 private:
  class Stream final : public grpc::ServerWriteReactor<grpc::ByteBuffer> {
   public:
    void OnCancel() override { Finish(grpc::Status::CANCELLED); }
    void OnDone() override { delete this; }
  };

  const grpc::ByteBuffer message_;
  Mutex mutex_;
  std::vector<Stream*> streams_ ABSL_GUARDED_BY(mutex_);
};

// Its jobs change when it is told to; notes when it first says so.
class VersionedJobs final : public JobSource {
 public:
  void List(Query query, absl::Time, Done done) override {
    const int version = version_;
    Rows rows;
    for (const std::string& id : query.request_ids) {
      for (v1::Job& job : Jobs(id, version)) rows.push_back(std::move(job));
    }
    if (std::exchange(told_, version) != version) changed_ = SteadyNow();
    std::move(done)(std::move(rows));
  }

  void Change() { ++version_; }
  int64_t changed() const { return changed_; }

 private:
  std::atomic<int> version_{0};
  int told_ = 0;  // The hub's thread alone asks.
  std::atomic<int64_t> changed_{0};
};

class Server {
 public:
  explicit Server(grpc::Service* service) {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    builder.RegisterService(service);
    server_ = builder.BuildAndStart();
  }
  ~Server() { server_->Shutdown(std::chrono::system_clock::now()); }
  std::string address() const { return absl::StrCat("127.0.0.1:", port_); }

 private:
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

// The gateway's part of WatchJobs, with an upstream that is asked often.
struct Watching {
  explicit Watching(JobHubOptions options) : hub(&source, &hub_timers, std::move(options)) {
    rpcs.Serve("WatchJobs", &StartWatchJobs);
    rpcs.Serve("WaitJobs", &StartWaitJobs);
    server = std::make_unique<Server>(&rpcs);  // Takes the handlers as they are now.
  }

  TimerThread timers;
  TimerThread hub_timers;
  VersionedJobs source;
  JobHub hub;
  TestCallServices services{&timers, &hub};
  RawService<v1::JobService> rpcs{services.Get()};
  std::unique_ptr<Server> server;
};

JobHubOptions Options() {
  JobHubOptions options;
  options.first_interval = absl::Milliseconds(100);
  options.max_interval = absl::Milliseconds(200);
  options.heartbeat = absl::Hours(1);
  return options;
}

grpc::ByteBuffer OneUpdate() {
  v1::WatchJobsResponse update;
  for (const v1::Job& job : Jobs("r0", 0)) *update.add_jobs() = job;
  update.mutable_progress()->set_total(kJobsEach);
  update.mutable_progress()->set_running(kJobsEach);
  return SerializeMessage(update);
}

// Of each stream, once a tenth as many have paid for what the first ones cost.
double BytesPerStream(StreamClient* client, const std::string& address, int requests) {
  client->Open(address, kStreams / 10, std::max(requests / 10, 1));
  const double before = ResidentBytes();
  client->Open(address, kStreams, requests);
  return (ResidentBytes() - before) / kStreams;
}

void MeasureMemory(StreamClient* bare_client, StreamClient* client) {
  BareRpcs bare(OneUpdate());
  const Server bare_server(&bare);
  PrintFigure("bare_watcher_bytes", BytesPerStream(bare_client, bare_server.address(), 1), "byte");
  const Watching watching{JobHubOptions()};
  PrintFigure("watcher_bytes", BytesPerStream(client, watching.server->address(), kRequests), "byte");
  bare_client->Close();
  client->Close();
}

void MeasureFanOut(StreamClient* bare_client, StreamClient* client, int rounds) {
  BareRpcs bare(OneUpdate());
  const Server bare_server(&bare);
  bare_client->Open(bare_server.address(), kStreams, 1);
  Watching watching(Options());
  client->Open(watching.server->address(), kStreams, 1);
  // Round by round, so that what else the machine does falls on both.
  std::vector<double> bare_ms;
  std::vector<double> watch_ms;
  std::vector<double> ratios;
  double bare_cpu_ms = 0;
  double watch_cpu_ms = 0;
  for (int round = 0; round < rounds; ++round) {
    bare_client->Expect();
    const double cpu_first = CpuMs();
    const int64_t begin = bare.WriteToAll();
    bare_ms.push_back(static_cast<double>(bare_client->AwaitExpected() - begin) / 1e6);
    client->Expect();
    const double cpu_then = CpuMs();
    watching.source.Change();
    const int64_t end = client->AwaitExpected();
    watch_ms.push_back(static_cast<double>(end - watching.source.changed()) / 1e6);
    ratios.push_back(watch_ms.back() / bare_ms.back());
    bare_cpu_ms += cpu_then - cpu_first;
    watch_cpu_ms += CpuMs() - cpu_then;
  }
  PrintFigure("bare_fanout_ms", Median(bare_ms), "ms");
  PrintFigure("watch_fanout_ms", Median(watch_ms), "ms");
  PrintFigure("watch_fanout_over_bare", Median(ratios), "ratio");
  PrintFigure("watch_fanout_cpu_over_bare", watch_cpu_ms / bare_cpu_ms, "ratio");
  bare_client->Close();
  client->Close();
}

}  // namespace
}  // namespace cloudphone

int main(int argc, char** argv) {
  absl::ParseCommandLine(argc, argv);
  cloudphone::StreamClient bare_client;
  cloudphone::StreamClient client;
  cloudphone::MeasureMemory(&bare_client, &client);
  cloudphone::MeasureFanOut(&bare_client, &client, absl::GetFlag(FLAGS_rounds));
  return 0;
}
