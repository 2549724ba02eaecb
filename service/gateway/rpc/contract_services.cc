#include "service/gateway/rpc/contract_services.h"

#include <utility>

#include "cloudphone/upstream/v1/shared_file_jobs_service.grpc.pb.h"
#include "cloudphone/v1/adb_service.grpc.pb.h"
#include "cloudphone/v1/artifact_service.grpc.pb.h"
#include "cloudphone/v1/audio_service.grpc.pb.h"
#include "cloudphone/v1/bandwidth_service.grpc.pb.h"
#include "cloudphone/v1/device_service.grpc.pb.h"
#include "cloudphone/v1/encode_server_service.grpc.pb.h"
#include "cloudphone/v1/image_service.grpc.pb.h"
#include "cloudphone/v1/input_service.grpc.pb.h"
#include "cloudphone/v1/job_service.grpc.pb.h"
#include "cloudphone/v1/key_pair_service.grpc.pb.h"
#include "cloudphone/v1/phone_service.grpc.pb.h"
#include "cloudphone/v1/scheduled_event_service.grpc.pb.h"
#include "cloudphone/v1/server_service.grpc.pb.h"
#include "cloudphone/v1/shared_storage_service.grpc.pb.h"
#include "cloudphone/v1/tag_service.grpc.pb.h"
#include "service/gateway/rpc/artifact_calls.h"
#include "service/gateway/rpc/audio_calls.h"
#include "service/gateway/rpc/control_input_stream.h"
#include "service/gateway/rpc/device_rpcs.h"
#include "service/gateway/rpc/execute_command_stream.h"
#include "service/gateway/rpc/gesture_calls.h"
#include "service/gateway/rpc/list_shared_files_call.h"
#include "service/gateway/rpc/open_input_session_stream.h"
#include "service/gateway/rpc/raw_service.h"
#include "service/gateway/rpc/send_input_call.h"
#include "service/gateway/rpc/stream_audio_stream.h"
#include "service/gateway/rpc/wait_jobs_call.h"
#include "service/gateway/rpc/wait_resources_call.h"
#include "service/gateway/rpc/watch_jobs_stream.h"
#include "service/gateway/rpc/watch_resources_stream.h"

