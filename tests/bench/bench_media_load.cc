// Listens to phones, or touches them, for a while, and prints one JSON line of what it measured: how many
// frames came (or touches were acknowledged), how many are missing, how old they were (how long the answer
// took), and the CPU time of other processes for each.

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "cloudphone/v1/audio_service.pb.h"
#include "cloudphone/v1/input_service.pb.h"
#include "grpcpp/alarm.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/generic/generic_stub.h"
#include "service/gateway/rpc/wire_message.h"
#include "tests/bench/cpu_clock.h"
#include "tests/bench/figure.h"

ABSL_FLAG(std::string, target, "", "HOST:PORT of the server.");
ABSL_FLAG(std::string, package, "cloudphone.v1", "Of the services: cloudphone.agent.v1 for agents.");
ABSL_FLAG(int, phones, 1, "How many phones.");
ABSL_FLAG(int, listeners, 1, "Of each phone; 0: touch the phones instead of listening.");
ABSL_FLAG(absl::Duration, span, absl::Seconds(2), "How long to measure.");
ABSL_FLAG(absl::Duration, warm_up, absl::Milliseconds(700), "How long before that.");
ABSL_FLAG(std::vector<std::string>, cpu_of, {}, "Processes whose CPU time per frame or touch is wanted.");

namespace cloudphone {
namespace {

constexpr absl::Duration kTouchInterval = absl::Milliseconds(10);

std::atomic<bool> measuring{false};
std::atomic<int> open_streams{0};
std::atomic<int> started_streams{0};

struct Tally {
  uint64_t received = 0;
  uint64_t missing = 0;  // Left out by the agent, or dropped.
  uint64_t dropped = 0;  // By who passed them on, as he says.
  std::vector<double> delays_us;
};

// One call; what it receives is of its own until it has ended.
class Stream : public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  const Tally& tally() const { return tally_; }
  virtual void Stop() { context_.TryCancel(); }

 protected:
  void Begin(grpc::GenericStub* stub, const std::string& method, const google::protobuf::Message& request) {
    ++open_streams;
    request_ = SerializeMessage(request);
    stub->PrepareBidiStreamingCall(&context_, absl::StrCat("/", absl::GetFlag(FLAGS_package), ".", method),
                                   {}, this);
    StartWrite(&request_);
    StartRead(&message_);
  }
  template <typename Response>
  bool Read(bool ok, Response* response) {
    return ok && ParseMessage(message_, response);
  }
  void ReadOn() { StartRead(&message_); }
  void OnDone(const grpc::Status& status) override {
    if (status.error_code() != grpc::CANCELLED && !status.ok()) {
      std::fprintf(stderr, "%s\n", status.error_message().c_str());
      std::abort();
    }
    --open_streams;
  }

  grpc::ClientContext context_;
  grpc::ByteBuffer request_;
  grpc::ByteBuffer message_;
  Tally tally_;
};

class Listener final : public Stream {
 public:
  Listener(grpc::GenericStub* stub, const std::string& phone_id) {
    v1::StreamAudioRequest request;
    request.set_phone_id(phone_id);
    Begin(stub, "AudioService/StreamAudio", request);
    StartCall();
  }
  void OnWriteDone(bool ok) override {
    if (ok) StartWritesDone();
  }
  void OnReadDone(bool ok) override {
    v1::StreamAudioResponse response;
    if (!Read(ok, &response)) return;
    if (response.has_started()) ++started_streams;
    if (response.has_frame()) Note(response);
    ReadOn();
  }

 private:
  void Note(const v1::StreamAudioResponse& response) {
    const v1::AudioFrame& frame = response.frame();
    const uint64_t expected = std::exchange(last_seq_, frame.seq()) + 1;
    if (!measuring) return;
    ++tally_.received;
    if (expected > 1) tally_.missing += frame.seq() - expected;
    tally_.dropped += response.dropped_before();
    tally_.delays_us.push_back(static_cast<double>(absl::ToUnixMicros(absl::Now()) - frame.pts_us()));
  }

