#include "service/simulator/shared_storage/shared_storage.h"

#include "absl/strings/str_cat.h"
#include "rapidjson/document.h"
#include "service/simulator/catalog/catalog.h"
#include "service/simulator/http/request_body.h"

namespace cloudphone::simulator {
namespace {

constexpr char kSampleApp[] = "com.cph.config";
constexpr absl::Duration kSnapshotInterval = absl::Hours(2);

}  // namespace

SharedStorage FactorySharedStorage(absl::Time time) {
  SharedStorage storage;
  storage.files.MakeDirectory("/data/app", time);
  storage.files.MakeDirectory("/cache", time);
  for (const char* version : {"1.0.0", "1.1.0"}) {
    AddSharedApp(kSampleApp, version, time, &storage);
    storage.files.PutFile(absl::StrCat("/data/app/", kSampleApp, "/", version, "/base.apk"), "PK", time);
  }
  storage.files.PutFile(absl::StrCat("/data/data/", kSampleApp, "/config.json"), "{}\n", time);
  return storage;
}

absl::optional<int> SharedDiskGb(const Server& server) {
  for (const PhoneModel& model : PhoneModels()) {
    if (server.phone_model_name != model.phone_model_name) continue;
    rapidjson::Document spec;
    if (!ReadObject(model.extend_spec, &spec)) return absl::nullopt;
    const rapidjson::Value* const size = FindMember(spec, "max_share_disk_size_g");
    if (size == nullptr || !size->IsInt()) return absl::nullopt;
    return server.share_volume.has_value() ? server.share_volume->size_gb : size->GetInt();
  }
  return absl::nullopt;
}

void AddSharedApp(const std::string& package_name, const std::string& version, absl::Time now,
                  SharedStorage* storage) {
  for (const SharedApp& app : storage->apps) {
    if (app.package_name == package_name && app.version == version && app.until > now) return;
  }
  storage->apps.push_back({package_name, version, now});
}

void RemoveSharedApp(const std::string& package_name, absl::Time now, SharedStorage* storage) {
  for (SharedApp& app : storage->apps) {
    if (app.package_name == package_name && app.until > now) app.until = now;
  }
  storage->files.Remove(absl::StrCat("/data/app/", package_name));
  storage->files.Remove(absl::StrCat("/data/data/", package_name));
}

absl::Time LastSnapshot(absl::Time now) {
  return absl::UnixEpoch() + absl::Floor(now - absl::UnixEpoch(), kSnapshotInterval);
}

}  // namespace cloudphone::simulator
