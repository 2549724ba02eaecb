#include "service/agent/rpc/device_rpcs.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/types/optional.h"
#include "cloudphone/agent/v1/device_service.grpc.pb.h"
#include "service/agent/device/device_functions.h"
#include "service/agent/device/png_size.h"
#include "service/agent/device/unsent_lines.h"
#include "service/agent/rpc/admission.h"
#include "service/agent/rpc/server_stream.h"
#include "service/agent/rpc/unary.h"

namespace cloudphone {
namespace {

// As the contract says; gRPC's own default for clients is 4 MiB.
constexpr size_t kMaxPngBytes = 16 << 20;

class LogcatStream final : public ServerStream<agent::v1::StreamLogcatResponse, UnsentLines>,
                           public LogcatListener {
 public:
  // The log has begun once logcat runs, which may have said something, or have ended, by then.
  void Subscribe(DeviceFunctions& device, const LogcatQuery& query) {
    auto run = device.StartLogcat(query, std::static_pointer_cast<LogcatStream>(shared_from_this()));
    if (!run.ok()) return End(run.status());
    run_ = *std::move(run);
    PushFirst([](UnsentLines* unsent) { unsent->AddBegin(); });
  }

  void OnLines(std::vector<std::string> lines) override {
    Push([&](UnsentLines* unsent) { unsent->Add(std::move(lines)); });
  }
  void OnEnd(const absl::Status& status) override { EndProduced(status); }

 private:
  void Unsubscribe() override { run_ = nullptr; }
  agent::v1::StreamLogcatResponse Wire(agent::v1::StreamLogcatResponse taken) override { return taken; }

  std::unique_ptr<LogcatRun> run_;
};

absl::Status ReadScreenshot(absl::StatusOr<Screenshot> shot, agent::v1::TakeScreenshotResponse* response) {
  if (!shot.ok()) return shot.status();
  if (shot->png.size() > kMaxPngBytes)
    return AgentRefusal(absl::StatusCode::kResourceExhausted, "SCREENSHOT_TOO_LARGE", "over 16 MiB");
  const absl::optional<PixelSize> size = PngSize(shot->png);
  if (!size.has_value())
    return AgentRefusal(absl::StatusCode::kUnavailable, "SCREENSHOT_BROKEN",
                        "the phone gave no whole picture");
  response->set_width(size->width);
  response->set_height(size->height);
  *response->mutable_png() = std::move(shot->png);
  const int64_t nanos = absl::ToUnixNanos(shot->captured_at);
  response->mutable_capture_time()->set_seconds(nanos / 1'000'000'000);
  response->mutable_capture_time()->set_nanos(static_cast<int32_t>(nanos % 1'000'000'000));
  return absl::OkStatus();
}

using Contract = agent::v1::DeviceService;

class DeviceRpcs final : public Contract::CallbackService {
 public:
  explicit DeviceRpcs(const AgentContext& services) : services_(services) {}

  grpc::ServerUnaryReactor* TakeScreenshot(grpc::CallbackServerContext* context,
                                           const agent::v1::TakeScreenshotRequest* request,
                                           agent::v1::TakeScreenshotResponse* response) override {
    CallLine line(*context, Contract::service_full_name(), "TakeScreenshot", request->phone_id());
    const auto phone = Admit(*services_.phones, *context, request->phone_id());
    if (!phone.ok()) return FinishUnary(context, line, phone.status());
    PendingUnary call(services_.calls, context, std::move(line));
    grpc::ServerUnaryReactor* const reactor = call.reactor();
    if (!call.taken()) {
      call.Finish(AgentDraining());
      return reactor;
    }
    (*phone)->device().TakeScreenshot(
        [call = std::move(call), response](absl::StatusOr<Screenshot> shot) mutable {
          call.Finish(ReadScreenshot(std::move(shot), response));
        });
    return reactor;
  }

  grpc::ServerWriteReactor<agent::v1::StreamLogcatResponse>* StreamLogcat(
      grpc::CallbackServerContext* context, const agent::v1::StreamLogcatRequest* request) override {
    const auto stream = std::make_shared<LogcatStream>();
    CallLine line(*context, Contract::service_full_name(), "StreamLogcat", request->phone_id());
    if (!stream->Begin(services_.calls, context, std::move(line))) return stream.get();
    const auto phone = Admit(*services_.phones, *context, request->phone_id());
    const LogcatQuery query{{request->filters().begin(), request->filters().end()}, request->tail_lines()};
    absl::Status checked = phone.status();
    checked.Update(CheckLogcat(query));
    if (checked.ok()) {
      stream->Subscribe((*phone)->device(), query);
    } else {
      stream->End(checked);
    }
    return stream.get();
  }

 private:
  const AgentContext& services_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeDeviceService(const AgentContext& context) {
  return std::make_unique<DeviceRpcs>(context);
}

}  // namespace cloudphone