namespace cloudphone {
namespace {

template <typename Contract>
absl::Status Add(std::unique_ptr<RawService<Contract>> service, std::vector<ServedService>* served) {
  if (absl::Status complete = service->CheckComplete(); !complete.ok()) return complete;
  served->push_back({Contract::service_full_name(), std::move(service)});
  return absl::OkStatus();
}

std::unique_ptr<RawService<v1::InputService>> ServeInput(const CallServices& services) {
  auto input = std::make_unique<RawService<v1::InputService>>(services);
  input->Serve("ControlInput", &StartControlInput);
  input->Serve("OpenInputSession", &StartOpenInputSession);
  input->Serve("SendInput", &StartSendInput);
  input->Serve("Tap", &StartTap);
  input->Serve("Swipe", &StartSwipe);
  input->Serve("PressKey", &StartPressKey);
  input->Serve("InputText", &StartInputText);
  return input;
}

// What the agents in phones serve.
absl::Status AddMedia(const CallServices& services, std::vector<ServedService>* served) {
  auto audio = std::make_unique<RawService<v1::AudioService>>(services);
  audio->Serve("StreamAudio", &StartStreamAudio);
  audio->Serve("GetAudioStatus", &StartGetAudioStatus);
  audio->Serve("StopAudio", &StartStopAudio);
  auto device = std::make_unique<RawService<v1::DeviceService>>(services);
  device->Serve("TakeScreenshot", &StartTakeScreenshot);
  device->Serve("StreamLogcat", &StartStreamLogcat);
  absl::Status added = Add(std::move(audio), served);
  added.Update(Add(ServeInput(services), served));
  added.Update(Add(std::move(device), served));
  return added;
}

}  // namespace

std::vector<const google::protobuf::ServiceDescriptor*> ContractServices() {
  const auto* pool = google::protobuf::DescriptorPool::generated_pool();
  // The messages keep the descriptors of their files in the program.
  v1::ListPhonesRequest::descriptor();
  v1::ListServersRequest::descriptor();
  v1::ListJobsRequest::descriptor();
  v1::ListBandwidthsRequest::descriptor();
  v1::BatchUpdateKeyPairsRequest::descriptor();
  v1::ListEncodeServersRequest::descriptor();
  v1::ListScheduledEventsRequest::descriptor();
  v1::ListImagesRequest::descriptor();
  v1::ListResourceTagsRequest::descriptor();
  v1::InstallApkRequest::descriptor();
  v1::ListSharedFilesRequest::descriptor();
  v1::StreamAudioRequest::descriptor();
  v1::TakeScreenshotRequest::descriptor();
  v1::CreateUploadRequest::descriptor();
  upstream::v1::StartListSharedFilesRequest::descriptor();
  v1::SendInputRequest::descriptor();
  return {pool->FindServiceByName(v1::PhoneService::service_full_name()),
          pool->FindServiceByName(v1::ServerService::service_full_name()),
          pool->FindServiceByName(v1::JobService::service_full_name()),
          pool->FindServiceByName(v1::BandwidthService::service_full_name()),
          pool->FindServiceByName(v1::KeyPairService::service_full_name()),
          pool->FindServiceByName(v1::EncodeServerService::service_full_name()),
          pool->FindServiceByName(v1::ScheduledEventService::service_full_name()),
          pool->FindServiceByName(v1::ImageService::service_full_name()),
          pool->FindServiceByName(v1::TagService::service_full_name()),
          pool->FindServiceByName(v1::AdbService::service_full_name()),
          pool->FindServiceByName(v1::SharedStorageService::service_full_name()),
          pool->FindServiceByName(v1::AudioService::service_full_name()),
          pool->FindServiceByName(v1::InputService::service_full_name()),
          pool->FindServiceByName(v1::DeviceService::service_full_name()),
          pool->FindServiceByName(v1::ArtifactService::service_full_name()),
          pool->FindServiceByName(upstream::v1::SharedFileJobsService::service_full_name())};
}

absl::StatusOr<std::vector<ServedService>> ServeContract(const CallServices& services) {
  std::vector<ServedService> served;
  auto phones = std::make_unique<RawService<v1::PhoneService>>(services);
  phones->Serve("WaitPhones", &StartWaitPhones);
  phones->Serve("WatchPhones", &StartWatchPhones);
  auto servers = std::make_unique<RawService<v1::ServerService>>(services);
  servers->Serve("WaitServers", &StartWaitServers);
  servers->Serve("WatchServers", &StartWatchServers);
  auto jobs = std::make_unique<RawService<v1::JobService>>(services);
  jobs->Serve("WatchJobs", &StartWatchJobs);
  jobs->Serve("WaitJobs", &StartWaitJobs);

  absl::Status added = Add(std::move(phones), &served);
  added.Update(Add(std::move(servers), &served));
  added.Update(Add(std::move(jobs), &served));
  added.Update(Add(std::make_unique<RawService<v1::BandwidthService>>(services), &served));
  added.Update(Add(std::make_unique<RawService<v1::KeyPairService>>(services), &served));
  added.Update(Add(std::make_unique<RawService<v1::EncodeServerService>>(services), &served));
  added.Update(Add(std::make_unique<RawService<v1::ScheduledEventService>>(services), &served));
  added.Update(Add(std::make_unique<RawService<v1::ImageService>>(services), &served));
  added.Update(Add(std::make_unique<RawService<v1::TagService>>(services), &served));
  auto adb = std::make_unique<RawService<v1::AdbService>>(services);
  adb->Serve("ExecuteCommand", &StartExecuteCommand);
  added.Update(Add(std::move(adb), &served));
  auto shared_storage = std::make_unique<RawService<v1::SharedStorageService>>(services);
  shared_storage->Serve("ListSharedFiles", &StartListSharedFiles);
  added.Update(Add(std::move(shared_storage), &served));
  added.Update(AddMedia(services, &served));
  auto artifacts = std::make_unique<RawService<v1::ArtifactService>>(services);
  artifacts->Serve("CreateUpload", &StartCreateUpload);
  artifacts->Serve("CreateDownload", &StartCreateDownload);
  added.Update(Add(std::move(artifacts), &served));
  if (!added.ok()) return added;
  return served;
}

}  // namespace cloudphone
