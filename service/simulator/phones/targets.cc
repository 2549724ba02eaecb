#include "service/simulator/phones/targets.h"

#include "service/simulator/shared_storage/shared_storage.h"

namespace cloudphone::simulator {

absl::optional<ItemError> RefuseUnlessRunning(const std::string& phone_id, const Phone* phone) {
  if (!IsId(phone_id)) return ItemError(kBadPhoneIdItem);
  if (phone == nullptr) return ItemError(kNoPhoneItem);
  if (phone->status == kPhoneFrozen) return ItemError(kFrozen);
  return phone->status == kPhoneRunning ? absl::nullopt : absl::make_optional<ItemError>(kNotRunning);
}

absl::optional<ItemError> RefuseUnlessSettled(const std::string& phone_id, const Phone* phone) {
  if (phone != nullptr && phone->status == kPhoneStopped) return absl::nullopt;
  auto error = RefuseUnlessRunning(phone_id, phone);
  return error.has_value() && error->code == kNotRunning.code ? ItemError(kNotRestartable) : error;
}

absl::optional<ItemError> RefuseUnlessShared(const std::string& server_id, const Server* server) {
  if (!IsId(server_id)) return ItemError(kBadServerIdItem);
  if (server == nullptr) return ItemError(kNoServerItem);
  if (!SharedDiskGb(*server).has_value()) return ItemError(kNoShareFiles);
  return server->status == kServerRunning ? absl::nullopt : absl::make_optional<ItemError>(kServerNotReady);
}

JobsAnswer::JobsAnswer(const Call& call, const char* target) : call_(call), target_(target) {
  json_.Text("request_id", call.request_id);
  json_.BeginList("jobs");
}

void JobsAnswer::Started(absl::string_view id, const Job& job) {
  json_.BeginItem();
  json_.Text(target_, id);
  json_.Text("job_id", job.id);
  json_.EndObject();
}

void JobsAnswer::Refused(absl::string_view id, const ItemError& error) { RefusedAs(target_, id, error); }

void JobsAnswer::RefusedAs(const char* target, absl::string_view id, const ItemError& error) {
  json_.BeginItem();
  json_.Text(target, id);
  json_.Refused(error);
  json_.EndObject();
}

Response JobsAnswer::Take() {
  json_.EndList();
  return call_.Ok(json_.Take());
}

}  // namespace cloudphone::simulator
