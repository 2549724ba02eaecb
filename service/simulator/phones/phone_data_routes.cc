// The data of phones: out to object storage and back.

#include "service/simulator/phones/phone_data_routes.h"

#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "service/simulator/http/request_body.h"
#include "service/simulator/inside/adb_jobs.h"
#include "service/simulator/inside/tar.h"
#include "service/simulator/phones/targets.h"

namespace cloudphone::simulator {
namespace {

constexpr size_t kMaxPathBytes = 4096;
constexpr char kPathCharacters[] = "./-_+#~=*";

struct ExportItem {
  std::string phone_id;
  std::vector<std::string> include_files;
  std::vector<std::string> exclude_files;
  ObjectPath object;
};
struct ImportItem {
  std::string phone_id;
  ObjectPath object;
};

bool IsBelow(absl::string_view path, absl::string_view root) {
  return absl::ConsumePrefix(&path, root) && (path.empty() || path.front() == '/' || path == "*");
}

// Under /data or /cache; `*` only at the end.
bool IsExportPath(absl::string_view path) {
  return path.size() <= kMaxPathBytes && IsMadeOf(path, kPathCharacters) &&
         (IsBelow(path, "/data") || IsBelow(path, "/cache")) && !absl::StrContains(path, "..") &&
         path.find('*') >= path.size() - 1;
}

// The newer revision's rule: /data/misc only as a whole, and only with /data/system and /data/system_de.
bool KeepsMiscWhole(const std::vector<std::string>& paths) {
  bool has_misc = false;
  for (const std::string& path : paths) {
    if (!absl::StartsWith(path, "/data/misc")) continue;
    if (path != "/data/misc" && IsBelow(path, "/data/misc")) return false;
    has_misc = has_misc || path == "/data/misc";
  }
  return !has_misc ||
         (absl::c_linear_search(paths, "/data/system") && absl::c_linear_search(paths, "/data/system_de"));
}

bool ReadPaths(const rapidjson::Value& list, std::vector<std::string>* paths) {
  if (!list.IsArray()) return false;
  for (const rapidjson::Value& path : list.GetArray()) {
    if (!path.IsString() || !IsExportPath(ViewOf(path))) return false;
    paths->emplace_back(ViewOf(path));
  }
  return true;
}

absl::optional<VendorError> ReadExportItem(const rapidjson::Value& value, ExportItem* item) {
  item->phone_id = TextMember(value, "phone_id").value_or("");
  if (item->phone_id.empty()) return kNoPhoneId;
  const rapidjson::Value* const include = FindMember(value, "include_files");
  if (include == nullptr || !ReadPaths(*include, &item->include_files) || item->include_files.empty() ||
      !KeepsMiscWhole(item->include_files))
    return kBadIncludeFiles;
  const rapidjson::Value* const exclude = FindMember(value, "exclude_files");
  if (exclude != nullptr && !ReadPaths(*exclude, &item->exclude_files)) return kBadExcludeFiles;
  return ReadObjectPath(value, &item->object);
}

absl::optional<VendorError> ReadImportItem(const rapidjson::Value& value, ImportItem* item) {
  item->phone_id = TextMember(value, "phone_id").value_or("");
  if (item->phone_id.empty()) return kNoPhoneId;
  return ReadObjectPath(value, &item->object);
}

// Whether the pattern names the path, or a directory above it.
bool Covers(absl::string_view pattern, absl::string_view path) {
  if (absl::ConsumeSuffix(&pattern, "*")) return absl::StartsWith(path, pattern);
  absl::ConsumeSuffix(&pattern, "/");
  return absl::ConsumePrefix(&path, pattern) && (path.empty() || path.front() == '/');
}

void Export(const ExportItem& item, World* world, Job* job) {
  if (job->error.has_value()) return;
  const Phone* const phone = world->FindPhone(job->phone_id);
  if (phone->status != kPhoneRunning) {
    job->error = ItemError(kNotRunning);
    return;
  }
  std::vector<FileTree::Entry> chosen;
  for (const FileTree::Entry& entry : world->devices().Inside(*phone).files.Below("/")) {
    const auto covers = [&](const std::string& pattern) { return Covers(pattern, entry.first); };
    if (absl::c_any_of(item.include_files, covers) && absl::c_none_of(item.exclude_files, covers))
      chosen.push_back(entry);
  }
  if (!world->devices().objects().Put(item.object.bucket, item.object.key, WriteTar(chosen)))
    job->error = ItemError(kUploadFailed);
}

bool IsData(const std::string& path) { return IsBelow(path, "/data") || IsBelow(path, "/cache"); }

void Import(const ImportItem& item, World* world, Job* job) {
  if (job->error.has_value()) return;
  const Phone* const phone = world->FindPhone(job->phone_id);
  if (phone->status != kPhoneRunning) {
    job->error = ItemError(kNotRunning);
    return;
  }
  Unpack(item.object, &IsData, world, job, &world->devices().Inside(*phone).files);
}

// Starts a job for each item whose phone runs.
template <typename Item>
Response StartEach(const Call& call, Action action, const std::vector<Item>& items,
                   void (*effect)(const Item&, World*, Job*)) {
  JobsAnswer answer(call, "phone_id");
  for (const Item& item : items) {
    const Phone* const phone = call.world->FindPhone(item.phone_id);
    if (const auto error = RefuseUnlessRunning(item.phone_id, phone)) {
      answer.Refused(item.phone_id, *error);
      continue;
    }
    JobPlan plan;
    plan.action = action;
    plan.phone_id = phone->id;
    plan.server_id = phone->server_id;
    plan.effect = [item, effect](World* world, Job* job) { effect(item, world, job); };
    answer.Started(item.phone_id, call.world->StartJob(std::move(plan), call.request_id));
  }
  return answer.Take();
}

}  // namespace

Response ExportData(const Call& call) {
  rapidjson::Document body;
  std::vector<ExportItem> items;
  if (!ReadObject(*call.body, &body)) return call.Error(kBadStorageInfos);
  if (const auto error =
          ReadItems(body, "storage_infos", kBadStorageInfos, kManyStorageInfos, &ReadExportItem, &items))
    return call.Error(*error);
  return StartEach(call, Action::kExportData, items, &Export);
}

Response ImportData(const Call& call) {
  rapidjson::Document body;
  std::vector<ImportItem> items;
  if (!ReadObject(*call.body, &body)) return call.Error(kBadRestoreInfos);
  // Unverified: the code of too many.
  if (const auto error =
          ReadItems(body, "restore_infos", kBadRestoreInfos, kManyPhones, &ReadImportItem, &items))
    return call.Error(*error);
  return StartEach(call, Action::kImportData, items, &Import);
}

}  // namespace cloudphone::simulator