  uint64_t last_seq_ = 0;
};

// Moves a finger every 10 ms; the next move waits for the answer to the last.
class Toucher final : public Stream {
 public:
  Toucher(grpc::GenericStub* stub, const std::string& phone_id) {
    v1::ControlInputRequest request;
    request.mutable_start()->set_phone_id(phone_id);
    request.mutable_start()->set_screen_width(1080);
    request.mutable_start()->set_screen_height(1920);
    Begin(stub, "InputService/ControlInput", request);
    AddHold();
    StartCall();
  }
  void Stop() override { stopped_ = true; }
  void OnReadDone(bool ok) override {
    v1::ControlInputResponse response;
    if (!Read(ok, &response)) return RemoveHold();
    if (response.has_error()) std::abort();
    if (response.has_started()) ++started_streams;
    if (response.has_ack() && measuring) {
      ++tally_.received;
      tally_.delays_us.push_back(Microseconds(CLOCK_MONOTONIC) - sent_);
    }
    if (stopped_) {
      context_.TryCancel();
      return RemoveHold();
    }
    ReadOn();
    due_ = std::max(due_ + kTouchInterval, absl::Now());
    alarm_.Set(absl::ToChronoTime(due_), [this](bool) { Touch(); });
  }

 private:
  void Touch() {
    v1::ControlInputRequest request;
    request.set_seq(++seq_);
    request.mutable_touch()->set_action(seq_ == 1 ? v1::TOUCH_ACTION_DOWN : v1::TOUCH_ACTION_MOVE);
    request.mutable_touch()->set_x(static_cast<int>(seq_ % 1080));
    request.mutable_touch()->set_y(100);
    request_ = SerializeMessage(request);
    sent_ = Microseconds(CLOCK_MONOTONIC);
    StartWrite(&request_);
  }

  grpc::Alarm alarm_;
  absl::Time due_ = absl::Now();
  uint64_t seq_ = 0;
  std::atomic<double> sent_{0};
  std::atomic<bool> stopped_{false};
};

void AwaitZero(const std::atomic<int>& left) {
  while (left > 0) absl::SleepFor(absl::Milliseconds(1));
}

std::string ToJson(const std::vector<std::unique_ptr<Stream>>& streams, double seconds,
                   std::vector<double> cpu_us) {
  Tally all;
  for (const auto& stream : streams) {
    all.received += stream->tally().received;
    all.missing += stream->tally().missing;
    all.dropped += stream->tally().dropped;
    all.delays_us.insert(all.delays_us.end(), stream->tally().delays_us.begin(),
                         stream->tally().delays_us.end());
  }
  if (all.received == 0) std::abort();
  for (double& used : cpu_us) used /= static_cast<double>(all.received);
  return absl::StrCat(
      "{\"received\": ", all.received, ", \"missing\": ", all.missing, ", \"dropped\": ", all.dropped,
      ", \"per_s\": ", static_cast<double>(all.received) / seconds,
      ", \"p50_us\": ", Quantile(all.delays_us, 0.5), ", \"p99_us\": ", Quantile(all.delays_us, 0.99),
      ", \"cpu_us\": [", absl::StrJoin(cpu_us, ", "), "]}");
}

void Run() {
  // A window that is small, or HTTP/2 is a queue of stale frames.
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  arguments.SetInt(GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES, 16384);
  grpc::GenericStub stub(
      grpc::CreateCustomChannel(absl::GetFlag(FLAGS_target), grpc::InsecureChannelCredentials(), arguments));
  std::vector<std::unique_ptr<Stream>> streams;
  for (int phone = 0; phone < absl::GetFlag(FLAGS_phones); ++phone) {
    const std::string phone_id = absl::StrCat("1234567b8bab40ffb711234cb80", 10000 + phone);
    for (int i = 0; i < absl::GetFlag(FLAGS_listeners); ++i)
      streams.push_back(std::make_unique<Listener>(&stub, phone_id));
    if (absl::GetFlag(FLAGS_listeners) == 0) streams.push_back(std::make_unique<Toucher>(&stub, phone_id));
  }
  while (started_streams < static_cast<int>(streams.size())) absl::SleepFor(absl::Milliseconds(1));
  absl::SleepFor(absl::GetFlag(FLAGS_warm_up));
  const std::vector<pid_t> processes = ReadProcesses(absl::GetFlag(FLAGS_cpu_of));
  const std::vector<double> before = CpuMicroseconds(processes);
  const double begin = Microseconds(CLOCK_MONOTONIC);
  measuring = true;
  absl::SleepFor(absl::GetFlag(FLAGS_span));
  measuring = false;
  const double seconds = (Microseconds(CLOCK_MONOTONIC) - begin) / 1e6;
  std::vector<double> cpu = CpuMicroseconds(processes);
  for (size_t i = 0; i < cpu.size(); ++i) cpu[i] -= before[i];
  for (const auto& stream : streams) stream->Stop();
  AwaitZero(open_streams);
  std::puts(ToJson(streams, seconds, std::move(cpu)).c_str());
}

}  // namespace
}  // namespace cloudphone

int main(int argc, char** argv) {
  absl::ParseCommandLine(argc, argv);
  cloudphone::Run();
  return 0;
}
