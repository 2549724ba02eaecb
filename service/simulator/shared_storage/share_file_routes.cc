// The files that the phones of a server share.

#include "service/simulator/shared_storage/share_file_routes.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "service/simulator/http/json_answer.h"
#include "service/simulator/http/request_body.h"
#include "service/simulator/shared_storage/share_jobs.h"

namespace cloudphone::simulator {
namespace {

constexpr size_t kMaxPathBytes = 4096;
constexpr int kMaxFilePage = 50;
constexpr uint64_t kGb = uint64_t{1} << 30;

// The vendor's API reference, DeleteShareFiles.
bool IsDeletePath(absl::string_view path) {
  return absl::StartsWith(path, "/") && path.size() <= kMaxPathBytes && IsMadeOf(path, "./- _=") &&
         !absl::StrContains(path, "..");
}

// The vendor's API reference, ListShareFiles.
bool IsListPath(absl::string_view path) {
  return absl::StartsWith(path, "/") && path.size() > 1 && path.size() <= kMaxPathBytes &&
         IsMadeOf(path, ".+-_/=") && !absl::StrContains(path, "../") && !absl::StrContains(path, "//");
}

absl::optional<VendorError> ReadDelete(const rapidjson::Value& paths, std::vector<std::string>* file_paths) {
  if (!paths.IsArray() || paths.Empty()) return kBadFilePaths;
  for (const rapidjson::Value& path : paths.GetArray()) {
    if (!path.IsString() || !IsDeletePath(ViewOf(path))) return kBadFilePaths;
    file_paths->emplace_back(ViewOf(path));
  }
  return absl::nullopt;
}

Response DeleteShareFiles(const Call& call, const rapidjson::Value& body, const rapidjson::Value& paths) {
  std::vector<std::string> file_paths, server_ids;
  if (const auto error = ReadDelete(paths, &file_paths)) return call.Error(*error);
  if (const auto error = ReadIds(body, ServerIdsRule(kMaxServersInCall), &server_ids))
    return call.Error(*error);
  // Unverified: that what is not there is no error.
  return StartOnServers(call, Action::kShareFiles, server_ids,
                        [file_paths](World* world, const Server& server, Job*) {
                          FileTree& files = world->devices().Shared(server).files;
                          for (const std::string& path : file_paths) files.Remove(path);
                        });
}

Response PushShareFiles(const Call& call, const rapidjson::Value& body) {
  ObjectPath object;
  std::vector<std::string> server_ids;
  if (const auto error = ReadObjectPath(body, &object)) return call.Error(*error);
  if (!absl::EndsWith(object.key, ".tar")) return call.Error(kBadObjectPath);
  if (const auto error = ReadIds(body, ServerIdsRule(kMaxServersInCall), &server_ids))
    return call.Error(*error);
  return StartOnServers(
      call, Action::kShareFiles, server_ids,
      [object](World* world, const Server& server, Job* job) { UnpackShared(object, world, server, job); });
}

// "4096 Apr 15 09:49 com.tencent.mm"
std::string FileLine(const FileTree::Entry& entry) {
  const auto& [name, node] = entry;
  return absl::StrCat(node->is_directory ? 4096 : node->size, " ",
                      absl::FormatTime("%b %d %H:%M", node->time, absl::UTCTimeZone()), " ", name);
}

// "8.9G 323M 8.2G 4%": size, used, available.
std::string Capacity(uint64_t size, uint64_t used) {
  const auto text = [](uint64_t bytes) {
    return bytes >= kGb ? absl::StrFormat("%.1fG", static_cast<double>(bytes) / static_cast<double>(kGb))
                        : absl::StrFormat("%dM", bytes >> 20);
  };
  const uint64_t free = size - std::min(size, used);
  return absl::StrFormat("%s %s %s %d%%", text(size), text(used), text(free), used * 100 / size);
}

// What execute_msg says: JSON in a text.
std::string Listing(const std::string& path, const Page& page, int disk_gb, const FileTree& files) {
  const std::vector<FileTree::Entry> all = files.List(path);
  const auto cut = CutPage(all, page);
  JsonAnswer json;
  json.BeginObject("files_in_path");
  json.Number("total", static_cast<int64_t>(all.size()));
  json.Number("count", static_cast<int64_t>(cut.size()));
  json.BeginList("files");
  for (const FileTree::Entry& entry : cut) json.Item(FileLine(entry));
  json.EndList();
  json.EndObject();
  json.Text("share_base_capacity", Capacity(static_cast<uint64_t>(disk_gb) * kGb, files.TotalBytes()));
  json.Text("share_base_max_size", absl::StrCat(disk_gb, "G"));
  return json.Take();
}

void List(const std::string& path, const Page& page, World* world, const Server& server, Job* job) {
  const FileTree& files = world->devices().Shared(server).files;
  if (files.Find(path) != nullptr) {
    job->output = Listing(path, page, SharedDiskGb(server).value_or(1), files);
    return;
  }
  // Unverified: how the list of a directory fails that is not there.
  job->error = ItemError(kRunFailed);
  job->output = absl::StrCat("ls: cannot access '", path, "': No such file or directory");
}

}  // namespace

Response ChangeShareFiles(const Call& call) {
  rapidjson::Document body;
  // Unverified: the code of a body that is no JSON.
  if (!ReadObject(*call.body, &body)) return call.Error(kBadServerIds);
  const rapidjson::Value* const paths = FindMember(body, "file_paths");
  return paths == nullptr ? PushShareFiles(call, body) : DeleteShareFiles(call, body, *paths);
}

Response ListShareFiles(const Call& call) {
  const std::vector<std::string> server_ids =
      absl::StrSplit(call.Query("server_ids").value_or(""), ',', absl::SkipEmpty());
  const std::string path = call.Query("path").value_or("");
  if (server_ids.empty()) return call.Error(kNoServerIds);
  if (server_ids.size() > kMaxServersInCall) return call.Error(kManyServers);
  if (!IsListPath(path)) return call.Error(kBadPath);
  absl::optional<Page> page = ReadPage(call, kMaxFilePage, kMaxFilePage);
  if (!page.has_value()) return call.Error(kBadPage);
  return StartOnServers(call, Action::kShareFiles, server_ids,
                        [path, page = *page](World* world, const Server& server, Job* job) {
                          List(path, page, world, server, job);
                        });
}

}  // namespace cloudphone::simulator
